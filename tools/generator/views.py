"""What the templates are told about models, enums, operations and resource classes.

Attributes whose text is an expression or a literal go into the generated code as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword
from typing import Final

from ..api.description import (
    Api,
    Body,
    Enumeration,
    EnumShape,
    ListShape,
    Model,
    ModelShape,
    Operation,
    Parameter,
    Property,
    Resource,
    Scalar,
    Shape,
    Shortcut,
    Upload,
    Webhook,
    classes_in,
    classes_of,
    without_null,
)
from ..api.names import error_name
from . import expressions
from .docstrings import docstring


class FieldView:
    """One property of a model.

    Attributes:
        name: Its name in Python.
        key: Its name in JSON, as a Python literal.
        annotation: Its type.
        required: Whether the caller must give it.
        default: What it is in Python where nobody gives it.
        absent: What ``value`` becomes where it is absent.
        undecoded: The test whether ``value`` must be decoded, or empty if it must in any case.
        decoded: The expression that decodes ``value``.
        encoded: The expression that encodes it.
        always_sent: Whether it cannot be UNSET.
    """

    def __init__(self, model: str, prop: Property) -> None:
        # A required date may turn out unreadable, so it can be UNSET too
        is_date = without_null(prop.shape) in (Scalar.DATETIME, Scalar.DATE)
        self.name = prop.name
        self.key = expressions.literal(prop.key)
        self.required = prop.required
        # With the type of its items, for type checkers; looked up late, as the classes may refer to each other
        empty = f"Factory(lambda: {expressions.annotation(prop.shape)}())"
        self.default = empty if prop.is_empty_by_default else "UNSET"
        self.absent = "[]" if prop.is_empty_by_default else "UNSET"
        self.always_sent = prop.is_empty_by_default or (prop.required and not is_date)
        self.annotation = expressions.annotation(prop.shape) + ("" if self.always_sent else " | Unset")
        self.undecoded = expressions.undecoded_field(prop.shape)
        self.decoded = expressions.decoded_field(prop.shape, prop.required, self.absent)
        place = expressions.literal(f"{model}.{prop.name}")
        self.encoded = expressions.encoded(prop.shape, place, f"self.{prop.name}")


class ShortcutView:
    """A read-only property that leads to a text deeper inside.

    Attributes:
        name: Its name.
        docstring: Its docstring.
        value: The expression for the text, or None if there is none.
    """

    def __init__(self, shortcut: Shortcut) -> None:
        self.name = shortcut.name
        self.docstring = docstring(shortcut.description, indent=8)
        self.value = _first_text(shortcut.path)


class ModelView:
    """One model class.

    Attributes:
        name: Its name.
        base: Its base class.
        docstring: Its docstring.
        fields: Its fields, the required ones first.
        shortcuts: Its shortcuts.
        imports: The classes that are imported first.
        late_imports: Those that refer back to it, and so are imported last.
        enums: The enums among its fields.
    """

    def __init__(self, api: Api, model: Model) -> None:
        properties = sorted(model.properties, key=lambda prop: not prop.required)
        self.name = model.shape.class_name
        self.base = (
            "DatedModel" if Scalar.DATETIME in (without_null(prop.shape) for prop in properties) else "BaseModel"
        )
        self.docstring = docstring(
            model.description or self.name,
            indent=4,
            Attributes={prop.name: _with_example(prop) for prop in properties},
        )
        self.fields = [FieldView(self.name, prop) for prop in properties]
        self.shortcuts = [ShortcutView(shortcut) for shortcut in model.shortcuts]
        used = sorted(_classes(model) - {model.shape}, key=lambda shape: shape.class_name)
        late = [shape for shape in used if self.name in _reachable(api, shape.class_name)]
        self.imports = [_import(shape) for shape in used if shape not in late]
        self.late_imports = [_import(shape) for shape in late]
        enums = {shape for prop in properties if isinstance(shape := without_null(prop.shape), EnumShape)}
        self.enums = sorted(enums, key=lambda shape: shape.module_name)


class EnumView:
    """One enum class.

    Attributes:
        name: Its name.
        docstring: Its docstring.
        members: The literals of its values, by the names of its members.
    """

    def __init__(self, enum: Enumeration) -> None:
        self.name = enum.shape.class_name
        self.docstring = docstring(enum.description or self.name, indent=4)
        self.members = {name: expressions.literal(value) for name, value in enum.members.items()}


class ArgumentView:
    """One argument of an operation.

    Attributes:
        name: Its name in Python.
        key: Its name on the wire, as a Python literal; that of a body in JSON is empty.
        annotation: Its type, without the None of an optional one.
        required: Whether the caller must give it.
        takes_uuid: Whether it may be a UUID as well as a string.
        takes_date: Whether it is a date.
        takes_list: Whether it has several values.
        deprecated: Whether giving it is worth a warning.
        checked: The expression that checks it and turns it into what is sent; that of a file is its name alone.
        description: Its text for docstrings.
    """

    def __init__(self, argument: Parameter | Body | Upload) -> None:
        self.name = self.checked = argument.name
        self.description = argument.description
        self.key, self.required, self.takes_uuid, self.deprecated = "", True, False, False
        self.takes_list = self.takes_date = False
        if isinstance(argument, Upload):
            self.key, self.annotation = expressions.literal(argument.key), "bytes | BinaryIO"
            return
        self.annotation = expressions.annotation(argument.shape, "builtins.")
        self.takes_list = isinstance(argument.shape, ListShape)
        self.takes_date = "datetime." in self.annotation
        if isinstance(argument, Parameter):
            self.key, self.required = expressions.literal(argument.key), argument.required
            self.takes_uuid, self.deprecated = argument.takes_uuid, argument.deprecated
            self.annotation += " | UUID" if argument.takes_uuid else ""
            self.checked = _checked(argument)
        else:
            self.annotation += " | Mapping[str, object]"
            self.checked = (
                f"encoding.body({argument.shape.class_name}, {expressions.literal(argument.name)}, {argument.name})"
            )

    @property
    def declared(self) -> str:
        """Its type, with the None of an optional one."""
        return self.annotation if self.required else f"{self.annotation} | None"


class OperationView:
    """One operation.

    Attributes:
        module: The module that describes and decodes it.
        method: The method of the resource class.
        stream: The method that hands out a binary body while it arrives; empty where the body is not binary.
        full_name: How users call it, such as ``customers.list``.
        http_method: The HTTP method in capitals.
        deprecated: Whether a call is worth a warning.
        accept: The media type wanted, as a Python literal.
        path: The expression for its path.
        route: Its path as the document has it, as a Python literal.
        path_parameters: In the order of the path.
        body: Its body, if it takes one in JSON.
        upload: The file that is its body, if it takes one.
        query: Its query parameters.
        headers: Its header parameters.
        positional: The arguments that may be given by position.
        keywords: The arguments that must be given by name, the required ones first.
        result: The type of what it returns.
        method_result: The same within the resource class, which may have a method called ``list``.
        returns: What it returns, in words.
        decoded: The expression that decodes ``response``.
        imports: The generated classes it uses, as names in ``models`` with their modules.
        pages: How the list is read as a whole, if it is one in pages.
        save: How the result is saved as a file, if it is one.
        wait: How the end of a write is waited for, if the result is the state of one.
    """

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self.module = operation.module
        self.method = operation.method
        self.stream = operation.stream
        self.full_name = operation.name
        self.http_method = operation.http_method
        self.deprecated = operation.deprecated
        self.accept = expressions.literal(operation.accept)
        self.path = _path(operation)
        self.route = expressions.literal(operation.path)
        self.path_parameters = [ArgumentView(parameter) for parameter in operation.located("path")]
        self.query = [ArgumentView(parameter) for parameter in operation.located("query")]
        self.headers = [ArgumentView(parameter) for parameter in operation.located("header")]
        self.body = ArgumentView(operation.body) if operation.body else None
        self.upload = ArgumentView(operation.upload) if operation.upload else None
        self.positional = [*self.path_parameters, *(each for each in (self.body, self.upload) if each)]
        self.keywords = sorted([*self.query, *self.headers], key=lambda argument: not argument.required)
        self.keywords += [ArgumentView(parameter) for parameter in operation.located("part")]
        self.result = "None" if operation.result is None else expressions.annotation(operation.result)
        self.method_result = (
            "None" if operation.result is None else expressions.annotation(operation.result, "builtins.")
        )
        self.returns = operation.result_description
        self.decoded = _decoded(operation)
        self.imports = sorted((shape.module_name, shape.class_name) for shape in classes_of(operation))
        self.pages = operation.pages
        self.save = operation.save
        self.wait = operation.wait

    @property
    def takes_uuid(self) -> bool:
        """Whether one of the arguments may be a UUID."""
        return any(argument.takes_uuid for argument in self.keywords)

    @property
    def returns_any(self) -> bool:
        """Whether its result, or something in it, may be any JSON data."""
        return re.search(r"\bAny\b", self.result) is not None

    @property
    def warns(self) -> bool:
        """Whether the operation or one of its optional arguments is deprecated."""
        return self.deprecated or any(argument.deprecated for argument in self.keywords)

    @property
    def signature(self) -> str:
        """The parameters of the function that describes the request."""
        parts = [f"{argument.name}: {argument.annotation}" for argument in self.positional]
        parts += ["*"] if self.keywords else []
        parts += [
            f"{argument.name}: {argument.declared}{'' if argument.required else ' = None'}"
            for argument in self.keywords
        ]
        return "".join(f"{part}, " for part in parts)

    @property
    def arguments(self) -> str:
        """How a method hands its parameters on."""
        passed = [argument.name for argument in self.positional]
        return ", ".join([*passed, *(f"{argument.name}={argument.name}" for argument in self.keywords)])

    def request_docstring(self) -> str:
        """Return the docstring of the function that describes the request."""
        return docstring(
            f"Describe the request of ``{self.full_name}``; nothing is sent",
            indent=4,
            Parameters=self._documented,
            Raises=_ARGUMENT_ERRORS,
        )

    def method_docstring(self, returns: str) -> str:
        """Return the docstring of a method.

        Parameters:
            returns: What the method returns.
        """
        return docstring(
            self._operation.summary or self.method,
            self._operation.description,
            indent=8,
            Parameters={**self._documented, **_OPTION_TEXTS},
            Returns={"": returns},
            Raises={**_ARGUMENT_ERRORS, **(_UPLOAD_ERRORS if self.upload else {}), **self._call_errors},
        )

    @property
    def filters(self) -> list[ArgumentView]:
        """The keywords of a list in pages, but for the page and its size."""
        return [argument for argument in self.keywords if argument.name not in ("page", "page_size")]

    def iterate_docstring(self, *paragraphs: str) -> str:
        """Return the docstring of the method that yields the records.

        Parameters:
            paragraphs: What is to be said besides.
        """
        return docstring(
            "Yield every record of the list, in the service's order and in constant memory.",
            "It goes on for as long as a page links to a next one, or fewer records have come than the service "
            "promises. A list that changes meanwhile can lose or repeat some where one page ends and the next begins; "
            f"``{self.pages.pages if self.pages else ''}`` shows how many came of how many, and the logger "
            "``codat_customers`` warns if it is fewer.",
            *paragraphs,
            indent=8,
            Parameters={**_documented([*self.positional, *self.filters]), **_PAGES_TEXTS, **_OPTION_TEXTS},
            Raises={**_AT_ONCE, **_PAGES_ERRORS},
        )

    def pages_docstring(self) -> str:
        """Return the docstring of the method that yields the pages."""
        return docstring(
            f"Yield the pages that ``{self.pages.iterate if self.pages else ''}`` takes its records from; parameters "
            "and errors are the same.",
            "The last page's ``total_results`` is what the service promised in the end: when the ``results`` of all "
            "pages together, read from the first, are fewer, the list has changed meanwhile, or the service left some "
            "out.",
            indent=8,
        )

    def save_docstring(self, *paragraphs: str) -> str:
        """Return the docstring of the method that saves a file.

        Parameters:
            paragraphs: What is to be said besides.
        """
        return docstring(
            "Save the file, whatever its size, in little memory. A file on disk appears when it is complete.",
            "A download that breaks off goes on where it stopped if the service can do that, else from its start, "
            "within the limits of ``retries``.",
            "Until then it grows beside its target, hidden, as ``.codat-customers-*.part``. A process that is killed "
            "leaves it there; the next download into that folder removes it, unless it is locked because somebody is "
            "writing it. What other machines left goes after a week; on Windows, and where files cannot be locked, it "
            "stays.",
            *paragraphs,
            indent=8,
            Parameters={**_documented(self.positional), **_SAVE_TEXTS, **_OPTION_TEXTS},
            Returns={"": "The path of the file, or None for a file object."},
            Raises={**_SAVE_ERRORS, **self._call_errors},
        )

    def wait_docstring(self, prefix: str) -> str:
        """Return the docstring of the method that waits for the end of a write.

        Parameters:
            prefix: Of the class, ``Async`` or nothing.
        """
        notified = {f"notified ({prefix}Notification | None)": _NOTIFIED_TEXTS[prefix]}
        options = {name: text for name, text in _OPTION_TEXTS.items() if not name.startswith("timeout")}
        return docstring(
            "Wait until a write is no longer pending.",
            indent=8,
            Parameters={f"operation ({self.result})": _WAITED_FOR, **_WAIT_TEXTS, **notified, **options},
            Returns={"": "The operation with its final status, which may be one that is not known yet."},
            Raises=_WAIT_ERRORS,
        )

    @property
    def _call_errors(self) -> dict[str, str]:
        by_name: dict[str, list[str]] = {}
        for status in self._operation.errors:
            by_name.setdefault(error_name(status), []).append(status)
        answers = ", ".join(f"{name} ({', '.join(statuses)})" for name, statuses in by_name.items())
        return {
            "SDKError": f"The call failed: {answers}; APIConnectionError or APITimeoutError without a whole answer; "
            "ResponseDecodeError. A plain ``Client`` raises its own errors instead."
        }

    @property
    def _documented(self) -> dict[str, str]:
        return _documented([*self.positional, *self.keywords])


_ARGUMENT_ERRORS: Final = {
    "TypeError": "An argument has the wrong type; nothing was sent.",
    "ValueError": "An argument is not allowed; nothing was sent.",
}
_OPTION_TEXTS: Final = {
    "retries (RetryConfig | None)": "How to retry this call; None for a single try, by default as the client does.",
    "timeout (float | httpx.Timeout | None)": (
        "Time-out of each try in seconds; None for no limit, by default that of the client."
    ),
    "headers (Mapping[str, str] | None)": "Headers to add or to override.",
}
_AT_ONCE: Final = {
    "TypeError": "An argument has the wrong type; raised at once.",
    "ValueError": "An argument is not allowed; raised at once.",
}
_PAGES_TEXTS: Final = {
    "page_size (int)": "How many records to ask for at a time, until the service names another size.",
    "concurrency (int)": "How many pages to fetch, and to hold in memory, at a time: 1 to 10, the service's limit.",
    "start_page (int)": "The number of the first page to read.",
}
_PAGES_ERRORS: Final = {
    "ResponseDecodeError": (
        "The pages lead nowhere: 20 in a row were empty though more is promised, 1,000 came after all that is "
        "promised, or one came again in place of the next."
    ),
    "SDKError": "A page could not be read; raised in its place, after all records before it.",
}
_SAVE_TEXTS: Final = {
    "path_or_file (str | PathLike[str] | BinaryIO)": (
        "A file to write or to replace, links followed as by ``open``; a folder, where the file gets its own name, "
        "made safe; or a file object open for writing bytes, which must be seekable if the download is to be retried, "
        "and keeps what had arrived if it fails."
    ),
    "progress (Callable[[int, int | None], object] | None)": (
        "Called with the bytes received so far (fewer again if the download starts anew), and with the bytes in all "
        "or None if that is not known."
    ),
    "overwrite (bool)": "Whether a file that is in the folder already may be replaced.",
}
_SAVE_ERRORS: Final = {
    "FileExistsError": "There is such a file in the folder, and ``overwrite`` is False.",
    "OSError": (
        "The file cannot be written. Of a path that cannot be right, such as a loop of symbolic links, it is raised "
        "before anything is sent."
    ),
    "ValueError": "The file object is closed, or not open for writing; nothing was sent.",
    "TypeError": "It is neither a path nor a file object for bytes; nothing was sent.",
}
_UPLOAD_ERRORS: Final = {
    "OSError": "The file object cannot be read, or has become shorter while it was sent; there is no further try."
}
_WAITED_FOR: Final = "What a write returned. One that has ended already costs no request."
_WAIT_TEXTS: Final = {
    "timeout (float | None)": (
        "Seconds to wait in all, or None for as long as it takes. The last question is asked when they have passed, "
        "and has one second more."
    ),
    "poll_interval (float)": "Seconds before the first question; they grow by half each time, to 30 s.",
    "raise_on_failure (bool)": "Whether the statuses Failed and TimedOut are errors.",
}
_NOTIFIED: Final = (
    "which the receiver of webhooks sets when it hears of the end: then the question is asked at once, and if that was "
    "too early, again from the first interval on. If nothing comes, it is asked as ever."
)
_NOTIFIED_TEXTS: Final = {
    "": f"An event such as a threading.Event, {_NOTIFIED}",
    "Async": f"An event of asyncio, trio or anyio, {_NOTIFIED}",
}
_WAIT_ERRORS: Final = {
    "PushOperationError": "The write failed; the message holds the validation messages.",
    "APITimeoutError": (
        "The write was still pending, as far as is known, when the time was up, or would have been before the service "
        "could be asked again; ``.operation`` is its last state, and the cause the error of the last question, if it "
        "failed."
    ),
    "ResponseDecodeError": "The service gave the write ids that cannot be asked for; ``.operation`` holds them.",
    "SDKError": "The service could not be asked, and it is not for want of time.",
}


def _documented(arguments: list[ArgumentView]) -> dict[str, str]:
    return {
        f"{argument.name} ({argument.declared.replace('builtins.', '')})": argument.description
        for argument in arguments
    }


class ResourceView:
    """The operations of one tag.

    Attributes:
        name: The name of the class.
        operations: In the order of the document.
        imports: The generated classes in their signatures.
        uses_builtins: Whether a type is written with the module ``builtins``.
        takes_uuid: Whether an argument of one of the operations may be a UUID.
        takes_date: Whether one is a date.
        uploads: Whether one of the operations takes a file.
        returns_any: Whether a result may be any JSON data.
        streams: Whether one of the operations hands out a body while it arrives.
        is_more_than_calls: Whether there are methods that make several calls.
    """

    def __init__(self, resource: Resource) -> None:
        self.name = resource.class_name
        self._description = resource.description
        self.operations = [OperationView(operation) for operation in resource.operations]
        self.imports = sorted({found for operation in self.operations for found in operation.imports})
        self.uses_builtins = any("builtins." in each.method_result + each.signature for each in self.operations)
        self.takes_uuid = any(operation.takes_uuid for operation in self.operations)
        self.takes_date = any(argument.takes_date for operation in self.operations for argument in operation.keywords)
        self.uploads = any(operation.upload for operation in self.operations)
        self.returns_any = any(operation.returns_any for operation in self.operations)
        self.streams = any(operation.stream for operation in self.operations)
        self.is_more_than_calls = any(each.pages or each.save or each.wait for each in self.operations)

    def property_docstring(self) -> str:
        """Return the docstring of the property that leads to it."""
        return docstring(self._description, indent=8)

    def class_docstring(self) -> str:
        """Return the docstring of the class."""
        return docstring(
            self._description,
            indent=4,
            Parameters={"sender": "Carries out the requests."},
            Attributes={
                "with_raw_response": "The same operations, answering with the status, headers and bytes as well."
            },
        )


class WebhooksView:
    """The events that the service sends.

    Attributes:
        models: The names of all their classes, in the order of the document.
        listed: The names of the classes by the eventTypes that the document lists, as Python literals.
        other: The name of the class for any other eventType.
    """

    def __init__(self, webhooks: list[Webhook]) -> None:
        by_event_type = {webhook.event_type: webhook.model.class_name for webhook in webhooks}
        self.models = list(dict.fromkeys(by_event_type.values()))
        self.other = by_event_type.pop("*")
        self.listed = {expressions.literal(event_type): model for event_type, model in by_event_type.items()}


class QueryableView:
    """The fields by which lists can be narrowed. Those that are dates in one list and text in another are left out.

    Attributes:
        fields: Their classes, by the literals of their names.
        by_class: For each class, the type of their names.
        names: The type of the name of any.
        classes: The type of any.
        conditions: The types of their values, by those of their names that can be the name of an argument.
    """

    def __init__(self, api: Api) -> None:
        found: dict[str, set[str]] = {}
        for operation in api.operations:
            if operation.pages and any(parameter.key == _QUERY for parameter in operation.located("query")):
                for key, kind in _queryable(api, operation.pages.record, ()):
                    found.setdefault(key, set()).add(kind)
        fields = {key: kinds.pop() for key, kinds in found.items() if len(kinds) == 1}
        self.fields = {expressions.literal(key): kind for key, kind in fields.items()}
        self.by_class = {
            kind: f"Literal[{', '.join(name for name, each in self.fields.items() if each == kind)}]"
            for kind in sorted(set(fields.values()))
        }
        self.names = "str" if len(self.by_class) > 1 else next(iter(self.by_class.values()), "")
        self.classes = " | ".join(self.by_class)
        self.conditions = {
            key: _VALUES[kind] for key, kind in fields.items() if key.isidentifier() and not iskeyword(key)
        }


_QUERY: Final = "query"
_FIELD_CLASSES: Final = {
    Scalar.STRING: "TextField",
    Scalar.INTEGER: "IntegerField",
    Scalar.NUMBER: "NumberField",
    Scalar.BOOLEAN: "BooleanField",
    Scalar.DATETIME: "DateField",
    Scalar.DATE: "DateField",
}
_VALUES: Final = {
    "TextField": "Text",
    "IntegerField": "int",
    "NumberField": "Number",
    "BooleanField": "bool",
    "DateField": "datetime.date",
}


def _queryable(api: Api, record: ModelShape, above: tuple[ModelShape, ...]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record that a query reaches, with their classes: none in arrays, nor what is deprecated."""
    for prop in api.models[record.class_name].properties:
        shape = without_null(prop.shape)
        if prop.deprecated or shape in (record, *above):
            continue
        if isinstance(shape, ModelShape):
            yield from ((f"{prop.key}.{key}", kind) for key, kind in _queryable(api, shape, (record, *above)))
        elif isinstance(shape, EnumShape):
            yield prop.key, "TextField"
        elif isinstance(shape, Scalar) and shape in _FIELD_CLASSES:
            yield prop.key, _FIELD_CLASSES[shape]


_BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
}
_CHECKS: Final = {
    Scalar.STRING: "string",
    Scalar.INTEGER: "integer",
    Scalar.NUMBER: "number",
    Scalar.BOOLEAN: "boolean",
    Scalar.DATE: "date",
}


def _checked(parameter: Parameter) -> str:
    place = expressions.literal(parameter.name)
    if parameter.location == "path":
        return f"parameters.path_segment({place}, {parameter.name})"
    if isinstance(parameter.shape, ListShape):
        each = _checked_value(parameter, parameter.shape.item, "place, item")
        values = f"encoding.list_of(lambda place, item: {each}, {place}, {parameter.name})"
        return f"parameters.not_empty({place}, {values})"
    expression = _checked_value(parameter, parameter.shape, f"{place}, {parameter.name}")
    return f"parameters.header_value({place}, {expression})" if parameter.location == "header" else expression


def _checked_value(parameter: Parameter, shape: Shape, argument: str) -> str:
    if isinstance(shape, EnumShape):
        return f"parameters.enum({argument}, {shape.class_name})"
    check = "uuid" if parameter.takes_uuid else next(name for scalar, name in _CHECKS.items() if scalar is shape)
    bounds = "".join(f", {_BOUNDS[key]}={expressions.literal(value)}" for key, value in parameter.bounds.items())
    return f"parameters.{check}({argument}{bounds})"


def _path(operation: Operation) -> str:
    path, parameters = operation.path, operation.located("path")
    for parameter in parameters:
        path = path.replace(f"{{{parameter.key}}}", f"{{{parameter.name}}}")
    return f"f{expressions.literal(path)}" if parameters else expressions.literal(path)


def _decoded(operation: Operation) -> str:
    result = operation.result
    if result is None:
        return "None"
    if result is Scalar.BINARY:
        return "response.content"
    body = "page_body" if operation.pages else "json_body"
    return f"decoding.{body}({expressions.decoder(result)}, response.content)"


def _with_example(prop: Property) -> str:
    if prop.is_empty_by_default:
        return f"{prop.description} Empty where it is absent."
    return f"{prop.description} Example: ``{prop.example}``." if prop.example is not None else prop.description


def _first_text(path: list[Property]) -> str:
    """Write the expression for the first text at the end of a path, through objects and arrays of them."""
    clauses: list[str] = []
    owner = "self"
    *through, last = path
    for step in through:
        if isinstance(without_null(step.shape), ListShape):
            item = f"item{len(clauses) or ''}"
            clauses.append(f"for {item} in {owner}.{step.name} or ()")
            owner = item
        else:
            owner = f"{owner}.{step.name}"
            clauses.append(f"if {owner}")
    return f"next(({owner}.{last.name} {' '.join(clauses)} if {owner}.{last.name}), None)"


def _classes(model: Model) -> set[EnumShape | ModelShape]:
    return {found for prop in model.properties for found in classes_in(prop.shape)}


def _reachable(api: Api, name: str) -> set[str]:
    """Return the names of the models that a class refers to, directly or through others, and its own."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        current = ahead.pop()
        if current not in found and current in api.models:
            found.add(current)
            ahead += [shape.class_name for shape in _classes(api.models[current])]
    return found


def _import(shape: EnumShape | ModelShape) -> str:
    return f"from .{shape.module_name} import {shape.class_name}"
