"""uvicorn in a thread of its own, on the loopback interface."""

import asyncio
import socket
from contextlib import suppress
from importlib.util import find_spec
from threading import Event, Thread

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Scope

from codat_customers.sandbox._wire import Connection

HOST = "127.0.0.1"
_START_SECONDS = 10.0


class ServerThread:
    """A server that is running once ``start`` has returned, and gone once ``stop`` has."""

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._thread: Thread | None = None

    def start(self, application: ASGIApp, port: int) -> int:
        """Start the server on the port, 0 for a free one, and return the port.

        Raises:
            RuntimeError: it is running already.
            OSError: the port is not to be had.
        """
        if self._server is not None:
            raise RuntimeError("The sandbox is running already; stop it before you start it again.")
        listener = _listen(port)
        self._server = _Server(_configuration(application))
        self._thread = Thread(target=self._server.run, args=([listener],), name="codat-sandbox", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(_START_SECONDS):
            self.stop()
            raise TimeoutError(f"The sandbox did not start within {_START_SECONDS} s; see the log of uvicorn.error.")
        return int(listener.getsockname()[1])

    def stop(self) -> None:
        """Stop the server and break off whatever is still going on. A second call does nothing."""
        if self._server is not None and self._thread is not None:
            self._server.stop()
            self._thread.join()
        self._server = self._thread = None

    def find_connection(self, scope: Scope) -> Connection:
        """Find the connection that a request came on.

        Raises:
            ClientDisconnect: it is gone.
        """
        connections = () if self._server is None else tuple(self._server.server_state.connections)
        for connection in connections:
            if getattr(connection, "client", None) == scope["client"]:
                return connection.transport
        raise ClientDisconnect


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready, and stops at once instead of at its next look at the clock."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.ready.set()

    async def main_loop(self) -> None:
        while not self.should_exit:
            await self.on_tick(0)  # renews the Date header
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()


def _listen(port: int) -> socket.socket:
    # asyncio looks at the protocol before it switches Nagle's algorithm off; with 0 each answer would take 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise OSError(
            error.errno, f"The sandbox cannot listen on {HOST}:{port} ({error.strerror}); take another port"
        ) from error
    except OverflowError:  # a port above 65535
        listener.close()
        raise
    return listener


def _configuration(application: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        interface="asgi3",
        http="httptools" if find_spec("httptools") else "h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=300,
    )
