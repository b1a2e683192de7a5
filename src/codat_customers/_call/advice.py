"""What to do about a failed try: the end of the message of an error, if there is no further try."""

from __future__ import annotations

import socket
import ssl
from typing import Final

from .._http.problems import HTTPProblem
from ..retries import KEYED_METHODS
from .endings import Closed, OutOfTime, error_below, no_file_left

ADDRESS: Final = "server_url or CODAT_SERVER_URL"
_PROXY: Final = "the proxy, if HTTPS_PROXY or the http_client names one"

# What to do about a status, or else about its class
_STATUS_ADVICE: Final[dict[int, str]] = {
    3: f"redirects are not followed; check {ADDRESS}",
    4: "correct the request",
    401: "check the API key",
    402: "the account has reached a limit of its plan; repeating the call will not help",
    403: "check what the API key may access",
    404: "check the ids, and that the company's data has been synced",
    407: "check the user name and the password in the address of the proxy",
    408: "call again later",
    409: "sync the company's data first",
    429: "call again later",
    5: "the fault is the service's or a gateway's; call again later",
}

# The same where an idempotency key is sent: how to repeat with it what may have arrived is said in any case.
_KEYED_STATUS_ADVICE: Final[dict[int, str]] = {
    **_STATUS_ADVICE,
    408: "",
    409: "the first request with this idempotency key is still in progress; wait for it",
    422: "use a new idempotency key for a changed body",
    500: (
        "the service may have acted, and repeats this answer for the same idempotency key; "
        "look for the outcome before calling again with another"
    ),
    5: "the fault is the service's or a gateway's",
}

TOO_MANY_FILES: Final = (
    "too many files and connections are open in this process: close some, or raise its limit (ulimit -n)"
)

_PROBLEM_ADVICE: Final[dict[str, str]] = {
    "ConnectTimeout": (
        f"nobody answers there: check {ADDRESS}, the network and its firewall, or allow more time with timeout="
    ),
    "PoolTimeout": "too many calls at once share this client; raise its limits or the pool time-out",
    "ProxyError": "check the proxy that HTTPS_PROXY or the http_client names, with its user name and password",
    "ReadTimeout": "allow more time with timeout=",
    "WriteTimeout": "check the network, or allow more time with timeout=",
}


def status_advice(status: int, method: str, *, is_the_services: bool) -> str:
    """Say what to do about an answer outside 2xx.

    Parameters:
        status: Its status.
        method: That of the request.
        is_the_services: Whether the answer is in the service's form.
    """
    if status == 404 and not is_the_services:
        return f"this answer is not in the service's form; check {ADDRESS}, and the path"
    advice = _KEYED_STATUS_ADVICE if method in KEYED_METHODS else _STATUS_ADVICE
    return advice.get(status, advice.get(status // 100, ""))


def connection_advice(exception: Exception) -> str:
    """Say what to do where no complete answer came, for this reason."""
    below = error_below(exception) or exception
    match below:
        case Closed():
            return "keep the client open until its calls have ended"
        case OutOfTime():
            return _PROBLEM_ADVICE["ReadTimeout"]
        case _ if no_file_left(below):
            return TOO_MANY_FILES
        case ConnectionRefusedError():
            return f"nothing listens there: check {ADDRESS}, and {_PROXY}"
        case socket.gaierror():
            return f"the name of the host is not known: check {ADDRESS}, the name server, and {_PROXY}"
        case ssl.SSLCertVerificationError():
            return f"check the certificates that the machine trusts, and {ADDRESS}"
        case ssl.SSLError() if below is not exception:
            return f"TLS is not spoken there as it should be: check {ADDRESS}, with its port, and {_PROXY}"
        case HTTPProblem(is_unsendable=True):
            return f"check {ADDRESS}, and the arguments"
        case HTTPProblem(is_known=False):
            return "look at __cause__: this is no failure of the network"
        case _:
            name = exception.name if isinstance(exception, HTTPProblem) else ""
            return _PROBLEM_ADVICE.get(name, "check the network, and what stands between, such as a proxy")
