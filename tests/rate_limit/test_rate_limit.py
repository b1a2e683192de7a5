"""codat.rate_limit: what the last answer said about the quota, in whatever form."""

import datetime
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_customers import Codat, NotFoundError, RateLimit, RateLimitError
from codat_customers._call.rate_limit import parse_rate_limit
from codat_customers.sandbox import Sandbox
from tests.support.clients import client_of

RESET = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)

DATES: dict[str, datetime.datetime | None] = {
    "2026-11-23T00:00:00Z": RESET,
    "2026-11-23T00:00:00": RESET,
    "2026-11-23T00:00:00.0000000Z": RESET,
    "2026-11-23T01:00:00+01:00": RESET,
    "2026-11-23": RESET,
    " 2026-11-23 00:00:00 ": RESET,
    "Mon, 23 Nov 2026 00:00:00 GMT": RESET,
    "Monday, 23-Nov-26 00:00:00 GMT": RESET,
    "Mon Nov 23 00:00:00 2026": RESET,
    "Mon, 23 Nov 2026 00:00:00": RESET,
    "1795392000": RESET,
    "1795392000.5": RESET + datetime.timedelta(seconds=0.5),
    "11/23/2026 00:00:00": RESET,
    "11/23/2026 12:00:00 AM +00:00": RESET,
    "23 November 2026": RESET,
    "2026-11-23T00:00:00 XYZ": RESET,
    **dict.fromkeys(("", "tomorrow", "{date}", "2026-13-45T00:00:00Z")),
    **dict.fromkeys(("0", "12", "3600", "-1795392000", "1e400", "nan", "inf", "9" * 30)),
}


@pytest.mark.parametrize("text", DATES)
def test_a_reset(text: str) -> None:
    reset = parse_rate_limit(httpx.Headers({"x-rate-limit-reset": text})).reset
    assert reset == DATES[text]
    assert reset is None or reset.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "number"),
    [("1000", 1000), (" 0 ", 0), ("", None), ("many", None), ("1.5", None), ("10, 20", None), ("9" * 5000, None)],
)
def test_a_number(text: str, number: int | None) -> None:
    headers = httpx.Headers({"X-RATE-LIMIT-LIMIT": text, "x-rate-limit-remaining": text})
    assert parse_rate_limit(headers) == RateLimit(limit=number, remaining=number, reset=None)


@given(st.text() | st.from_regex(r"[0-9A-Za-z:+\-/., ]{1,30}", fullmatch=True) | st.datetimes().map(str))
def test_no_text_is_an_error(text: str) -> None:
    reset = parse_rate_limit({"X-Rate-Limit-Reset": text}).reset
    assert reset is None or reset.tzinfo is not None


@given(st.integers(10**9, 10**10))
def test_the_common_forms_of_a_date_agree(epoch: int) -> None:
    aware = datetime.datetime.fromtimestamp(epoch, datetime.UTC)
    date = aware.replace(tzinfo=None)
    forms = [date.isoformat(), aware.isoformat(), str(epoch), f"{date:%Y%m%dT%H%M%SZ}"]
    assert {parse_rate_limit({"X-Rate-Limit-Reset": form}).reset for form in forms} == {aware}


def test_the_quota_of_a_client(flavour: str) -> None:
    with Sandbox(customers=3, rate_limit=3) as sandbox, client_of(flavour, sandbox.url, retries=None) as codat:
        before = codat.rate_limit
        assert before is None
        codat.customers.list(sandbox.company_id)
        first = codat.rate_limit
        assert (first.limit, first.remaining) == (3, 2)
        assert 0 < first.reset.timestamp() - time.time() <= 24 * 3600
        with pytest.raises(NotFoundError):
            codat.customers.get(sandbox.company_id, "none")
        assert codat.rate_limit.remaining == 1
        codat.customers.list(sandbox.company_id)
        with pytest.raises(RateLimitError):
            codat.customers.list(sandbox.company_id)
        assert codat.rate_limit.remaining == 0
        assert first.remaining == 2  # what was read stays


def test_an_answer_without_the_headers_changes_nothing() -> None:
    answers = iter(
        [httpx.Response(404), httpx.Response(404, headers={"X-Rate-Limit-Remaining": "7"}), httpx.Response(404)]
    )
    with httpx.Client(transport=httpx.MockTransport(lambda _: next(answers))) as http_client:
        codat = Codat("test", http_client=http_client)
        seen: list[RateLimit | None] = []
        for _ in range(3):
            with pytest.raises(NotFoundError):
                codat.customers.get("company", "customer")
            seen.append(codat.rate_limit)
    assert seen == [None, RateLimit(None, 7, None), RateLimit(None, 7, None)]
