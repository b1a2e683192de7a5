"""A company's customers in a file: CSV, JSON lines or Parquet, written whole or going on from the last run.

CSV and JSON lines need nothing more than the package does; Parquet needs the extra ``tables``:
``pip install 'codat-customers[tables]'``.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from codat_customers_api import encoding

from . import Codat, tables
from ._plans.downloads import opened
from .models import Customer

__all__ = ["ExportResult", "Format", "export"]

Format: TypeAlias = Literal["csv", "jsonl", "parquet"]
"""What an export can be written as."""

_Progress: TypeAlias = Callable[[int, int | None], object]

# Customers that are asked for at a time, and that are safe before the next are taken
_AT_A_TIME: Final = 500
# The same in Parquet, where small files are slow to read
_IN_A_PART: Final = 10_000

# Bytes before the end of the output by which it is known again
_TAIL: Final = 4096


@dataclass(frozen=True)
class ExportResult:
    """What an export has done.

    Attributes:
        customers: How many customers this run has written.
        path: The file, or the folder of parts.
        resumed: Whether it went on from a cursor file.
    """

    customers: int
    path: Path
    resumed: bool


def export(
    codat: Codat,
    company_id: str,
    path: str | os.PathLike[str],
    *,
    format: Format | None = None,  # noqa: A002  # the word that everybody looks for
    cursor_file: str | os.PathLike[str] | None = None,
    query: str | None = None,
    progress: _Progress | None = None,
) -> ExportResult:
    """Write the customers of a company into a file, in little memory.

    Without a cursor file it is the whole list. It grows beside its target, which appears, or is replaced, when all is
    written. An export that fails leaves the earlier file as it was.

    With a cursor file it is everything at first, and in each later run what has changed since. CSV and JSON lines grow
    at the end of the file. Parquet, which cannot, makes a folder of ``path``, with one file for each 10,000 customers
    at most. The cursor file is written again and again, always after what it covers is on disk, so a run that ends in
    whatever way loses nothing: the next one cuts the output back to what the cursor file covers, and goes on there.

    The customers are read as ``customers.changes`` reads them, with what it promises; so one that changes stands there
    more than once, and the last time counts.

    Parameters:
        codat: The client, a Codat; there is no such export for AsyncCodat.
        company_id: Codat's id of the company.
        path: The file, or the folder of parts.
        format: ``csv`` has the columns ``tables.COLUMNS``, ``jsonl`` a JSON object of the service's own names in each
            line, ``parquet`` the table of ``tables.arrow_table``; by default, what the suffix of ``path`` says.
        cursor_file: Where to keep how far the export has come. It belongs to one company, query, format and file.
        query: Which customers to write, as in ``list``.
        progress: Called with the customers that this run has written, and how many there are in all, or None where that
            is not known: in a run that goes on. What changes meanwhile can make it more.

    Returns:
        How many customers this run has written, and where.

    Raises:
        ValueError: An argument is not allowed, the cursor file is that of another export, or the output is not as the
            last run left it.
        FileExistsError: The output is there already and the cursor file is not.
        BlockingIOError: Another export is writing it. On Windows, and where files cannot be locked, nobody notices.
        OSError: The output or the cursor file cannot be written.
        ImportError: pyarrow is needed, and not installed.
        SDKError: The customers could not be read. What the cursor file covers stays.
    """
    target = Path(path)
    chosen = _chosen(format, target)
    if chosen == "parquet":
        _ = tables.record_batches  # which says what to install where pyarrow is missing
    _check_place(target, is_folder=chosen == "parquet" and cursor_file is not None)
    if cursor_file is None:
        return _export_whole(codat, company_id, target, chosen, query, progress)
    return _export_changes(codat, company_id, target, chosen, Path(cursor_file), query, progress)


def _chosen(given: Format | None, target: Path) -> Format:
    match given or target.suffix[1:].lower():
        case "csv" | "jsonl" | "parquet" as known:
            return known
        case other:
            raise ValueError(
                f"an export has the format csv, jsonl or parquet, not {other!r}; give {str(target)!r} another suffix, "
                "or say format="
            )


def _check_place(path: Path, *, is_folder: bool = False) -> None:
    folder = path.absolute().parent
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder} to write {path.name} into; make it first")
    if path.exists() and not (path.is_dir() if is_folder else path.is_file()):
        raise OSError(f"{path} is not {'a folder' if is_folder else 'an ordinary file'}, which this export needs there")


def _export_whole(
    codat: Codat, company_id: str, target: Path, chosen: Format, query: str | None, progress: _Progress | None
) -> ExportResult:
    total = _total(codat, company_id, query) if progress else None
    done = 0

    def counted() -> Iterator[Customer]:
        nonlocal done
        for customer in codat.customers.changes(company_id, query=query, page_size=_AT_A_TIME):
            yield customer
            done += 1
            if progress and done % _AT_A_TIME == 0:
                progress(done, total)

    with _replacing(target) as file:
        _write(file, chosen, counted())
    if progress:
        progress(done, total)
    return ExportResult(done, target, resumed=False)


def _export_changes(
    codat: Codat,
    company_id: str,
    target: Path,
    chosen: Format,
    cursor_file: Path,
    query: str | None,
    progress: _Progress | None,
) -> ExportResult:
    _check_place(cursor_file)
    resumed = _reached(cursor_file, chosen, target) is not None
    # Asked before anything is made, or the cursor file of a company that there is not would stand in the way
    total = None if resumed else _total(codat, company_id, query)
    with _alone(target, chosen):
        reached = _reached(cursor_file, chosen, target)  # again: another run may just have ended
        since = reached.cursor if reached else None
        changes = codat.customers.changes(company_id, since=since, query=query, page_size=_AT_A_TIME)
        if reached is None:
            _check_empty(target, cursor_file)
            reached = _Reached(chosen, target.name, changes.cursor, 0, "", ended=False)
        elif chosen == "parquet":
            _check_parts(target, reached)
        else:
            _check_lines(target, reached)
        # From here on, what stands beyond its length is a beginning of ours, and not somebody else's.
        _save(cursor_file, replace(reached, ended=False))
        done = 0
        append = _append_part if chosen == "parquet" else _append
        while True:
            customers = list(islice(changes, _IN_A_PART if chosen == "parquet" else _AT_A_TIME))
            length, tail = append(target, reached.length, customers, chosen)
            reached = _Reached(chosen, target.name, changes.cursor, length, tail, ended=not customers)
            _save(cursor_file, reached)
            if not customers:
                return ExportResult(done, target, resumed)
            done += len(customers)
            if progress:
                progress(done, total)


@contextmanager
def _alone(target: Path, chosen: Format) -> Generator[None]:
    """Make the output if it is not there, and keep other runs from it, where files can be locked."""
    if chosen == "parquet":
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with _opened(target) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(f"another export is writing {target}; wait for its end") from None
        except OSError:  # the file system knows no locks
            pass
        yield


def _check_empty(target: Path, cursor_file: Path) -> None:
    if any(target.iterdir()) if target.is_dir() else target.stat().st_size:
        raise FileExistsError(
            f"{target} is there already, and there is no {cursor_file} to say how far it goes; move it away, or choose "
            "another"
        )


def _total(codat: Codat, company_id: str, query: str | None) -> int:
    return codat.customers.list(company_id, page_size=1, query=query).total_results


def _write(file: BinaryIO, chosen: Format, customers: Iterator[Customer]) -> None:
    if chosen == "parquet":
        _write_parquet(file, customers)
        return
    if chosen == "csv":
        file.write(_HEADER)
    while some := list(islice(customers, _AT_A_TIME)):
        file.write(_lines(chosen, some))


def _write_parquet(file: BinaryIO, customers: Iterator[Customer]) -> None:
    from pyarrow.parquet import ParquetWriter

    batches = tables.record_batches(customers)
    with ParquetWriter(file, batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _lines(chosen: Format, customers: list[Customer]) -> bytes:
    if chosen == "jsonl":
        return b"".join(encoding.json_body(customer.to_dict()) + b"\n" for customer in customers)
    text = io.StringIO()
    csv.writer(text).writerows(row.values() for row in tables.rows(customers))
    # Halves of characters, which no file in UTF-8 can hold, are U+FFFD, as they are in Arrow tables.
    return text.getvalue().encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


_ANEW: Final = "move it and the cursor file away, and begin anew"
_HEADER: Final = (",".join(tables.COLUMNS) + "\r\n").encode()


def _check_lines(target: Path, reached: _Reached) -> None:
    """Tell whether a file is the one that was written, before anything is cut off it."""
    length, size = reached.length, target.stat().st_size
    # What is too long comes of a run that did not end, or of somebody else.
    if size < length or (size > length and reached.ended):
        raise ValueError(f"{target} has {size} bytes, and {length} were written; {_ANEW}")
    with target.open("rb") as file:
        if reached.format == "csv" and length and file.read(len(_HEADER)) != _HEADER:
            raise ValueError(f"{target} has not the columns that this version of the package writes; {_ANEW}")
        if length and _tail(file, length) != reached.tail:
            raise ValueError(f"{target} ends in other bytes than were written; {_ANEW}")


def _append(target: Path, length: int, customers: list[Customer], chosen: Format) -> tuple[int, str]:
    """Let a file have these lines after its first bytes, and nothing else; return its length and its tail."""
    with target.open("r+b") as file:
        file.truncate(length)
        file.seek(length)
        file.write(_HEADER if chosen == "csv" and not length else b"")
        file.write(_lines(chosen, customers))
        file.flush()
        os.fsync(file.fileno())
        length = file.tell()
        tail = _tail(file, length)
    _keep_name(target)
    return length, tail


def _tail(file: BinaryIO, length: int) -> str:
    file.seek(max(length - _TAIL, 0))
    return blake2b(file.read(min(length, _TAIL)), digest_size=8).hexdigest()


def _check_parts(target: Path, reached: _Reached) -> None:
    gone = [number for number in range(reached.length) if not (target / _part(number)).exists()]
    if gone:
        raise ValueError(
            f"{target} has {reached.length - len(gone)} of the {reached.length} parts that were written; {_ANEW}"
        )


def _append_part(target: Path, length: int, customers: list[Customer], chosen: Format) -> tuple[int, str]:
    """Let a folder have one more part after its first ones, and no further; return how many those are."""
    for part in target.glob("part-*.parquet"):
        if part.name >= _part(length):
            part.unlink()
    if not customers:
        return length, ""
    with _replacing(target / _part(length)) as file:
        _write(file, chosen, iter(customers))
    return length + 1, ""


def _part(number: int) -> str:
    return f"part-{number:08}.parquet"


@dataclass(frozen=True)
class _Reached:
    """How far an export has come.

    Attributes:
        format: What it is written as.
        output: The name of its file, or folder.
        cursor: Where the reading goes on; it knows company and query.
        length: How much of the output the cursor covers: bytes, or parts.
        tail: The digest of the last of those bytes.
        ended: Whether the run came to its end, so that no run has written more.
    """

    format: str
    output: str
    cursor: str
    length: int
    tail: str
    ended: bool


def _reached(cursor_file: Path, chosen: Format, target: Path) -> _Reached | None:
    if not cursor_file.exists():
        return None
    try:
        found = _Reached(**json.loads(cursor_file.read_bytes()))
        if {type(found.cursor), type(found.length)} != {str, int}:
            raise TypeError
    except (ValueError, TypeError):
        raise ValueError(f"{cursor_file} is no cursor file of an export; choose another, or move it away") from None
    if (found.format, found.output) != (chosen, target.name):
        raise ValueError(
            f"{cursor_file} belongs to the export to {found.output!r} as {found.format}, not to {target.name!r} as "
            f"{chosen}; keep one for each"
        )
    return found


def _save(cursor_file: Path, reached: _Reached) -> None:
    with _replacing(cursor_file) as file:
        file.write(json.dumps(asdict(reached)).encode())


@contextmanager
def _replacing(target: Path) -> Generator[BinaryIO]:
    """Give a file that takes the place of another when it is complete, and is on disk."""
    with opened(target, replace=True) as growing, open(growing.fileno(), "wb", closefd=False) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    _keep_name(target)


def _keep_name(path: Path) -> None:
    """Have the name of a file on disk, too, where folders can be asked for that."""
    with suppress(OSError), _opened(path.parent) as folder:
        os.fsync(folder)


@contextmanager
def _opened(path: Path) -> Generator[int]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
