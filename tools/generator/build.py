"""From the document to the files of the generated package."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Final

from attrs import frozen

from ..api.canonical import canonical
from ..api.description import Api, ModelShape, Operation, classes_of
from ..api.document import JSON, MULTIPART, Document, Node, read_document, read_mapping
from ..api.names import member_names
from ..api.reading import describe
from ..client_generator import (
    ADDED_MODULES,
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
from .views import EnumView, ModelView, OperationView, QueryableView, ResourceView, WebhooksView

# What openapi-python-client names otherwise than the template that it comes of
_TEMPLATED: Final = frozenset({"__init__.py", "api.py", "models.py"})
_KNOWN_BINARY: Final = "application/octet-stream"


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


def generate(inputs: Inputs, output: Path) -> Api:
    """Generate into a new folder, which gets one package; return what the document describes.

    Raises:
        GenerationError: Something is in the way.
        DocumentError: It is the document.
    """
    check_version()
    _check_templates(inputs.templates)
    modules = _static_modules(inputs.runtime, inputs.templates)
    document = read_document(inputs.document)
    config = read_config(inputs.config.name, read_mapping(inputs.config), inputs.document, output)
    api = describe(document)
    parsed = parse(_for_the_parser(document), config)
    missing = list(_missing(document, api, parsed))
    if missing:
        raise GenerationError("\n".join(missing))
    package = output / str(config.package_name_override)
    problems = render(parsed, config, inputs.templates, _views(api))
    (package / "py.typed").touch()
    for module in modules:
        # After the post hooks, so that a copy is the same to the byte
        shutil.copyfile(module, package / module.name)
    problems += _syntax_errors(package)
    if problems:
        raise GenerationError("\n".join(problems))
    return api


def _views(api: Api) -> Views:
    return Views(
        models={name: ModelView(api, model) for name, model in api.models.items()},
        enums={name: EnumView(enum) for name, enum in api.enums.items()},
        operations={operation.module: OperationView(operation) for operation in api.operations},
        resources={resource.name: ResourceView(resource) for resource in api.resources},
        queryable=QueryableView(api),
        resource_models=sorted({name for operation in api.operations for name in _named(operation)}),
        waited_for=sorted({found.class_name for found in map(_waited_for, api.operations) if found}),
        error_model=api.error,
        server_url=api.server_url,
        webhooks=WebhooksView(api.webhooks) if api.webhooks else None,
    )


def _named(operation: Operation) -> list[str]:
    """Return the names of the classes in the signatures of an operation's methods."""
    records = [operation.pages.record.class_name] if operation.pages else []
    return [*records, *(shape.class_name for shape in classes_of(operation))]


def _waited_for(operation: Operation) -> ModelShape | None:
    return operation.result if operation.wait and isinstance(operation.result, ModelShape) else None


def _for_the_parser(document: Document) -> Node:
    """Return what a document says in words that the parser knows.

    It would run the words of enum members together, drops media types that it has never heard of, and makes classes of
    the parts of uploads, whose names may be taken.
    """
    raw = deepcopy(canonical(document).raw)
    copied = document.with_content(raw)
    for schema in copied.schemas.values():
        if "enum" in schema:
            schema["x-enum-varnames"] = member_names(schema)
        for node in schema.get("properties", {}).values():
            node.pop("default", None)  # it is for the templates alone
    for operation in copied.operations():
        if operation.body and operation.body.node["content"].pop(MULTIPART, None):
            operation.body.node["content"][_KNOWN_BINARY] = {"schema": {"type": "string", "format": "binary"}}
        for response in operation.responses.values():
            content: Node = response.node.get("content", {})
            for media in content.keys() - {JSON}:
                content[_KNOWN_BINARY] = content.pop(media)
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


def _syntax_errors(package: Path) -> Iterator[str]:
    """Yield where the code is not Python: a silent post hook says no more than that it failed."""
    for path in sorted(package.rglob("*.py")):
        try:
            compile(path.read_text(encoding="utf-8"), path, "exec")
        except SyntaxError as error:
            yield f"{path.relative_to(package.parent)}, line {error.lineno}: {error.msg}: {(error.text or '').strip()}"


def _check_templates(folder: Path) -> None:
    """Refuse files that no step of the generation would read, such as a misspelt template.

    Raises:
        GenerationError: There are such files, or no folder.
    """
    if not folder.is_dir():
        raise GenerationError(f"there is no folder of templates {folder}")
    unknown = sorted(
        _relative_files(folder) - _relative_files(STOCK_TEMPLATES) - {f"{name}.jinja" for name in ADDED_MODULES}
    )
    if unknown:
        raise GenerationError(
            f"{folder.name}/ holds {', '.join(unknown)}, which openapi-python-client {VERSION} never reads; "
            "correct the name, or make it a module of runtime/ if it has no expression"
        )


def _static_modules(folder: Path, templates: Path) -> list[Path]:
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


def _relative_files(folder: Path) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if "__pycache__" not in path.parts}
