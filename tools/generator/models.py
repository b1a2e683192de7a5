"""Prepares the models and enums for the templates."""

from __future__ import annotations

from collections.abc import Iterable

from openapi_python_client.parser.properties import EnumProperty, ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from . import expressions
from .docstrings import docstring
from .errors import GenerationError
from .shapes import EnumShape, ModelShape, NullableShape, Scalar, Shape, Shapes, classes_in, properties_of
from .shortcuts import shortcuts
from .views import Enumeration, Field, Model

# What a model's module uses by itself, and what every model has
_RESERVED_CLASSES = frozenset({"Any", "BaseModel", "DecodeError", "Final", "OpenEnum", "Self", "Unset"})
_RESERVED_ATTRIBUTES = frozenset({"additional_properties", "from_dict", "to_dict"})


class Models:
    """Prepares the models of a document for the templates.

    Parameters:
        models: All models the parser found.
        shapes: Finds the shape of their properties.
    """

    def __init__(self, models: Iterable[ModelProperty], shapes: Shapes) -> None:
        self._shapes = shapes
        self._models: dict[str, ModelProperty] = {model.class_info.name: model for model in models}
        self._references: dict[str, set[str]] = {
            model.class_info.name: {found.class_name for prop in properties_of(model) for found in self._classes(prop)}
            for model in models
        }

    def describe(self, model: ModelProperty) -> Model:
        """Return what the model template needs.

        Raises:
            GenerationError: A name collides with one that every model has.
        """
        name = model.class_info.name
        _refuse_reserved(name)
        fields = [self._field(name, prop) for prop in properties_of(model)]
        imports: dict[str, str] = {}
        late_imports: dict[str, str] = {}
        for prop in properties_of(model):
            for found in self._classes(prop):
                in_cycle = isinstance(found, ModelShape) and name in self._reachable(found.class_name)
                (late_imports if in_cycle else imports)[found.class_name] = _import(found)
        late_imports.pop(name, None)
        return Model(
            name=name,
            base="DatedModel" if any(self._is_datetime(prop) for prop in properties_of(model)) else "BaseModel",
            docstring=docstring(
                _text(model) or name,
                indent=4,
                Attributes={prop.python_name: _described(prop) for prop in properties_of(model)},
            ),
            fields=fields,
            shortcuts=list(shortcuts(model, self._models, self._shapes)),
            imports=[imports[key] for key in sorted(imports)],
            late_imports=[late_imports[key] for key in sorted(late_imports)],
            enums=_enums(self._shapes.of(prop) for prop in properties_of(model)),
        )

    def describe_enum(self, enum: EnumProperty) -> Enumeration:
        """Return what the enum template needs.

        Raises:
            GenerationError: Its name collides with one that the generated module uses.
        """
        name = enum.class_info.name
        _refuse_reserved(name)
        return Enumeration(
            name=name,
            docstring=docstring(_text(enum) or name, indent=4),
            members={key: f'"{value}"' for key, value in enum.values.items()},
        )

    def _field(self, model_name: str, prop: PropertyProtocol) -> Field:
        if prop.python_name in _RESERVED_ATTRIBUTES:
            raise GenerationError(
                f"{model_name}: every model has its own {prop.python_name}; no property can be called so"
            )
        shape = self._shapes.of(prop)
        key = prop.name.get_untrusted_value()
        inner = shape.inner if isinstance(shape, NullableShape) else shape
        is_date = inner in (Scalar.DATETIME, Scalar.DATE)
        annotation = expressions.annotation(shape)
        return Field(
            name=prop.python_name,
            key=expressions.literal(key),
            # A required date may turn out unreadable, so it can be UNSET too
            annotation=annotation if prop.required and not is_date else f"{annotation} | Unset",
            required=prop.required,
            fetched=expressions.fetched_field(shape, prop.required),
            decoded=expressions.decoded_field(shape, prop.required),
            encoded=expressions.encoded(
                shape, expressions.literal(f"{model_name}.{prop.python_name}"), f"self.{prop.python_name}"
            ),
            always_sent=prop.required and not is_date,
        )

    def _is_datetime(self, prop: PropertyProtocol) -> bool:
        return self._shapes.of(prop) in (Scalar.DATETIME, NullableShape(Scalar.DATETIME))

    def _classes(self, prop: PropertyProtocol) -> Iterable[EnumShape | ModelShape]:
        return classes_in(self._shapes.of(prop))

    def _reachable(self, name: str) -> set[str]:
        found: set[str] = set()
        ahead = [name]
        while ahead:
            current = ahead.pop()
            if current not in found:
                found.add(current)
                ahead.extend(sorted(self._references.get(current, ())))
        return found


def _enums(shapes: Iterable[Shape]) -> list[EnumShape]:
    found = {shape.inner if isinstance(shape, NullableShape) else shape for shape in shapes}
    return sorted((shape for shape in found if isinstance(shape, EnumShape)), key=lambda enum: enum.module_name)


def _import(found: EnumShape | ModelShape) -> str:
    return f"from .{found.module_name} import {found.class_name}"


def _text(prop: PropertyProtocol) -> str:
    return prop.description.get_untrusted_value() if prop.description else ""


def _described(prop: PropertyProtocol) -> str:
    text = _text(prop)
    example = prop.example.get_untrusted_value() if prop.example else ""
    return f"{text} Example: ``{example}``." if example else text


def _refuse_reserved(name: str) -> None:
    if name in _RESERVED_CLASSES:
        raise GenerationError(f"the generated modules use the name {name} themselves; give the schema another one")
