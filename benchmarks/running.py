"""How a contest is held: in alternating pairs, so that what else goes on in the machine falls on both sides alike."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from attrs import frozen

from .contests import REFERENCES, STATEMENTS, Contest, Target
from .environments import Environment
from .processes import Contender, FreshProcess, Sample, Sampler, Server


@frozen
class Surroundings:
    """What the contests of a run share.

    Attributes:
        version: The version of Python.
        environments: Where each contender runs, by its name.
        servers: The servers, by their latency.
        data: The folder of the bodies that they hand out.
        scratch: An empty folder for downloads.
    """

    version: str
    environments: Mapping[str, Environment]
    servers: Mapping[float, Server]
    data: Path
    scratch: Path


@frozen
class Cell:
    """A median with its spread.

    Attributes:
        median: Half of the values are below.
        low: A quarter of the values is below.
        high: A quarter of the values is above.
    """

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Cell:
        """Sum up at least one value."""
        quarters = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [*values] * 3
        return cls(quarters[1], quarters[0], quarters[2])


@frozen
class Row:
    """One line of the table.

    Attributes:
        what: The work.
        target: What this SDK should reach.
        cells: What each contender reached.
        speed_target: What this SDK should reach with its extra ``speed``, if that is another figure.
        unit: The unit of the cells; empty for a ratio.
        server_share: The server's CPU time against that of the quickest contender, or None if it has no part.
    """

    what: str
    target: Target
    cells: Mapping[str, Cell]
    speed_target: Target | None = None
    unit: str = ""
    server_share: float | None = None


@frozen
class _Pair:
    reference: Sample
    other: Sample
    server_cpu: float = 0.0


@frozen
class _Duel:
    """The pairs of one contender and the reference; ``growth`` is how much memory the contender took to do its job."""

    pairs: Sequence[_Pair]
    growth: float


def hold(contest: Contest, pairs: Mapping[str, int], surroundings: Surroundings) -> list[Row]:
    """Hold a contest.

    Parameters:
        contest: What to compare.
        pairs: How many pairs of runs to make of each contender and the reference, by the name of the contender.
        surroundings: What the contests share.

    Returns:
        The rows for the table: one, or with the memory taken a second one.
    """
    duels = {name: _duel(contest, name, count, surroundings) for name, count in pairs.items()}
    ratios = {name: Cell.of([_ratio(contest, pair) for pair in duel.pairs]) for name, duel in duels.items()}
    version = surroundings.version
    speed_target = contest.speed_target and contest.speed_target.under(version)
    share = _server_share(contest, duels)
    rows = [Row(contest.what, contest.target.under(version), ratios, speed_target, server_share=share)]
    growth = contest.growth
    if growth is not None:
        cells = {name: Cell.of([duel.growth / growth.bytes]) for name, duel in duels.items()}
        rows.append(Row(growth.what, growth.target, cells, unit=growth.unit))
    return rows


def _duel(contest: Contest, name: str, count: int, surroundings: Surroundings) -> _Duel:
    """Let two contenders run in turn, with new processes now and then: some are quicker than others by mere luck."""
    starts = min(contest.starts, count)
    parts = [_part_of_duel(contest, name, math.ceil(count / starts), surroundings) for _ in range(starts)]
    return _Duel([pair for part in parts for pair in part.pairs], max(part.growth for part in parts))


def _part_of_duel(contest: Contest, name: str, count: int, surroundings: Surroundings) -> _Duel:
    with ExitStack() as processes:
        its_reference = REFERENCES.get(name, contest.reference)
        reference = _sampler(contest, its_reference, contest.reference_job, surroundings, processes)
        other = _sampler(contest, name, contest.job, surroundings, processes)
        before = other.peak_rss if isinstance(other, Contender) else 0.0
        first = _pair(reference, other, contest, surroundings, swapped=False)  # to warm up: not counted
        pairs = [_pair(reference, other, contest, surroundings, swapped=number % 2 == 1) for number in range(count)]
        growth = max(pair.other.get("peak_rss", 0.0) for pair in (first, *pairs)) - before
    return _Duel(pairs, growth)


def _sampler(contest: Contest, name: str, job: str | None, surroundings: Surroundings, processes: ExitStack) -> Sampler:
    environment = surroundings.environments[name]
    job = job or contest.job
    if job is None:
        return FreshProcess(environment, STATEMENTS[name])
    url = "" if contest.latency is None else surroundings.servers[contest.latency].url
    arguments = [name, job, url, str(surroundings.data), str(surroundings.scratch)]
    if contest.measure == "held":
        arguments.append("--held")
    return processes.enter_context(Contender(environment, arguments))


def _pair(reference: Sampler, other: Sampler, contest: Contest, surroundings: Surroundings, *, swapped: bool) -> _Pair:
    if swapped:
        other_sample, server_cpu = _watched(other, contest, surroundings)
        return _Pair(reference.sample(), other_sample, server_cpu)
    reference_sample = reference.sample()
    other_sample, server_cpu = _watched(other, contest, surroundings)
    return _Pair(reference_sample, other_sample, server_cpu)


def _watched(sampler: Sampler, contest: Contest, surroundings: Surroundings) -> tuple[Sample, float]:
    """Take a sample, and the CPU time that the server spent on it."""
    if contest.latency is None:
        return sampler.sample(), 0.0
    server = surroundings.servers[contest.latency]
    before = server.cpu()
    sample = sampler.sample()
    return sample, server.cpu() - before


def _ratio(contest: Contest, pair: _Pair) -> float:
    other, reference = pair.other[contest.measure], pair.reference[contest.measure]
    return reference / other if contest.target.at_least else other / reference


def _server_share(contest: Contest, duels: Mapping[str, _Duel]) -> float | None:
    if contest.latency is None:
        return None
    shares = [[pair.server_cpu / pair.other["cpu"] for pair in duel.pairs] for duel in duels.values()]
    return max(statistics.median(values) for values in shares)
