"""Values for examples where the document gives none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..api.description import (
    Api,
    EnumShape,
    ListShape,
    MapShape,
    ModelShape,
    NullableShape,
    Parameter,
    Property,
    Scalar,
    Shape,
)

_NO_BOUNDS: Final[Mapping[str, float]] = {}
_FORMATS: Final[Mapping[str, str]] = {"email": "name@service.example", "uri": "https://service.example/"}
_SCALARS: Final[Mapping[Scalar, object]] = {
    Scalar.BOOLEAN: True,
    Scalar.DATETIME: "2025-06-17T10:02:31Z",
    Scalar.DATE: "2025-06-17",
}


def argument(parameter: Parameter, api: Api) -> object:
    """Return the example of a parameter as JSON data, or make one up; of an array, with one item, as it needs one."""
    if parameter.example is not None:
        return parameter.example
    if isinstance(parameter.shape, ListShape):
        return [sample(parameter.name, parameter.shape.item, api, parameter.bounds)]
    return sample(parameter.name, parameter.shape, api, parameter.bounds)


def sample(
    name: str, shape: Shape, api: Api, bounds: Mapping[str, float] = _NO_BOUNDS, text_format: str = ""
) -> object:
    """Make a value as JSON data: of a model what must be there and what has an example, of anything else the least.

    Parameters:
        name: What it is called, which is its value if it is a text without a format.
        shape: What it is.
        api: What the document describes.
        bounds: What it is limited to, by the keywords of JSON Schema.
        text_format: Its format, if it is a text.
    """
    match shape:
        case EnumShape(class_name):
            return next(iter(api.enums[class_name].members.values()))
        case ModelShape(class_name):
            wanted = [each for each in api.models[class_name].properties if each.required or each.example is not None]
            return {each.key: _property(each, api) for each in wanted}
        case ListShape(item):
            return [sample(name, item, api) for _ in range(int(bounds.get("minItems", 0)))]
        case MapShape():
            return dict[str, object]()
        case NullableShape():
            return None
        case Scalar.STRING:
            longest = bounds.get("maxLength")
            text = _FORMATS.get(text_format, name).ljust(int(bounds.get("minLength", 0)), "x")
            return text[: None if longest is None else int(longest)]
        case Scalar.INTEGER:
            return _integer(bounds)
        case Scalar.NUMBER:
            return _number(bounds)
        case _:
            return _SCALARS.get(shape)


def _property(prop: Property, api: Api) -> object:
    if prop.example is not None:
        return prop.example
    return sample(prop.key, prop.shape, api, prop.bounds, prop.format)


def _integer(bounds: Mapping[str, float]) -> int:
    lowest = bounds.get("minimum", bounds.get("exclusiveMinimum", 0) + 1)
    highest = bounds.get("maximum", bounds.get("exclusiveMaximum", lowest + 1) - 1)
    return int(min(lowest, highest))


def _number(bounds: Mapping[str, float]) -> float:
    lowest = bounds.get("minimum", bounds.get("exclusiveMinimum"))
    highest = bounds.get("maximum", bounds.get("exclusiveMaximum"))
    if lowest is None:
        lowest = 0 if highest is None else highest - 1
    return (lowest + (lowest + 1 if highest is None else highest)) / 2
