"""``python -m benchmarks``: measure, print, and write the page."""

from __future__ import annotations

import argparse
import math
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from . import chart, outage, report
from .contests import ALL, CONTESTS, REFERENCE, REFERENCES, SDK, Contest
from .data import write_data
from .environments import BUILD, ROOT, Environment, interpreters, prepare
from .processes import Server
from .running import Row, Surroundings, hold

# A quick run makes few pairs, and so says nothing before it is this far beyond a target.
_QUICK_SHARE = 0.1
_QUICK_MARGIN = 1.5

_OTHERS_SHARE = 1 / 3


def main() -> None:
    """Run all contests, or those that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few pairs, without the other libraries")
    parser.add_argument("--only", default="", help="the contests whose description contains this; writes no page")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md", help="where the page goes")
    options = parser.parse_args()
    if options.quick:
        print("few pairs, and iterating over 2,000 customers instead of 20,000: a rough look", flush=True)
    begun = time.monotonic()
    tables: list[report.Table] = []
    here = {platform.python_version(): Path(sys.executable)}
    for version, python in (here if options.quick else interpreters()).items():
        print(f"Python {version}", flush=True)
        contenders = [SDK] if options.quick else ALL
        environments = {
            name: prepare(name, python) for name in (REFERENCE, *map(REFERENCES.get, contenders), *contenders) if name
        }
        rows: list[Row] = []
        for row in _run(options.only, contenders, environments, version, quick=options.quick):
            print(report.line(row, _QUICK_MARGIN if options.quick else 1.0), flush=True)
            rows.append(row)
        tables.append(report.Table(version, rows, environments))
    if not options.quick and not options.only:
        report.write(tables, options.output)
        chart.draw(options.output)
    print(f"{time.monotonic() - begun:.0f} s; for information only: no figure makes this fail")


def _run(
    only: str, contenders: Sequence[str], environments: Mapping[str, Environment], version: str, *, quick: bool
) -> Iterator[Row]:
    contests = [contest for contest in CONTESTS if only in contest.what]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="run-", dir=BUILD)))
        data, scratch = folder / "data", folder / "scratch"
        scratch.mkdir()
        write_data(data, 2_000 if quick else 20_000)
        latencies = {contest.latency for contest in contests if contest.latency is not None}
        servers = {latency: stack.enter_context(Server(data, latency)) for latency in latencies}
        surroundings = Surroundings(version, environments, servers, data, scratch)
        for contest in contests:
            share = _QUICK_SHARE if quick else 1.0
            pairs = {name: _pairs(contest, name, share) for name in contenders if name in (SDK, *contest.others)}
            yield from hold(contest, pairs, surroundings)
    if only in outage.WHAT:
        yield outage.simulate(contenders, environments)


def _pairs(contest: Contest, contender: str, share: float) -> int:
    """Tell how many pairs of runs to make: fewer for the others, whose figures need not be that sure."""
    return math.ceil(contest.pairs * share * (1.0 if contender == SDK else _OTHERS_SHARE))


if __name__ == "__main__":
    main()
