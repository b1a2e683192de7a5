"""The pages of the reference: an index, one for each operation, model and enum, and one for all webhooks."""

from __future__ import annotations

import json
from typing import Final

from ..api.description import (
    Api,
    Body,
    Enumeration,
    EnumShape,
    ListShape,
    MapShape,
    Model,
    ModelShape,
    NullableShape,
    Operation,
    Parameter,
    Property,
    Scalar,
    Shape,
    Webhook,
    classes_in,
    classes_of,
)
from ..api.names import error_name
from ..client_generator import snake_case
from .markdown import block, code, page, section, table
from .python_code import Example

_NOTICE: Final = "<!-- Written by `make generate` from openapi.yaml. -->"


def reference_pages(api: Api) -> dict[str, str]:
    """Return the text of every page by its path below the reference's folder."""
    pages = {"index.md": _index(api), "SUMMARY.md": _summary(api)}
    for operation in api.operations:
        pages[f"{operation.resource}/{operation.method}.md"] = _operation_page(operation, api)
    for found in _classes(api):
        pages[f"models/{_file(found.shape)}"] = _class_page(found, api)
    if api.webhooks:
        pages["webhooks.md"] = _webhooks_page(api)
    return pages


def _classes(api: Api) -> list[Model | Enumeration]:
    return sorted([*api.models.values(), *api.enums.values()], key=lambda found: found.shape.class_name)


def _index(api: Api) -> str:
    parts = [_NOTICE, api.description.strip()]
    for resource in api.resources:
        rows = [
            [f"[{code(operation.name)}]({operation.resource}/{operation.method}.md)", operation.summary]
            for operation in resource.operations
        ]
        parts.append(section(resource.title, resource.description, table(["Method", "What it does"], rows)))
    events = [[f"[{code(each.event_type)}](webhooks.md)", each.summary] for each in api.webhooks]
    parts.append(section("Webhooks", table(["Event", "What has happened"], events)))
    models = [
        [f"[{code(found.shape.class_name)}](models/{_file(found.shape)})", found.description] for found in _classes(api)
    ]
    parts.append(section("Models", table(["Model", "What it is"], models)))
    return page("Reference", *parts)


def _summary(api: Api) -> str:
    """List the pages as the site's navigation has them: operations in the document's order, models by their names."""
    lines = [_NOTICE, "", "- [Overview](index.md)"]
    for resource in api.resources:
        lines.append(f"- {resource.title}")
        lines += [
            f"    - [{operation.name}]({operation.resource}/{operation.method}.md)" for operation in resource.operations
        ]
    if api.webhooks:
        lines.append("- [Webhooks](webhooks.md)")
    lines.append("- Models")
    lines += [f"    - [{found.shape.class_name}](models/{_file(found.shape)})" for found in _classes(api)]
    return "\n".join(lines) + "\n"


def _operation_page(operation: Operation, api: Api) -> str:
    rows = [_parameter_row(parameter) for parameter in operation.parameters]
    if body := operation.body or operation.upload:
        kind = f"{_type(body.shape, '../models/')} or a mapping" if isinstance(body, Body) else "`bytes` or `BinaryIO`"
        rows.insert(len(operation.located("path")), [code(body.name), kind, "required", body.description])
    return page(
        operation.name,
        _NOTICE,
        f"{operation.summary or operation.method}. {operation.description}".strip(),
        code(f"{operation.http_method} {operation.path}"),
        section("Example", block("python", Example(operation, api).text()), _answer(operation), _notes(operation)),
        section(
            "Parameters",
            table(["Name", "Type", "Required", "Description"], rows),
            "Every call also takes `retries`, `timeout` in seconds, and `headers`, for itself alone.",
        ),
        section("Result", _result(operation)),
        section(
            "Errors",
            table(
                ["Status", "Error", "When"],
                [[status, code(error_name(status)), text] for status, text in operation.errors.items()],
            ),
            "Without a complete answer: `APIConnectionError` or `APITimeoutError`. With one that cannot be decoded: "
            "`ResponseDecodeError`. All are `SDKError`s.",
        ),
    )


def _webhooks_page(api: Api) -> str:
    return page(
        "Webhooks",
        _NOTICE,
        "What the service sends by itself. `codat_customers.webhooks.unwrap` verifies the body of such a request, and "
        "returns an event, of a class that its `eventType` decides on.",
        *[_event(each) for each in api.webhooks],
    )


def _event(webhook: Webhook) -> str:
    example = json.dumps(webhook.example, indent=2, ensure_ascii=False) if webhook.example is not None else ""
    return section(
        "Any other" if webhook.event_type == "*" else webhook.event_type,
        f"{webhook.summary}. {webhook.description}".removeprefix(". ").strip(),
        f"Its class is {_type(webhook.model, 'models/')}.",
        block("json", example) if example else "",
    )


def _notes(operation: Operation) -> str:
    resource, method = f"codat.{operation.resource}", operation.method
    notes = [
        f"`await {resource}.{method}(...)` with an `AsyncCodat`, in `async with AsyncCodat() as codat:`.",
        f"`{resource}.with_raw_response.{method}(...)` gives the status, headers, bytes and number of tries as well.",
    ]
    if operation.stream:
        notes.append(f"`with {resource}.{operation.stream}(...) as body:` hands out the content while it arrives.")
    if operation.save:
        notes.append(f"`{resource}.{operation.save.method}(..., path)` writes it to a file, in little memory.")
    if pages := operation.pages:
        notes.append(f"`{resource}.{pages.iterate}(...)` yields what is on all pages, `{pages.pages}(...)` the pages.")
    if operation.wait:
        notes.append(f"`{resource}.{operation.wait.method}(...)` asks again and again, until the write has ended.")
    return "\n".join(f"- {note}" for note in notes)


def _parameter_row(parameter: Parameter) -> list[str]:
    also = f" or {code('UUID')}" if parameter.takes_uuid else ""
    return [
        code(parameter.name),
        _type(parameter.shape, "../models/") + also + _bounds(parameter),
        _required(parameter),
        _described(parameter),
    ]


def _bounds(parameter: Parameter) -> str:
    lowest, highest = parameter.bounds.get("minimum"), parameter.bounds.get("maximum")
    if lowest is not None and highest is not None:
        return f", {lowest} to {highest}"
    return f", at least {lowest}" if lowest is not None else f", at most {highest}" if highest is not None else ""


def _result(operation: Operation) -> str:
    kind = code("None") if operation.result is None else _type(operation.result, "../models/")
    return f"{kind}: {operation.result_description}"


def _answer(operation: Operation) -> str:
    if operation.result_example is None:
        return ""
    return "The service's answer:\n\n" + block(
        "json", json.dumps(operation.result_example, indent=2, ensure_ascii=False)
    )


def _class_page(found: Model | Enumeration, api: Api) -> str:
    name = found.shape.class_name
    return page(
        name,
        _NOTICE,
        found.description,
        block("python", f"from codat_customers.models import {name}"),
        *([_values(found)] if isinstance(found, Enumeration) else [_properties(found), _shortcuts(found)]),
        section("Used by", "\n".join(_users(found.shape, api))),
    )


def _values(enum: Enumeration) -> str:
    name = enum.shape.class_name
    return section(
        "Values",
        table(["Member", "Value"], [[code(f"{name}.{member}"), code(value)] for member, value in enum.members.items()]),
        "A value that is not listed is kept as it is; `is_known` tells the two apart.",
    )


def _properties(model: Model) -> str:
    rows = [
        [
            code(prop.name),
            code(prop.key),
            _type(prop.shape, ""),
            _required(prop),
            _described(prop),
        ]
        for prop in model.properties
    ]
    return section(
        "Properties",
        table(["Name", "In JSON", "Type", "Required", "Description"], rows),
        " ".join(
            [
                "What is optional is `UNSET`, which is false, where it is absent.",
                *(
                    ["A list that is `[]` by default is empty then."]
                    if any(each.is_empty_by_default for each in model.properties)
                    else []
                ),
                "Properties that are not listed are kept in `additional_properties`.",
            ]
        ),
    )


def _shortcuts(model: Model) -> str:
    kind = f"{code('str')} or {code('None')}"
    rows = [[code(shortcut.name), kind, shortcut.description] for shortcut in model.shortcuts]
    return section("Shortcuts", table(["Name", "Type", "What it leads to"], rows))


def _users(shape: EnumShape | ModelShape, api: Api) -> list[str]:
    methods = [
        f"- [{code(operation.name)}](../{operation.resource}/{operation.method}.md)"
        for operation in api.operations
        if shape in classes_of(operation)
    ]
    events = [f"- [{code(each.event_type)}](../webhooks.md)" for each in api.webhooks if each.model == shape]
    models = [
        f"- [{code(user.shape.class_name)}]({_file(user.shape)})"
        for user in _classes(api)
        if isinstance(user, Model) and any(shape in classes_in(prop.shape) for prop in user.properties)
    ]
    return methods + events + models


def _type(shape: Shape, folder: str) -> str:
    """Write a type in Markdown, its classes linked.

    Parameters:
        shape: The type.
        folder: How the folder of the models is reached from the page.
    """
    match shape:
        case EnumShape() | ModelShape():
            return f"[{code(shape.class_name)}]({folder}{_file(shape)})"
        case ListShape(item):
            return f"list of {_type(item, folder)}"
        case MapShape(Scalar.ANY):
            return code("dict")
        case MapShape(value):
            return f"dict of {_type(value, folder)}"
        case NullableShape(inner):
            return f"{_type(inner, folder)} or {code('None')}"
        case Scalar():
            return code(shape.value.removeprefix("datetime."))


def _file(shape: EnumShape | ModelShape) -> str:
    return f"{snake_case(shape.class_name)}.md"


def _required(field: Parameter | Property) -> str:
    # Which say what they mean without the head of the table, too
    if field.required:
        return "required"
    return "by default `[]`" if isinstance(field, Property) and field.is_empty_by_default else "optional"


def _described(field: Parameter | Property) -> str:
    if field.example is None:
        return field.description
    return f"{field.description} Example: {code(json.dumps(field.example, ensure_ascii=False))}".strip()
