"""Customers that a test adds: from what the caller gives to what reads show."""

import json
from collections.abc import Callable, Iterable

from codat_customers.models import Customer
from codat_customers.sandbox._companies import Record
from codat_customers.sandbox._contract import Contract
from codat_customers.sandbox._messages import JsonObject, encode, is_json_object

GivenCustomer = JsonObject | Customer


def read_customers(
    given: Iterable[GivenCustomer], new_id: Callable[[], str], contract: Contract | None, *, off_contract: bool
) -> list[Record]:
    """Turn what was given into records.

    Parameters:
        given: what the caller has.
        new_id: makes the id of one that has none.
        contract: what they must keep to, if anything.
        off_contract: whether they may break it all the same.

    Raises:
        TypeError: one of them is neither a dict nor a Customer, or holds what JSON has no form for.
        ValueError: one of them has an unusable id, a number that JSON has no form for, or breaks the contract.
    """
    records: list[Record] = []
    for place, each in enumerate(given):
        customer = _plain(f"customers[{place}]", each)
        if "id" not in customer:
            customer = {"id": new_id(), **customer}
        if not (isinstance(customer["id"], str) and customer["id"]):
            raise ValueError(f"customers[{place}]: the id must be a text that is not empty, not {customer['id']!r}")
        problems = contract.customer_problems(customer) if contract else ()
        if problems and not off_contract:
            raise ValueError(
                f"customers[{place}] breaks the contract; Sandbox(off_contract=True) allows that. {'; '.join(problems)}"
            )
        records.append(Record(customer=customer, on_contract=not problems))
    return records


def _plain(name: str, given: object) -> JsonObject:
    """Copy what was given as plain JSON."""
    if not (isinstance(given, Customer) or is_json_object(given)):
        raise TypeError(f"{name} must be a dict or a Customer, not {type(given).__name__}")
    try:
        plain: JsonObject = json.loads(encode(given.to_dict() if isinstance(given, Customer) else given))
    except (TypeError, ValueError, RecursionError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{name} cannot be written as JSON: {error}") from error
    return plain
