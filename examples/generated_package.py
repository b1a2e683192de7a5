"""Print a company's customers with the generated package alone: its errors are those of HTTP, and nothing is retried.

    CODAT_API_KEY=... python examples/generated_package.py COMPANY_ID

docs/generated-package.md says when that is enough.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterator

import httpx
from codat_customers_api import Client, DecodeError, UnexpectedStatus
from codat_customers_api.api import Resources
from codat_customers_api.client import SERVER_URL
from codat_customers_api.models import Customer


def main(arguments: list[str]) -> None:
    """Print the customers of the company that the command line names."""
    (company_id,) = arguments
    try:
        with connect(os.environ["CODAT_API_KEY"], os.environ.get("CODAT_SERVER_URL", SERVER_URL)) as http_client:
            for customer in customers(Resources(Client(http_client)), company_id):
                print(customer.id, customer.customer_name)
    except UnexpectedStatus as error:
        sys.exit(f"The service refused: {error}")
    except DecodeError as error:
        sys.exit(f"The answer is not what the specification says: {error}")
    except httpx.HTTPError as error:
        sys.exit(f"There was no complete answer: {error}")


def connect(api_key: str, server_url: str) -> httpx.Client:
    """Return what carries the requests: server address, authentication and time-outs are its own."""
    encoded = base64.b64encode(api_key.encode()).decode()  # the key alone, no user and no colon
    return httpx.Client(base_url=server_url, headers={"Authorization": f"Basic {encoded}"}, timeout=30)


def customers(api: Resources, company_id: str, page_size: int = 100) -> Iterator[Customer]:
    """Yield all customers, page by page."""
    number, is_last = 1, False
    while not is_last:
        page = api.customers.list(company_id, page=number, page_size=page_size)
        yield from page.results
        number, is_last = number + 1, not page.links.next_


if __name__ == "__main__":
    main(sys.argv[1:])
