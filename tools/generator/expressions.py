"""Python expressions for the generated code: types, and how a value of each shape is decoded and encoded.

Decoding and encoding lean on the generated modules ``decoding``, ``encoding`` and ``dates``.
"""

from __future__ import annotations

from ..api.description import EnumShape, ListShape, MapShape, ModelShape, NullableShape, Scalar, Shape, without_null

_FUNCTIONS = {
    Scalar.STRING: "string",
    Scalar.INTEGER: "integer",
    Scalar.NUMBER: "number",
    Scalar.BOOLEAN: "boolean",
    Scalar.ANY: "anything",
}

# Tests that what json.loads gives for nearly every value of the type fails, in place to spare a call
_UNUSUAL = {
    Scalar.STRING: "type(value) is not str",
    Scalar.INTEGER: "type(value) is not int",
    Scalar.NUMBER: "type(value) is not float",
    Scalar.BOOLEAN: "type(value) is not bool",
}


def annotation(shape: Shape, builtins: str = "") -> str:
    """Return the type of a value as the generated code writes it.

    Parameters:
        shape: The shape of the value.
        builtins: What stands before ``list`` and ``dict``, such as ``builtins.``.
    """
    match shape:
        case Scalar():
            return shape.value
        case EnumShape() | ModelShape():
            return shape.class_name
        case ListShape(item):
            return f"{builtins}list[{annotation(item, builtins)}]"
        case MapShape(value):
            return f"{builtins}dict[str, {annotation(value, builtins)}]"
        case NullableShape(inner):
            return f"{annotation(inner, builtins)} | None"


def decoder(shape: Shape) -> str:
    """Return an expression for a function that decodes a JSON value of this shape."""
    match shape:
        case Scalar():
            return f"decoding.{_FUNCTIONS[shape]}"
        case EnumShape():
            return f"{shape.class_name}.from_json"
        case ModelShape():
            return f"{shape.class_name}.from_dict"
        case MapShape(Scalar.ANY):
            return "decoding.json_object"
        case _:
            return f"lambda item: {decoded(shape, 'item')}"


def decoded(shape: Shape, value: str) -> str:
    """Return an expression for the decoded form of the JSON value in a variable."""
    match shape:
        case Scalar.ANY:
            return value
        case Scalar.DATETIME:
            return f"self._read_datetime(key, {value})"
        case Scalar.DATE:
            return f"dates.read_date(self, key, {value})"
        case ListShape(item):
            return f"decoding.list_of({decoder(item)}, {value})"
        case MapShape(item) if item is not Scalar.ANY:
            return f"decoding.map_of({decoder(item)}, {value})"
        case NullableShape(inner):
            return f"None if {value} is None else {decoded(inner, value)}"
        case _:
            return f"{decoder(shape)}({value})"


def decoded_field(shape: Shape, required: bool, absent: str) -> str:
    """Return an expression for a model's field, given the JSON value in the variable ``value``.

    Null and absent mean the same in an optional field that is not nullable.

    Parameters:
        shape: The shape of the field.
        required: Whether it is always there.
        absent: An expression for what it is where it is absent.
    """
    match without_null(shape):
        case Scalar.ANY:
            return "decoding.anything(value)" if required else "value"
        case EnumShape(module_name=module) as inner:
            expression = f"type(value) is str and _{module}(value) or {decoded(inner, 'value')}"
        case inner:
            expression = decoded(inner, "value")
    return (
        expression if required or isinstance(shape, NullableShape) else f"{absent} if value is None else {expression}"
    )


def undecoded_field(shape: Shape) -> str:
    """Return a test of the variable ``value``, which is no UNSET: whether decoded_field would change it, or refuse it.

    It is empty for a test that is not worth while.
    """
    inner, tests = without_null(shape), list[str]()
    if isinstance(inner, Scalar) and inner in _UNUSUAL:
        tests.append(_UNUSUAL[inner])
    if isinstance(shape, NullableShape) and inner is not Scalar.ANY:
        tests.append("value is not None")
    return " and ".join(tests)


def encoder(shape: Shape) -> str:
    """Return an expression for a function of a place and a Python value that encodes a value of this shape."""
    match shape:
        case Scalar.DATE:
            return "dates.write_date"
        case Scalar():
            return f"encoding.{_FUNCTIONS[shape]}"
        case EnumShape():
            return "encoding.string"
        case MapShape(Scalar.ANY):
            return "encoding.json_object"
        case _:
            return f"lambda place, item: {encoded(shape, 'place', 'item')}"


def encoded(shape: Shape, place: str, value: str) -> str:
    """Return an expression for the JSON form of a Python value.

    Parameters:
        shape: The shape of the value.
        place: An expression for what a message calls the value.
        value: An expression for the value.
    """
    match shape:
        case Scalar.ANY:
            return value
        case ModelShape():
            return f"encoding.model({shape.class_name}, {place}, {value})"
        case ListShape(ModelShape(class_name)):
            return f"encoding.models({class_name}, {place}, {value})"
        case ListShape(item):
            return f"encoding.list_of({encoder(item)}, {place}, {value})"
        case MapShape(item) if item is not Scalar.ANY:
            return f"encoding.map_of({encoder(item)}, {place}, {value})"
        case Scalar.DATETIME:
            return f"self._write_datetime({place}, {value})"
        case NullableShape(inner):
            return f"None if {value} is None else {encoded(inner, place, value)}"
        case _:
            return f"{encoder(shape)}({place}, {value})"


def literal(value: object) -> str:
    """Return a Python literal for a string, number or boolean of the document."""
    if not isinstance(value, str):
        return repr(value)
    escaped = value.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'
