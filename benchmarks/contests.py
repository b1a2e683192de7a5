"""What is measured, against what, and what it should come to."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import frozen

from .wire import API_KEY

Measure: TypeAlias = Literal["cpu", "wall", "held"]

SDK: Final = "sdk"
REFERENCE: Final = "plain"
BY_HAND: Final = "by_hand"
OTHERS: Final = ("stock", "accounting", "expenses")
ALL: Final = (SDK, BY_HAND, *OTHERS)


@frozen
class Target:
    """What the SDK's ratio should be.

    Attributes:
        bound: The ratio.
        at_least: Whether more is better.
    """

    bound: float
    at_least: bool = False

    def is_met(self, ratio: float, margin: float = 1.0) -> bool:
        """Tell whether a ratio will do; a margin above 1 is lenient."""
        return ratio * margin >= self.bound if self.at_least else ratio <= self.bound * margin

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


@frozen(kw_only=True)
class Contest:
    """One comparison.

    Attributes:
        what: The work, for a reader.
        measure: What is compared.
        target: What this SDK should reach.
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
    target=Target(2.2),
    job="list",
    others=(BY_HAND, *OTHERS),
    latency=0.0,
    pairs=20,
    starts=4,
)
GET: Final = Contest(
    what="get one customer: CPU time against httpx.Client.get(…).json()",
    measure="cpu",
    target=Target(1.05),
    job="get",
    others=(BY_HAND, *OTHERS),
    latency=0.0,
    pairs=150,
    starts=10,
)
GETS_ASYNC: Final = Contest(
    what="1,000 gets, 10 at a time, async: wall time against httpx.AsyncClient",
    measure="wall",
    target=Target(1.05),
    job="gets_async",
    others=(BY_HAND, *OTHERS),
    latency=0.0,
    pairs=30,
    starts=3,
)
IMPORT: Final = Contest(
    what="import and construct: CPU time against import httpx and httpx.Client()",
    measure="cpu",
    target=Target(1.15),
    job=None,
    pairs=21,
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
    what="save an attachment of 200 MiB: throughput against httpx.stream to a file",
    measure="wall",
    target=Target(0.95, at_least=True),
    job="save",
    latency=0.0,
    starts=3,
    others=("stock", "accounting"),
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
    GET,
    GETS_ASYNC,
    IMPORT,
    MEMORY,
    ENCODE,
    SAVE,
    ITERATE,
    ITERATE_ASYNC,
    WINDOW,
    WINDOW_ASYNC,
)
