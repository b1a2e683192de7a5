"""Places in the pool of an async client, when calls are cancelled at any step."""

from __future__ import annotations

import asyncio
import random
from typing import Final

import anyio
import httpx
import pytest

from codat_customers import AsyncCodat
from tests.support.calls import GET, STREAM, SampleCall
from tests.support.clients import ONE_CONNECTION, connecting
from tests.support.server import CUSTOMER, Exchange, FaultServer, answer, head

STEPS: Final = 80

each_operation = pytest.mark.parametrize("operation", [GET, STREAM], ids=["get", "stream"])

# asyncio's own cancellation reaches even what anyio shields, and so leaves generators of httpx's behind.
leaves_generators_to_the_collector = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


async def check_that_there_is_room(codat: AsyncCodat, connections: int) -> None:
    """Hold as many answers at a time as there may be connections."""
    async with anyio.create_task_group() as group:
        opened: list[int] = []
        all_opened = anyio.Event()

        async def hold() -> None:
            async with codat.customers.stream_attachment("co", "cn", "c1", "a1", timeout=10.0, retries=None):
                opened.append(1)
                if len(opened) == connections:
                    all_opened.set()
                await all_opened.wait()

        for _ in range(connections):
            group.start_soon(hold)


@each_operation
def test_a_queued_call_that_is_cancelled_at_any_step(operation: SampleCall, backend: str) -> None:
    """Among others in the very step that hands it a connection."""

    async def main() -> None:
        async with connecting(server.url, http=ONE_CONNECTION, timeout=10.0, retries=None) as codat:
            for steps in range(STEPS):
                async with anyio.create_task_group() as group:
                    queued = anyio.CancelScope()

                    async def call(scope: anyio.CancelScope) -> None:
                        with scope:
                            await operation(codat)

                    group.start_soon(call, anyio.CancelScope())
                    group.start_soon(call, queued)
                    for _ in range(steps):
                        await anyio.lowlevel.checkpoint()
                    queued.cancel()
                await check_that_there_is_room(codat, 1)

    with FaultServer([answer(200, CUSTOMER)]) as server:
        anyio.run(main, backend=backend)


@leaves_generators_to_the_collector
@each_operation
def test_a_task_that_is_cancelled_at_any_step(operation: SampleCall) -> None:
    async def main() -> None:
        async with connecting(server.url, http=ONE_CONNECTION, timeout=10.0, retries=None) as codat:
            for steps in range(STEPS):
                tasks = [asyncio.ensure_future(operation(codat)) for _ in range(2)]
                for _ in range(steps):
                    await asyncio.sleep(0)
                tasks[steps % 2].cancel()
                await asyncio.sleep(0)
                tasks[steps % 2].cancel()  # while it is still cleaning up
                await asyncio.gather(*tasks, return_exceptions=True)
                await check_that_there_is_room(codat, 1)

    with FaultServer([answer(200, CUSTOMER)]) as server:
        asyncio.run(main())


def in_two_steps(exchange: Exchange) -> bool:
    exchange.send(head(200, (), "OK", len(CUSTOMER)))
    exchange.send(CUSTOMER)
    return True


@leaves_generators_to_the_collector
def test_random_cancellations_under_load() -> None:
    connections = 5
    chance = random.Random(1)

    async def main() -> None:
        limits = httpx.Limits(max_connections=connections)
        async with connecting(server.url, http={"limits": limits}, timeout=10.0, retries=None) as codat:
            for _ in range(20):
                tasks = [asyncio.ensure_future(GET(codat)) for _ in range(20)]
                while not all(task.done() for task in tasks):
                    chance.choice(tasks).cancel()
                    for _ in range(chance.randrange(6)):
                        await asyncio.sleep(0)
                await asyncio.gather(*tasks, return_exceptions=True)
            await check_that_there_is_room(codat, connections)

    with FaultServer([in_two_steps]) as server:
        asyncio.run(main())
