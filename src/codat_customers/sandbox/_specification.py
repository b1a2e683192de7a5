"""The OpenAPI document behind this package."""

from importlib.resources import files
from pathlib import Path


def specification() -> str:
    """Return the text of openapi.yaml: package data of an installed wheel, else the one at the root of the repository.

    Returns:
        The document, YAML.

    Raises:
        FileNotFoundError: neither is there.
    """
    packaged = files("codat_customers") / "openapi.yaml"
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[3] / "openapi.yaml").read_text("utf-8")
