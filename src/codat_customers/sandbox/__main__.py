"""``python -m codat_customers.sandbox``: runs the sandbox until Ctrl-C."""

import argparse
import signal
from collections.abc import Sequence
from contextlib import suppress
from threading import Event

from codat_customers.sandbox import Sandbox

_WELCOME = """\
The sandbox is running at {url}

    companyId     {company_id}
    connectionId  {connection_id}
    API key       {api_key}

Try it:

    from codat_customers import Codat

    with Codat(api_key="{api_key}", server_url="{url}") as codat:
        print(codat.customers.list("{company_id}"))

Stop it with Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a sandbox with the options of the command line, until it is interrupted or terminated."""
    options = _parser().parse_args(arguments)
    sandbox = Sandbox(
        customers=options.customers,
        companies=options.companies,
        push_seconds=options.push_seconds,
        latency=options.latency,
        rate_limit=options.rate_limit,
        attachment_bytes=options.attachment_bytes,
        api_key=options.api_key,
        validate=options.validate,
        off_contract=options.off_contract,
        port=options.port,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with sandbox, suppress(KeyboardInterrupt):
        print(
            _WELCOME.format(
                url=sandbox.url,
                company_id=sandbox.company_id,
                connection_id=sandbox.connection_id,
                api_key=sandbox.api_key,
            ),
            flush=True,
        )
        Event().wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m codat_customers.sandbox",
        description="A stand-in for Codat's customers endpoints on this machine, with data of its own.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8080, help="port to listen on; 0 takes a free one")
    add("--customers", type=int, default=250, help="customers that each company starts with")
    add("--companies", type=int, default=1, help="number of companies")
    add("--push-seconds", type=float, default=2.0, help="how long a create or update stays Pending")
    add("--latency", type=float, default=0.0, help="seconds that every request takes at least")
    add("--rate-limit", type=int, default=None, help="requests a day before 429 is answered")
    add("--attachment-bytes", type=int, default=None, help="size of every attachment")
    add("--api-key", default="test", help="key that requests must bear")
    add("--off-contract", action="store_true", help="add customers that the contract rules out, as the service does")
    add("--no-validate", dest="validate", action="store_false", help="do not compare anything with openapi.yaml")
    return parser


if __name__ == "__main__":
    main()
