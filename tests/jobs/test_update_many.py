"""Bulk updates: each row ends well once, and what may have been lost is simply sent again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from codat_customers import AuthenticationError, Codat, ServerError
from codat_customers.jobs import Outcome, Progress, RowChangedError, update_many
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox

UPDATE: Final = "update-customer"
COUNT: Final = 12


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(customers=COUNT, push_seconds=0) as sandbox:
        yield sandbox


@pytest.fixture
def codat(sandbox: Sandbox) -> Iterator[Codat]:
    with Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        yield codat


class Job:
    """Gives each customer of the sandbox a name."""

    def __init__(self, codat: Codat, sandbox: Sandbox, folder: Path) -> None:
        self._codat = codat
        self._sandbox = sandbox
        self._journal = folder / "journal"
        self.rows: list[tuple[str | int, Customer]] = [
            (number, Customer(status=CustomerStatus.ACTIVE, id=customer_id, customer_name=f"new {number}"))
            for number, customer_id in enumerate(sandbox.customers())
        ]
        self.progress: list[Progress] = []

    def run(self) -> list[Outcome]:
        """Run it, and return the outcomes in the order of the rows."""
        ids = (self._sandbox.company_id, self._sandbox.connection_id)
        outcomes = update_many(self._codat, *ids, self._journal, self.rows, progress=self.progress.append)
        return sorted(outcomes, key=lambda outcome: outcome.row_id)

    @property
    def names(self) -> list[object]:
        return [customer["customerName"] for customer in self._sandbox.customers().values()]


@pytest.fixture
def job(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> Job:
    return Job(codat, sandbox, tmp_path)


def puts(sandbox: Sandbox) -> int:
    return sum(request.method == "PUT" for request in sandbox.requests)


NEW: Final = [f"new {number}" for number in range(COUNT)]


def test_each_is_updated_and_the_next_run_sends_nothing(job: Job, sandbox: Sandbox) -> None:
    for is_earlier in (False, True):
        outcomes = job.run()
        assert [outcome.record_id for outcome in outcomes] == list(sandbox.customers())
        assert {(outcome.state, outcome.from_earlier_run) for outcome in outcomes} == {("updated", is_earlier)}
        assert job.progress[-1] == Progress(updated=COUNT)
        assert job.progress[-1].done == COUNT
    assert (puts(sandbox), job.names) == (COUNT, NEW)


@pytest.mark.parametrize("after_acting", [True, False])
def test_what_may_have_been_lost_is_sent_again(
    job: Job, sandbox: Sandbox, after_acting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codat_customers.jobs.bulk_update.RETRIES", None)
    sandbox.fail_next(3, status=500, after_acting=after_acting, operation=UPDATE)
    assert sum(outcome.state == "unknown" for outcome in job.run()) == 3
    assert {outcome.state for outcome in job.run()} == {"updated"}
    assert (puts(sandbox), job.names) == (COUNT + 3, NEW)


def test_a_job_that_was_broken_off_goes_on(job: Job, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=401, operation=UPDATE)
    with pytest.raises(AuthenticationError):
        job.run()
    assert {outcome.state for outcome in job.run()} == {"updated"}
    assert job.names == NEW


def test_a_gateway_that_finds_no_service_ends_it(job: Job, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codat_customers.jobs.bulk_update.RETRIES", None)
    sandbox.fail_next(20, status=503, operation=UPDATE)
    with pytest.raises(ServerError):
        job.run()


@pytest.mark.parametrize("status", [400, 404, 409])
def test_what_is_refused_is_of_its_row_alone(job: Job, sandbox: Sandbox, status: int) -> None:
    sandbox.fail_next(status=status, operation=UPDATE)
    for _ in range(2):
        outcomes = job.run()
        assert sorted(outcome.state for outcome in outcomes) == ["failed"] + (COUNT - 1) * ["updated"]
        [failed] = [outcome for outcome in outcomes if outcome.state == "failed"]
        assert str(status) in failed.messages[0]
    assert puts(sandbox) == COUNT


def test_what_was_accepted_is_waited_for(tmp_path: Path) -> None:
    with Sandbox(customers=COUNT, push_seconds=0.3) as sandbox, Codat("test", server_url=sandbox.url) as codat:
        job = Job(codat, sandbox, tmp_path)
        assert {outcome.state for outcome in job.run()} == {"updated"}
        assert job.names == NEW


def test_what_failed_to_be_written_says_why(job: Job, sandbox: Sandbox) -> None:
    sandbox.fail_next_push("The name is taken.")
    [failed] = [outcome for outcome in job.run() if outcome.state == "failed"]
    assert "The name is taken." in failed.messages


def test_mistakes_are_told_at_once(job: Job, sandbox: Sandbox) -> None:
    job.run()
    job.rows[0][1].customer_name = "newer"
    with pytest.raises(RowChangedError, match=r"row 0 has changed since it was sent \(updated\)"):
        job.run()
    job.rows = [("a", Customer(status=CustomerStatus.ACTIVE))]
    with pytest.raises(ValueError, match=r"the row 'a' cannot be sent: customer\.id must have"):
        job.run()
    assert puts(sandbox) == COUNT


def test_it_may_be_run_again_with_customers_that_were_read_anew(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    ids = (sandbox.company_id, sandbox.connection_id)

    def rows() -> Iterator[tuple[str, Customer]]:
        for customer in codat.customers.iterate(sandbox.company_id):
            customer.phone = "123"
            yield customer.id or "", customer

    run = update_many(codat, *ids, tmp_path / "journal", rows())
    assert [next(run).state for _ in range(3)] == 3 * ["updated"]
    run.close()
    assert {outcome.state for outcome in update_many(codat, *ids, tmp_path / "journal", rows())} == {"updated"}
    assert {customer["phone"] for customer in sandbox.customers().values()} == {"123"}


def test_an_id_that_cannot_be_sent_is_named(job: Job) -> None:
    job.rows = [("a", Customer(status=CustomerStatus.ACTIVE, id=".."))]
    with pytest.raises(ValueError, match=r"the row 'a' cannot be sent: customer\.id must not be"):
        job.run()
