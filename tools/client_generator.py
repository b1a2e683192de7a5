"""All that is touched of openapi-python-client: how it names, parses, checks and renders.

Its internals are no public interface, and change with any release; nothing else in this project imports them.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import openapi_python_client
from attrs import asdict, frozen
from jinja2 import StrictUndefined, TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import ClassName, PythonIdentifier, safe_for_docstring, snake_case
from pydantic import ValidationError

__all__ = ["Config", "safe_for_docstring", "snake_case"]

VERSION: Final = "0.29.1"
STOCK_TEMPLATES: Final = Path(openapi_python_client.__file__).parent / "templates"


class GenerationError(Exception):
    """Nothing was generated; each line of the message says what is in the way and what to do about it."""


def python_name(name: str, prefix: str = "") -> str:
    """Return the name of a parameter, a property, a tag or a module in Python.

    Parameters:
        name: The name in the document.
        prefix: What stands before a name that is none in Python otherwise.
    """
    return str(PythonIdentifier(name, prefix))


def exact_name(name: str) -> str:
    """Return a name in Python that keeps the letters as they are, to tell two apart that come out alike otherwise."""
    return str(PythonIdentifier(name, "", skip_snake_case=True))


def class_name(name: str) -> str:
    """Return the name of the class for a component or a tag."""
    return str(ClassName(name, ""))


def check_version() -> None:
    """Refuse another version of openapi-python-client: what this module touches is no public interface of it.

    Raises:
        GenerationError: Another version is installed.
    """
    installed = openapi_python_client.__version__
    if installed != VERSION:
        raise GenerationError(
            f"the templates are written for openapi-python-client {VERSION}, but {installed} is installed; "
            "install requirements-dev.txt, or follow CONTRIBUTING.md, A new version of the generator"
        )


def read_config(name: str, settings: Mapping[str, Any], document: Path, output: Path) -> Config:
    """Return the configuration for a run.

    Parameters:
        name: What messages call the configuration.
        settings: What it sets.
        document: Where the OpenAPI document is.
        output: The folder to write the package into.

    Raises:
        GenerationError: It sets what would be ignored, lacks the package's name, or has a value that cannot be.
    """
    known = list(ConfigFile.model_fields)
    unknown = [str(key) for key in settings if key not in known]
    if unknown:
        raise GenerationError(
            f"{name}: openapi-python-client knows no setting {', '.join(unknown)}; it knows {', '.join(known)}"
        )
    try:
        config_file = ConfigFile(**settings)
    except ValidationError as error:
        problems = [f"{name}: {'/'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise GenerationError("\n".join(problems)) from error
    if not config_file.package_name_override:
        raise GenerationError(f"{name}: package_name_override is missing")
    output /= config_file.package_name_override
    return Config.from_sources(config_file, MetaType.NONE, document, "utf-8", overwrite=True, output_path=output)


@frozen
class Parsed:
    """What openapi-python-client has made of a document.

    Attributes:
        data: Its own form, for ``render``.
        modules: The module of each class, by the name of the class.
        operations: The names of the modules of the operations.
    """

    data: GeneratorData
    modules: dict[str, str]
    operations: frozenset[str]


def parse(raw: dict[str, Any], config: Config) -> Parsed:
    """Parse and check a document.

    Raises:
        GenerationError: It is no OpenAPI, or something would be left out.
    """
    try:
        data = GeneratorData.from_dict(raw, config=config)
    except ValueError as error:  # two names that come out alike
        raise GenerationError(" ".join(str(error).split())) from error
    if isinstance(data, GeneratorError):
        raise GenerationError(_described([data]))
    left_out = [*data.errors, *(each for tag in data.endpoint_collections_by_tag.values() for each in tag.parse_errors)]
    if left_out:
        raise GenerationError(_described(left_out))
    classes = [found.class_info for found in (*data.models, *data.enums)]
    endpoints = [endpoint for tag in data.endpoint_collections_by_tag.values() for endpoint in tag.endpoints]
    return Parsed(
        data=data,
        modules={str(found.name): str(found.module_name) for found in classes},
        operations=frozenset(str(endpoint.name) for endpoint in endpoints),
    )


@frozen
class Views:
    """What the templates are told, instead of what openapi-python-client has made of the document.

    Attributes:
        models: By the names of their classes. No module is written for others: they are plain dicts.
        enums: By the names of their classes.
        operations: By the names of their modules.
        resources: By the names of their packages.
        queryable: The fields by which lists can be narrowed.
        resource_models: The names of all classes in their signatures.
        waited_for: The names of the classes that tell how far a write has come.
        error_model: The class that all errors share.
        server_url: The address of the service.
        webhooks: The events that the service sends; None if there are none.
    """

    models: Mapping[str, object]
    enums: Mapping[str, object]
    operations: Mapping[str, object]
    resources: Mapping[str, object]
    queryable: object
    resource_models: Iterable[str]
    waited_for: Iterable[str]
    error_model: object
    server_url: str
    webhooks: object


# The modules that it does not know of, with their templates
ADDED_MODULES: Final = ("queries.py", "resources.py", "webhooks.py")


def render(parsed: Parsed, config: Config, templates: Path, views: Views) -> list[str]:
    """Write the package.

    Parameters:
        parsed: The document.
        config: Says where to.
        templates: The folder of templates that take the place of stock ones.
        views: What the templates are told.

    Returns:
        What went wrong although the package was written.

    Raises:
        GenerationError: A template failed; the folder may be half written.
    """
    data = parsed.data
    data.models = [model for model in data.models if model.class_info.name in views.models]
    project = Project(openapi=data, config=config, custom_template_path=templates)
    project.env.undefined = StrictUndefined
    told: dict[str, Any] = asdict(views, recurse=False)
    project.env.globals.update(told)
    project.package_dir.mkdir(parents=True)
    try:
        for module in ADDED_MODULES:
            # A template that has nothing to say makes no module
            if text := project.env.get_template(f"{module}.jinja").render().strip():
                (project.package_dir / module).write_text(text, encoding="utf-8")
        with _tools_of_this_interpreter(), contextlib.redirect_stdout(io.StringIO()):
            errors = project.build()
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or templates.name}:{getattr(error, 'lineno', '?')}"
        raise GenerationError(f"a template failed: {where}: {error}") from error
    # openapi-python-client calls what it leaves out a warning
    return [_described(errors)] if errors else []


def _described(errors: Iterable[GeneratorError]) -> str:
    return "\n".join(" ".join(f"{error.header} {error.detail or ''}".split()) for error in errors)


@contextlib.contextmanager
def _tools_of_this_interpreter() -> Generator[None]:
    """Let the post hooks find the ruff that is installed beside the running Python."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
