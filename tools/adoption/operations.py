"""Operations of a foreign document in the words of the subset."""

from __future__ import annotations

import re
from typing import Final

from ..api.document import COMPONENT, JSON, MULTIPART, Document, Located, Node, OperationNode, json_schema, pointer
from ..api.names import NAME_EXTENSION, can_be_method, method_name
from ..client_generator import class_name, python_name, snake_case
from .schemas import PAGE_KEYS, Note, SchemaRewriter, without_null

_BINARY: Final[Node] = {"type": "string", "format": "binary"}
_PARAMETER_WORDS: Final = ("type", "format", "minimum", "maximum", "minLength", "maxLength", "items", "example")


class OperationRewriter:
    """Rewrites operations, and collects the parameters that they share.

    Parameters:
        ours: The document that they are to stand in.
        theirs: The one that they come of.
        schemas: Rewrites their schemas.
    """

    def __init__(self, ours: Document, theirs: Document, schemas: SchemaRewriter) -> None:
        self._document = ours
        self._ours = list(ours.operations())
        self._theirs = list(theirs.operations())
        self._paths = {operation.route[1]: operation.path for operation in self._ours}
        self._schemas = schemas
        self._parameters: dict[str, Node] = dict(ours.raw.get("components", {}).get("parameters", {}))
        self._methods = {(python_name(each.tag), _method(each)) for each in self._ours}
        self._our_errors = _our_errors(self._ours)
        self.parameters: dict[str, Node] = {}
        self.notes: list[Note] = []

    def path(self, operation: OperationNode) -> str:
        """Return the path of an operation; one that we have is written as ours is, whatever its names in braces."""
        return self._paths.get(operation.route[1], operation.path)

    def refusal(self, operation: OperationNode) -> str:
        """Say why an operation cannot be taken over; nothing if it can."""
        if not operation.tag:
            return "it has no tag, which names its class"
        content: Node = operation.body.node.get("content", {}) if operation.body else {}
        media = content.get(JSON)
        if media and not self._schemas.theirs.flat(media.get("schema", {})).node.get("properties"):
            return "its body is no object with properties, which name its fields"
        if operation.body and not media and MULTIPART not in content:
            return f"its body is {', '.join(content) or 'nothing'}, and neither JSON nor a file in a form"
        return ""

    def operation(self, operation: OperationNode) -> Node:
        """Return an operation as it is to stand in our document."""
        node, name = operation.node, operation.operation_id
        result: Node = {"operationId": name}
        success = self._success(operation)
        result |= self._extensions(operation, success)
        result["tags"] = [operation.tag]
        result |= {key: node[key] for key in ("summary", "description", "deprecated") if node.get(key)}
        if "security" in self._ours[0].node:
            result["security"] = self._ours[0].node["security"]
        ids = dict(zip(_ids(operation.path), _ids(self.path(operation)), strict=True))
        inherited = self._inherited(self.path(operation))
        parameters = [self._parameter(node, ids) for node in _parameters(operation) if _key(node, ids) not in inherited]
        parameters += self._shared_headers(operation, parameters)
        if parameters:
            result["parameters"] = parameters
        if operation.body:
            result["requestBody"] = self._body(operation, operation.body.node)
        result["responses"] = {**success, **self._errors(operation)}
        return result

    # Names, and what takes several calls

    def _extensions(self, operation: OperationNode, success: Node) -> Node:
        found: Node = {}
        tag, name = python_name(operation.tag), operation.operation_id
        method = method_name(name, operation.tag)
        if (tag, method) in self._methods or not can_be_method(method):
            method = found[NAME_EXTENSION] = snake_case(name)
            self._note("two methods need two names", operation, f"it is called {method}")
        self._methods.add((tag, method))
        content = next(iter(success.values())).get("content", {})
        record = self._record(operation, content)
        if record:
            found["x-pages"] = record
            self._note("a list in pages is read as a whole", operation, f"x-pages: {record}")
        if content and JSON not in content and (named_by := self._named_by(operation)):
            found["x-download"] = named_by
            self._note("a file is saved under its own name", operation, f"x-download: {named_by}")
        return found

    def _record(self, operation: OperationNode, content: Node) -> str:
        """Return what tells the records of a page apart; empty where there are no pages."""
        queries = {each.node["name"] for each in operation.parameters if each.node["in"] == "query"}
        page = self._schemas.shown(json_schema({"content": content}))
        always_there = {"results", *page.get("required", ())}
        if not {"page", "pageSize"} <= queries or not page.get("properties", {}).keys() & always_there >= PAGE_KEYS:
            return ""
        record = self._schemas.shown(self._schemas.shown(page["properties"]["results"]).get("items", {}))
        return "id" if "id" in record.get("properties", {}) else ""

    def _named_by(self, operation: OperationNode) -> str:
        """Return the operation that takes the same ids and answers with something that has a name."""
        for other in self._theirs:
            if other.tag == operation.tag and other.method == "get" and _ids(other.path) == _ids(operation.path):
                for response in other.responses.values():
                    if "name" in self._schemas.theirs.flat(json_schema(response.node)).node.get("properties", {}):
                        return other.operation_id
        return ""

    # Parameters

    def _inherited(self, path: str) -> set[tuple[str, str]]:
        """Return the parameters that our document has for all operations of a path."""
        places = self._document.raw["paths"].get(path, {}).get("parameters", ())
        nodes = [self._document.resolve(Located(node, "")).node for node in places]
        return {(node["name"], node["in"]) for node in nodes}

    def _parameter(self, node: Node, ids: dict[str, str]) -> Node:
        name, _ = _key(node, ids)
        for key, ours in {**self._parameters, **self.parameters}.items():
            if (ours["name"], ours["in"]) == (name, node["in"]):
                return {"$ref": f"#/components/parameters/{key}"}
        key = name if name not in {**self._parameters, **self.parameters} else f"{name}-{node['in']}"
        place = pointer("components", "parameters", key)
        parameter: Node = {"name": name, "in": node["in"]}
        if node.get("required"):
            parameter["required"] = True
        schema = self._parameter_schema(node.get("schema", {}), node["in"], f"{place}/schema", class_name(name))
        if node.get("deprecated"):
            parameter["deprecated"] = True
        # Where a parameter of ours has its words
        words = {key: node[key] for key in ("description", "example") if node.get(key)}
        parameter["schema"] = {**schema, **words}
        self.parameters[key] = parameter
        return {"$ref": f"#/components/parameters/{key}"}

    def _parameter_schema(self, node: Node, location: str, place: str, name: str) -> Node:
        schema = self._schemas.in_place(node, place, name)
        schema = without_null(schema)
        if "$ref" in schema:
            return {"$ref": schema["$ref"]}
        kind = schema.get("type", "string")
        if location == "path" and kind != "string":
            self._note_at("ids in the path are plain strings", place, f"it was of type {kind}")
            return {"type": "string"}
        kept: Node = {key: schema[key] for key in ("description", *_PARAMETER_WORDS) if key in schema}
        if kept.keys() < schema.keys():
            self._note_at("the client does not check it", place, f"without {', '.join(schema.keys() - kept.keys())}")
        return {**kept, "type": kind}

    def _shared_headers(self, operation: OperationNode, present: list[Node]) -> list[Node]:
        """Return the headers that all our operations of the same method take, such as an idempotency key."""
        ours = [each for each in self._ours if each.method == operation.method]
        references = [{each["$ref"] for each in other.node.get("parameters", ()) if "$ref" in each} for other in ours]
        shared = set[str].intersection(*references) if references else set[str]()
        headers = [
            {"$ref": reference}
            for reference in sorted(shared)
            if self._parameters.get(reference.rpartition("/")[2], {}).get("in") == "header"
        ]
        return [header for header in headers if header not in present]

    # Bodies and responses

    def _body(self, operation: OperationNode, node: Node) -> Node:
        result: Node = {"description": node["description"]} if node.get("description") else {}
        result["required"] = True
        if not node.get("required"):
            self._note("a call without its body has no method", operation, "the body is required")
        content: Node = node["content"]
        if JSON not in content:
            part = self._part(content[MULTIPART].get("schema", {}))
            self._note("an upload is one file", operation, f"its part is called {part}; correct it if it is not")
            schema: Node = {"type": "object", "required": [part], "properties": {part: dict(_BINARY)}}
            return {**result, "content": {MULTIPART: {"schema": schema}}}
        media = content[JSON]
        name = self._schemas.component_of(media.get("schema", {}), f"{class_name(operation.operation_id)}Body")
        schema = {"$ref": COMPONENT + name}
        return {**result, "content": {JSON: {"schema": schema, **_examples(media)}}}

    def _part(self, schema: Node) -> str:
        """Return the name of the file in a form: that of the binary property, if there is one."""
        properties: dict[str, Node] = self._schemas.theirs.flat(schema).node.get("properties", {})
        binary = (
            key for key, node in properties.items() if self._schemas.theirs.flat(node).node.get("format") == "binary"
        )
        return next(binary, "file")

    def _success(self, operation: OperationNode) -> Node:
        """Return the responses of a success: of several with different contents, the first."""
        found: Node = {}
        for status, response in operation.responses.items():
            if not status.startswith("2"):
                continue
            result: Node = {"description": response.node.get("description") or "Success"}
            if content := self._content(response.node.get("content", {}), operation):
                result["content"] = content
            if found and _schemas_in(result) != _schemas_in(next(iter(found.values()))):
                self._note("all successes of an operation return the same", operation, f"{status} is left out")
            else:
                found[status] = result
        if not found:
            self._note("an operation has a success", operation, "it has a 200 without content")
        return found or {"200": {"description": "Success"}}

    def _content(self, content: Node, operation: OperationNode) -> Node:
        media = content.get(JSON)
        if media is None:
            return {next(iter(content)): {"schema": dict(_BINARY)}} if content else {}
        place = f"{pointer('paths', operation.path)}/{operation.method}/responses"
        name = f"{class_name(operation.operation_id)}Result"
        # An operation that answers with a success answers with a record
        schema = without_null(self._schemas.in_place(media.get("schema", {}), place, name))
        return {JSON: {"schema": schema, **_examples(media)}}

    def _errors(self, operation: OperationNode) -> Node:
        """Return the errors that it lists, and those that every operation of ours has, as ours describe them."""
        theirs = {status for status in operation.responses if re.fullmatch("[45][0-9X]{2}", status)}
        common = {status for each in self._ours for status in each.responses if status[0] in "45"}
        common = {status for status in common if all(status in each.responses for each in self._ours)}
        if added := sorted(common - theirs):
            self._note("every operation has these errors", operation, f"has also {', '.join(added)}")
        return {
            status: self._our_errors.get(status) or self._new_error(operation, status)
            for status in sorted(theirs | common)
        }

    def _new_error(self, operation: OperationNode, status: str) -> Node:
        errors = (each for other in self._ours for code, each in other.responses.items() if code[0] in "45")
        schema = json_schema(next(errors).node)
        self._note(
            "no response of ours is for that status", operation, f"{status} has their description and our schema"
        )
        description = operation.responses[status].node.get("description") or "It did not work."
        return {"description": description, "content": {JSON: {"schema": schema}}}

    def _note(self, why: str, operation: OperationNode, what: str) -> None:
        self._note_at(why, operation.operation_id, what)

    def _note_at(self, why: str, place: str, what: str) -> None:
        self.notes.append(Note(why, place, what))


def _method(operation: OperationNode) -> str:
    name: str = operation.node.get(NAME_EXTENSION) or method_name(operation.operation_id, operation.tag)
    return name


def _parameters(operation: OperationNode) -> list[Node]:
    """Return the parameters that are not in cookies, each once: its own go before those that its path has for all."""
    found: dict[tuple[str, str], Node] = {}
    for each in operation.parameters:
        found.setdefault((each.node["name"], each.node["in"]), each.node)
    in_path = _ids(operation.path)
    unlisted = [name for name in in_path if (name, "path") not in found]
    listed = [
        node
        for (name, location), node in found.items()
        if location in ("query", "header") or (location == "path" and name in in_path)
    ]
    listed.sort(key=lambda node: node["in"] != "path")
    return [*listed, *({"name": name, "in": "path", "required": True} for name in unlisted)]


def _key(parameter: Node, ids: dict[str, str]) -> tuple[str, str]:
    """Return what tells a parameter from others, with the name that our path has for it."""
    name: str = parameter["name"]
    return (ids[name] if parameter["in"] == "path" else name), parameter["in"]


def _ids(path: str) -> list[str]:
    return re.findall(r"\{(.+?)\}", path)


def _our_errors(ours: list[OperationNode]) -> dict[str, Node]:
    """Return the response that most operations of ours have for each status of an error."""
    found: dict[str, list[Node]] = {}
    for operation in ours:
        for status, response in operation.node["responses"].items():
            if status[0] in "45":
                found.setdefault(status, []).append(response)
    return {status: max(responses, key=responses.count) for status, responses in found.items()}


def _examples(media: Node) -> Node:
    if "example" in media:
        return {"example": media["example"]}
    given: dict[str, Node] = media.get("examples") or {}
    examples = {
        name: {key: example[key] for key in ("summary", "value") if key in example}
        for name, example in given.items()
        if "value" in example
    }
    return {"examples": examples} if examples else {}


def _schemas_in(response: Node) -> list[object]:
    return [media.get("schema") for media in response.get("content", {}).values()]
