"""The generator's inputs beside the document: its configuration and the folder of templates."""

from __future__ import annotations

from pathlib import Path

import openapi_python_client
from openapi_python_client.config import Config, ConfigFile, MetaType
from pydantic import ValidationError

from .errors import GenerationError
from .yaml_file import read_mapping

GENERATOR_VERSION = "0.29.1"
SUFFIX = ".jinja"

# Modules of the generated package which openapi-python-client does not know
EXTRA_MODULES = ("base_model.py", "dates.py", "decoding.py", "encoding.py", "open_enum.py", "parameters.py")


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
        GenerationError: There are such files, or templates of ours are missing.
    """
    stock_folder = Path(openapi_python_client.__file__).parent / "templates"
    present = _relative_files(folder)
    extra = {f"{module}{SUFFIX}" for module in EXTRA_MODULES}
    unknown = sorted(present - _relative_files(stock_folder) - extra)
    if unknown:
        raise GenerationError(
            f"{folder.name}/ holds {_listed(unknown)}, which openapi-python-client {GENERATOR_VERSION} never reads; "
            "correct the name, or list the module in EXTRA_MODULES of tools/generator/settings.py"
        )
    missing = sorted(extra - present)
    if missing:
        raise GenerationError(f"{folder.name}/ lacks {_listed(missing)}")


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
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _listed(names: list[str]) -> str:
    return ", ".join(str(name) for name in names)
