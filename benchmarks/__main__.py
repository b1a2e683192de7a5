"""``python -m benchmarks``: measure, print, and write the page."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from . import outage, report
from .contests import ALL, CONTESTS, REFERENCE, SDK, Contest
from .data import write_data
from .environments import BUILD, ROOT, prepare
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
    rows: list[Row] = []
    for row in _run(options.only, [SDK] if options.quick else ALL, quick=options.quick):
        print(report.line(row, _QUICK_MARGIN if options.quick else 1.0), flush=True)
        rows.append(row)
    if not options.quick and not options.only:
        report.write(rows, options.output)
    print(f"{time.monotonic() - begun:.0f} s; for information only: no figure makes this fail")


def _run(only: str, contenders: Sequence[str], *, quick: bool) -> Iterator[Row]:
    contests = [contest for contest in CONTESTS if only in contest.what]
    environments = {name: prepare(name) for name in (REFERENCE, *contenders)}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="run-", dir=BUILD)))
        data, scratch = folder / "data", folder / "scratch"
        scratch.mkdir()
        write_data(data, 2_000 if quick else 20_000)
        latencies = {contest.latency for contest in contests if contest.latency is not None}
        servers = {latency: stack.enter_context(Server(data, latency)) for latency in latencies}
        surroundings = Surroundings(environments, servers, data, scratch)
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
