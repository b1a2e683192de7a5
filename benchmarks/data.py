"""What the server answers: customers as the sandbox makes them, every oddity of the service among them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from codat_customers.sandbox import Sandbox

from .wire import CUSTOMERS_PATH, LARGE_PAGE, SMALL_PAGE, customer_file, page_file

JsonObject: TypeAlias = dict[str, Any]


def write_data(data: Path, total: int) -> None:
    """Write the bodies that the server hands out, the same in every run.

    Parameters:
        data: The folder they go to, as new.
        total: How many customers there are when they are read in small pages.
    """
    data.mkdir(parents=True)
    customers = list(Sandbox(customers=max(total, LARGE_PAGE), validate=False).customers().values())
    _write(page_file(data, LARGE_PAGE, 1), _page(customers[:LARGE_PAGE], 1, LARGE_PAGE, LARGE_PAGE))
    for number in range(1, total // SMALL_PAGE + 1):
        results = customers[(number - 1) * SMALL_PAGE : number * SMALL_PAGE]
        _write(page_file(data, SMALL_PAGE, number), _page(results, number, SMALL_PAGE, total))
    by_length = sorted(customers[:LARGE_PAGE], key=lambda customer: len(json.dumps(customer)))
    _write(customer_file(data), by_length[LARGE_PAGE // 2])


def _page(results: Sequence[JsonObject], number: int, size: int, total: int) -> JsonObject:
    links = {"self": {"href": CUSTOMERS_PATH}, "current": _link(number, size)}
    if number > 1:
        links["previous"] = _link(number - 1, size)
    if number * size < total:
        links["next"] = _link(number + 1, size)
    return {"pageNumber": number, "pageSize": size, "totalResults": total, "_links": links, "results": results}


def _link(number: int, size: int) -> dict[str, str]:
    return {"href": f"{CUSTOMERS_PATH}?page={number}&pageSize={size}"}


def _write(path: Path, body: JsonObject) -> None:
    path.write_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
