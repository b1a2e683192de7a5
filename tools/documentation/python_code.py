"""Examples in Python: the call of an operation, with values from the document's examples."""

from __future__ import annotations

import datetime
import subprocess
import sys

from ..api.description import (
    Api,
    Body,
    EnumShape,
    ListShape,
    ModelShape,
    Operation,
    Parameter,
    Scalar,
    Shape,
    without_null,
)
from ..api.document import Node, is_list, is_node
from ..client_generator import snake_case
from .samples import argument, sample

LINE_LENGTH = 88  # what fits beside a site's navigation


class Example:
    """Writes the example of an operation.

    Parameters:
        operation: The operation.
        api: What the document describes.
    """

    def __init__(self, operation: Operation, api: Api) -> None:
        self._operation = operation
        self._api = api
        self._classes: set[str] = set()
        self._uses_datetime = False

    def text(self) -> str:
        """Return a complete program, formatted."""
        operation = self._operation
        values = {parameter.name: self._argument(parameter) for parameter in operation.parameters if parameter.required}
        arguments = [parameter.name for parameter in operation.located("path")]
        opened = ""
        if operation.body:
            values[operation.body.name] = self._body(operation.body)
            arguments.append(operation.body.name)
        if operation.upload:
            arguments.append(operation.upload.name)
            opened = f', open("attachment.pdf", "rb") as {operation.upload.name}'
        arguments += [f"{name}={name}" for name in values if name not in arguments]
        if operation.http_method == "GET":  # what a write takes beside its body changes what happens
            arguments += [
                f"{parameter.name}={self._argument(parameter)}"
                for parameter in operation.parameters
                if not parameter.required and not parameter.deprecated and parameter.example is not None
            ]
        assignments = "".join(f"{name} = {value}\n" for name, value in values.items())
        call = f"    codat.{operation.name}({', '.join(arguments)})\n"
        if operation.result is not None:
            result = self._result_name()
            call = f"    {result} = {call.strip()}\n    print({result})\n"
        return _formatted(f"{self._imports()}\n{assignments}\nwith Codat() as codat{opened}:\n{call}")

    def _argument(self, parameter: Parameter) -> str:
        return self._expression(argument(parameter, self._api), parameter.shape)

    def _body(self, body: Body) -> str:
        value = sample(body.name, body.shape, self._api) if body.example is None else body.example
        return self._expression(value, body.shape)

    def _result_name(self) -> str:
        result = self._operation.result
        name = snake_case(result.class_name) if isinstance(result, EnumShape | ModelShape) else "content"
        taken = {parameter.name for parameter in self._operation.parameters}
        taken |= {each.name for each in (self._operation.body, self._operation.upload) if each}
        return f"{name}_read" if name in taken else name

    def _imports(self) -> str:
        lines = ["import datetime\n"] if self._uses_datetime else []
        lines.append("from codat_customers import Codat")
        if self._classes:
            lines.append(f"from codat_customers.models import {', '.join(sorted(self._classes))}")
        return "\n".join(lines) + "\n"

    def _expression(self, value: object, shape: Shape) -> str:
        """Write JSON data as the Python that builds it."""
        if value is None:
            return "None"
        match without_null(shape):
            case EnumShape(name):
                self._classes.add(name)
                members = {text: member for member, text in self._api.enums[name].members.items()}
                return f"{name}.{members[str(value)]}" if value in members else f"{name}({value!r})"
            case ModelShape(name) if is_node(value):
                self._classes.add(name)
                return f"{name}({', '.join(self._arguments(name, value))})"
            case ListShape(item) if is_list(value):
                return f"[{', '.join(self._expression(each, item) for each in value)}]"
            case Scalar.DATETIME:
                self._uses_datetime = True
                return repr(datetime.datetime.fromisoformat(str(value)))
            case Scalar.DATE:
                self._uses_datetime = True
                return repr(datetime.date.fromisoformat(str(value)))
            case _:
                return repr(value)

    def _arguments(self, model: str, value: Node) -> list[str]:
        properties = {prop.key: prop for prop in self._api.models[model].properties}
        arguments = [
            f"{prop.name}={self._expression(value[key], prop.shape)}"
            for key, prop in properties.items()
            if key in value
        ]
        others = {key: item for key, item in value.items() if key not in properties}
        return [*arguments, f"additional_properties={others!r}"] if others else arguments


def _formatted(code: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--line-length", str(LINE_LENGTH), "-"]
    return subprocess.run(ruff, input=code, capture_output=True, text=True, check=True).stdout
