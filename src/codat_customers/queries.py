"""Queries, which narrow lists: ``where(status="Active") & (field("modifiedDate") >= date)``."""

from codat_customers_api.queries import Conditions, field, where
from codat_customers_api.query_language import BooleanField, DateField, IntegerField, NumberField, Query, TextField

__all__ = [
    "BooleanField",
    "Conditions",
    "DateField",
    "IntegerField",
    "NumberField",
    "Query",
    "TextField",
    "field",
    "where",
]
