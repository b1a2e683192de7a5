"""The site has every page, and an index for programs; what its builder does not look at is looked at."""

from pathlib import Path

import pytest

from tests.documentation.blocks import ROOT
from tools.documentation.site import llms_txt, missing_names, navigation, problems

DOCS = ROOT / "docs"


def test_every_page_has_its_place_in_the_navigation() -> None:
    listed = [entry.path for entry in navigation(ROOT)]
    assert len(listed) == len(set(listed))
    assert set(listed) == {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if path.name != "SUMMARY.md"}, (
        "mkdocs.yml must list each page of docs/ below nav, and no other"
    )


def test_every_guide_is_on_the_home_page() -> None:
    home = (DOCS / "index.md").read_text("utf-8")
    assert [
        entry.path for entry in navigation(ROOT) if entry.section == "Guides" and f"({entry.path})" not in home
    ] == []


def test_the_index_for_programs_names_every_page_and_says_what_it_is_about() -> None:
    lines = llms_txt(ROOT).splitlines()
    assert lines[:3] == ["# codat-customers", "", "> Codat's customers endpoints for Python"]
    pages = [line for line in lines if line.startswith("- ")]
    for line, entry in zip(pages, navigation(ROOT), strict=True):
        title = (DOCS / entry.path).read_text("utf-8").partition("\n")[0].removeprefix("# ")
        address = entry.path.removesuffix(".md") + ".html"
        assert line.startswith(f"- [{title}]({address}): ")
        assert line.endswith(".")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Guides",
        "## Operations and models",
        "## Python API",
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="other.html#there">', ""),
        ('<a href="https://elsewhere.example">', ""),
        ('<a href="#here"><h2 id="here">', ""),
        ('<a href="gone.html">', "page.html links to gone.html, which is not there"),
        ('<a href="other.html#gone">', "page.html links to other.html#gone, which is not there"),
        ('<a href="#gone">', "page.html links to #gone, which is not there"),
        ('<img src="gone.svg">', "page.html shows gone.svg, which is not there"),
        ('<script src="https://cdn.example/a.js">', "page.html loads https://cdn.example/a.js from another host"),
        ('<link rel="stylesheet" href="//cdn.example/a.css">', "page.html loads //cdn.example/a.css from another host"),
    ],
)
def test_links_that_lead_nowhere_and_files_of_other_hosts_are_found(tmp_path: Path, body: str, problem: str) -> None:
    (tmp_path / "page.html").write_text(body, "utf-8")
    (tmp_path / "other.html").write_text('<h2 id="there">', "utf-8")
    assert problems(tmp_path) == ([problem] if problem else [])


def test_a_name_that_did_not_become_part_of_its_page_is_found(tmp_path: Path) -> None:
    docs, site = tmp_path / "docs/api", tmp_path / "site/api"
    docs.mkdir(parents=True)
    site.mkdir(parents=True)
    (docs / "page.md").write_text("# Page\n\n::: package.there\n\n::: package.gone\n", "utf-8")
    (site / "page.html").write_text('<h2 id="package.there">', "utf-8")
    assert missing_names(tmp_path / "docs", tmp_path / "site") == [
        "api/page.md asks for package.gone, which the site does not show"
    ]
