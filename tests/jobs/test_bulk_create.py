"""Bulk creation: each customer once, whatever happens to the answers, the process and the clock."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from codat_customers import (
    APIConnectionError,
    AuthenticationError,
    Codat,
    PaymentRequiredError,
    RateLimitError,
    ServerError,
)
from codat_customers.jobs import BulkCreate, JournalInUseError, Outcome, Progress, RowChangedError
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.jobs import bulk_worker
from tests.jobs.bulk_worker import rows
from tests.support.server import FaultServer, then_stall

CREATE: Final = "create-customer"
EXPIRED: Final = 81 * 60.0


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(customers=0, push_seconds=0) as sandbox:
        yield sandbox


@pytest.fixture
def codat(sandbox: Sandbox) -> Iterator[Codat]:
    with Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        yield codat


@pytest.fixture
def bulk(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> BulkCreate:
    return BulkCreate(codat, sandbox.company_id, sandbox.connection_id, tmp_path / "journal")


@pytest.fixture
def one() -> list[tuple[int, Customer]]:
    return rows(1)


def names(sandbox: Sandbox) -> Counter[str]:
    return Counter(customer["customerName"] for customer in sandbox.customers().values())


def all_of(count: int) -> dict[str, int]:
    return {f"row {number}": 1 for number in range(count)}


def posts(sandbox: Sandbox) -> int:
    return sum(request.method == "POST" for request in sandbox.requests)


def states(outcomes: Iterator[Outcome]) -> dict[object, str]:
    ended = [(outcome.row_id, outcome.state) for outcome in outcomes]
    assert len(dict(ended)) == len(ended), "every row is reported once"
    return dict(ended)


def pass_time(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, seconds: float = EXPIRED) -> None:
    sandbox.advance_clock(seconds)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + seconds)


def test_each_is_created_once_however_often_it_runs(bulk: BulkCreate, sandbox: Sandbox) -> None:
    heard: list[Progress] = []
    first = {outcome.row_id: outcome for outcome in bulk.run(rows(30), progress=heard.append)}
    assert names(sandbox) == all_of(30)
    assert {outcome.state for outcome in first.values()} == {"created"}
    assert {outcome.record_id for outcome in first.values()} == set(sandbox.customers())
    assert all(outcome.push_operation_key and not outcome.from_earlier_run for outcome in first.values())
    assert [progress.done for progress in heard] == list(range(1, 31))

    second = list(bulk.run(rows(31)))
    assert posts(sandbox) == 31
    assert [outcome.from_earlier_run for outcome in second] == [True] * 30 + [False]
    assert [outcome.record_id for outcome in second[:30]] == [first[number].record_id for number in range(30)]


def test_rows_are_taken_as_they_are_needed(bulk: BulkCreate) -> None:
    taken: list[int] = []

    def endless() -> Iterator[tuple[int, Customer]]:
        for number, customer in enumerate(customer for _ in range(10_000) for _, customer in rows(1)):
            taken.append(number)
            yield number, customer

    outcomes = bulk.run(endless())
    next(outcomes)
    outcomes.close()
    assert len(taken) <= 100


def test_what_is_refused_is_not_sent_again(bulk: BulkCreate, sandbox: Sandbox, one: Any) -> None:
    sandbox.fail_next_push("The name is taken.")
    for earlier in (False, True):
        [outcome] = bulk.run(one)
        assert (outcome.state, outcome.record_id, outcome.from_earlier_run) == ("failed", None, earlier)
        assert "The name is taken." in outcome.messages
    sandbox.fail_next(status=400, operation=CREATE)
    [_, bad] = bulk.run(rows(2))
    assert (bad.state, bad.push_operation_key) == ("failed", None)
    assert "400" in bad.messages[0]
    assert posts(sandbox) == 2


def test_what_was_accepted_is_waited_for(tmp_path: Path) -> None:
    with Sandbox(customers=0, push_seconds=None) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        bulk = BulkCreate(codat, sandbox.company_id, sandbox.connection_id, tmp_path / "slow")
        with pytest.raises(TimeoutError, match="run it again"):
            list(bulk.run(rows(2), max_elapsed_time=1))
        while codat.push_operations.list(sandbox.company_id).total_results < 2:
            time.sleep(0.01)  # until those under way have arrived
        sandbox.finish_pushes()
        assert states(bulk.run(rows(2))) == {0: "created", 1: "created"}
        assert names(sandbox) == all_of(2)


def test_a_row_that_has_changed_is_named(bulk: BulkCreate, sandbox: Sandbox, one: Any) -> None:
    list(bulk.run(one))
    with pytest.raises(RowChangedError, match=r"the row 0 has changed since it was sent \(created\)"):
        list(bulk.run([(0, Customer(status=CustomerStatus.ACTIVE, customer_name="another"))]))
    assert isinstance(RowChangedError(""), ValueError)
    assert posts(sandbox) == 1


def test_two_runs_do_not_share_a_journal(bulk: BulkCreate, tmp_path: Path) -> None:
    outcomes = bulk.run(rows(2))
    next(outcomes)
    with pytest.raises(JournalInUseError, match="in use by another run"):
        next(bulk.run(rows(2)))
    program = f"import sqlite3; sqlite3.connect({str(tmp_path / 'journal')!r}, timeout=0).execute('SELECT * FROM rows')"
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "locked" in other.stderr
    outcomes.close()
    assert len(list(bulk.run(rows(2)))) == 2


def test_a_journal_is_of_one_job(bulk: BulkCreate, codat: Codat, one: Any, tmp_path: Path) -> None:
    list(bulk.run(one))
    with pytest.raises(ValueError, match="is the journal of BulkCreate of"):
        list(BulkCreate(codat, "another", "job", tmp_path / "journal").run(one))
    (tmp_path / "text").write_text("no database, but long enough for one" * 99)
    with pytest.raises(ValueError, match="is no journal"):
        list(BulkCreate(codat, "co", "cn", tmp_path / "text").run(one))
    with closing(sqlite3.connect(tmp_path / "other")) as database:
        database.execute("CREATE TABLE something (else_ TEXT)")
    with pytest.raises(ValueError, match="is another database"):
        list(BulkCreate(codat, "co", "cn", tmp_path / "other").run(one))
    with closing(sqlite3.connect(tmp_path / "journal")) as database:
        database.execute("PRAGMA user_version = 2")
    with pytest.raises(ValueError, match="journal of version 2"):
        list(bulk.run(one))


def test_a_journal_that_cannot_be_opened(codat: Codat, one: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"nowhere/journal: .*a folder that can be written to"):
        list(BulkCreate(codat, "co", "cn", tmp_path / "nowhere" / "journal").run(one))


@pytest.mark.parametrize(
    ("row", "kinds"), [((1.5, rows(1)[0][1]), "float and Customer"), (("a", {"status": "Active"}), "str and dict")]
)
def test_what_is_no_row(row: Any, kinds: str, bulk: BulkCreate) -> None:
    with pytest.raises(TypeError, match=f"a row must be a pair .* not {kinds}"):
        list(bulk.run([row]))


@pytest.mark.parametrize("arguments", [{"concurrency": 0}, {"concurrency": 11}, {"max_elapsed_time": -1}])
def test_mistakes_are_told_at_once(arguments: Any, bulk: BulkCreate, one: Any) -> None:
    with pytest.raises(ValueError, match=next(iter(arguments))):
        bulk.run(one, **arguments)


def test_a_429_lets_all_of_it_pause(bulk: BulkCreate, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=429, headers={"Retry-After": "1"}, operation=CREATE)
    begun = time.monotonic()
    assert len(states(bulk.run(rows(20), concurrency=2))) == 20
    assert time.monotonic() - begun >= 1
    assert names(sandbox) == all_of(20)
    assert posts(sandbox) == 21


def test_a_pause_beyond_its_time_ends_it(
    bulk: BulkCreate, sandbox: Sandbox, one: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.fail_next(status=429, headers={"Retry-After": "40000"}, operation=CREATE)
    with pytest.raises(RateLimitError):
        list(bulk.run(one, max_elapsed_time=5))
    pass_time(monkeypatch, sandbox, 40_000)
    assert states(bulk.run(one)) == {0: "created"}


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_what_no_row_can_get_past_ends_it(status: int, bulk: BulkCreate, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=status, operation=CREATE)
    with pytest.raises(Exception, match=str(status)):
        list(bulk.run(rows(3), concurrency=1))
    assert set(states(bulk.run(rows(3))).values()) == {"created"}
    assert names(sandbox) == all_of(3)


def test_a_service_that_is_away_ends_it(bulk: BulkCreate, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codat_customers.jobs._creation.RETRIES", None)
    sandbox.stop()
    with pytest.raises(APIConnectionError, match="nothing was sent"):
        list(bulk.run(rows(3)))
    sandbox.start()
    assert set(states(bulk.run(rows(3))).values()) == {"created"}
    assert names(sandbox) == all_of(3)


def test_a_gateway_that_finds_no_service_ends_it(
    bulk: BulkCreate, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codat_customers.jobs._creation.RETRIES", None)
    sandbox.fail_next(10, status=503, after_acting=True, operation=CREATE)
    with pytest.raises(ServerError, match="503"):
        list(bulk.run(rows(20), concurrency=1))
    assert posts(sandbox) == 10
    assert set(states(bulk.run(rows(20))).values()) == {"created"}
    assert names(sandbox) == all_of(20)


def test_a_503_that_is_kept_for_a_row_lets_the_others_go_on(
    bulk: BulkCreate, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codat_customers.jobs._creation.RETRIES", None)
    monkeypatch.setattr("codat_customers.sandbox._idempotency._RELEASING", {429})
    sandbox.fail_next(2, status=503, operation=CREATE)
    for _ in range(2):
        assert Counter(states(bulk.run(rows(20), concurrency=1)).values()) == {"created": 18, "unknown": 2}
    pass_time(monkeypatch, sandbox)
    assert set(states(bulk.run(rows(20))).values()) == {"created"}
    assert names(sandbox) == all_of(20)


LOSSES: Final[Mapping[str, Callable[[Sandbox], None]]] = {
    "the answer": lambda sandbox: sandbox.drop_next(after_acting=True, operation=CREATE),
    "the request": lambda sandbox: sandbox.drop_next(operation=CREATE),
    "503 that acted": lambda sandbox: sandbox.fail_next(status=503, after_acting=True, operation=CREATE),
    "half the answer": lambda sandbox: sandbox.truncate_next(after_bytes=9, operation=CREATE),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_what_is_lost_on_the_way_is_sent_again_with_its_key(loss: str, bulk: BulkCreate, sandbox: Sandbox) -> None:
    LOSSES[loss](sandbox)
    assert set(states(bulk.run(rows(5))).values()) == {"created"}
    assert names(sandbox) == all_of(5)


def without_date(_: object) -> str:
    return "0001-01-01T00:00:00"


@pytest.mark.parametrize("is_dated", [True, False])
def test_what_is_unknown_is_found_in_the_history(
    is_dated: bool, bulk: BulkCreate, sandbox: Sandbox, one: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_dated:
        monkeypatch.setattr("codat_customers.sandbox._pushes._instant", without_date)
    sandbox.fail_next(status=500, after_acting=True, operation=CREATE)
    [outcome] = bulk.run(one)
    assert (outcome.state, outcome.from_earlier_run) == ("unknown", False)
    pass_time(monkeypatch, sandbox)
    [outcome] = bulk.run(one)
    assert (outcome.state, [outcome.record_id]) == ("created", list(sandbox.customers()))
    assert names(sandbox) == all_of(1)


def test_what_never_arrived_is_sent_again_when_the_history_has_nothing(
    bulk: BulkCreate, sandbox: Sandbox, one: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.fail_next(status=500, operation=CREATE)
    assert states(bulk.run(one)) == {0: "unknown"}
    pass_time(monkeypatch, sandbox)
    assert states(bulk.run(one)) == {0: "created"}
    assert names(sandbox) == all_of(1)


def test_a_clock_that_was_set_back_doubles_nothing(
    bulk: BulkCreate, sandbox: Sandbox, one: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.fail_next(status=500, after_acting=True, operation=CREATE)
    assert states(bulk.run(one)) == {0: "unknown"}
    sandbox.advance_clock(EXPIRED + 600)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 1000)
    assert states(bulk.run(one)) == {0: "created"}
    assert names(sandbox) == all_of(1)


def test_a_write_that_the_service_does_not_know_is_unknown(
    bulk: BulkCreate, sandbox: Sandbox, one: Any, tmp_path: Path
) -> None:
    list(bulk.run(one))
    with closing(sqlite3.connect(tmp_path / "journal")) as database, database:
        database.execute("UPDATE rows SET push_operation_key = 'nowhere', state = 'accepted'")
    for earlier in (False, True):
        [outcome] = bulk.run(one)
        assert (outcome.state, outcome.from_earlier_run) == ("unknown", earlier)
    assert posts(sandbox) == 1


def test_what_cannot_be_known_is_not_repeated_unless_told_to(
    bulk: BulkCreate, codat: Codat, sandbox: Sandbox, one: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.fail_next(status=500, operation=CREATE)
    assert states(bulk.run(one)) == {0: "unknown"}
    # Somebody else's, of the same time
    codat.customers.create(sandbox.company_id, sandbox.connection_id, rows(2)[1][1])
    pass_time(monkeypatch, sandbox)
    for _ in range(2):
        assert states(bulk.run(one)) == {0: "unknown"}
    assert posts(sandbox) == 2
    assert states(bulk.run(one, retry_unknown=True)) == {0: "created"}
    assert names(sandbox) == all_of(2)


def test_a_row_is_in_the_journal_before_its_request_leaves(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    with FaultServer([then_stall(b"")]) as server:
        command = [sys.executable, bulk_worker.__file__, server.url, "co", "cn", str(journal), "1", "0"]
        with subprocess.Popen(command) as run:
            while not server.requests:
                time.sleep(0.01)
            run.kill()
        [request] = server.requests
    assert request.key
    with closing(sqlite3.connect(journal)) as database:
        assert database.execute("SELECT row_id, state FROM rows").fetchall() == [("0", "sending")]


def test_an_update_is_not_taken_for_a_creation(
    bulk: BulkCreate, codat: Codat, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, active = (sandbox.company_id, sandbox.connection_id), CustomerStatus.ACTIVE
    [old] = sandbox.add_customers([Customer(status=active, id="1042", customer_name="old")])
    sandbox.fail_next(status=500, operation=CREATE)
    assert states(bulk.run(rows(1))) == {0: "unknown"}
    codat.customers.update(*ids, old, Customer(status=active, id=old, customer_name="row 0"))
    pass_time(monkeypatch, sandbox)
    assert states(bulk.run(rows(1))) == {0: "created"}
    assert names(sandbox) == {"row 0": 2}


@pytest.mark.parametrize("is_dated", [True, False])
def test_a_write_is_not_taken_from_a_row_that_will_be_told_of_it(
    is_dated: bool, bulk: BulkCreate, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_dated:
        monkeypatch.setattr("codat_customers.sandbox._pushes._instant", without_date)
    twins: list[tuple[str, Customer]] = [("a", bulk_worker.customer("twin")), ("b", bulk_worker.customer("twin"))]
    monkeypatch.setattr("codat_customers.jobs._creation.RETRIES", None)
    sandbox.fail_next(status=500, operation=CREATE)
    assert states(bulk.run(twins[:1])) == {"a": "unknown"}
    pass_time(monkeypatch, sandbox, 1800)
    sandbox.fail_next(status=500, after_acting=True, operation=CREATE)
    assert states(bulk.run(twins[1:])) == {"b": "unknown"}
    pass_time(monkeypatch, sandbox, 3120)
    assert states(bulk.run(twins, concurrency=1)) == {"a": "unknown", "b": "created"}
    assert states(bulk.run(twins, concurrency=1)) == {"a": "created", "b": "created"}
    assert names(sandbox) == {"twin": 2}


def test_a_refusal_does_not_make_what_may_exist_unsent(tmp_path: Path) -> None:
    with Sandbox(customers=0, push_seconds=0.5) as sandbox, Codat("test", server_url=sandbox.url) as codat:
        bulk = BulkCreate(codat, sandbox.company_id, sandbox.connection_id, tmp_path / "journal")
        sandbox.fail_next(status=404, operation="get-push-operation")
        assert states(bulk.run(rows(1))) == {0: "unknown"}
        sandbox.fail_next(status=401, operation=CREATE)
        with pytest.raises(AuthenticationError):
            list(bulk.run(rows(1), retry_unknown=True))
        assert states(bulk.run(rows(1))) == {0: "unknown"}
        assert states(bulk.run(rows(1), retry_unknown=True)) == {0: "created"}
        assert posts(sandbox) == 3


@pytest.mark.parametrize("status", [302, 408])
def test_what_does_not_refuse_a_row_leaves_it_open(
    status: int, bulk: BulkCreate, sandbox: Sandbox, one: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codat_customers.jobs._creation.RETRIES", None)
    sandbox.fail_next(status=status, after_acting=True, operation=CREATE)
    assert states(bulk.run(one)) == {0: "unknown"}
    assert states(bulk.run(one)) == {0: "created"}
    assert names(sandbox) == all_of(1)


def test_answers_that_are_under_way_at_its_end_are_noted(bulk: BulkCreate, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.delay_next(3, seconds=0.3, operation=CREATE)
    sandbox.fail_next(status=402, operation=CREATE)
    with pytest.raises(PaymentRequiredError):
        list(bulk.run(rows(4)))
    with closing(sqlite3.connect(tmp_path / "journal")) as database:
        states = Counter(state for (state,) in database.execute("SELECT state FROM rows"))
    assert states == {"created": 3, "unsent": 1}


def test_a_row_that_cannot_be_sent_is_named_and_may_be_corrected(bulk: BulkCreate, sandbox: Sandbox) -> None:
    customer = bulk_worker.customer("row 0")
    customer.additional_properties["limit"] = float("nan")
    for _ in range(2):
        with pytest.raises(ValueError, match="the row 0 cannot be sent"):
            list(bulk.run([(0, customer)]))
    customer.customer_name = 7  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError, match=r"the row 0 cannot be sent: Customer\.customer_name must be of type str"):
        list(bulk.run([(0, customer)]))
    assert states(bulk.run(rows(1))) == {0: "created"}
    assert names(sandbox) == all_of(1)


def test_a_hook_that_fails_does_not_make_what_may_exist_unsent(
    bulk: BulkCreate, sandbox: Sandbox, one: Any, tmp_path: Path
) -> None:
    def fail(_: object) -> None:
        raise ValueError("of the hook")

    sandbox.drop_next(after_acting=True, operation=CREATE)
    codat = Codat(sandbox.api_key, server_url=sandbox.url, on_retry=fail)
    with codat, pytest.raises(ValueError, match="of the hook"):
        list(BulkCreate(codat, sandbox.company_id, sandbox.connection_id, tmp_path / "journal").run(one))
    assert states(bulk.run(one)) == {0: "created"}
    assert names(sandbox) == all_of(1)


def test_numbers_of_any_length_are_sent_as_they_are(bulk: BulkCreate, sandbox: Sandbox) -> None:
    customer = bulk_worker.customer("row 0")
    customer.additional_properties["limit"] = Decimal("0.1000000000000000000001")
    assert states(bulk.run([(0, customer)])) == {0: "created"}
    [request] = [request for request in sandbox.requests if request.method == "POST"]
    assert b'"limit":0.1000000000000000000001' in request.body


def test_its_time_is_kept_where_the_loop_is_slow(bulk: BulkCreate, sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError):
        list(bulk.run(rows(200), max_elapsed_time=0.5, progress=lambda _: time.sleep(0.02)))
    assert posts(sandbox) < 200  # of which 100 are under way at a time


def test_two_rows_of_one_id_are_a_mistake_however_far_apart(bulk: BulkCreate) -> None:
    with pytest.raises(ValueError, match="two rows have the id 0"):
        list(bulk.run([*rows(150), *rows(1)]))


def test_an_answer_that_cannot_be_read_is_of_its_row_alone(tmp_path: Path) -> None:
    with Sandbox(customers=0, push_seconds=0.2) as sandbox, Codat("test", server_url=sandbox.url) as codat:
        bulk = BulkCreate(codat, sandbox.company_id, sandbox.connection_id, tmp_path / "journal")
        sandbox.fail_next(status=200, body=b"[]", operation="get-push-operation")
        assert Counter(states(bulk.run(rows(3))).values()) == {"unknown": 1, "created": 2}
        assert set(states(bulk.run(rows(3))).values()) == {"created"}
        assert names(sandbox) == all_of(3)


def test_a_source_may_fill_one_customer_again_and_again(bulk: BulkCreate, sandbox: Sandbox) -> None:
    def again() -> Iterator[tuple[int, Customer]]:
        customer = bulk_worker.customer("")
        for number in range(20):
            customer.customer_name = f"row {number}"
            yield number, customer

    list(bulk.run(again()))
    assert names(sandbox) == all_of(20)


def test_a_pause_of_centuries_is_a_pause(bulk: BulkCreate, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=429, headers={"Retry-After": "99999999999"}, operation=CREATE)
    with pytest.raises(RateLimitError):
        list(bulk.run(rows(3), max_elapsed_time=5.0))
    assert states(bulk.run(rows(3))) == dict.fromkeys(range(3), "created")
