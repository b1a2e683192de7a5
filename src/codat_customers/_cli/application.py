"""The commands together, and how a run of one ends: an exit code, and a line on stderr if it is not 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer
from codat_customers_api.client import SERVER_URL

from .. import SDKError, __version__
from ..jobs import JournalInUseError
from . import attachments, check, customers, exporting, output, pushes, sandbox, writing

NAME: Final = "codat-customers"

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
app.command()(check.check)
app.command("list")(customers.list_customers)
app.command()(customers.get)
app.command()(exporting.export)
app.command()(writing.create)
app.add_typer(attachments.app, name="attachments")
app.add_typer(pushes.app, name="push")
# Its options go to the sandbox as they are.
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)(
    sandbox.sandbox
)


def _show_version(wanted: bool) -> None:
    if wanted:
        output.write(f"{NAME} {__version__}")
        raise typer.Exit


@app.callback()
def settings(
    context: typer.Context,
    server_url: Annotated[str, typer.Option(envvar="CODAT_SERVER_URL", help="Address of the service.")] = SERVER_URL,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Codat's customers on the command line.

    The API key comes from CODAT_API_KEY, or its ready-made header from CODAT_AUTH_HEADER. There is no option for it:
    others on the machine could read it in the list of processes.

    Results go to stdout, everything else to stderr. Exit codes: 0 done; 1 the service failed or refused; 2 a wrong
    argument, file or setting; 130 Ctrl-C; 141 the reader of stdout has gone.
    """
    context.obj = server_url


def run(arguments: Sequence[str] | None) -> int:
    """Run a command and return its exit code."""
    output.forgive_encodings()
    try:
        code: object = app(arguments, prog_name=NAME, standalone_mode=False)
        message = "interrupted" if code == 130 else None
    except (Exception, KeyboardInterrupt) as error:
        code, message = _explained(error)
    if message is not None:
        output.say(message)
    return code if isinstance(code, int) else 0


def _explained(error: BaseException) -> tuple[int, str | None]:
    match error:
        case output.ClosedPipe():
            return 141, None
        case output.Stopped():
            return error.code, str(error)
        case SDKError():
            return 1, error.message
        case KeyboardInterrupt() | typer.Abort():
            return 130, "interrupted"
        case OSError(strerror=str(reason)):
            return 2, f"{error.filename}: {reason}" if error.filename else reason
        case OSError() | ValueError() | ImportError() | JournalInUseError():
            return 2, str(error)
        case _:
            return 2, _of_usage(error)


def _of_usage(error: BaseException) -> str:
    # Typer has its usage errors of click, or of a copy inside, and no public class for them.
    message = getattr(error, "format_message", None)
    if message is None:
        raise error
    command = getattr(error, "ctx", None)
    return f"{message().rstrip('.')}; see {command.command_path if command else NAME} --help"
