"""``python -m codat_customers.sandbox``: runs the sandbox until Ctrl-C."""

import argparse
import signal
from collections.abc import Sequence
from threading import Event
from types import FrameType

from codat_customers.sandbox import Sandbox

_WELCOME = """\
The sandbox is running at {0.url}

    companyId     {0.company_id}
    connectionId  {0.connection_id}
    API key       {0.api_key}
{webhooks}
Try it:

    from codat_customers import Codat

    with Codat(api_key="{0.api_key}", server_url="{0.url}") as codat:
        print(codat.customers.list("{0.company_id}"))

Stop it with Ctrl-C."""

_WEBHOOKS = """
    webhooks to   {url}
    their secret  {0.webhook_secret}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a sandbox with the options of the command line, until it is interrupted or terminated."""
    stopped = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    options = vars(_parser().parse_args(arguments))
    try:
        sandbox = Sandbox(**options)
        sandbox.start()
    except OSError as error:
        raise SystemExit(error.strerror) from error
    except (ValueError, OverflowError) as error:  # OverflowError of a port above 65535
        raise SystemExit(f"The sandbox cannot start: {error}") from error
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    webhooks = _WEBHOOKS.format(sandbox, url=options["webhook_url"]) if options["webhook_url"] else ""
    print(_WELCOME.format(sandbox, webhooks=webhooks), flush=True)
    stopped.wait()
    for number in (signal.SIGINT, signal.SIGTERM):  # impatience must not turn a clean end into a death by signal
        signal.signal(number, signal.SIG_IGN)
    sandbox.stop()


def _parser() -> argparse.ArgumentParser:
    """Make a parser whose options are called like the parameters of ``Sandbox``."""
    parser = argparse.ArgumentParser(
        prog="python -m codat_customers.sandbox",
        description="A stand-in for Codat's customers endpoints on this machine, with data of its own.",
    )
    add = parser.add_argument
    add("--port", type=int, default=8080, help="port to listen on, 0 for a free one (%(default)s)")
    add("--customers", type=int, default=250, help="customers that each company starts with (%(default)s)")
    add("--companies", type=int, default=1, help="number of companies (%(default)s)")
    add("--push-seconds", type=float, default=2.0, help="how long a create or update stays Pending (%(default)s)")
    add("--latency", type=float, default=0.0, help="seconds that every request takes at least (%(default)s)")
    add("--rate-limit", type=int, help="requests a day before 429 is answered (no limit)")
    add("--retry-after", type=int, help="seconds that a 429 asks for; then the quota starts anew (at 00:00 UTC)")
    add("--attachment-bytes", type=int, help="size of every attachment (varied small sizes)")
    add("--api-key", default="test", help="key that requests must bear (%(default)s)")
    add("--off-contract", action="store_true", help="add customers that the contract rules out, as the service does")
    add("--rfc3339-dates", action="store_true", help="start with none of the service's looser dates")
    add("--webhook-url", help="where to post webhooks (none are sent)")
    add("--webhook-secret", help="whsec_ secret to sign them with (one that the sandbox prints)")
    add("--no-validate", dest="validate", action="store_false", help="do not compare anything with openapi.yaml")
    return parser


if __name__ == "__main__":
    main()
