"""From the document to the files of the generated package."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen
from jinja2 import StrictUndefined, TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.schema import OpenAPI

from .completeness import check_complete, described
from .document import Document
from .errors import GenerationError
from .models import Models
from .naming import with_member_names
from .operations import Operations
from .settings import check_templates, check_version, read_config, static_modules
from .shapes import ModelShape, Shapes
from .supported import check_supported, error_schema
from .yaml_file import read_mapping


@frozen
class Inputs:
    """What the generated package depends on, besides the pinned tools.

    Attributes:
        document: The OpenAPI document.
        config: The configuration of openapi-python-client.
        templates: The folder of templates.
        runtime: The folder of static modules, which are copied.
    """

    document: Path
    config: Path
    templates: Path
    runtime: Path


def replace(inputs: Inputs, output: Path) -> None:
    """Generate, and put the result in place of a folder only if all went well.

    Raises:
        GenerationError: Something is in the way; the folder is as it was.
    """
    # Beside the folder, so that the renaming stays within one file system
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as temporary:
        fresh, old = Path(temporary, "fresh"), Path(temporary, "old")
        generate(inputs, fresh)
        if output.exists():
            output.rename(old)
        try:
            fresh.rename(output)
        except BaseException:
            if old.exists():
                old.rename(output)
            raise


def generate(inputs: Inputs, output: Path) -> None:
    """Generate into a new folder, which gets one package.

    Raises:
        GenerationError: Something is in the way.
    """
    check_version()
    check_templates(inputs.templates)
    modules = static_modules(inputs.runtime, inputs.templates)
    document = Document(read_mapping(inputs.document))
    config = read_config(inputs.config, inputs.document, output)
    if not config.package_name_override:
        raise GenerationError(f"{inputs.config.name}: package_name_override is missing")
    config.output_path = output / config.package_name_override
    errors = _render(document, _parsed(document, config), config, inputs.templates)
    for module in modules:
        # After the post hooks, so that a copy is the same to the byte
        shutil.copyfile(module, config.output_path / module.name)
    problems = [*errors, *_syntax_errors(config.output_path)]
    if problems:
        raise GenerationError("\n".join(problems))


def _parsed(document: Document, config: Config) -> GeneratorData:
    try:
        OpenAPI.model_validate(document.raw)
        check_supported(document)
        data = GeneratorData.from_dict(with_member_names(document.raw), config=config)
    # Two names that come out alike are a ValueError of the parser
    except ValueError as error:
        raise GenerationError(str(error)) from error
    if isinstance(data, GeneratorError):
        raise GenerationError(described([data]))
    return data


def _render(document: Document, data: GeneratorData, config: Config, templates: Path) -> list[str]:
    shapes = Shapes(data.models)
    models = Models(data.models, shapes)
    operations = Operations(document, shapes)
    check_complete(document, data)
    error_model = _error_model(document, data, shapes)
    # Objects without listed properties are plain dicts: no module is written for them
    data.models = [model for model in data.models if isinstance(shapes.of(model), ModelShape)]
    project = Project(openapi=data, config=config, custom_template_path=templates)
    project.env.undefined = StrictUndefined
    for_templates: dict[str, Any] = {
        "described_model": models.describe,
        "described_enum": models.describe_enum,
        "described_operation": operations.describe,
        "described_resource": operations.resource,
        "error_model": error_model,
        "server_url": document.server_url,
    }
    project.env.globals.update(for_templates)
    project.package_dir.mkdir(parents=True)
    try:
        (project.package_dir / "py.typed").touch()
        with _tools_of_this_interpreter(), contextlib.redirect_stdout(io.StringIO()):
            errors = project.build()
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or templates.name}:{getattr(error, 'lineno', '?')}"
        raise GenerationError(f"a template failed: {where}: {error}") from error
    # openapi-python-client calls what it leaves out a warning
    return [described(errors)] if errors else []


def _error_model(document: Document, data: GeneratorData, shapes: Shapes) -> ModelProperty:
    name = error_schema(document)
    model = next(model for model in data.models if model.class_info.name == name)
    if not isinstance(shapes.of(model), ModelShape):
        raise GenerationError(f"#/components/schemas/{name}: the schema of errors must list properties")
    return model


def _syntax_errors(package: Path) -> Iterator[str]:
    """Yield where the code is not Python: a silent post hook says no more than that it failed."""
    for path in sorted(package.rglob("*.py")):
        try:
            compile(path.read_text(encoding="utf-8"), path, "exec")
        except SyntaxError as error:
            yield f"{path.relative_to(package.parent)}, line {error.lineno}: {error.msg}: {(error.text or '').strip()}"


@contextlib.contextmanager
def _tools_of_this_interpreter() -> Generator[None]:
    """Let the post hooks find the ruff that is installed beside the running Python."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
