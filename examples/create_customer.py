"""Create a customer in a company's accounting software, wait until it is there, and read it back.

    CODAT_API_KEY=... python examples/create_customer.py COMPANY_ID CONNECTION_ID "Name of the customer"

Run twice within 90 minutes, it creates one customer: the idempotency key is made of what is created.
"""

from __future__ import annotations

import sys

from codat_customers import APITimeoutError, Codat, PushOperationError, idempotency_key
from codat_customers.models import Customer, CustomerStatus


def main(arguments: list[str]) -> None:
    """Create the customer that the command line names, and print it."""
    company_id, connection_id, name = arguments
    with Codat() as codat:
        try:
            print(create(codat, company_id, connection_id, name))
        except PushOperationError as error:
            sys.exit(f"The accounting software refused the customer: {error}")
        except APITimeoutError as error:
            sys.exit(f"It is not known yet what became of it: {error}")


def create(codat: Codat, company_id: str, connection_id: str, name: str) -> Customer:
    """Create a customer and return it as the service has it then."""
    push = codat.customers.create(
        company_id,
        connection_id,
        Customer(customer_name=name, status=CustomerStatus.ACTIVE),
        idempotency_key=idempotency_key(company_id, connection_id, name),
    )
    push = codat.push_operations.wait(push, timeout=300)
    return codat.customers.get(company_id, push.record_id or "")


if __name__ == "__main__":
    main(sys.argv[1:])
