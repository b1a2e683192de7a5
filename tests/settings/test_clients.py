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
from tests.support.calls import CREATE, KEY, LIST, STREAM
from tests.support.clients import GIVEN, client_of
from tests.support.server import CUSTOMER, PAGE, Behaviour, FaultServer, answer

CALLS: Final = 5


def cookies() -> list[Behaviour]:
    """Answer often with another cookie, and at last with an error that has one."""
    others = ["a=b", "replaced=4; Path=/", "deleted=5; Path=/; Max-Age=0"]
    answers = [
        answer(200, PAGE, [("Set-Cookie", cookie) for cookie in (f"c{n}={n}; Path=/", *others)]) for n in range(CALLS)
    ]
    return [*answers, answer(404, b"", [("Set-Cookie", "c=d")])]


# What the service answers would replace one, and delete another.
OWN_COOKIES: Final = {"own": "1", "replaced": "2", "deleted": "3"}


def test_cookies_are_not_kept(flavour: str) -> None:
    """What a gateway sets would pile up, and tie calls together that have nothing to do with each other."""
    with FaultServer(cookies()) as server, client_of(flavour, server.url) as codat:
        call_for_cookies(codat)
        assert not any("cookie" in request.headers for request in server.requests)


def test_cookies_are_not_kept_behind_a_proxy(flavour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(cookies()) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        with client_of(flavour, "http://nothing.invalid") as codat:
            call_for_cookies(codat)
        assert not any("cookie" in request.headers for request in proxy.requests)
        assert len(proxy.requests) == CALLS + 1


def test_cookies_of_the_callers_are_neither_sent_nor_lost(flavour: str) -> None:
    with FaultServer(cookies()) as server, client_of(flavour, server.url, http={"cookies": {}}) as codat:
        jar = given_to(codat).cookies
        for name, value in OWN_COOKIES.items():
            jar.set(name, value, domain="127.0.0.1")
        call_for_cookies(codat)
        assert dict(jar) == OWN_COOKIES
        assert not any("cookie" in request.headers for request in server.requests)


def call_for_cookies(codat: Any) -> None:
    for _ in range(CALLS):
        codat.customers.list("co")
    with pytest.raises(SDKError):
        codat.customers.list("co")


def given_to(codat: Any) -> Any:
    """Return the httpx client that a client was given."""
    return codat._sender._connections.here()._http_client


class TestGivenHttpClient:
    def test_what_is_its_own_does_not_apply(self, flavour: str) -> None:
        own: dict[str, Any] = {
            "base_url": "http://127.0.0.1:1/base",
            "headers": {"X-Own": "1", "Authorization": "Bearer own"},
            "auth": ("user", "password"),
            "cookies": {"own": "1"},
            "params": {"own": "1"},
            "timeout": 99.0,
        }
        with FaultServer([LIST.success]) as server, client_of(flavour, server.url, http=own) as codat:
            codat.customers.list("co")
            [request] = server.requests
        assert request.target == "/companies/co/data/customers"
        assert request.headers["authorization"].startswith("Basic ")
        assert request.headers["user-agent"].startswith("codat-customers/")
        assert not {"x-own", "cookie"} & request.headers.keys()

    def test_its_proxy_is_used(self) -> None:
        with FaultServer([LIST.success]) as proxy:
            with client_of("sync", "http://nothing.invalid", http={"proxy": proxy.url}) as codat:
                codat.customers.list("co")
            assert proxy.requests[0].target == "http://nothing.invalid/companies/co/data/customers"

    def test_a_proxy_that_refuses_the_tunnel(self) -> None:
        with FaultServer([answer(407)]) as proxy:
            with (
                client_of("sync", "https://nothing.invalid", http={"proxy": proxy.url}, retries=None) as codat,
                pytest.raises(SDKError, match=r"ProxyError.*nothing was sent"),
            ):
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
            with httpx.Client(**GIVEN) as http_client:
                Codat(KEY, http_client=http_client)
                assert http_client.event_hooks["response"] == []
        finally:
            gc.enable()

    def test_threads_that_share_it_from_the_start(self) -> None:
        """They make its pool fit for use side by side, and once."""
        for _ in range(50):
            with httpx.Client(**GIVEN) as http_client, ThreadPoolExecutor(4) as pool:
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

    def test_it_is_not_closed(self, flavour: str) -> None:
        with client_of(flavour, "http://nothing.invalid", http=GIVEN) as codat:
            http_client = codat._sender._connections.here()
            codat.close()
            assert not http_client.is_closed

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
            (
                Codat,
                httpx.AsyncClient(**GIVEN),
                "an httpx.Client, or one of httpx2, not AsyncClient",
            ),
            (
                AsyncCodat,
                httpx.Client(**GIVEN),
                "an httpx.AsyncClient, or one of httpx2, not Client",
            ),
            (Codat, {}, "an httpx.Client, or one of httpx2, not dict"),
        ],
    )
    def test_the_wrong_kind(self, make: Callable[..., object], given: object, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            make(KEY, http_client=given)


class TestClosing:
    def test_a_closed_client_says_so(self, flavour: str) -> None:
        message = f"closed; make a new {'Codat' if flavour == 'sync' else 'AsyncCodat'}"
        with client_of(flavour, "http://nothing.invalid") as codat:
            codat.close()
            codat.close()
            for operation in (LIST, STREAM):
                with pytest.raises(RuntimeError, match=message):
                    operation(codat)

    def test_a_given_client_that_its_owner_closed(self) -> None:
        http_client = httpx.Client(**GIVEN)
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
        with httpx.Client(**GIVEN) as http_client:
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

        def calls(_: int) -> None:
            start.wait(30)
            for _ in range(5):
                CREATE(codat)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(calls, range(8)))
        assert len(set(server.keys)) == len(server.requests) == 40
