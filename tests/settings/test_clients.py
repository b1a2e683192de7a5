"""The life of a client: given httpx clients, closing, pickling, processes and threads."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, Final

import anyio
import httpx
import pytest

from codat_customers import APIStatusError, AsyncCodat, Codat, RetryConfig, SDKError
from tests.settings.worker import count_customers
from tests.support.calls import CREATE, KEY, LIST, TLS
from tests.support.server import CUSTOMER, PAGE, Behaviour, FaultServer, answer


@pytest.mark.parametrize("given", [False, True], ids=["its own http_client", "a given http_client"])
class TestCookies:
    """What a gateway sets would pile up, and tie calls together that have nothing to do with each other."""

    def test_of_threads(self, given: bool) -> None:
        with FaultServer(cookies()) as server, httpx.Client(verify=TLS, trust_env=False) as http_client:
            set_own_cookies(http_client)
            codat = Codat(KEY, server_url=server.url, http_client=http_client if given else None)
            for _ in range(CALLS):
                codat.customers.list("co")
            with pytest.raises(SDKError):
                codat.customers.list("co")
            jar = (http_client if given else _http_client_of(codat)).cookies
            assert dict(jar) == (OWN_COOKIES if given else {})
            assert not any("cookie" in request.headers for request in server.requests)
            codat.close()

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_of_tasks(self, given: bool, backend: str) -> None:
        async def main() -> None:
            async with httpx.AsyncClient(verify=TLS, trust_env=False) as http_client:
                set_own_cookies(http_client)
                codat = AsyncCodat(KEY, server_url=server.url, http_client=http_client if given else None)
                for _ in range(CALLS):
                    await codat.customers.list("co")
                with pytest.raises(SDKError):
                    await codat.customers.list("co")
                jar = (http_client if given else _http_client_of(codat)).cookies
                assert dict(jar) == (OWN_COOKIES if given else {})
                assert not any("cookie" in request.headers for request in server.requests)
                await codat.aclose()

        with FaultServer(cookies()) as server:
            anyio.run(main, backend=backend)


CALLS: Final = 5


def cookies() -> list[Behaviour]:
    """Answer often with another cookie, and at last with an error that has one."""
    others = ["a=b", "replaced=4; Path=/", "deleted=5; Path=/; Max-Age=0"]
    answers = [
        answer(200, PAGE, [("Set-Cookie", cookie) for cookie in (f"c{n}={n}; Path=/", *others)]) for n in range(CALLS)
    ]
    return [*answers, answer(404, b"", [("Set-Cookie", "c=d")])]


OWN_COOKIES: Final = {"own": "1", "replaced": "2", "deleted": "3"}


def set_own_cookies(http_client: httpx.Client | httpx.AsyncClient) -> None:
    """Put cookies into a client of the caller's; what the service answers would replace one, and delete another."""
    for name, value in OWN_COOKIES.items():
        http_client.cookies.set(name, value, domain="127.0.0.1")


def _http_client_of(codat: Codat | AsyncCodat) -> httpx.Client | httpx.AsyncClient:
    return codat._sender._connections.here()  # pyright: ignore[reportPrivateUsage]


class TestGivenHttpClient:
    def test_what_is_its_own_does_not_apply(self) -> None:
        with FaultServer([LIST.success]) as server:
            own: dict[str, Any] = {
                "verify": TLS,
                "base_url": "http://127.0.0.1:1/base",
                "headers": {"X-Own": "1", "Authorization": "Bearer own"},
                "auth": ("user", "password"),
                "cookies": {"own": "1"},
                "params": {"own": "1"},
                "timeout": 99.0,
                "trust_env": False,
            }
            with httpx.Client(**own) as http_client:
                Codat(KEY, server_url=server.url, http_client=http_client).customers.list("co")

            async def call() -> None:
                async with httpx.AsyncClient(**own) as http_client:
                    await AsyncCodat(KEY, server_url=server.url, http_client=http_client).customers.list("co")

            anyio.run(call)
            for request in server.requests:
                assert request.target == "/companies/co/data/customers"
                assert request.headers["authorization"].startswith("Basic ")
                assert request.headers["user-agent"].startswith("codat-customers/")
                assert not {"x-own", "cookie"} & request.headers.keys()
            assert len(server.requests) == 2

    def test_its_proxy_is_used(self) -> None:
        with FaultServer([LIST.success]) as proxy:
            with httpx.Client(proxy=proxy.url, verify=TLS, trust_env=False) as http_client:
                Codat(KEY, server_url="http://nothing.invalid", http_client=http_client).customers.list("co")
            assert proxy.requests[0].target == "http://nothing.invalid/companies/co/data/customers"

    def test_a_proxy_that_refuses_the_tunnel(self) -> None:
        with FaultServer([answer(407)]) as proxy:
            with httpx.Client(proxy=proxy.url, verify=TLS, trust_env=False) as http_client:
                codat = Codat(KEY, server_url="https://nothing.invalid", http_client=http_client, retries=None)
                with pytest.raises(SDKError, match=r"ProxyError.*nothing was sent"):
                    codat.customers.list("co")
            assert [request.method for request in proxy.requests] == ["CONNECT"]
            assert "authorization" not in proxy.requests[0].headers, "the key is not for the proxy"

    def test_its_hooks_are_kept_and_ours_goes(self) -> None:
        heard: list[int] = []
        transport = httpx.MockTransport(lambda request: httpx.Response(200, content=CUSTOMER))

        def hear(response: httpx.Response) -> None:
            heard.append(response.status_code)

        with httpx.Client(transport=transport, event_hooks={"response": [hear]}) as http_client:
            before = list(http_client.event_hooks["response"])
            with Codat(KEY, http_client=http_client) as first, Codat(KEY, http_client=http_client) as second:
                first.customers.get("co", "c1")
                second.customers.get("co", "c1")
            assert http_client.event_hooks["response"] == before
            assert heard == [200, 200]

    def test_hooks_that_its_owner_replaced(self) -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, content=CUSTOMER))
        with httpx.Client(transport=transport) as http_client:
            codat = Codat(KEY, http_client=http_client)
            http_client.event_hooks = {}
            codat.close()
            assert http_client.event_hooks["response"] == []

    def test_a_client_that_is_dropped_goes_at_once(self) -> None:
        gc.disable()
        try:
            with httpx.Client(verify=TLS) as http_client:
                Codat(KEY, http_client=http_client)
                assert http_client.event_hooks["response"] == []
        finally:
            gc.enable()

    def test_threads_that_share_it_from_the_start(self) -> None:
        """They make its pool fit for use side by side, and once."""
        for _ in range(50):
            with httpx.Client(verify=TLS) as http_client, ThreadPoolExecutor(4) as pool:
                for made in [pool.submit(Codat, KEY, http_client=http_client) for _ in range(8)]:
                    made.result().close()
                Codat(KEY, http_client=http_client).close()

    def test_clients_that_are_dropped_leave_no_hooks_behind(self) -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, content=CUSTOMER))
        with httpx.Client(transport=transport) as http_client:
            for _ in range(100):
                Codat(KEY, http_client=http_client).customers.get("co", "c1")
            gc.collect()
            assert http_client.event_hooks == {"request": [], "response": []}

        async def call() -> None:
            async with httpx.AsyncClient(transport=transport) as http_client:
                for _ in range(100):
                    await AsyncCodat(KEY, http_client=http_client).customers.get("co", "c1")
                gc.collect()
                assert http_client.event_hooks == {"request": [], "response": []}

        anyio.run(call)

    def test_it_is_not_closed(self) -> None:
        with httpx.Client(verify=TLS) as http_client:
            Codat(KEY, http_client=http_client).close()
            assert not http_client.is_closed

        async def close() -> None:
            async with httpx.AsyncClient(verify=TLS) as http_client:
                await AsyncCodat(KEY, http_client=http_client).aclose()
                assert not http_client.is_closed

        anyio.run(close)

    def test_other_peoples_redirects_through_it_still_work(self) -> None:
        def redirect(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/from":
                return httpx.Response(302, headers={"Location": "/to"})
            return httpx.Response(200)

        with httpx.Client(transport=httpx.MockTransport(redirect), follow_redirects=True) as http_client:
            Codat(KEY, http_client=http_client)
            assert http_client.get("http://elsewhere.invalid/from").url.path == "/to"

    @pytest.mark.parametrize(
        ("make", "given", "message"),
        [
            (Codat, httpx.AsyncClient(verify=TLS), "http_client must be an httpx.Client, not AsyncClient"),
            (AsyncCodat, httpx.Client(verify=TLS), "http_client must be an httpx.AsyncClient, not Client"),
            (Codat, {}, "http_client must be an httpx.Client, not dict"),
        ],
    )
    def test_the_wrong_kind(self, make: Callable[..., object], given: object, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            make(KEY, http_client=given)


class TestClosing:
    def test_a_closed_client_says_so(self) -> None:
        codat = Codat(KEY)
        codat.close()
        codat.close()
        with pytest.raises(RuntimeError, match="closed; make a new Codat"):
            codat.customers.list("co")
        with (
            pytest.raises(RuntimeError, match="closed; make a new Codat"),
            codat.customers.stream_attachment("co", "cn", "c1", "a1"),
        ):
            pass

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_a_closed_async_client_says_so(self, backend: str) -> None:
        async def main() -> None:
            async with AsyncCodat(KEY) as codat:
                pass
            await codat.aclose()
            with pytest.raises(RuntimeError, match="closed; make a new AsyncCodat"):
                await codat.customers.list("co")

        anyio.run(main, backend=backend)

    def test_a_given_client_that_its_owner_closed(self) -> None:
        http_client = httpx.Client(verify=TLS)
        codat = Codat(KEY, http_client=http_client)
        http_client.close()
        with pytest.raises(RuntimeError, match="closed"):
            codat.customers.list("co")


class TestPickling:
    def test_settings_travel_and_connections_do_not(self) -> None:
        policy = RetryConfig(max_elapsed_time=7)
        with FaultServer([answer(503, b"", [("Retry-After", "9")])]) as server:
            codat = Codat(
                KEY, server_url=server.url, retries=policy, headers={"X-Mine": "1"}, timeout=3, on_retry=print
            )
            twin = pickle.loads(pickle.dumps(codat))
            assert type(twin) is Codat
            for client in (codat, twin):
                with pytest.raises(APIStatusError, match="max_elapsed_time=7 s"), client:
                    client.customers.list("co")
            first, second = server.requests
            assert first.headers == second.headers
            assert first.connection != second.connection

    def test_an_async_client_travels_too(self) -> None:
        with FaultServer([LIST.success]) as server:
            twin: AsyncCodat = pickle.loads(pickle.dumps(AsyncCodat(KEY, server_url=server.url)))

            async def main() -> None:
                async with twin:
                    await twin.customers.list("co")

            anyio.run(main)
            assert len(server.requests) == 1

    def test_a_given_http_client_does_not_travel(self) -> None:
        with httpx.Client(verify=TLS) as http_client:
            codat = Codat(KEY, http_client=http_client)
            with pytest.raises(TypeError, match="a Codat with a given http_client does not pickle; make it where"):
                pickle.dumps(codat)

    def test_a_worker_process(self) -> None:
        context = multiprocessing.get_context("spawn")
        with FaultServer([LIST.success]) as server, ProcessPoolExecutor(1, mp_context=context) as pool:
            codat = Codat(KEY, server_url=server.url)
            assert pool.submit(count_customers, codat).result(60) == 1
            assert server.requests[0].headers["authorization"].startswith("Basic ")


def test_threads_share_a_client() -> None:
    with FaultServer([CREATE.success]) as server, Codat(KEY, server_url=server.url) as codat:
        start = threading.Barrier(8)

        def calls() -> None:
            start.wait(10)
            for _ in range(5):
                CREATE.call(codat)

        with ThreadPoolExecutor(8) as pool:
            for future in [pool.submit(calls) for _ in range(8)]:
                future.result(30)
        assert len(set(server.keys)) == len(server.requests) == 40
