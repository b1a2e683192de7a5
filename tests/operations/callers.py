"""Calls an operation by its name."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Final, TypeAlias

from codat_customers.models import Customer, CustomerStatus
from tests.support.clients import client_of

# Of the name of an operation below the client, such as customers.with_raw_response.get, and its arguments
Call: TypeAlias = Callable[..., Any]


@contextmanager
def calling(flavour: str, server_url: str) -> Generator[Call]:
    """Keep a client open, and call its operations from this thread."""
    with client_of(flavour, server_url) as codat:

        def call(operation: str, *arguments: Any, **options: Any) -> Any:
            return attrgetter(operation)(codat)(*arguments, **options)

        yield call


_CUSTOMER: Final = {"company_id": "company", "connection_id": "connection", "customer_id": "customer"}
_COMPANY, _CONNECTION = ({name: _CUSTOMER[name] for name in list(_CUSTOMER)[:count]} for count in (1, 2))
_NEW: Final = {"customer": Customer(status=CustomerStatus.ACTIVE)}
_ATTACHMENT: Final = {**_CUSTOMER, "attachment_id": "attachment"}

# The arguments that each cannot be called without
OPERATIONS: Final[dict[str, dict[str, Any]]] = {
    "customers.list": _COMPANY,
    "customers.get": {**_COMPANY, "customer_id": "customer"},
    "customers.create": {**_CONNECTION, **_NEW},
    "customers.update": {**_CUSTOMER, **_NEW},
    "customers.get_create_update_model": _CONNECTION,
    "customers.list_attachments": _CUSTOMER,
    "customers.get_attachment": _ATTACHMENT,
    "customers.download_attachment": _ATTACHMENT,
    "push_operations.list": _COMPANY,
    "push_operations.get": {**_COMPANY, "push_operation_key": "key"},
}
