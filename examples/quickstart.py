"""All operations of the SDK, one after the other; ``make demo`` runs it.

Without arguments it talks to a sandbox of its own. To try it on the real service, on a company made for testing, as it
creates a customer and archives it again:

    CODAT_API_KEY=... python examples/quickstart.py COMPANY_ID CONNECTION_ID
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from codat_customers import Codat, NotFoundError, RetryEvent, present
from codat_customers.jobs import BulkCreate
from codat_customers.models import Address, AddressType, Customer, CustomerStatus
from codat_customers.sandbox import Sandbox


def main(arguments: list[str]) -> None:
    """Run the quickstart on the service, if two ids are given, or on a sandbox."""
    if arguments:
        company_id, connection_id = arguments
        with Codat(on_retry=show_retry) as codat:  # the key comes from CODAT_API_KEY
            run(codat, company_id, connection_id)
        return
    with Sandbox(rate_limit=14_000) as sandbox:
        sandbox.fail_next(status=503, operation="get-create-update-customers-model")  # to show a retry
        with Codat(sandbox.api_key, server_url=sandbox.url, on_retry=show_retry) as codat:
            run(codat, sandbox.company_id, sandbox.connection_id)
            create_many(codat, sandbox.company_id, sandbox.connection_id)


def run(codat: Codat, company_id: str, connection_id: str) -> None:
    """Call everything at least once."""
    print(f"\n{codat}\n")
    read_customers(codat, company_id)
    meet_an_error(codat, company_id)
    ask_what_is_accepted(codat, company_id, connection_id)
    customer_id = create_customer(codat, company_id, connection_id)
    archive_customer(codat, company_id, connection_id, customer_id)
    look_back_at_writes(codat, company_id)
    fetch_attachment(codat, company_id, connection_id)
    if codat.rate_limit:
        print(f"\n  {codat.rate_limit.remaining} of {codat.rate_limit.limit} requests of today are left.\n")


def read_customers(codat: Codat, company_id: str) -> None:
    """List a page of customers, and get one of them."""
    page = codat.customers.list(company_id, page_size=3, query="status=Active", order_by="-modifiedDate")
    customers = page.results
    show("customers.list", f"{page.total_results} are active, changed last:")
    for customer in customers:
        show("", f"  {customer.customer_name or '(no name)'}")

    customer = codat.customers.get(company_id, present(customers[0].id))
    changed = f"{customer.modified_date:%d %B %Y}" if customer.modified_date else "at an unknown time"
    show("customers.get", f"{customer.customer_name}, changed {changed}")


def meet_an_error(codat: Codat, company_id: str) -> None:
    """Ask for a customer that does not exist."""
    try:
        codat.customers.get(company_id, "nobody")
    except NotFoundError as error:
        show("customers.get", f"{type(error).__name__}: {error.error.error if error.error else error}")


def ask_what_is_accepted(codat: Codat, company_id: str, connection_id: str) -> None:
    """Ask which fields the accounting platform wants. In the sandbox, the first try meets a 503."""
    model = codat.customers.get_create_update_model(company_id, connection_id)
    fields = model.properties or {}
    required = [name for name, field in fields.items() if field.required]
    show("customers.get_create_update_model", f"{len(fields)} fields, required: {', '.join(required) or 'none'}")


def create_customer(codat: Codat, company_id: str, connection_id: str) -> str:
    """Create a customer, wait for the platform to take it, and return its id."""
    customer = Customer(
        customer_name="Larkspur Veterinary Practice",
        email_address="office@larkspurvets.example",
        addresses=[Address(type_=AddressType.BILLING, line1="Mill Road", city="Hexham", country="United Kingdom")],
        status=CustomerStatus.ACTIVE,
    )
    push = codat.customers.create(company_id, connection_id, customer)
    show("customers.create", push.status)
    push = codat.push_operations.wait(push, timeout=300)
    show("push_operations.wait", f"{push.status}, the new customer's id is {push.record_id}")
    return push.record_id or ""


def archive_customer(codat: Codat, company_id: str, connection_id: str, customer_id: str) -> None:
    """Update the customer: read it, change it, write it back."""
    customer = codat.customers.get(company_id, customer_id)
    customer.status = CustomerStatus.ARCHIVED
    customer.phone = None  # null: the platform is to forget it
    push = codat.customers.update(company_id, connection_id, customer_id, customer)
    show("customers.update", push.status)
    codat.push_operations.wait(push, timeout=300)
    push = codat.push_operations.get(company_id, push.push_operation_key)
    archived = codat.customers.get(company_id, customer_id)
    show("push_operations.get", f"{push.status}, {archived.customer_name} is {archived.status.lower()}")


def look_back_at_writes(codat: Codat, company_id: str) -> None:
    """List the latest writes, as a program does that was ended before it could keep their keys."""
    page = codat.push_operations.list(company_id, page_size=2, order_by="-requestedOnUtc")
    show("push_operations.list", f"{page.total_results} writes, the latest:")
    for push in page.results:
        changes = ", ".join(change.type_ or "" for change in push.changes or [])
        show("", f"  {push.requested_on_utc:%H:%M:%S} {push.status} {changes}")


def fetch_attachment(codat: Codat, company_id: str, connection_id: str) -> None:
    """Find a customer with an attachment, and download it."""
    for customer in codat.customers.list(company_id, page_size=10).results:
        customer_id = present(customer.id)
        attachments = codat.customers.list_attachments(company_id, connection_id, customer_id).attachments
        if attachments:
            show("customers.list_attachments", f"{customer.customer_name} has {len(attachments)}")
            attachment_id = present(attachments[0].id)
            attachment = codat.customers.get_attachment(company_id, connection_id, customer_id, attachment_id)
            show("customers.get_attachment", f"{attachment.name}, {attachment.content_type}")
            content = codat.customers.download_attachment(company_id, connection_id, customer_id, attachment_id)
            show("customers.download_attachment", f"{len(content):,} bytes")
            return
    show("customers.list_attachments", "the first ten customers have none")


def create_many(codat: Codat, company_id: str, connection_id: str) -> None:
    """Create customers in a job that is interrupted and run again: none gets lost, and none is there twice."""
    rows = [
        (number, Customer(customer_name=f"Tamarind Branch {number}", status=CustomerStatus.ACTIVE))
        for number in range(1, 9)
    ]
    with TemporaryDirectory() as folder:
        bulk = BulkCreate(codat, company_id, connection_id, Path(folder) / "customers.journal")
        outcomes = bulk.run(rows)
        show("jobs.BulkCreate", f"customer {next(outcomes).row_id} of {len(rows)} is there; interrupted")
        outcomes.close()

        created = [outcome for outcome in bulk.run(rows) if outcome.state == "created"]
        earlier = sum(outcome.from_earlier_run for outcome in created)
        show("jobs.BulkCreate", f"resumed: {len(created)} created, {earlier} of them before")
    page = codat.customers.list(company_id, page_size=1, query="customerName~Tamarind Branch")
    show("customers.list", f"{page.total_results} such customers are there\n")


def show_retry(event: RetryEvent) -> None:
    """Say why a call is tried again; passed to the client as ``on_retry``."""
    show(event.operation, f"answered {event.cause.status_code}; again in {event.wait:.1f} s")


def show(operation: str, outcome: str) -> None:
    """Print one line."""
    print(f"  {operation:<36}{outcome}")


if __name__ == "__main__":
    main(sys.argv[1:])
