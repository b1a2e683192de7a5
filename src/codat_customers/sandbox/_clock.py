"""The sandbox's clock, and instants as the service writes and reads them."""

from datetime import UTC, datetime, timedelta

from dateutil.parser import isoparse


class Clock:
    """UTC, ahead of the machine's clock by whatever ``advance`` has added, so that tests need not wait."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


def write_instant(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """Read every ISO 8601 form the service sends; one that names no zone counts as UTC.

    Raises:
        ValueError: the text is no ISO 8601 date.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = isoparse(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
