"""The pages of the reference: an index, one for each operation, one for each model."""

from __future__ import annotations

import json

from ..generator.document import Document
from .markdown import block, code, page, section, table
from .operations import Operation, Parameter, operations
from .python_code import Example
from .schemas import Schemas, enum_members, is_enum, page_name

# Of codat_customers.errors; any other status of 5xx is a ServerError, any other an APIStatusError.
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "402": "PaymentRequiredError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}

_NOTICE = "<!-- Written by `make generate` from openapi.yaml. -->"


def reference_pages(document: Document) -> dict[str, str]:
    """Return the text of every page by its path below the reference's folder.

    Raises:
        GenerationError: The document cannot be described.
    """
    schemas = Schemas(document.raw["components"]["schemas"])
    described = list(operations(document))
    pages = {"index.md": _index(document, described, schemas)}
    for operation in described:
        pages[f"{operation.resource}/{operation.method}.md"] = _operation_page(operation, schemas)
    for name in schemas.pages():
        pages[f"models/{page_name(name)}"] = _model_page(name, schemas, described)
    return pages


def _index(document: Document, described: list[Operation], schemas: Schemas) -> str:
    parts: list[str] = [_NOTICE, document.raw["info"]["description"].strip()]
    for tag in document.raw["tags"]:
        resource = "_".join(tag["name"].lower().split())
        rows = [
            [f"[{code(operation.name)}]({operation.resource}/{operation.method}.md)", operation.summary]
            for operation in described
            if operation.resource == resource
        ]
        parts.append(section(tag["name"], tag["description"], table(["Method", "What it does"], rows)))
    models = [
        [f"[{code(name)}](models/{page_name(name)})", schemas.components[name]["description"]]
        for name in schemas.pages()
    ]
    parts.append(section("Models", table(["Model", "What it is"], models)))
    return page("Reference", *parts)


def _operation_page(operation: Operation, schemas: Schemas) -> str:
    return page(
        operation.name,
        _NOTICE,
        f"{operation.summary}. {operation.description}",
        code(f"{operation.http_method} {operation.path}"),
        section("Example", block("python", Example(operation, schemas).text()), _notes(operation)),
        section(
            "Parameters",
            table(
                ["Name", "Type", "Required", "Description", "Example"],
                [_parameter_row(parameter, schemas) for parameter in operation.parameters],
            ),
            "Every call also takes `retries`, `timeout` in seconds, and `headers`, for itself alone.",
        ),
        section("Result", _result(operation, schemas), _answer(operation)),
        section(
            "Errors",
            table(
                ["Status", "Error", "When"],
                [[status, code(_error(status)), text] for status, text in operation.errors.items()],
            ),
            "Without a complete answer: `APIConnectionError` or `APITimeoutError`. With one that cannot be decoded: "
            "`ResponseDecodeError`. All are `SDKError`s.",
        ),
    )


def _notes(operation: Operation) -> str:
    resource, method = f"codat.{operation.resource}", operation.method
    notes = [
        f"With `AsyncCodat`: `async with AsyncCodat() as codat:` and `await {resource}.{method}(...)`.",
        f"`{resource}.with_raw_response.{method}(...)` gives the status, headers, bytes and number of tries as well.",
    ]
    if operation.stream:
        notes.append(f"`with {resource}.{operation.stream}(...) as body:` hands out the content while it arrives.")
    return "\n".join(notes)


def _parameter_row(parameter: Parameter, schemas: Schemas) -> list[str]:
    return [
        code(parameter.name),
        schemas.type_text(parameter.schema, "../models/") + _also(parameter) + _bounds(parameter),
        "yes" if parameter.required else "no",
        parameter.description,
        schemas.example(parameter.schema),
    ]


def _also(parameter: Parameter) -> str:
    return f" or {code('UUID')}" if parameter.takes_uuid else ""


def _bounds(parameter: Parameter) -> str:
    lowest, highest = parameter.schema.get("minimum"), parameter.schema.get("maximum")
    if lowest is not None and highest is not None:
        return f", {lowest} to {highest}"
    return f", at least {lowest}" if lowest is not None else f", at most {highest}" if highest is not None else ""


def _result(operation: Operation, schemas: Schemas) -> str:
    kind = schemas.type_text(operation.result, "../models/") if operation.result else code("bytes")
    return f"{kind}: {operation.result_description}"


def _answer(operation: Operation) -> str:
    if operation.result_example is None:
        return ""
    return "The service's answer:\n\n" + block(
        "json", json.dumps(operation.result_example, indent=2, ensure_ascii=False)
    )


def _error(status: str) -> str:
    return _ERRORS.get(status) or ("ServerError" if status.startswith("5") else "APIStatusError")


def _model_page(name: str, schemas: Schemas, described: list[Operation]) -> str:
    schema = schemas.components[name]
    return page(
        name,
        _NOTICE,
        schema["description"],
        block("python", f"from codat_customers.models import {name}"),
        _members(name, schemas) if is_enum(schema) else _properties(name, schemas),
        _shortcuts(name, schemas),
        section("Used by", "\n".join(_users(name, schemas, described))),
    )


def _members(name: str, schemas: Schemas) -> str:
    members = enum_members(schemas.components[name]).items()
    return section(
        "Values",
        table(["Member", "Value"], [[code(f"{name}.{member}"), code(value)] for member, value in members]),
        "A value that is not listed is kept as it is; `is_known` tells the two apart.",
    )


def _properties(name: str, schemas: Schemas) -> str:
    rows = [
        [
            code(prop.name),
            code(prop.key),
            schemas.type_text(prop.schema, ""),
            "yes" if prop.required else "no",
            schemas.description(prop.schema),
            schemas.example(prop.schema),
        ]
        for prop in schemas.properties(name)
    ]
    return section(
        "Properties",
        table(["Name", "In JSON", "Type", "Required", "Description", "Example"], rows),
        "What is not required is `UNSET`, which is false, where it is absent. Properties that are not listed are kept "
        "in `additional_properties`.",
    )


def _shortcuts(name: str, schemas: Schemas) -> str:
    rows = [[code(shortcut), f"{code('str')} or {code('None')}", text] for shortcut, text in schemas.shortcuts(name)]
    return section("Shortcuts", table(["Name", "Type", "What it leads to"], rows))


def _users(name: str, schemas: Schemas, described: list[Operation]) -> list[str]:
    link = f"]({page_name(name)})"
    models = [
        f"- [{code(user)}]({page_name(user)})"
        for user in schemas.pages()
        if not is_enum(schemas.components[user])
        and any(link in schemas.type_text(prop.schema, "") for prop in schemas.properties(user))
    ]
    methods = [
        f"- [{code(operation.name)}](../{operation.resource}/{operation.method}.md)"
        for operation in described
        if any(
            link in schemas.type_text(schema, "")
            for schema in (operation.result, *(parameter.schema for parameter in operation.parameters))
            if schema
        )
    ]
    return methods + models
