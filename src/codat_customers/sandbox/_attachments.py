"""Attachments of any size: their content is computed while it is sent, never held, and the same every time."""

from collections.abc import Iterator, Sequence
from hashlib import shake_128

from attrs import define
from werkzeug.datastructures import Range
from werkzeug.http import dump_options_header, parse_if_range_header, parse_range_header

from codat_customers.sandbox._messages import Answer, JsonObject, error_message, json_answer

# The content repeats after a prime number of bytes, so that a resumed download that is off by a chunk shows.
_PERIOD = 65_521
_CHUNK = 256 * 1024
_VARIED_SIZES = (18_204, 0, 1, 1_048_577, 300_000)


@define(kw_only=True)
class Attachment:
    """One file of a customer: what is said of it, and its content, which ``revision`` changes."""

    description: JsonObject
    size: int
    revision: int = 0

    @property
    def etag(self) -> str:
        return f"{self.description['id'].encode().hex()}-{self.size}-{self.revision}"

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Compute the content from one offset to another, in chunks of bounded size."""
        pattern = shake_128(self.etag.encode()).digest(_PERIOD)
        buffer = pattern * (_CHUNK // _PERIOD + 2)
        stop = self.size if stop is None else stop
        while start < stop:
            length = min(_CHUNK, stop - start)
            offset = start % _PERIOD
            yield buffer[offset : offset + length]
            start += length


def make_attachments(
    descriptions: Sequence[JsonObject], first: int, sizes: int | Sequence[int] | None
) -> list[Attachment]:
    """Give each description a size: the one, the next of the several, or by default varied small ones."""
    choices = (sizes,) if isinstance(sizes, int) else sizes or _VARIED_SIZES
    attachments: list[Attachment] = []
    for number, description in enumerate(descriptions, first):
        size = choices[number % len(choices)]
        file_size = size if size < 2**31 else None  # an int32 in the contract
        attachments.append(Attachment(description={**description, "fileSize": file_size}, size=size))
    return attachments


def download(attachment: Attachment, range_header: str | None, if_range: str | None, ranges: bool) -> Answer:
    """Answer with the whole file, or with ``ranges`` the one range that is asked for (RFC 9110, section 14)."""
    name = attachment.description["name"] or attachment.description["id"]
    headers = {"Content-Disposition": dump_options_header("attachment", {"filename": name})}
    if not ranges:
        return _whole(attachment, headers)
    headers |= {"Accept-Ranges": "bytes", "ETag": f'"{attachment.etag}"'}
    wanted = parse_range_header(range_header)
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or not _is_current(attachment, if_range):
        return _whole(attachment, headers)
    return _part(attachment, headers, wanted)


def _is_current(attachment: Attachment, if_range: str | None) -> bool:
    return if_range is None or parse_if_range_header(if_range).etag == attachment.etag


def _whole(attachment: Attachment, headers: dict[str, str]) -> Answer:
    return Answer(
        body=attachment.chunks(), length=attachment.size, content_type="application/octet-stream", headers=headers
    )


def _part(attachment: Attachment, headers: dict[str, str], wanted: Range) -> Answer:
    bounds = wanted.range_for_length(attachment.size)
    if bounds is None:
        content_range = f"bytes */{attachment.size}"
        error = error_message(416, f"The range lies outside the {attachment.size} bytes.")
        return json_answer(error, 416, {"Content-Range": content_range}, checked=False)
    start, stop = bounds
    return Answer(
        status=206,
        body=attachment.chunks(start, stop),
        length=stop - start,
        content_type="application/octet-stream",
        headers={**headers, "Content-Range": f"bytes {start}-{stop - 1}/{attachment.size}"},
        checked=False,  # ranges belong to HTTP, not to the contract
    )
