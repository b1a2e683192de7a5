"""The page about spans and the log names all that is in them, and shows lines as they are."""

import re

from tests.documentation.blocks import ROOT
from tests.telemetry.test_log import WITHOUT_IDS

PAGE = (ROOT / "docs/tracing-and-logging.md").read_text("utf-8")


def test_every_attribute_is_explained() -> None:
    code = (ROOT / "src/codat_customers/_telemetry/spans.py").read_text("utf-8")
    attributes = set(re.findall(r'"((?:codat|error|http|server|url)\.[a-z_.]+)"', code))
    assert "url.template" in attributes
    assert set(re.findall(r"`((?:codat|error|http|server|url)\.[a-z_.]+)`", PAGE)) - {"url.full"} == attributes


def test_the_lines_are_those_of_the_log() -> None:
    shown = re.findall(r"^ {4}(customers\.list: .*)$", PAGE, re.MULTILINE)
    written = {line for logged in WITHOUT_IDS.values() for line in (*logged.tries, logged.whole)}
    assert len(shown) == 4
    assert set(shown) <= written
