"""Run one job of one contender, once for each line of standard input, and print a sample as JSON each time.

The first line printed, before any input, is the state before the first run.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time
import tracemalloc
from importlib import import_module
from pathlib import Path

from .work import Action, Jobs, Workplace

_STATUS = Path("/proc/self/status")  # Linux has it


def main() -> None:
    """Do the job as often as standard input has lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contenders", description=__doc__)
    parser.add_argument("contender", help="the name of a module of this package")
    parser.add_argument("job")
    parser.add_argument("server_url")
    parser.add_argument("data", type=Path)
    parser.add_argument("scratch", type=Path, help="a folder of its own, empty at first")
    parser.add_argument("--held", action="store_true", help="measure the memory held by the result, instead of times")
    options = parser.parse_args()
    jobs: Jobs = import_module(f".{options.contender}", __package__).JOBS
    action = jobs[options.job](Workplace(options.server_url, options.data, options.scratch))
    measure = _held if options.held else _times
    print(json.dumps({"peak_rss": _peak_rss()}), flush=True)
    for _ in sys.stdin:
        gc.collect()  # so that nobody pays for another's garbage
        print(json.dumps(measure(action)), flush=True)


def _times(action: Action) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    result = action()
    sample = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "peak_rss": _peak_rss()}
    del result
    return sample


def _held(action: Action) -> dict[str, float]:
    tracemalloc.start()
    result = action()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return {"held": held}


def _peak_rss() -> int:
    """Return the most memory that this process has used so far, in bytes."""
    if _STATUS.exists():
        # getrusage counts the memory of the process that started this one as well
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
