"""The README and the addresses of what is published, which depend on where the repository is.

The build runs it, as a hook of hatchling. The workflow that publishes sets REPOSITORY_URL, since the repository itself
does not know it; without, what would lead nowhere on PyPI is no link.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class PackageMetadata(MetadataHookInterface):
    """Gives the project its readme and its URLs."""

    def update(self, metadata: dict[str, object]) -> None:
        """Add them to what pyproject.toml says."""
        repository = os.environ.get("REPOSITORY_URL", "").rstrip("/")
        readme = (Path(self.root) / "README.md").read_text("utf-8")
        text = with_addresses(readme, repository, f"v{metadata['version']}") if repository else without_links(readme)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        if repository:
            metadata["urls"] = urls(repository)


def with_addresses(readme: str, repository: str, tag: str) -> str:
    """Let links and pictures lead to the files of a repository, as they were at a tag."""

    def address(match: re.Match[str]) -> str:
        kind = "raw" if match["picture"] else "blob"
        return f"{match['picture']}[{match['text']}]({repository}/{kind}/{tag}/{match['target']})"

    return _RELATIVE.sub(address, readme)


def without_links(readme: str) -> str:
    """Leave the text of links to files, and no pictures."""
    return _RELATIVE.sub(lambda match: "" if match["picture"] else match["text"], readme)


def urls(repository: str) -> dict[str, str]:
    """Return where to look for what, by the names that PyPI knows."""
    return {
        "Source": repository,
        "Documentation": f"{repository}/blob/main/docs/index.md",
        "Changelog": f"{repository}/blob/main/CHANGELOG.md",
        "Issues": f"{repository}/issues",
    }


_RELATIVE = re.compile(r"(?P<picture>!?)\[(?P<text>[^]]*)\]\((?!https?:|#)(?P<target>[^)]*)\)")
