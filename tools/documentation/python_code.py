"""Examples in Python: the call of an operation, with values from the document's examples."""

from __future__ import annotations

import datetime
import subprocess
import sys

from openapi_python_client.strings import snake_case

from ..generator.yaml_file import Node, is_list, is_node
from .operations import Operation, Parameter
from .schemas import Schemas, enum_members, is_enum, is_model, python_name

LINE_LENGTH = 88  # what fits beside a site's navigation


class Example:
    """Writes the example of an operation.

    Parameters:
        operation: The operation.
        schemas: The schemas of the document.
    """

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        self._operation = operation
        self._schemas = schemas
        self._models: set[str] = set()
        self._uses_datetime = False

    def text(self) -> str:
        """Return a complete program, formatted."""
        operation = self._operation
        required = [parameter for parameter in operation.parameters if parameter.required]
        values = "".join(f"{parameter.name} = {self._value(parameter)}\n" for parameter in required)
        arguments = [parameter.name for parameter in required]
        if operation.http_method == "GET":  # what a write takes beside its body changes what happens
            arguments += [
                f"{parameter.name}={parameter.schema['example']!r}"
                for parameter in operation.parameters
                if not parameter.required and "example" in parameter.schema
            ]
        result = self._result_name()
        call = f"    {result} = codat.{operation.name}({', '.join(arguments)})\n    print({result})\n"
        return _formatted(f"{self._imports()}\n{values}\nwith Codat() as codat:\n{call}")

    def _value(self, parameter: Parameter) -> str:
        if parameter.is_body:
            return self._expression(self._operation.body_example, parameter.schema)
        return repr(parameter.schema.get("example", parameter.name))

    def _result_name(self) -> str:
        component = self._schemas.component(self._operation.result) if self._operation.result else None
        name = snake_case(component) if component else "content"
        taken = {parameter.name for parameter in self._operation.parameters}
        return f"{name}_read" if name in taken else name

    def _imports(self) -> str:
        lines = ["import datetime\n"] if self._uses_datetime else []
        lines.append("from codat_customers import Codat")
        if self._models:
            lines.append(f"from codat_customers.models import {', '.join(sorted(self._models))}")
        return "\n".join(lines) + "\n"

    def _expression(self, value: object, schema: Node) -> str:
        """Write JSON data as the Python that builds it."""
        if value is None:
            return "None"
        name = self._schemas.component(schema)
        resolved = self._schemas.resolved(schema)
        if name and is_enum(resolved):
            self._models.add(name)
            members = {value: member for member, value in enum_members(resolved).items()}
            return f"{name}.{members[str(value)]}" if value in members else f"{name}({value!r})"
        if name and is_model(resolved) and is_node(value):
            self._models.add(name)
            return f"{name}({', '.join(self._arguments(name, value))})"
        if is_list(value):
            return f"[{', '.join(self._expression(item, resolved['items']) for item in value)}]"
        if resolved.get("format") == "date-time":
            self._uses_datetime = True
            return repr(datetime.datetime.fromisoformat(str(value)))
        return repr(value)

    def _arguments(self, model: str, value: Node) -> list[str]:
        listed = {prop.key: prop.schema for prop in self._schemas.properties(model)}
        arguments = [
            f"{python_name(key)}={self._expression(value[key], schema)}"
            for key, schema in listed.items()
            if key in value
        ]
        others = {key: item for key, item in value.items() if key not in listed}
        return [*arguments, f"additional_properties={others!r}"] if others else arguments


def _formatted(code: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--line-length", str(LINE_LENGTH), "-"]
    return subprocess.run(ruff, input=code, capture_output=True, text=True, check=True).stdout
