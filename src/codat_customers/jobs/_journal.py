"""What became of each row of a bulk job, in an SQLite file that outlives the process."""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack
from os import PathLike, fspath
from threading import Lock
from typing import Final, Literal, NamedTuple

State = Literal["unsent", "sending", "accepted", "created", "updated", "failed", "unknown"]

_APPLICATION: Final = 0x0C0DA7C5
_VERSION: Final = 1
_TABLES: Final = f"""
CREATE TABLE job (name TEXT NOT NULL);
CREATE TABLE rows (
    row_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    key TEXT NOT NULL,
    keys INTEGER NOT NULL,
    first_sent REAL NOT NULL,
    last_sent REAL NOT NULL,
    push_operation_key TEXT UNIQUE,
    record_id TEXT,
    messages TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""


class JournalInUseError(RuntimeError):
    """Another run, of this process or another one, has the journal."""


class Entry(NamedTuple):
    """What is known of a row.

    Attributes:
        digest: That of its content.
        state: ``sending`` from before its request leaves until an answer has come, ``accepted`` until the write ends,
            ``unsent`` if it is certain that nothing was ever done.
        key: The key that it was sent with last.
        keys: How many keys it has had.
        first_sent: When it was sent first with its present key, in seconds since 1970.
        last_sent: When it was sent last.
        push_operation_key: What the service calls the write, or None.
        record_id: The id of the customer, or None.
        messages: What the service says.
    """

    digest: str
    state: State
    key: str
    keys: int
    first_sent: float
    last_sent: float
    push_operation_key: str | None
    record_id: str | None
    messages: tuple[str, ...]


class Journal:
    """The journal of a job; its methods may be called by any thread, and what they write is on disk when they return.

    Parameters:
        path: The file, which is made if there is none.
        job: What it is about; a journal is of one job.

    Raises:
        JournalInUseError: Somebody else has it.
        OSError: It cannot be opened.
        ValueError: The file is no journal, of a later version, or of another job.
    """

    def __init__(self, path: str | PathLike[str], job: str) -> None:
        self._path = fspath(path)
        self._lock = Lock()
        with ExitStack() as stack:
            try:
                self._database = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
                stack.callback(self._database.close)
                self._open(job)
            except sqlite3.OperationalError as problem:
                if "locked" in str(problem):
                    raise JournalInUseError(f"{self._path} is in use by another run; wait for its end") from problem
                raise OSError(f"{self._path}: {problem}; a journal needs a folder that can be written to") from problem
            except sqlite3.DatabaseError as problem:
                raise ValueError(f"{self._path} is no journal of a bulk job: {problem}") from problem
            stack.pop_all()

    def close(self) -> None:
        """Let others have it."""
        with self._lock:
            self._database.close()

    def find(self, row_id: str) -> Entry | None:
        """Return what is known of a row, or None if it was never sent."""
        with self._lock:
            found = self._database.execute(
                "SELECT digest, state, key, keys, first_sent, last_sent, push_operation_key, record_id, messages "
                "FROM rows WHERE row_id = ?",
                (row_id,),
            ).fetchone()
        if not found:
            return None
        *columns, messages = found
        return Entry._make((*columns, tuple(json.loads(messages))))

    def has_push(self, push_operation_key: str) -> bool:
        """Return whether a write is that of a row."""
        with self._lock:
            query = "SELECT 1 FROM rows WHERE push_operation_key = ?"
            return self._database.execute(query, (push_operation_key,)).fetchone() is not None

    def is_another_sending(self, row_id: str, since: float, before: float) -> bool:
        """Return whether another row has no answer yet, whose key is from a span of time (seconds since 1970)."""
        query = "SELECT 1 FROM rows WHERE state = 'sending' AND row_id != ? AND first_sent > ? AND first_sent < ?"
        with self._lock:
            return self._database.execute(query, (row_id, since, before)).fetchone() is not None

    def is_first_time(self, row_id: str) -> bool:
        """Return whether a row is asked about for the first time since the journal was opened."""
        with self._lock:
            added = self._database.execute("INSERT OR IGNORE INTO temp.seen VALUES (?)", (row_id,))
            return added.rowcount == 1

    def sending(self, row_id: str, digest: str, key: str, now: float) -> None:
        """Note that a row is about to be sent, with a key of its own or once more with the one it has."""
        self._write(
            "INSERT INTO rows (row_id, digest, state, key, keys, first_sent, last_sent) "
            "VALUES (:row_id, :digest, 'sending', :key, 1, :now, :now) "
            "ON CONFLICT DO UPDATE SET state = 'sending', digest = :digest, last_sent = :now, key = :key, "
            "first_sent = CASE key WHEN :key THEN first_sent ELSE :now END, "
            "keys = CASE key WHEN :key THEN keys ELSE keys + 1 END, "
            "push_operation_key = CASE :key WHEN '' THEN NULL ELSE push_operation_key END",
            {"row_id": row_id, "digest": digest, "key": key, "now": now},
        )

    def not_sent(self, row_id: str, earlier: Entry | None) -> None:
        """Note that nothing came of sending a row, so that only what was known before counts; its key is used up."""
        if earlier is None:
            self._write("UPDATE rows SET state = 'unsent' WHERE row_id = ?", (row_id,))
        else:
            self._write(
                "UPDATE rows SET state = ?, key = ?, first_sent = ?, last_sent = ?, push_operation_key = ? "
                "WHERE row_id = ?",
                (
                    *(earlier.state, earlier.key, earlier.first_sent, earlier.last_sent),
                    *(earlier.push_operation_key, row_id),
                ),
            )

    def accepted(self, row_id: str, push_operation_key: str) -> bool:
        """Note that a write is that of a row; return whether it was not that of another one."""
        try:
            self._write(
                "UPDATE rows SET state = 'accepted', push_operation_key = ? WHERE row_id = ?",
                (push_operation_key, row_id),
            )
        except sqlite3.IntegrityError:
            return False
        return True

    def ended(self, row_id: str, state: State, record_id: str | None, messages: tuple[str, ...]) -> None:
        """Note how a row ended."""
        self._write(
            "UPDATE rows SET state = ?, record_id = ?, messages = ? WHERE row_id = ?",
            (state, record_id, json.dumps(messages), row_id),
        )

    def _write(self, statement: str, values: tuple[object, ...] | dict[str, object]) -> None:
        with self._lock:
            self._database.execute(statement, values)

    def _open(self, job: str) -> None:
        # The lock lasts as long as the connection, and goes with the process however that ends.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("BEGIN EXCLUSIVE")
        application, version = self._pragma("application_id"), self._pragma("user_version")
        if not self._database.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _TABLES.split(";"):
                self._database.execute(statement)
            self._database.execute("INSERT INTO job VALUES (?)", (job,))
        elif application != _APPLICATION:
            raise ValueError(f"{self._path} is another database, and no journal of a bulk job")
        elif version != _VERSION:
            raise ValueError(f"{self._path} is a journal of version {version}, made by another release of this package")
        self._database.execute("COMMIT")
        self._database.execute("CREATE TEMP TABLE seen (row_id TEXT PRIMARY KEY) WITHOUT ROWID")
        (name,) = self._database.execute("SELECT name FROM job").fetchone()
        if name != job:
            raise ValueError(f"{self._path} is the journal of {name}, and this is {job}; use another file")

    def _pragma(self, name: str) -> int:
        (value,) = self._database.execute(f"PRAGMA {name}").fetchone()
        number: int = value
        return number
