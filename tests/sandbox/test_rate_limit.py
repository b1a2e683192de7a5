from datetime import UTC, datetime

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client


def test_the_quota_is_counted_down_and_starts_again_at_midnight() -> None:
    with Sandbox(customers=1, rate_limit=3) as sandbox, company_client(sandbox) as company:
        answers = [company.get("/data/customers"), company.get("/data/customers/nobody"), company.get("/push/none")]
        assert [answer.headers["X-Rate-Limit-Remaining"] for answer in answers] == ["2", "1", "0"]
        assert {answer.headers["X-Rate-Limit-Limit"] for answer in answers} == {"3"}
        reset = datetime.fromisoformat(answers[0].headers["X-Rate-Limit-Reset"])
        assert reset.timetz().isoformat() == "00:00:00+00:00"

        refused = company.get("/data/customers")
        assert refused.status_code == 429
        assert refused.json()["statusCode"] == 429
        wait = int(refused.headers["Retry-After"])
        assert abs(wait - (reset - datetime.now(UTC)).total_seconds()) < 30

        sandbox.advance_clock(wait)
        assert company.get("/data/customers").headers["X-Rate-Limit-Remaining"] == "2"


def test_requests_without_the_key_are_not_counted() -> None:
    with Sandbox(customers=1, rate_limit=1) as sandbox, company_client(sandbox) as company:
        assert company.get("/data/customers", headers={"Authorization": ""}).status_code == 401
        assert company.get("/data/customers").status_code == 200
        assert company.get("/data/customers").status_code == 429


def test_the_time_that_a_429_asks_for_can_be_chosen() -> None:
    with Sandbox(customers=1, rate_limit=1, retry_after=40) as sandbox, company_client(sandbox) as company:
        assert company.get("/data/customers").status_code == 200
        midnight = company.get("/data/customers", headers={"Authorization": ""}).headers["X-Rate-Limit-Reset"]
        refused = company.get("/data/customers")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
        reset = datetime.fromisoformat(refused.headers["X-Rate-Limit-Reset"])
        assert abs((reset - datetime.now(UTC)).total_seconds() - 40) < 10

        sandbox.advance_clock(20)
        again = company.get("/data/customers")
        assert again.status_code == 429
        assert int(again.headers["Retry-After"]) <= 20
        sandbox.advance_clock(20)
        answer = company.get("/data/customers")
        assert (answer.status_code, answer.headers["X-Rate-Limit-Remaining"]) == (200, "0")
        assert answer.headers["X-Rate-Limit-Reset"] >= midnight


@pytest.mark.parametrize(("given", "sent"), [({}, "3"), ({"retry-after": "7"}, "7")])
def test_a_scripted_429_asks_for_it_too(given: dict[str, str], sent: str) -> None:
    with Sandbox(customers=1, retry_after=3) as sandbox, company_client(sandbox) as company:
        sandbox.fail_next(status=429, headers=given)
        sandbox.fail_next(status=503)
        limited, unavailable = company.get("/data/customers"), company.get("/data/customers")
    assert limited.headers.get_list("Retry-After") == [sent]
    assert "Retry-After" not in unavailable.headers


def test_a_scripted_header_takes_the_place_of_the_quotas(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.fail_next(status=429, headers={"x-rate-limit-remaining": "0"})
    assert company.get("/data/customers").headers.get_list("X-Rate-Limit-Remaining") == ["0"]


def test_a_time_in_the_past_is_refused() -> None:
    with pytest.raises(ValueError, match="retry_after must be 0 or more"):
        Sandbox(retry_after=-1)
