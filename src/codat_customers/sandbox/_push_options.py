"""What the sandbox's platform accepts for a customer: the answer of get-create-update-customers-model."""

from codat_customers.sandbox._messages import JsonObject


def _field(kind: str, name: str, **more: object) -> JsonObject:
    return {"type": kind, "displayName": name, "description": f"{name} of the customer.", "required": False, **more}


def _choices(*values: str) -> list[JsonObject]:
    return [{"value": value, "type": "String", "displayName": value, "required": False} for value in values]


_ADDRESS = {
    "type": _field("String", "Type", required=True, options=_choices("Billing", "Delivery")),
    "line1": _field("String", "First line", properties=None, options=None),
    "country": _field("String", "Country"),
}
_CONTACT = {
    "name": _field("String", "Name"),
    "address": _field("Object", "Address", properties=_ADDRESS),
    "modifiedDate": _field("DateTime", "Last change"),
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
        "customerName": _field("String", "Name", required=True, validation=_NAME_RULES),
        "status": _field("String", "Status", required=True, options=_choices("Active", "Archived")),
        "creditLimit": _field("Number", "Credit limit"),
        "metadata": _field("Object", "Metadata", properties={"isDeleted": _field("Boolean", "Deletion")}),
        "addresses": _field("Array", "Addresses", properties={"item": _field("Object", "One", properties=_ADDRESS)}),
        "contacts": _field("Array", "Contacts", properties={"item": _field("Object", "One", properties=_CONTACT)}),
    },
    "options": None,
    "validation": {"warnings": [], "information": None},
}
