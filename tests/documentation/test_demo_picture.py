"""The picture of the demo shows what the demo prints today."""

import re
from itertools import groupby
from xml.etree import ElementTree

from tools.demo_picture import PICTURE, drawn, printed, shown

SVG = "{http://www.w3.org/2000/svg}"
RECORDED = PICTURE.read_text("utf-8")
DESCRIPTION = ElementTree.fromstring(RECORDED).findtext(f"{SVG}desc") or ""
ELSEWHERE = r"https?://(?!www\.w3\.org/2000/svg\"|127\.0\.0\.1)|<script|@import|@font-face|url\((?!#)"


def lines_of(picture: str) -> list[str]:
    """Return what is to be seen, line by line, without spaces: what stands apart is apart in the picture."""
    texts = ElementTree.fromstring(picture).iterfind(f".//{SVG}g[@class='demo-matrix']/{SVG}text")
    lines = groupby(texts, lambda text: text.attrib["clip-path"])
    seen = ("".join("".join(text.text or "" for text in line).split()) for _, line in lines)
    return [line for line in seen if line]


def test_it_shows_what_the_demo_prints() -> None:
    lines = shown(printed())
    assert lines_of(RECORDED) == ["".join(line.split()) for line in lines], "make demo-picture records it again"
    assert DESCRIPTION.splitlines() == lines


def test_it_is_the_same_whenever_it_is_recorded() -> None:
    first, second = (
        f"<Codat for http://127.0.0.1:{port}>\n\n"
        f"  customers.get_create_update_model   answered 503; again in {wait} s\n"
        f"  push_operations.wait                Success, the new customer's id is {guid}\n"
        f"                                        {time} Success Created\n"
        f"  {left} of 14000 requests of today are left.\n"
        f"  jobs.BulkCreate                     customer {number} of 8 is there; interrupted\n"
        f"  jobs.BulkCreate                     resumed: 8 created, {number} of them before\n"
        for port, wait, guid, time, left, number in [
            (37623, 0.4, "3c7f7501-c93b-4faf-93ca-47a6a0404ce1", "00:09:04", 13983, 1),
            (41235, 0.1, "cdd8a656-b79a-48dc-b445-5e2f86d4fbcd", "23:59:59", 13979, 5),
        ]
    )
    assert first != second
    assert shown(first) == shown(second)


def test_it_is_short_and_loads_nothing_and_moves_only_for_those_who_like_it() -> None:
    assert len(lines_of(RECORDED)) <= 25
    assert max(map(len, DESCRIPTION.splitlines())) <= 100
    assert (
        re.findall(r"https?://(?!www\.w3\.org/2000/svg\"|127\.0\.0\.1)|<script|@import|@font-face|url\((?!#)", RECORDED)
        == []
    )
    outside, _, inside = RECORDED.partition("@media (prefers-reduced-motion: no-preference) {")
    assert "animation" not in outside
    assert inside.count("animation-delay") == len(lines_of(RECORDED)) - 1


def test_what_is_special_in_xml_is_shown() -> None:
    assert lines_of(drawn(["<Codat> & {co}"])) == ["<Codat>&{co}"]
