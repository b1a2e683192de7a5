"""push_operations.wait ends as soon as something tells of it, and asks as ever if nothing does."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
import trio

from codat_customers import APIConnectionError, APITimeoutError, AsyncCodat, Codat
from codat_customers.models import PushOperation
from codat_customers.sandbox import Sandbox
from tests.pushes.waiting import NEW, Waiter
from tests.support.flavours import BACKENDS

ASYNC_EVENTS: dict[str, Callable[[], asyncio.Event | trio.Event]] = {"asyncio": asyncio.Event, "trio": trio.Event}


@pytest.fixture
def sandbox(never: Sandbox) -> Iterator[Sandbox]:
    """Keep all writes pending until the test lets them end."""
    yield never
    never.clear_faults()


class HeardEvent(threading.Event):
    """An event that does something once somebody waits for it."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self._then = then

    def wait(self, timeout: float | None = None) -> bool:
        self._then()
        return super().wait(timeout)


def questions(sandbox: Sandbox) -> int:
    return sum(request.operation == "get-push-operation" for request in sandbox.requests)


def create(codat: Codat, sandbox: Sandbox) -> PushOperation:
    return codat.customers.create(sandbox.company_id, sandbox.connection_id, NEW)


def test_an_event_ends_the_wait(sandbox: Sandbox) -> None:
    with Codat(api_key=sandbox.api_key, server_url=sandbox.url) as codat:
        push = create(codat, sandbox)

        def end() -> None:
            sandbox.finish_pushes()
            threading.Thread(target=notified.set).start()

        notified = HeardEvent(end)
        before = questions(sandbox)
        done = codat.push_operations.wait(push, poll_interval=3600, notified=notified)
    assert (done.status, questions(sandbox) - before) == ("Success", 1)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", ["own", "anyio"])
def test_an_asynchronous_event_ends_the_wait(sandbox: Sandbox, backend: str, kind: str) -> None:
    async def run() -> PushOperation:
        notified = anyio.Event() if kind == "anyio" else ASYNC_EVENTS[backend]()

        async def end() -> None:
            await anyio.lowlevel.checkpoint()
            sandbox.finish_pushes()
            notified.set()

        async with AsyncCodat(api_key=sandbox.api_key, server_url=sandbox.url) as codat:
            push = await codat.customers.create(sandbox.company_id, sandbox.connection_id, NEW)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(end)
                push = await codat.push_operations.wait(push, poll_interval=3600, notified=notified)
        return push

    before = questions(sandbox)
    done = anyio.run(run, backend=backend)
    assert (done.status, questions(sandbox) - before) == ("Success", 1)


def set_event(flavour: str) -> Any:
    event = ASYNC_EVENTS.get(flavour, threading.Event)()
    event.set()
    return event


def test_an_event_that_came_too_early(waiter: Waiter) -> None:
    waiter.wait(waiter.create(), poll_interval=8, notified=set_event(waiter.flavour))
    assert waiter.sleeps == [8, 12]  # after a question that did not wait


def test_without_an_event_it_is_asked_as_ever(waiter: Waiter) -> None:
    push = waiter.create()
    waiter.sandbox.finish_pushes()
    before = waiter.questions
    unset = ASYNC_EVENTS.get(waiter.flavour, threading.Event)()
    assert waiter.wait(push, poll_interval=0.001, notified=unset).status == "Success"
    assert waiter.questions - before == 1


def test_what_has_ended_needs_no_event(waiter: Waiter) -> None:
    push = waiter.create()
    waiter.sandbox.finish_pushes()
    done = waiter.wait(push)
    before = waiter.questions
    assert waiter.wait(done, notified=ASYNC_EVENTS.get(waiter.flavour, threading.Event)()) is done
    assert waiter.questions == before


def test_the_time_is_up_without_an_event(in_vain: Waiter) -> None:
    with pytest.raises(APITimeoutError, match="still Pending after 0 s"):
        in_vain.wait(in_vain.create(), timeout=0, notified=ASYNC_EVENTS.get(in_vain.flavour, threading.Event)())


def test_closing_the_client_ends_the_wait(sandbox: Sandbox) -> None:
    codat = Codat(api_key=sandbox.api_key, server_url=sandbox.url)
    push = create(codat, sandbox)
    with pytest.raises((APIConnectionError, RuntimeError), match="closed"):
        codat.push_operations.wait(push, poll_interval=3600, notified=HeardEvent(codat.close))


@pytest.mark.parametrize("backend", BACKENDS)
def test_closing_the_asynchronous_client_ends_the_wait(sandbox: Sandbox, backend: str) -> None:
    async def run() -> None:
        codat = AsyncCodat(api_key=sandbox.api_key, server_url=sandbox.url)
        push = await codat.customers.create(sandbox.company_id, sandbox.connection_id, NEW)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(codat.aclose)
            with pytest.raises((APIConnectionError, RuntimeError), match="closed"):
                await codat.push_operations.wait(push, poll_interval=3600, notified=anyio.Event())

    anyio.run(run, backend=backend)


NO_EVENTS = [True, "key", object(), SimpleNamespace(wait=3600), threading.Event]


@pytest.mark.parametrize("thing", NO_EVENTS)
@pytest.mark.parametrize("ended", [False, True])
def test_what_is_no_event(waiter: Waiter, thing: object, ended: bool) -> None:
    push = waiter.create()
    if ended:
        waiter.sandbox.finish_pushes()
        push = waiter.wait(push)
    before = waiter.questions
    with pytest.raises(TypeError, match=r"notified must be .*[Ee]vent"):
        waiter.wait(push, notified=thing)
    assert waiter.questions == before


def test_an_event_of_the_other_kind(waiter: Waiter) -> None:
    """One would never be awaited, and the other would block the loop."""
    other = asyncio.Event() if waiter.flavour == "sync" else threading.Event()
    with pytest.raises(TypeError, match=r"notified must be .* not a (asyncio|threading)\."):
        waiter.wait(waiter.create(), notified=other)


class BrokenError(Exception):
    """Of an event."""


def test_an_error_of_the_event_is_the_callers(waiter: Waiter) -> None:
    class Broken:
        def wait(self, timeout: float) -> bool:
            raise BrokenError

    class AsyncBroken:
        async def wait(self) -> None:
            raise BrokenError

    with pytest.raises(BrokenError):
        waiter.wait(waiter.create(), notified=Broken() if waiter.flavour == "sync" else AsyncBroken())
