"""Makes sure that the parser of openapi-python-client dropped nothing on its way: it often does so without a word."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.properties import EnumProperty, ModelProperty
from openapi_python_client.strings import PythonIdentifier

from .document import Document
from .errors import GenerationError
from .shapes import properties_of


def check_complete(document: Document, data: GeneratorData) -> None:
    """Compare the document with what the parser made of it.

    Raises:
        GenerationError: Something is missing; the message lists all of it.
    """
    found = [*data.errors, *(error for tag in data.endpoint_collections_by_tag.values() for error in tag.parse_errors)]
    if found:
        raise GenerationError(described(found))
    missing = [*_missing_schemas(document, data), *_overwritten_modules(data), *_missing_operations(document, data)]
    if missing:
        raise GenerationError("\n".join(missing))


def described(errors: Sequence[GeneratorError]) -> str:
    """Return the parser's or the renderer's errors as text."""
    lines: list[str] = []
    for error in errors:
        lines.append(" ".join(f"{error.header} {error.detail or ''}".split()))
        if isinstance(error, ParseError) and error.data is not None:
            lines.append(error.data.model_dump_json(indent=2, exclude_unset=True, by_alias=True))
    return "\n".join(lines)


def _missing_schemas(document: Document, data: GeneratorData) -> Iterator[str]:
    classes = {str(found.class_info.name): found for found in (*data.models, *data.enums)}
    for name, schema in document.raw.get("components", {}).get("schemas", {}).items():
        place = f"#/components/schemas/{name}"
        found = classes.get(name)
        if found is None and ("enum" in schema or schema["type"] == "object"):
            yield f"{place}: no class of this name came out; rename the schema"
        if isinstance(found, ModelProperty):
            for lost in sorted(
                schema.get("properties", {}).keys() - {prop.name.get_untrusted_value() for prop in properties_of(found)}
            ):
                yield f"{place}/properties/{lost}: it did not come out"
        if isinstance(found, EnumProperty) and _values(found) != set(schema["enum"]):
            yield f"{place}/enum: two values get the same name; tell them apart with x-enum-varnames"


def _overwritten_modules(data: GeneratorData) -> Iterator[str]:
    classes: dict[str, str] = {}
    for found in (*data.models, *data.enums):
        other = classes.setdefault(found.class_info.module_name, found.class_info.name)
        if other != found.class_info.name:
            yield f"#/components/schemas/{found.class_info.name}: it would share its module with {other}; rename it"


def _values(enum: EnumProperty) -> set[str]:
    # The parser keeps the values as they stand between double quotes
    return {json.loads(f'"{value}"') for value in enum.values.values()}


def _missing_operations(document: Document, data: GeneratorData) -> Iterator[str]:
    names = {endpoint.name for tag in data.endpoint_collections_by_tag.values() for endpoint in tag.endpoints}
    for operation in document.operations():
        name = PythonIdentifier(operation.node["operationId"], "")
        if name not in names:
            yield f"{operation.pointer}: it did not come out"
        names.discard(name)
