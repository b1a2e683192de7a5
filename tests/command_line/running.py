"""Runs commands: in this process, in one of their own, and on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from codat_customers._cli import main

PROGRAM: Final = (sys.executable, "-m", "codat_customers")


class Run(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The one line on stderr."""
        (line,) = self.err.splitlines()
        return line.removeprefix("codat-customers: ")


class CommandLine:
    """Runs commands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Run:
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        written = self._capsys.readouterr()
        return Run(code, written.out, written.err)


def on_terminal(*arguments: object, columns: int, stdout: Path | None = None) -> tuple[int, str]:
    """Run a command on a terminal so wide; return its exit code, and all that is shown.

    Parameters:
        stdout: A file that stdout goes to.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    command = [*PROGRAM, *map(str, arguments)]
    file = None if stdout is None else stdout.open("w")
    out = theirs if file is None else file
    with subprocess.Popen(command, stdout=out, stderr=theirs, env=environment | {"TERM": "xterm"}) as process:
        os.close(theirs)
        if file is not None:
            file.close()
        shown = b""
        with suppress(OSError):  # the other side has been closed
            while part := os.read(ours, 65536):
                shown += part
    os.close(ours)
    return process.returncode, shown.decode().replace("\r\n", "\n")


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.01)
