"""A bulk creation that is killed at any moment and run again until it is done, while the service makes trouble."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from _pytest.mark.structures import ParameterSet

from codat_customers import Codat
from codat_customers.sandbox import Sandbox
from tests.jobs import bulk_worker

CREATE: Final = "create-customer"
EXPIRED: Final = 81 * 60.0
STRANGER: Final = "a stranger's"

# The rows of a history, and how many there are of each kind. Those of the second line take minutes.
SHORT: Final = 60, range(1)
LONG: Final = 500, range(50)


class History:
    """A job from its first run to the last one.

    Parameters:
        expires_after: After so many kills, the service forgets the keys. Meanwhile, a stranger creates a customer.

    Attributes:
        kills: How many runs were ended before their time.
        lost: The rows that were sent in vain before the service forgot their keys.
    """

    def __init__(self, seed: int, rows: int, ending: signal.Signals, folder: Path, expires_after: int = 0) -> None:
        self._chance = random.Random(seed)
        self._rows = rows
        self._ending = ending
        self._journal = folder / "journal"
        self._expires_after = expires_after
        self._ahead = 0.0
        self._is_calm = False
        self._sandbox = Sandbox(customers=0, push_seconds=self._chance.choice([0, 0.2, 1.0]), validate=False)
        self.kills = 0
        self.lost: set[str] = set()

    def live(self) -> dict[str, str]:
        """Run the job until it ends by itself, and then once more without trouble; return what became of each row."""
        with self._sandbox:
            while not self._end_or_kill():
                if self.kills == self._expires_after:
                    self._let_keys_expire()
            self._is_calm = True
            self._sandbox.clear_faults()
            with self._begin() as run:
                reported = self._reported(run)
            assert run.returncode == 0
        return reported

    def customers(self) -> Counter[str]:
        """Return the names of the customers that there are, and how often."""
        return Counter(customer["customerName"] for customer in self._sandbox.customers().values())

    def _end_or_kill(self) -> bool:
        """Run it, and end it at some moment; return whether it has come to its end before."""
        for _ in range(self._chance.randrange(8)):
            self._sandbox.after_answers(self._chance.randint(1, self._rows // 4), self._make_trouble, operation=CREATE)
        with self._begin() as run:
            if self.kills > 2 and self._chance.random() < 0.2:
                time.sleep(self._chance.uniform(0, 0.5))
                self._kill(run)
            else:
                self._sandbox.after_answers(self._chance.randint(1, self._rows // 4), partial(self._kill, run))
            self._reported(run)
        return run.returncode == 0

    def _kill(self, run: subprocess.Popen[str]) -> None:
        # Where an answer is about to leave, nothing else is answered meanwhile, and so the run cannot end.
        time.sleep(self._chance.uniform(0, 0.02))
        if run.poll() is None:
            self.kills += 1
            run.send_signal(self._ending)

    def _begin(self) -> subprocess.Popen[str]:
        ids = (self._sandbox.company_id, self._sandbox.connection_id)
        about = (*ids, str(self._journal), str(self._rows), str(self._ahead))
        command = [sys.executable, bulk_worker.__file__, self._sandbox.url, *about]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def _reported(self, run: subprocess.Popen[str]) -> dict[str, str]:
        assert run.stdout is not None
        # The last line of one that was ended may be half a line.
        reported = [line.split() for line in run.stdout if line.endswith("\n")]
        by_row = dict(reported)
        assert len(by_row) == len(reported), "a row is reported once"
        return by_row

    def _make_trouble(self) -> None:
        if self._is_calm:
            return
        is_before, is_lost = self._ahead == 0, self._chance.random() < 0.5
        match self._chance.randrange(5):
            case 0:
                self._sandbox.fail_next(status=503, after_acting=True, operation=CREATE)
            case 1:
                # If nothing was done, the service keeps this answer, and only the end of its key helps.
                acts = not (self._expires_after and is_before and is_lost)
                self._sandbox.fail_next(status=500, after_acting=acts, operation=CREATE)
            case 2:
                self._sandbox.drop_next(after_acting=is_lost, operation=CREATE)
            case 3:
                self._sandbox.truncate_next(after_bytes=9, operation=CREATE)
            case _:
                self._sandbox.fail_next(status=429, headers={"Retry-After": "0"})

    def _let_keys_expire(self) -> None:
        self._is_calm = True
        self._sandbox.clear_faults()
        with Codat(self._sandbox.api_key, server_url=self._sandbox.url) as codat:
            codat.customers.create(
                self._sandbox.company_id, self._sandbox.connection_id, bulk_worker.customer(STRANGER)
            )
        with closing(sqlite3.connect(self._journal)) as database:
            unanswered = database.execute("SELECT row_id FROM rows WHERE state = 'sending'").fetchall()
        self._sandbox.advance_clock(EXPIRED)
        self._ahead = EXPIRED
        self._is_calm = False
        self.lost = {row for (row,) in unanswered if f"row {row}" not in self.customers()}


def cases(endings: Sequence[signal.Signals]) -> list[ParameterSet]:
    """Return rows, seed and ending of each history."""
    return [
        pytest.param(rows, seed, ending, id=f"{rows} rows-{ending.name}-{seed}", marks=marks)
        for (rows, seeds), marks in ((SHORT, ()), (LONG, pytest.mark.histories))
        for seed in seeds
        for ending in endings
    ]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("rows", "seed", "ending"), cases([signal.SIGKILL, signal.SIGINT]))
def test_a_job_that_is_ended_at_any_moment(rows: int, seed: int, ending: signal.Signals, tmp_path: Path) -> None:
    history = History(seed, rows, ending, tmp_path)
    reported = history.live()
    assert history.kills > 1
    assert reported == {str(row): "created" for row in range(rows)}
    assert history.customers() == {f"row {row}": 1 for row in range(rows)}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("rows", "seed", "ending"), cases([signal.SIGKILL]))
def test_a_job_that_goes_on_when_its_keys_are_forgotten(
    rows: int, seed: int, ending: signal.Signals, tmp_path: Path
) -> None:
    history = History(seed, rows, ending, tmp_path, expires_after=2)
    reported = history.live()
    customers = history.customers()
    assert reported == {str(row): "unknown" if str(row) in history.lost else "created" for row in range(rows)}
    assert customers == {STRANGER: 1} | {f"row {row}": 1 for row in range(rows) if str(row) not in history.lost}
