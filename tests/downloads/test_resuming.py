"""Bodies that break off: from where they did if that is safe, else from the start, and never a wrong file."""

import gzip
import io
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from codat_customers import APIConnectionError, APIStatusError, ResponseDecodeError, RetryConfig, SDKError
from tests.downloads.file_server import CONTENT, IDS, Answer, FileServer, Save, answer, chunked
from tests.support.flavours import in_turn

Ranges: TypeAlias = list[str | None]

SIZE = len(CONTENT)
HALF = 600_000
TAG = '"abc"'


def first(tag: str = TAG, accept_ranges: str = "bytes", **headers: str) -> Answer:
    """Make an answer that offers ranges and breaks off."""
    if tag:
        headers["ETag"] = tag
    if accept_ranges:
        headers["Accept_Ranges"] = accept_ranges
    return answer(CONTENT[:HALF], length=SIZE, **headers)


def rest(
    *,
    tag: str = TAG,
    content_range: str = "bytes {start}-{last}/{size}",
    length: int | None = -1,
    size: int = SIZE,
    received: int | None = None,
) -> Answer:
    """Make the answer to a request for the rest; the defaults are right."""

    def make(headers: Mapping[str, str]) -> bytes:
        start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
        body = CONTENT[start:][:received]
        fields = {"Content_Range": content_range.format(start=start, last=SIZE - 1, size=size)} if content_range else {}
        if tag:
            fields["ETag"] = tag
        return answer(body, status="206 Partial Content", length=length, **fields)(headers)

    return make


WHOLE = answer(ETag=TAG, Accept_Ranges="bytes")
FROM_WHERE_IT_BROKE_OFF: Ranges = [None, f"bytes={HALF}-"]
FROM_THE_START: Ranges = [None, None]
IN_VAIN: Ranges = [None, f"bytes={HALF}-", None]  # the rest is refused, so the whole is fetched

# By name: the answers, and the ranges asked for
SCRIPTS: dict[str, tuple[list[Answer], Ranges]] = {
    "the entity is unchanged": ([first(), rest()], FROM_WHERE_IT_BROKE_OFF),
    "the entity has changed": ([first(), answer(ETag='"new"', Accept_Ranges="bytes")], FROM_WHERE_IT_BROKE_OFF),
    "a weak tag": ([first(tag='W/"abc"'), WHOLE], FROM_THE_START),
    "no tag": ([first(tag=""), WHOLE], FROM_THE_START),
    "a tag that is none": ([first(tag="abc"), WHOLE], FROM_THE_START),
    "ranges are not offered": ([first(accept_ranges=""), WHOLE], FROM_THE_START),
    "ranges are refused": ([first(accept_ranges="none"), WHOLE], FROM_THE_START),
    "ranges in capitals": ([first(accept_ranges="Bytes"), rest()], FROM_WHERE_IT_BROKE_OFF),
    "ranges are ignored": ([first(), WHOLE], FROM_WHERE_IT_BROKE_OFF),
    "another start": ([first(), rest(content_range="bytes 0-{last}/{size}"), WHOLE], IN_VAIN),
    "another end": ([first(), rest(content_range="bytes {start}-700000/{size}", received=100_001), WHOLE], IN_VAIN),
    "another size": ([first(), rest(size=SIZE + 1), WHOLE], IN_VAIN),
    "an unknown size": ([first(), rest(content_range="bytes {start}-{last}/*"), WHOLE], IN_VAIN),
    "no Content-Range": ([first(), rest(content_range=""), WHOLE], IN_VAIN),
    "nonsense for a Content-Range": ([first(), rest(content_range="some of it"), WHOLE], IN_VAIN),
    "a part of another entity": ([first(), rest(tag='"new"'), WHOLE], IN_VAIN),
    "a part of who knows what": ([first(), rest(tag=""), WHOLE], IN_VAIN),
    "a part of unknown length": ([first(), rest(length=None), WHOLE], IN_VAIN),
    "a part that is too short": ([first(), rest(received=1000, length=1000), WHOLE], IN_VAIN),
    "the range is not satisfiable": ([first(), answer(b"", status="416 Nope"), WHOLE], IN_VAIN),
    "chunks, broken off": (
        [chunked(CONTENT[:HALF], end=False, ETag=TAG, Accept_Ranges="bytes"), WHOLE],
        FROM_THE_START,
    ),
    "gzip, broken off": (
        [
            answer(gzip.compress(CONTENT)[:900], length=None, Content_Encoding="gzip", ETag=TAG, Accept_Ranges="bytes"),
            WHOLE,
        ],
        FROM_THE_START,
    ),
    "nothing had arrived": ([answer(b"", length=SIZE, ETag=TAG, Accept_Ranges="bytes"), WHOLE], FROM_THE_START),
    "a part that nobody asked for": (
        [answer(CONTENT[:9], status="206 Partial", Content_Range="bytes 0-8/9"), WHOLE],
        FROM_THE_START,
    ),
    "an error in between": (
        [first(), answer(b"{}", status="503 Later"), rest()],
        [None, f"bytes={HALF}-", f"bytes={HALF}-"],
    ),
}


@in_turn("name", SCRIPTS)
def test_the_file_is_whole(save: Save, server: FileServer, folder: Path, name: str) -> None:
    script, ranges = SCRIPTS[name]
    server.script = deque(script)
    target = folder / "file"
    assert save(*IDS, target) == target
    assert target.read_bytes() == CONTENT
    assert list(folder.iterdir()) == [target]
    assert server.ranges == ranges
    tags = [request.headers.get("if-range") for request in server.requests]
    assert tags == [TAG if asked else None for asked in ranges]


@in_turn("name", SCRIPTS, shift=1)
def test_a_file_object_is_whole_too(save: Save, server: FileServer, name: str) -> None:
    server.script = deque(SCRIPTS[name][0])
    file = io.BytesIO(b"before")
    file.seek(0, io.SEEK_END)
    assert save(*IDS, file) is None
    assert file.getvalue() == b"before" + CONTENT


def test_it_may_break_off_many_times(save: Save, server: FileServer, folder: Path) -> None:
    def a_bit_more(headers: Mapping[str, str]) -> bytes:
        start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
        if start > SIZE - 100_000:
            return rest()(headers)
        fields = {"Content_Range": f"bytes {start}-{SIZE - 1}/{SIZE}", "ETag": TAG}
        return answer(CONTENT[start : start + 50_000], status="206 Part", length=SIZE - start, **fields)(headers)

    server.script = deque([first(), a_bit_more])
    save(*IDS, folder / "file")
    assert (folder / "file").read_bytes() == CONTENT
    starts = [int((request.headers.get("range") or "bytes=0-")[6:-1]) for request in server.requests]
    assert len(starts) > 5
    assert starts == sorted(set(starts))


def test_what_is_reported(save: Save, server: FileServer, folder: Path) -> None:
    server.script = deque([first(), rest(tag='"new"'), WHOLE])
    seen: list[tuple[int, int | None]] = []
    save(*IDS, folder / "file", progress=lambda received, total: seen.append((received, total)))
    assert seen[0] == (0, SIZE)
    assert (HALF, SIZE) in seen
    assert seen[-1] == (SIZE, SIZE)
    restarts = [index for index in range(1, len(seen)) if seen[index][0] < seen[index - 1][0]]
    assert [seen[index] for index in restarts] == [(0, SIZE)]


PROGRESS: dict[str, tuple[Answer, int, int | None]] = {
    "of known length": (answer(), SIZE, SIZE),
    "empty": (answer(b""), 0, 0),
    "in chunks": (chunked(CONTENT[:1000], CONTENT[1000:]), SIZE, None),
    "compressed": (answer(gzip.compress(CONTENT), Content_Encoding="gzip"), SIZE, None),
}


@pytest.mark.parametrize("name", PROGRESS)
def test_the_figures_of_a_file(save: Save, server: FileServer, name: str, folder: Path) -> None:
    served, size, total = PROGRESS[name]
    server.script = deque([served])
    seen: list[tuple[int, int | None]] = []
    save(*IDS, folder / "file", progress=lambda received, total: seen.append((received, total)))
    assert (folder / "file").read_bytes() == CONTENT[:size]
    received = [figure[0] for figure in seen]
    assert {figure[1] for figure in seen} == {total}
    assert (received[0], received[-1]) == (0, size)
    assert received == sorted(set(received))


FAILURES: dict[str, tuple[Answer, type[SDKError], int]] = {
    "broken off again and again": (answer(CONTENT[:HALF], length=SIZE), APIConnectionError, 101),
    "not gzip": (answer(CONTENT, Content_Encoding="gzip"), ResponseDecodeError, 1),
    "an unknown coding": (answer(CONTENT, Content_Encoding="br"), ResponseDecodeError, 1),
    "no such attachment": (answer(b"{}", status="404 Not Found"), APIStatusError, 1),
    "nothing to send": (answer(b"", status="204 No Content", length=None), ResponseDecodeError, 1),
    "not satisfiable out of the blue": (answer(b"", status="416 Nope"), APIStatusError, 1),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_leaves_nothing_behind(save: Save, server: FileServer, folder: Path, name: str) -> None:
    served, error, tries = FAILURES[name]
    server.script = deque([served])
    with pytest.raises(error) as caught:
        save(*IDS, folder / "file")
    assert list(folder.iterdir()) == []
    assert (len(server.requests), caught.value.attempts) == (tries, tries)


@pytest.mark.parametrize(
    ("retries", "tries"),
    [(None, 1), (RetryConfig(max_elapsed_time=0), 1), (RetryConfig(retry_connection_errors=False), 1)],
)
def test_the_limits_of_retries_hold(
    save: Save, server: FileServer, folder: Path, retries: RetryConfig | None, tries: int
) -> None:
    server.script = deque([first(), rest()])
    with pytest.raises(APIConnectionError):
        save(*IDS, folder / "file", retries=retries)
    assert len(server.requests) == tries
    assert list(folder.iterdir()) == []


def test_the_older_file_is_untouched_by_a_failure(save: Save, server: FileServer, untouched: Path) -> None:
    server.script = deque([first(), answer(b"{}", status="404 Gone")])
    with pytest.raises(SDKError):
        save(*IDS, untouched)


class OneWay(io.RawIOBase):
    """A file object that cannot go back, such as a pipe."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)[:5000]  # as a raw file may
        self.written += part
        return len(part)


def test_what_cannot_go_back_is_not_retried_once_it_has_begun(save: Save, server: FileServer) -> None:
    server.script = deque([first(), rest()])
    file = OneWay()
    with pytest.raises(APIConnectionError) as caught:
        save(*IDS, file)
    assert len(server.requests) == 1
    assert bytes(file.written) == CONTENT[:HALF]
    assert caught.value.request_sent


def test_what_cannot_go_back_is_retried_before_it_has_begun(save: Save, server: FileServer) -> None:
    server.script = deque([answer(b"{}", status="503 Later"), answer(b"", length=SIZE), WHOLE])
    file = OneWay()
    save(*IDS, file)
    assert bytes(file.written) == CONTENT


def test_options_hold_for_every_try(save: Save, server: FileServer, folder: Path) -> None:
    server.script = deque([first(), rest()])
    save(*IDS, folder / "file", headers={"X-Trace": "1"}, timeout=9)
    assert [request.headers["x-trace"] for request in server.requests] == ["1", "1"]
    assert {request.headers["accept-encoding"] for request in server.requests} == {"identity"}
