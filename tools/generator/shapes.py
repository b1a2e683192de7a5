"""The shapes of values that the templates know, and how the parser's properties become them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import frozen
from openapi_python_client.parser.properties import (
    AnyProperty,
    EnumProperty,
    ModelProperty,
)
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from .errors import GenerationError


class Scalar(Enum):
    """A value that is no container and has no class of its own; the values are Python's types for them."""

    STRING = "str"
    INTEGER = "int"
    NUMBER = "float"
    BOOLEAN = "bool"
    DATETIME = "datetime.datetime"
    DATE = "datetime.date"
    BINARY = "bytes"
    ANY = "Any"


@frozen
class EnumShape:
    """An enum class of the generated package."""

    class_name: str
    module_name: str


@frozen
class ModelShape:
    """A model class of the generated package."""

    class_name: str
    module_name: str


@frozen
class ListShape:
    """An array."""

    item: Shape


@frozen
class MapShape:
    """An object whose keys the specification does not list: a plain dict."""

    value: Shape


@frozen
class NullableShape:
    """A value or null."""

    inner: Shape


Shape = Scalar | EnumShape | ModelShape | ListShape | MapShape | NullableShape

_SCALARS: Mapping[type, Scalar] = {
    StringProperty: Scalar.STRING,
    IntProperty: Scalar.INTEGER,
    FloatProperty: Scalar.NUMBER,
    BooleanProperty: Scalar.BOOLEAN,
    DateTimeProperty: Scalar.DATETIME,
    DateProperty: Scalar.DATE,
    FileProperty: Scalar.BINARY,
    AnyProperty: Scalar.ANY,
}


class Shapes:
    """Finds the shape of the parser's properties.

    Parameters:
        models: All models the parser found, those that turn out to be plain maps included.
    """

    def __init__(self, models: Iterable[ModelProperty]) -> None:
        self._models: dict[str, ModelProperty] = {model.class_info.name: model for model in models}
        self._open_maps: list[str] = []

    def of(self, prop: PropertyProtocol) -> Shape:
        """Return the shape of a property.

        Raises:
            GenerationError: The templates know no such shape.
        """
        if type(prop) in _SCALARS:
            return _SCALARS[type(prop)]
        if isinstance(prop, EnumProperty) and prop.value_type is str:
            return EnumShape(prop.class_info.name, prop.class_info.module_name)
        if isinstance(prop, ListProperty):
            return ListShape(self.of(prop.inner_property))
        if isinstance(prop, ModelProperty):
            return self._of_object(prop)
        if isinstance(prop, UnionProperty):
            return self._of_union(prop)
        raise GenerationError(
            f"the templates have no place for {type(prop).__name__} ({prop.name.get_untrusted_value()})"
        )

    def _of_object(self, prop: ModelProperty) -> Shape:
        # The parser copies a model for each place that refers to it, often before the model's properties are known
        model = self._models[prop.class_info.name]
        if properties_of(model):
            return ModelShape(model.class_info.name, model.class_info.module_name)
        if model.additional_properties is None:
            return MapShape(Scalar.ANY)
        if model.class_info.name in self._open_maps:
            raise GenerationError(f"{model.class_info.name}: a map of itself has no type; give it properties")
        self._open_maps.append(model.class_info.name)
        shape = MapShape(self.of(model.additional_properties))
        self._open_maps.pop()
        return shape

    def _of_union(self, prop: UnionProperty) -> Shape:
        choices = [inner for inner in prop.inner_properties if not isinstance(inner, NoneProperty)]
        if len(choices) != 1 or len(prop.inner_properties) != 2:
            raise GenerationError(f"{prop.name.get_untrusted_value()}: a value is of one type, or of one type and null")
        return NullableShape(self.of(choices[0]))


def properties_of(model: ModelProperty) -> list[PropertyProtocol]:
    """Return the properties a model lists, the required ones first."""
    return [*(model.required_properties or ()), *(model.optional_properties or ())]


def classes_in(shape: Shape) -> Iterable[EnumShape | ModelShape]:
    """Yield the generated classes that a shape refers to."""
    match shape:
        case EnumShape() | ModelShape():
            yield shape
        case ListShape(inner) | MapShape(inner) | NullableShape(inner):
            yield from classes_in(inner)
        case Scalar():
            pass
