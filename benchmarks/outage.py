"""How many requests a call makes in an outage."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from typing import Final

from .contests import Target
from .environments import ROOT, Environment
from .running import Cell, Row

WHAT: Final = "requests per call in a simulated outage of an hour, 1,000 calls"

# The others' calls share nothing, so that a few tell as much as a thousand.
_CALLS: Final = {"sdk": 1000, "accounting": 25, "expenses": 25}


def simulate(contenders: Sequence[str], environments: Mapping[str, Environment]) -> Row:
    """Simulate an hour of nothing but 503 for those contenders that retry.

    Parameters:
        contenders: The names of contenders.
        environments: Where they run.
    """
    cells = {name: Cell.of([_requests_per_call(name, environments[name])]) for name in contenders if name in _CALLS}
    return Row(WHAT, Target(1.2), cells)


def _requests_per_call(contender: str, environment: Environment) -> float:
    command = [str(environment.python), "-m", "benchmarks.contenders.outage", contender, str(_CALLS[contender])]
    run = subprocess.run(command, cwd=ROOT, env=environment.variables, stdout=subprocess.PIPE, text=True, check=True)
    return float(run.stdout)
