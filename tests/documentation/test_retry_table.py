"""The retry table of the documents is what the decision function does."""

import re
from collections.abc import Iterator

import pytest

from codat_customers.retries import CallState, Outcome, RetryConfig, Wait, decide
from tests.documentation.blocks import ROOT, markdown_files

# What the rows of the table speak of, by the words that they begin with.
OUTCOMES = {
    "nothing was sent": [Outcome(request_sent=False)],
    "no complete answer": [Outcome()],
    "408": [Outcome(status) for status in (408, 429, 502, 503, 504, 501, 520, 599)],
    "500": [Outcome(500)],
    "409": [Outcome(409)],
    "other 4xx": [Outcome(status) for status in (400, 401, 404, 418, 422, 301)] + [Outcome(200, permanent=True)],
    "bad certificate": [Outcome(request_sent=False, permanent=True), Outcome(permanent=True)],
}


HEAD = "| how a try ended | GET, PUT | POST |\n|---|---|---|\n"


def tables() -> Iterator[list[tuple[str, str, str]]]:
    """The rows of each such table, without its head."""
    for path in markdown_files():
        _, head, text = path.read_text("utf-8").partition(HEAD)
        if head:
            yield re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", text.partition("\n\n")[0], re.MULTILINE)


@pytest.mark.parametrize(("how", "for_reads", "for_post"), sorted({row for table in tables() for row in table}))
@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_what_is_retried(method: str, how: str, for_reads: str, for_post: str) -> None:
    [outcomes] = [outcomes for words, outcomes in OUTCOMES.items() if how.startswith(words)]
    said = for_post if method == "POST" else for_reads
    state = CallState(method=method, has_key=method == "POST", attempt=1, elapsed=0)
    for outcome in outcomes:
        retried = isinstance(decide(RetryConfig(), state, outcome, 0.5), Wait)
        assert retried == said.startswith("retry"), outcome


def test_the_table_has_all_outcomes() -> None:
    assert HEAD in (ROOT / "docs/guides/retries.md").read_text("utf-8")
    assert {len(table) for table in tables()} == {len(OUTCOMES)}
