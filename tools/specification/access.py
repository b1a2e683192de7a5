"""How a document says that its operations are reached: at which addresses, and with which proof of who is calling."""

import itertools

from tools.api.document import Document, Located, Node, OperationNode, pointer

OR = " or "


def servers(document: Document, operation: OperationNode) -> str:
    """Write down the addresses of an operation, the one that clients take by themselves first.

    Those that a variable has values for are listed one by one; of another variable, the default is given.
    """
    holders = (operation.node, document.raw["paths"][operation.path], document.raw)
    own = next((holder["servers"] for holder in holders if holder.get("servers")), [{"url": "/"}])
    return OR.join(dict.fromkeys(address for server in own for address in _addresses(server)))


def security(document: Document, operation: OperationNode) -> str:
    """Write down what an operation asks of its callers, by what a scheme is and not by how a document calls it."""
    required: list[Node] = operation.node.get("security", document.raw.get("security")) or [{}]
    return OR.join(sorted({_requirement(document, each) for each in required}))


def _addresses(server: Node) -> list[str]:
    variables: Node = server.get("variables", {})
    choices = [
        # The default once more, among the others, is left out with all that stands twice
        [variable["default"], *variable["enum"]]
        if variable.get("enum")
        else [f"{{{name}={variable.get('default', '')}}}"]
        for name, variable in variables.items()
    ]
    addresses: list[str] = []
    for values in itertools.product(*choices):
        url: str = server["url"]
        for name, value in zip(variables, values, strict=True):
            url = url.replace(f"{{{name}}}", str(value))
        addresses.append(url.rstrip("/") or "/")
    return addresses


def _requirement(document: Document, requirement: Node) -> str:
    parts = [
        _scheme(document, name) + (f" with {', '.join(sorted(scopes))}" if scopes else "")
        for name, scopes in requirement.items()
    ]
    return " and ".join(sorted(parts)) or "nothing"


def _scheme(document: Document, name: str) -> str:
    if name not in document.raw.get("components", {}).get("securitySchemes", {}):
        return f"{name} (not described)"
    place = pointer("components", "securitySchemes", name)
    scheme = document.resolve(Located({"$ref": place}, place)).node
    match scheme:
        case {"type": "apiKey", "in": where, "name": key}:
            # The names of headers are the same in capitals
            return f"an API key in the {where} {key.lower() if where == 'header' else key}"
        case {"type": "http", "scheme": how}:
            return f"HTTP {how.lower()}"
        case {"type": "oauth2", "flows": flows}:
            return f"OAuth 2 ({', '.join(f'{flow} at {_token_address(flows[flow])}' for flow in sorted(flows))})"
        case {"type": "openIdConnect", "openIdConnectUrl": url}:
            return f"OpenID Connect at {url}"
        case _:
            return f"{scheme.get('type', name)}"


def _token_address(flow: Node) -> str:
    address: str = flow.get("tokenUrl") or flow.get("authorizationUrl", "")
    return address
