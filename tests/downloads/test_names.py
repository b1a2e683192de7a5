"""What an attachment is called in a folder, whatever its platform calls it."""

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_customers._plans.downloads import safe_name

NAMES = {
    "invoice.pdf": "invoice.pdf",
    "Grüße aus Łódź, 北京.pdf": "Grüße aus Łódź, 北京.pdf",
    "two words.tar.gz": "two words.tar.gz",
    "/etc/passwd": "passwd",
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "C:\\Windows\\system.ini": "system.ini",
    "C:evil.exe": "C_evil.exe",
    "folder/.hidden": "hidden",
    ".bashrc": "bashrc",
    **dict.fromkeys(("..", ".", "...", "", " ", "/", "folder/", "\x00"), "fallback"),
    "a\x00b\r\n.pdf": "ab.pdf",
    "\u202efdp.exe": "fdp.exe",
    "half \ud800 a character": "half  a character",
    "trailing. . ": "trailing",
    'say "what?" <now>|*:.txt': "say _what__ _now____.txt",
    "file.txt::$DATA": "file.txt__$DATA",
    "CON": "_CON",
    "nul.txt": "_nul.txt",
    "Aux.tar.gz": "_Aux.tar.gz",
    "com1": "_com1",
    "LPT¹.log": "_LPT¹.log",
    "con .txt": "_con .txt",
    "conin$": "_conin$",
    "console.txt": "console.txt",
    "com10": "com10",
    "x" * 300 + ".pdf": "x" * 196 + ".pdf",
    "é" * 300 + ".pdf": "é" * 98 + ".pdf",
    "x." + "y" * 300: "x." + "y" * 198,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name(name: str) -> None:
    assert safe_name(name, "fallback") == NAMES[name]


def test_what_takes_the_place_of_a_name() -> None:
    assert safe_name(None, "attachment/1") == "1"
    assert safe_name(None, "..") == "attachment"
    assert safe_name() == "attachment"


DEVICES = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])")
PIECES = st.sampled_from(["..", ".", "/", "\\", ":", " ", "CON", "nul", "Com1", "\0", "\n", "\ud800", "é", "x" * 90])


@given(st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_any_name_is_a_plain_file_of_the_folder(text: str) -> None:
    name = safe_name(text)
    assert name == PurePosixPath(name).name == PureWindowsPath(name).name
    assert 0 < len(name.encode()) <= 200
    assert name.isprintable()
    assert name[0] not in ". "
    assert name[-1] not in ". "
    assert not DEVICES.fullmatch(name.split(".")[0].rstrip())
    assert not set(name) & set('<>:"/\\|?*')
    assert safe_name(name) == name
