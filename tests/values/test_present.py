"""The value of a field, or what to do about there being none."""

from typing import Any

import pytest

from codat_customers import UNSET, present
from codat_customers.models import Customer, CustomerStatus, Metadata

CUSTOMER = Customer.from_dict({"id": "1042", "status": "Active", "phone": None, "metadata": {"isDeleted": False}})


@pytest.mark.parametrize("value", ["1042", "", False, True, 0, 0.0, [], {}, CustomerStatus.ACTIVE, CUSTOMER])
def test_a_value_is_returned_whatever_it_is(value: Any) -> None:
    assert present(value) is value
    assert present(value, None) is value
    assert present(value, "other") is value


@pytest.mark.parametrize("nothing", [UNSET, None])
@pytest.mark.parametrize("default", [None, UNSET, "", 0, False, "none"])
def test_a_default_is_returned_where_there_is_no_value(nothing: Any, default: object) -> None:
    assert present(nothing, default) is default
    assert present(nothing, default=default) is default


@pytest.mark.parametrize(
    ("nothing", "why"),
    [(UNSET, r"left the field out \(UNSET\).*whether the field is UNSET$"), (None, r"sent null .*the field is None$")],
)
def test_no_value_is_an_error_that_says_why_and_what_to_do(nothing: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        present(nothing)
    assert "such as present(value, None)" in str(caught.value)


def test_what_was_read_is_as_the_service_sent_it() -> None:
    assert present(CUSTOMER.id) == "1042"
    assert present(CUSTOMER.phone, "") == ""
    assert present(present(CUSTOMER.metadata, Metadata()).is_deleted) is False
    with pytest.raises(ValueError, match="sent null"):
        present(CUSTOMER.phone)
    with pytest.raises(ValueError, match="left the field out"):
        present(CUSTOMER.tax_number)
