"""Queries that narrow lists, of the fields that the specification lists: ``where`` and ``field``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final, Literal, TypedDict, Unpack, overload

from .query_language import (
    BooleanField,
    DateField,
    IntegerField,
    Query,
    Text,
    TextField,
    all_equal,
    listed,
)


class Conditions(TypedDict, total=False):
    """What ``where`` takes: the fields that are in no object inside a record."""

    id: Text
    customerName: Text
    contactName: Text
    emailAddress: Text
    phone: Text
    defaultCurrency: Text
    registrationNumber: Text
    taxNumber: Text
    status: Text
    modifiedDate: datetime.date
    sourceModifiedDate: datetime.date
    dataType: Text
    companyId: Text
    pushOperationKey: Text
    dataConnectionKey: Text
    requestedOnUtc: datetime.date
    completedOnUtc: datetime.date
    timeoutInMinutes: int
    errorMessage: Text
    statusCode: int


@overload
def field(name: Literal["metadata.isDeleted"]) -> BooleanField: ...
@overload
def field(name: Literal["modifiedDate", "sourceModifiedDate", "requestedOnUtc", "completedOnUtc"]) -> DateField: ...
@overload
def field(name: Literal["timeoutInMinutes", "statusCode"]) -> IntegerField: ...
@overload
def field(
    name: Literal[
        "id",
        "customerName",
        "contactName",
        "emailAddress",
        "phone",
        "defaultCurrency",
        "registrationNumber",
        "taxNumber",
        "status",
        "dataType",
        "companyId",
        "pushOperationKey",
        "dataConnectionKey",
        "errorMessage",
    ],
) -> TextField: ...
def field(name: str) -> BooleanField | DateField | IntegerField | TextField:
    """Return a field of a record, for conditions: ``field("modifiedDate") >= date``.

    ``==`` and ``!=`` compare any field; ``<``, ``<=``, ``>`` and ``>=`` dates and numbers; ``contains`` looks into texts.

    Parameters:
        name (str): What the service calls the field, as in ``order_by``; dots lead into objects:
            ``metadata.isDeleted``.

    Raises:
        ValueError: The specification lists no such field.
    """
    return listed(_FIELDS, name)


def where(**conditions: Unpack[Conditions]) -> Query:
    """Return a query for the records whose fields have all of these values: ``where(status="Active")``.

    ``&`` and ``|`` join it with others.

    Parameters:
        conditions: The values by their fields, which are called as the service does. For fields inside an object, and
            for other comparisons, there is ``field``.

    Raises:
        ValueError: The specification lists no such field, or the query language cannot say a value.
        TypeError: A value has the wrong type, or there is none.
    """
    return all_equal(_FIELDS, conditions)


_FIELDS: Final[Mapping[str, type[BooleanField | DateField | IntegerField | TextField]]] = {
    "id": TextField,
    "customerName": TextField,
    "contactName": TextField,
    "emailAddress": TextField,
    "phone": TextField,
    "defaultCurrency": TextField,
    "registrationNumber": TextField,
    "taxNumber": TextField,
    "status": TextField,
    "metadata.isDeleted": BooleanField,
    "modifiedDate": DateField,
    "sourceModifiedDate": DateField,
    "dataType": TextField,
    "companyId": TextField,
    "pushOperationKey": TextField,
    "dataConnectionKey": TextField,
    "requestedOnUtc": DateField,
    "completedOnUtc": DateField,
    "timeoutInMinutes": IntegerField,
    "errorMessage": TextField,
    "statusCode": IntegerField,
}

__all__ = ["Conditions", "Query", "field", "where"]
