"""What is measured, against what, and what it should come to."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import frozen

from .wire import API_KEY

Measure: TypeAlias = Literal["cpu", "wall", "held"]

SDK: Final = "sdk"
SPEED: Final = "speed"
HTTPX2: Final = "given_httpx2"
REFERENCE: Final = "plain"
BY_HAND: Final = "by_hand"
OTHERS: Final = ("stock", "accounting", "expenses")
ALL: Final = (SDK, SPEED, HTTPX2, BY_HAND, "urllib3", *OTHERS)

# Whom a contender is compared with, where that is not the reference of the contest
REFERENCES: Final = {HTTPX2: "plain_httpx2"}


@frozen
class Target:
    """What the SDK's figure should be.

    Attributes:
        bound: The figure.
        at_least: Whether more is better.
        since_3_13: The figure from Python 3.13 on, if it is another.
    """

    bound: float
    at_least: bool = False
    since_3_13: float | None = None

    def under(self, python: str) -> Target:
        """Return the target under a version of Python."""
        newer = tuple(map(int, python.split(".")[:2])) >= (3, 13)
        return Target(self.since_3_13 if newer and self.since_3_13 is not None else self.bound, self.at_least)

    def is_met(self, ratio: float, margin: float = 1.0) -> bool:
        """Tell whether a ratio will do; a margin above 1 is lenient."""
        return ratio * margin >= self.bound if self.at_least else ratio <= self.bound * margin

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


@frozen
class Growth:
    """The memory that a contender takes to do its job, which is a row of its own.

    Attributes:
        what: The row, for a reader.
        target: What this SDK should take at most, in the unit.
        unit: Its name.
        bytes: How many bytes that is, for each of what is counted.
    """

    what: str
    target: Target
    unit: str
    bytes: int


@frozen(kw_only=True)
class Contest:
    """One comparison.

    Attributes:
        what: The work, for a reader.
        measure: What is compared.
        target: What this SDK should reach.
        growth: The memory it takes, if that is looked at.
        speed_target: What it should reach with its extra ``speed``, if that is another.
        job: The contenders' job, or None if ``statements`` are run in new processes.
        reference_job: The job of the reference, if it is another.
        reference: The contender that all are compared with.
        others: The contenders besides this SDK.
        pairs: How many pairs of runs to make of this SDK and the reference.
        starts: How often to begin with new processes.
        latency: Seconds that the server waits, or None if the job needs no server.
    """

    what: str
    measure: Measure
    target: Target
    job: str | None
    growth: Growth | None = None
    speed_target: Target | None = None
    reference_job: str | None = None
    reference: str = REFERENCE
    others: tuple[str, ...] = OTHERS
    pairs: int = 15
    starts: int = 1
    latency: float | None = None


# What new processes run for the contest without a job.
STATEMENTS: Final = {
    "plain": "import httpx; client = httpx.Client()",
    "sdk": f"from codat_customers import Codat; client = Codat(api_key={API_KEY!r})",
    "by_hand": "import httpx",
    "speed": f"from codat_customers import Codat; client = Codat(api_key={API_KEY!r})",
    "stock": (
        "from stock_api import AuthenticatedClient; "
        f"client = AuthenticatedClient(base_url='http://localhost', token={API_KEY!r}).get_httpx_client()"
    ),
    "accounting": (
        "from codat_accounting import CodatAccounting; from codat_accounting.models import shared; "
        f"client = CodatAccounting(security=shared.Security(auth_header={API_KEY!r}))"
    ),
    "expenses": (
        "from codat_sync_for_expenses import CodatSyncExpenses; from codat_sync_for_expenses.models import shared; "
        f"client = CodatSyncExpenses(security=shared.Security(auth_header={API_KEY!r}))"
    ),
}

_LATENCY: Final = 0.05

DECODE: Final = Contest(
    what="decode a page of 5,000 customers that json.loads has parsed: CPU time against json.loads of it",
    measure="cpu",
    target=Target(2.0),
    job="decode",
    reference_job="loads",
    pairs=20,
    starts=4,
)
LIST: Final = Contest(
    what="list 5,000 customers over HTTP: CPU time against httpx and json",
    measure="cpu",
    target=Target(1.7, since_3_13=1.5),
    speed_target=Target(1.4, since_3_13=1.1),
    job="list",
    others=(SPEED, HTTPX2, BY_HAND, "urllib3", *OTHERS),
    latency=0.0,
    pairs=20,
    starts=4,
)
LIST_SMALL: Final = Contest(
    what="list 100 customers over HTTP: CPU time against httpx and json",
    measure="cpu",
    target=Target(1.45, since_3_13=1.55),
    speed_target=Target(1.35),
    job="list_small",
    others=(SPEED, HTTPX2, BY_HAND, "urllib3", *OTHERS),
    latency=0.0,
    pairs=60,
    starts=6,
)
GET: Final = Contest(
    what="get one customer: CPU time against httpx.Client.get(…).json()",
    measure="cpu",
    target=Target(0.75),
    job="get",
    others=(SPEED, HTTPX2, BY_HAND, "urllib3", *OTHERS),
    latency=0.0,
    pairs=150,
    starts=10,
)
GET_ASYNC: Final = Contest(
    what="get one customer, async: CPU time against httpx.AsyncClient",
    measure="cpu",
    target=Target(0.85),
    job="get_async",
    others=(HTTPX2, BY_HAND),
    latency=0.0,
    pairs=60,
    starts=6,
)
GETS_ASYNC_CPU: Final = Contest(
    what="1,000 gets, 10 at a time, async: CPU time against httpx.AsyncClient",
    measure="cpu",
    target=Target(0.85),
    job="gets_async",
    others=(HTTPX2, BY_HAND),
    latency=0.0,
    pairs=24,
    starts=4,
)
GETS_ASYNC: Final = Contest(
    what="1,000 gets, 10 at a time, async: wall time against httpx.AsyncClient without sniffio",
    measure="wall",
    target=Target(0.70),
    job="gets_async",
    others=(BY_HAND, *OTHERS),
    latency=0.0,
    pairs=30,
    starts=3,
)
IMPORT: Final = Contest(
    what="import and construct: CPU time against import httpx and httpx.Client()",
    measure="cpu",
    target=Target(0.78),
    job=None,
    others=(SPEED, BY_HAND, *OTHERS),
    pairs=21,
)
CLIENTS: Final = Contest(
    what="construct 100 clients: CPU time against 100 of httpx",
    measure="cpu",
    target=Target(0.02),
    job="clients",
    growth=Growth("memory that they take, each", Target(10), " KiB", 100 * 1024),
    others=("expenses",),
    pairs=9,
)
MEMORY: Final = Contest(
    what="memory held by 5,000 decoded customers, against plain dicts",
    measure="held",
    target=Target(0.65),
    job="page",
    pairs=1,
)
ENCODE: Final = Contest(
    what="encode a customer, to_dict and JSON: CPU time against json.dumps of the plain dict",
    measure="cpu",
    target=Target(3.0),
    job="encode",
    starts=3,
)
SAVE: Final = Contest(
    what="save an attachment of 200 MiB over an older file: throughput against httpx.stream to a file",
    measure="wall",
    target=Target(1.0, at_least=True),
    job="save",
    growth=Growth("extra memory while saving it", Target(8), " MiB", 1024 * 1024),
    latency=0.0,
    starts=3,
    others=("stock", "accounting"),
)
AT_ONCE_4: Final = Contest(
    what="iterate 20,000 customers, 100 a page, no latency, concurrency 4: speed against concurrency 1",
    measure="wall",
    target=Target(1.0, at_least=True),
    job="iterate_4",
    reference=SDK,
    reference_job="iterate_1",
    others=(BY_HAND,),
    latency=0.0,
    pairs=9,
)
AT_ONCE_8: Final = Contest(
    what="the same, concurrency 8",
    measure="wall",
    target=Target(1.0, at_least=True),
    job="iterate",
    reference=SDK,
    reference_job="iterate_1",
    others=(BY_HAND,),
    latency=0.0,
    pairs=9,
)
ITERATE: Final = Contest(
    what="iterate 20,000 customers, 100 a page, 50 ms latency, concurrency 8: speed against a loop of list",
    measure="wall",
    target=Target(4.0, at_least=True),
    job="iterate",
    reference=SDK,
    reference_job="sequential",
    others=(),
    latency=_LATENCY,
    pairs=3,
)
ITERATE_ASYNC: Final = Contest(
    what="the same, async",
    measure="wall",
    target=Target(4.0, at_least=True),
    job="iterate_async",
    reference=SDK,
    reference_job="sequential_async",
    others=(),
    latency=_LATENCY,
    pairs=3,
)
WINDOW: Final = Contest(
    what="the same iteration: speed against a plain window of 8 requests that builds no models",
    measure="wall",
    target=Target(0.65, at_least=True),
    job="iterate",
    reference_job="window",
    others=(),
    latency=_LATENCY,
    pairs=5,
)
WINDOW_ASYNC: Final = Contest(
    what="the same, async",
    measure="wall",
    target=Target(0.65, at_least=True),
    job="iterate_async",
    reference_job="window_async",
    others=(),
    latency=_LATENCY,
    pairs=5,
)

CONTESTS: Final = (
    DECODE,
    LIST,
    LIST_SMALL,
    GET,
    GET_ASYNC,
    GETS_ASYNC_CPU,
    GETS_ASYNC,
    IMPORT,
    CLIENTS,
    MEMORY,
    ENCODE,
    SAVE,
    AT_ONCE_4,
    AT_ONCE_8,
    ITERATE,
    ITERATE_ASYNC,
    WINDOW,
    WINDOW_ASYNC,
)
