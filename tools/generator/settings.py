"""The generator's inputs beside the document: its configuration, the templates and the static modules."""

from __future__ import annotations

from pathlib import Path

import openapi_python_client
from openapi_python_client.config import Config, ConfigFile, MetaType
from pydantic import ValidationError

from .errors import GenerationError
from .yaml_file import read_mapping

GENERATOR_VERSION = "0.29.1"

# What openapi-python-client names otherwise than the template that it comes of
_TEMPLATED = {"__init__.py", "api.py", "models.py"}


def read_config(path: Path, document: Path, output: Path) -> Config:
    """Read the configuration of openapi-python-client.

    Parameters:
        path: The configuration file.
        document: Where the OpenAPI document is.
        output: The folder to write the package to.

    Raises:
        GenerationError: The file cannot be read, or has a key that the generator would silently ignore.
    """
    settings = read_mapping(path)
    known = ConfigFile.model_fields
    unknown = [key for key in settings if key not in known]
    if unknown:
        raise GenerationError(
            f"{path.name}: openapi-python-client knows no setting {_listed(unknown)}; it knows {_listed(list(known))}"
        )
    try:
        config_file = ConfigFile(**settings)
    except ValidationError as error:
        raise GenerationError(f"{path.name}: {error}") from error
    return Config.from_sources(
        config_file, MetaType.NONE, document, file_encoding="utf-8", overwrite=True, output_path=output
    )


def check_templates(folder: Path) -> None:
    """Refuse files that no step of the generation would read, such as a misspelt template.

    Raises:
        GenerationError: There are such files.
    """
    stock_folder = Path(openapi_python_client.__file__).parent / "templates"
    unknown = sorted(_relative_files(folder) - _relative_files(stock_folder))
    if unknown:
        raise GenerationError(
            f"{folder.name}/ holds {_listed(unknown)}, which openapi-python-client {GENERATOR_VERSION} never reads; "
            "correct the name, or make it a module of runtime/ if it has no expression"
        )


def static_modules(folder: Path, templates: Path) -> list[Path]:
    """Return the modules that are copied as they are, in place of what a stock template of the same name gives.

    Raises:
        GenerationError: There are none, or files that cannot be copied.
    """
    files = sorted(_relative_files(folder))
    if not files:
        raise GenerationError(f"{folder} holds no modules")
    for name in files:
        if "/" in name or not name.endswith(".py"):
            raise GenerationError(
                f"{folder.name}/{name} is never copied: only the modules directly in {folder.name}/ are"
            )
        if name in _TEMPLATED or (templates / f"{name}.jinja").exists():
            raise GenerationError(f"{folder.name}/{name}: {templates.name}/ give a module of that name, too; keep one")
    return [folder / name for name in files]


def check_version() -> None:
    """Refuse another version of openapi-python-client: templates are no public interface of it.

    Raises:
        GenerationError: Another version is installed.
    """
    installed = openapi_python_client.__version__
    if installed != GENERATOR_VERSION:
        raise GenerationError(
            f"the templates are written for openapi-python-client {GENERATOR_VERSION}, but {installed} is installed; "
            "install requirements-dev.txt, or go through the templates and raise GENERATOR_VERSION"
        )


def _relative_files(folder: Path) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if "__pycache__" not in path.parts}


def _listed(names: list[str]) -> str:
    return ", ".join(str(name) for name in names)
