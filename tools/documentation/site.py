"""What `make docs` does when zensical has built the site: ``llms.txt``, and a look at every page.

It runs in the environment of the site, so it imports nothing but PyYAML.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urldefrag

import yaml

ROOT = Path(__file__).parents[2]

Navigation: TypeAlias = "list[str | dict[str, str | Navigation]]"


class Entry(NamedTuple):
    """A page of the navigation.

    Attributes:
        section: The heading that it stands below, or an empty string.
        path: The Markdown file below ``docs/``.
    """

    section: str
    path: str


def main() -> int:
    """Write ``site/llms.txt``; say what is wrong with the pages and return 1, or return 0."""
    site = ROOT / "site"
    (site / "llms.txt").write_text(llms_txt(ROOT), "utf-8")
    found = [*problems(site), *missing_names(ROOT / "docs", site)]
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


def llms_txt(root: Path) -> str:
    """Return an index of the site for programs that read: each page with its title and its first sentence.

    Parameters:
        root: The folder with mkdocs.yml and docs/.
    """
    config = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    lines = [f"# {config['site_name']}", "", f"> {config['site_description']}", ""]
    section = ""
    for entry in navigation(root):
        if entry.section != section:
            section = entry.section
            lines += ["", f"## {section}", ""]
        title, sentence = _title_and_sentence((root / "docs" / entry.path).read_text("utf-8"))
        address = entry.path.removesuffix(".md") + ".html"
        lines.append(f"- [{title}]({address})" + (f": {sentence}" if sentence else ""))
    return "\n".join(lines) + "\n"


def navigation(root: Path) -> list[Entry]:
    """Return the pages in the order of the navigation.

    Parameters:
        root: The folder with mkdocs.yml and docs/.
    """
    config = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    return list(_entries(config["nav"], "", root / "docs"))


def problems(site: Path) -> list[str]:
    """Say what the built pages link to and is not there, and what they load from other hosts.

    Parameters:
        site: The folder of the site.
    """
    pages = {path: _Page(path) for path in sorted(site.rglob("*.html"))}
    found: list[str] = []
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # its addresses begin at the root of a server
        place = path.relative_to(site)
        found += [f"{place} loads {address} from another host" for address in page.loaded if "//" in address]
        for verb, address in [("links to", link) for link in page.links] + [
            ("shows", file) for file in page.loaded if "//" not in file and not file.startswith("data:")
        ]:
            target, anchor = urldefrag(address)
            aim = (path.parent / unquote(target)).resolve() if target else path
            if not aim.exists() or (anchor and aim in pages and unquote(anchor) not in pages[aim].anchors):
                found.append(f"{place} {verb} {address}, which is not there")
    return found


def missing_names(docs: Path, site: Path) -> list[str]:
    """Say which names that a page of the Python API asks for have not become part of the page.

    Parameters:
        docs: The folder of the Markdown files.
        site: The folder of the site.
    """
    return [
        f"{path.relative_to(docs)} asks for {name}, which the site does not show"
        for path in sorted(docs.glob("api/*.md"))
        for name in re.findall(r"^::: (\S+)$", path.read_text("utf-8"), re.MULTILINE)
        if f'"{name}' not in (site / path.relative_to(docs)).with_suffix(".html").read_text("utf-8")
    ]


def _entries(nav: Navigation, section: str, docs: Path) -> Iterator[Entry]:
    for item in nav:
        name, value = next(iter(item.items())) if isinstance(item, dict) else ("", item)
        if isinstance(value, list):
            yield from _entries(value, name, docs)
        elif value.endswith("/"):
            summary = (docs / value / "SUMMARY.md").read_text("utf-8")
            yield from (Entry(name, f"{value}{page}") for page in re.findall(r"\]\((.+?)\)", summary))
        else:
            yield Entry(section, value)


def _title_and_sentence(text: str) -> tuple[str, str]:
    title, _, rest = (
        re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE).removeprefix("# ").partition("\n")
    )
    prose = [part for part in rest.split("\n\n") if re.match(r"\s*[^\s<|!#:-]", part) and not part.startswith("    ")]
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(prose[0].split())) if prose else ""
    return title, re.split(r"(?<=\.)\s", plain)[0]


class _Page(HTMLParser):
    """Collects what a page links to, what it loads, and where it can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of a tag."""
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and not re.match(r"[a-z]+:", values.get("href", "#")):
            self.links.append(values.get("href", ""))
        elif tag != "a":
            self.loaded += [values[name] for name in ("src", "href", "data", "srcset") if name in values]


if __name__ == "__main__":
    sys.exit(main())
