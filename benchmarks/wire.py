"""What the server, and everything that is measured against it, must agree on."""

from __future__ import annotations

from pathlib import Path
from typing import Final

COMPANY_ID: Final = "8a210b68-6988-11ed-a1eb-0242ac120002"
CONNECTION_ID: Final = "ee2eb431-c0fa-4dc9-93fa-d29781c12bcd"
CUSTOMER_ID: Final = "150000-933272658"
ATTACHMENT_ID: Final = "3f267bfb-757d-4c0a-bef8-0f1cf0b5e4dc"
API_KEY: Final = "a key that the server never looks at"

CUSTOMERS_PATH: Final = f"/companies/{COMPANY_ID}/data/customers"
CUSTOMER_PATH: Final = f"{CUSTOMERS_PATH}/{CUSTOMER_ID}"
DOWNLOAD_PATH: Final = (
    f"/companies/{COMPANY_ID}/connections/{CONNECTION_ID}/data/customers/{CUSTOMER_ID}"
    f"/attachments/{ATTACHMENT_ID}/download"
)
CPU_PATH: Final = "/cpu"  # answers with the seconds of CPU time that the server has used

LARGE_PAGE: Final = 5_000
SMALL_PAGE: Final = 100
CONCURRENCY: Final = 8
ATTACHMENT_BYTES: Final = 200 * 1024 * 1024


def page_file(data: Path, size: int, number: int) -> Path:
    """Return where the body of a page is kept."""
    return data / f"page-{size}-{number}.json"


def customer_file(data: Path) -> Path:
    """Return where the body of a single customer is kept."""
    return data / "customer.json"
