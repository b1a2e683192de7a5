"""``python -m benchmarks``: measure, print, and write the page."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from . import report
from .contests import CONTESTS, OTHERS, REFERENCE, SDK, Contest
from .data import write_data
from .environments import BUILD, ROOT, prepare
from .outage import simulate
from .processes import Server
from .running import Row, Surroundings, hold

# How far a quick run, with few pairs, may be beyond a target before it says so
_QUICK_MARGIN = 1.5


def main() -> None:
    """Run all contests, or those that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few pairs, without the other libraries")
    parser.add_argument("--only", default="", help="the contests whose description contains this; writes no page")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md", help="where the page goes")
    options = parser.parse_args()
    contests = [contest for contest in CONTESTS if options.only in contest.what]
    begun = time.monotonic()
    rows: list[Row] = []
    for row in _run(contests, [SDK] if options.quick else [SDK, *OTHERS], quick=options.quick):
        print(report.line(row, _QUICK_MARGIN if options.quick else 1.0), flush=True)
        rows.append(row)
    if not options.quick and not options.only:
        report.write(rows, options.output)
    print(f"{time.monotonic() - begun:.0f} s; for information only: no figure makes this fail")


def _run(contests: Sequence[Contest], contenders: Sequence[str], *, quick: bool) -> Iterator[Row]:
    environments = {name: prepare(name) for name in (REFERENCE, *contenders)}
    data, scratch = BUILD / "data", BUILD / "scratch"
    for folder in (data, scratch):
        shutil.rmtree(folder, ignore_errors=True)
    scratch.mkdir(parents=True)
    write_data(data, 2_000 if quick else 20_000)
    with ExitStack() as stack:
        latencies = {contest.latency for contest in contests if contest.latency is not None}
        servers = {latency: stack.enter_context(Server(data, latency)) for latency in latencies}
        surroundings = Surroundings(environments, servers, data, scratch)
        for contest in contests:
            entered = [name for name in contenders if name == SDK or name in contest.others]
            yield from hold(contest, entered, max(1, contest.pairs // 5) if quick else contest.pairs, surroundings)
    yield simulate(contenders, environments)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
