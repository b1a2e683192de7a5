"""From the document to the files of the generated package."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ..api.description import Api, describe
from ..api.document import Document, read_document, read_mapping
from ..api.names import member_names
from ..client_generator import (
    STOCK_TEMPLATES,
    VERSION,
    GenerationError,
    Parsed,
    Views,
    check_version,
    parse,
    read_config,
    render,
)
from .views import EnumView, ModelView, OperationView, ResourceView

# Modules of the generated package which openapi-python-client does not know
EXTRA_MODULES: Final = ("base_model.py", "dates.py", "decoding.py", "encoding.py", "open_enum.py", "parameters.py")


@frozen
class Inputs:
    """What the generated package depends on, besides the pinned tools.

    Attributes:
        document: The OpenAPI document.
        config: The configuration of openapi-python-client.
        templates: The folder of templates.
    """

    document: Path
    config: Path
    templates: Path


def generate(inputs: Inputs, output: Path) -> Api:
    """Generate into a new folder, which gets one package; return what the document describes.

    Raises:
        GenerationError: Something is in the way.
        DocumentError: It is the document.
    """
    check_version()
    _check_templates(inputs.templates)
    document = read_document(inputs.document)
    config = read_config(inputs.config.name, read_mapping(inputs.config), inputs.document, output)
    api = describe(document)
    parsed = parse(_with_member_names(document), config)
    missing = list(_missing(document, api, parsed))
    if missing:
        raise GenerationError("\n".join(missing))
    package = render(parsed, config, inputs.templates, EXTRA_MODULES, _views(api))
    (package / "py.typed").touch()
    return api


def _views(api: Api) -> Views:
    return Views(
        models={name: ModelView(api, model) for name, model in api.models.items()},
        enums={name: EnumView(enum) for name, enum in api.enums.items()},
        operations={operation.module: OperationView(operation) for operation in api.operations},
        resources={resource.name: ResourceView(resource) for resource in api.resources},
        error_model=api.error,
        server_url=api.server_url,
    )


def _with_member_names(document: Document) -> dict[str, Any]:
    """Return the document with names for the members of its enums, whose words the parser would run together."""
    raw = deepcopy(document.raw)
    for schema in raw.get("components", {}).get("schemas", {}).values():
        if "enum" in schema:
            schema["x-enum-varnames"] = member_names(schema)
    return raw


def _missing(document: Document, api: Api, parsed: Parsed) -> Iterator[str]:
    """Yield what the parser has dropped on its way: it often does so without a word."""
    modules = {name: model.shape.module_name for name, model in api.models.items()}
    modules |= {name: enum.shape.module_name for name, enum in api.enums.items()}
    for name, module in modules.items():
        if parsed.modules.get(name) != module:
            yield document.problem(f"#/components/schemas/{name}", "no class of this name came out; rename the schema")
    for operation in api.operations:
        if operation.module not in parsed.operations:
            yield document.problem(operation.pointer, "it did not come out")


def _check_templates(folder: Path) -> None:
    """Refuse files that no step of the generation would read, such as a misspelt template.

    Raises:
        GenerationError: There are such files, or templates of ours are missing.
    """
    present = _relative_files(folder)
    extra = {f"{module}.jinja" for module in EXTRA_MODULES}
    unknown = sorted(present - _relative_files(STOCK_TEMPLATES) - extra)
    if unknown:
        raise GenerationError(
            f"{folder.name}/ holds {', '.join(unknown)}, which openapi-python-client {VERSION} never reads; "
            "correct the name, or list the module in EXTRA_MODULES of tools/generator/build.py"
        )
    missing = sorted(extra - present)
    if missing:
        raise GenerationError(f"{folder.name}/ lacks {', '.join(missing)}")


def _relative_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
