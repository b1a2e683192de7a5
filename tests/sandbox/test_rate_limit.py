from datetime import UTC, datetime

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
