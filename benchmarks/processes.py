"""The processes of a run: the server, and the contenders that are measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self, TypeAlias

import httpx

from .environments import ROOT, Environment
from .wire import CPU_PATH

# What one run of a job took, by measure: "cpu" and "wall" in seconds, "held" and "peak_rss" in bytes.
Sample: TypeAlias = dict[str, float]


class Sampler(Protocol):
    """Something that can be measured again and again."""

    def sample(self) -> Sample:
        """Do the work once, and return what it took."""
        ...


class Server:
    """The server in a process of its own.

    Parameters:
        data: The folder of the bodies that it hands out.
        latency: Seconds between a request and its answer.

    Attributes:
        url: Its address.
    """

    def __init__(self, data: Path, latency: float = 0.0) -> None:
        self._process = _start([sys.executable, "-m", "benchmarks.server", str(data), "--latency", str(latency)])
        self.url = f"http://127.0.0.1:{_line(self._process)}"
        self._client = httpx.Client(trust_env=False)

    def cpu(self) -> float:
        """Return the seconds of CPU time it has used."""
        return float(self._client.get(self.url + CPU_PATH).text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()
        _stop(self._process)


class Contender:
    """One job of one contender, in a process that stays; a Sampler.

    Parameters:
        environment: Where it runs.
        arguments: Those of ``python -m benchmarks.contenders``.

    Attributes:
        peak_rss: The bytes of memory it had used at most before the first run.
    """

    def __init__(self, environment: Environment, arguments: list[str]) -> None:
        command = [str(environment.python), "-m", "benchmarks.contenders", *arguments]
        self._process = _start(command, environment)
        self.peak_rss: float = json.loads(_line(self._process))["peak_rss"]

    def sample(self) -> Sample:
        """Do the job once."""
        pipe = _pipe(self._process.stdin)
        pipe.write("\n")
        pipe.flush()
        sample: Sample = json.loads(_line(self._process))
        return sample

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _stop(self._process)


class FreshProcess:
    """Statements that a new process runs each time; a Sampler.

    Parameters:
        environment: Where they run.
        statements: Python code on one line. The start of the interpreter is not counted.
    """

    def __init__(self, environment: Environment, statements: str) -> None:
        self._environment = environment
        self._code = (
            "import time; cpu, wall = time.process_time(), time.perf_counter(); "
            f"{statements}; "
            "cpu, wall = time.process_time() - cpu, time.perf_counter() - wall; "
            "import json; print(json.dumps({'cpu': cpu, 'wall': wall}))"
        )

    def sample(self) -> Sample:
        """Run the statements once."""
        process = _start([str(self._environment.python), "-c", self._code], self._environment)
        sample: Sample = json.loads(_line(process))
        _stop(process)
        return sample


def _start(command: list[str], environment: Environment | None = None) -> subprocess.Popen[str]:
    variables = None if environment is None else environment.variables
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=variables, stdin=pipe, stdout=pipe, text=True)


def _line(process: subprocess.Popen[str]) -> str:
    line = _pipe(process.stdout).readline()
    if not line:
        raise RuntimeError(f"{process.args!r} ended early, with status {process.wait()}; its error is above")
    return line.strip()


def _stop(process: subprocess.Popen[str]) -> None:
    _pipe(process.stdin).close()
    process.wait()
    _pipe(process.stdout).close()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
