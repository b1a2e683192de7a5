"""What PyPI shows leads somewhere, wherever the repository is."""

import re
from pathlib import Path

import pytest

from tools.package_metadata import PackageMetadata, without_links

ROOT = Path(__file__).parents[2]
AT_TAG = "https://git.example/us/codat-customers"


@pytest.mark.parametrize(
    ("written", "at_the_tag", "without"),
    [
        ("[a guide](docs/a.md)", f"[a guide]({AT_TAG}/blob/v1.2.3/docs/a.md)", "a guide"),
        ("[a part](docs/a.md#part)", f"[a part]({AT_TAG}/blob/v1.2.3/docs/a.md#part)", "a part"),
        ("[over two\nlines](docs/a.md)", f"[over two\nlines]({AT_TAG}/blob/v1.2.3/docs/a.md)", "over two\nlines"),
        ("[`code`](a.py) [b](b.md)", f"[`code`]({AT_TAG}/blob/v1.2.3/a.py) [b]({AT_TAG}/blob/v1.2.3/b.md)", "`code` b"),
        ("![a run](docs/run.svg)", f"![a run]({AT_TAG}/raw/v1.2.3/docs/run.svg)", ""),
        ("[Codat](https://www.codat.io)", "[Codat](https://www.codat.io)", "[Codat](https://www.codat.io)"),
        ("[below](#below)", "[below](#below)", "[below](#below)"),
    ],
)
def test_links(written: str, at_the_tag: str, without: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "README.md").write_text(written, "utf-8")

    monkeypatch.setenv("REPOSITORY_URL", f"{AT_TAG}/")
    told = metadata(tmp_path)
    assert told["readme"] == {"content-type": "text/markdown", "text": at_the_tag}
    assert told["urls"] == {
        "Source": AT_TAG,
        "Documentation": f"{AT_TAG}/blob/main/docs/index.md",
        "Changelog": f"{AT_TAG}/blob/main/CHANGELOG.md",
        "Issues": f"{AT_TAG}/issues",
    }

    monkeypatch.delenv("REPOSITORY_URL")
    untold = metadata(tmp_path)
    assert untold == {"version": "1.2.3", "readme": {"content-type": "text/markdown", "text": without}}


def test_no_link_of_the_readme_is_left_that_would_lead_nowhere() -> None:
    text = without_links((ROOT / "README.md").read_text("utf-8"))
    assert re.findall(r"\]\((?!https://)[^)]*\)", text) == []


def metadata(root: Path) -> dict[str, object]:
    said: dict[str, object] = {"version": "1.2.3"}
    PackageMetadata(str(root), {}).update(said)
    return said
