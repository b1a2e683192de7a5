"""What the sandbox's platform accepts for a customer: the answer of get-create-update-customers-model."""

from codat_customers.sandbox._messages import JsonObject


def _field(kind: str, name: str, description: str, **more: object) -> JsonObject:
    return {"type": kind, "displayName": name, "description": description, "required": False} | more


def _choices(*values: str) -> list[JsonObject]:
    return [
        {"value": value, "type": "String", "displayName": value, "description": f"{value}.", "required": False}
        for value in values
    ]


_ADDRESS = {
    "type": _field(
        "String", "Type", "What the address is for.", required=True, options=_choices("Billing", "Delivery")
    ),
    "line1": _field("String", "Line 1", "Street and house."),
    "line2": _field("String", "Line 2", "Anything else.", properties=None, options=None, validation=None),
    "city": _field("String", "City", "The town or city."),
    "country": _field("String", "Country", "A name or a code."),
    "postalCode": _field("String", "Postcode", "The code used by the post."),
}
_CONTACT = {
    "name": _field("String", "Name", "The person's name."),
    "email": _field("String", "E-mail", "The person's address."),
    "address": _field("Object", "Address", "Where the person is.", properties=_ADDRESS),
    "modifiedDate": _field("DateTime", "Changed", "When the contact changed."),
}
_NAME_RULES = {
    "warnings": [{"field": "customerName", "details": "Must not be blank.", "ref": "https://platform.example/names"}],
    "information": [{"field": "customerName", "details": "Shown on every invoice.", "ref": None}],
}

CUSTOMER_OPTIONS: JsonObject = {
    "type": "Object",
    "displayName": "Customer",
    "description": "Somebody who buys from the company.",
    "required": True,
    "properties": {
        "customerName": _field("String", "Name", "What it is called.", required=True, validation=_NAME_RULES),
        "status": _field("String", "Status", "In use or not.", required=True, options=_choices("Active", "Archived")),
        "creditLimit": _field("Number", "Credit limit", "A field that only this platform has."),
        "metadata": _field(
            "Object",
            "Metadata",
            "What is known beyond the content.",
            properties={"isDeleted": _field("Boolean", "Deleted", "Whether it is gone.")},
        ),
        "addresses": _field(
            "Array",
            "Addresses",
            "Where it gets its invoices.",
            properties={"item": _field("Object", "Address", "One address.", properties=_ADDRESS)},
        ),
        "contacts": _field(
            "Array",
            "Contacts",
            "Whom to talk to.",
            properties={"item": _field("Object", "Contact", "One person.", properties=_CONTACT)},
        ),
    },
    "options": None,
    "validation": {"warnings": [], "information": None},
}
