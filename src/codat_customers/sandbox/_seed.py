"""The customers and attachments a sandbox starts with: the same ones every time, and among them every oddity of the
real service that a client has to live with.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from attrs import frozen

from codat_customers.sandbox._messages import JsonObject

_NAMESPACE = UUID("6f2d1c3a-58b7-4e0d-9c41-a7e5d2f80b96")
_START = datetime(2023, 1, 2, 8, 30, 15, 123456, UTC)


def seeded_id(*parts: object) -> str:
    """Make a UUID that is the same for the same parts in every run."""
    return str(uuid5(_NAMESPACE, "/".join(map(str, parts))))


@frozen(kw_only=True)
class Seed:
    """What one company starts with.

    Attributes:
        company: the number of the company, which decides its ids and data.
        customers: how many customers to make; a longer list begins with the shorter one.
        off_contract: whether to add customers that the contract rules out.
        rfc3339_dates: whether to write all dates as RFC 3339 has them.
    """

    company: int
    customers: int
    off_contract: bool
    rfc3339_dates: bool

    def make_customers(self) -> Iterator[JsonObject]:
        """Make the customers that keep the contract."""
        chance = Random(self.company)  # noqa: S311  (the same in every run is the point)
        for index in range(self.customers):
            yield self._customer(index, chance)

    def make_off_contract_customers(self) -> list[JsonObject]:
        """Make what the service is known to send although its document rules it out, if that is wanted."""
        return deepcopy(_OFF_CONTRACT) if self.off_contract else []

    def make_attachments(self, index: int) -> list[JsonObject]:
        """Make the attachments of the customer with this index, without their size: none, one or two."""
        return [self._attachment(index, number) for number in range((index + 1) % 3)]

    def _customer(self, index: int, chance: Random) -> JsonObject:
        person = _PEOPLE[index % len(_PEOPLE)]
        name = f"{_NAMES[index % len(_NAMES)]} {_TRADES[index % len(_TRADES)]} {_SUFFIXES[index // 7 % len(_SUFFIXES)]}"
        customer: JsonObject = {
            "id": _ODD_IDS[index] if index < len(_ODD_IDS) else seeded_id(self.company, "customer", index),
            "customerName": name.strip(),
            "defaultCurrency": _CURRENCIES[index % len(_CURRENCIES)],
            "status": _STATUSES[index % len(_STATUSES)],
            "modifiedDate": self._unknown_date() if index == 10 else self._date(index, index * 7919),
        }
        maybe: tuple[tuple[str, object], ...] = (
            ("contactName", person),
            ("emailAddress", f"accounts{index}@customer.example"),
            ("phone", f"+44 1632 {960000 + index % 1000}"),
            ("registrationNumber", f"{7000000 + index:08}"),
            ("taxNumber", f"GB{480000000 + index}"),
            ("addresses", [_address(index, number) for number in range(index % 3)]),
            ("contacts", [self._contact(index, number, chance) for number in range(index % 4)]),
            ("sourceModifiedDate", self._date(index + 4, index * 7919 - 60)),
        )
        for key, value in maybe:
            state = chance.random()
            if state < 0.8:
                customer[key] = value
            elif state < 0.9:
                customer[key] = None
            elif state < 0.95 and isinstance(value, str) and key != "sourceModifiedDate":
                customer[key] = ""
        if index % 5:
            customer["metadata"] = {} if index % 5 == 4 else {"isDeleted": (False, True, None)[index % 3]}
        if index % 6 == 0:
            customer["supplementalData"] = {"content": _supplemental_content(index)}
        if index % 11 == 0:
            customer["platformTerms"] = {"days": index % 60, "label": "a field that no document mentions"}
        return customer

    def _contact(self, index: int, number: int, chance: Random) -> JsonObject:
        contact: JsonObject = {
            "name": _PEOPLE[(index + number) % len(_PEOPLE)],
            "email": chance.choice((None, f"person{number}@customer.example")),
            "phone": [
                {"number": chance.choice((None, "+44 7700 900461")), "type": _PHONE_TYPES[(index + offset) % 5]}
                for offset in range(chance.randrange(3))
            ],
            "status": _STATUSES[(index + number) % len(_STATUSES)],
        }
        if index % 2:
            contact["address"] = _address(index, number)
            contact["modifiedDate"] = self._date(index + number, index * 31)
        return contact

    def _attachment(self, index: int, number: int) -> JsonObject:
        name, content_type = _FILES[(index + number) % len(_FILES)]
        return {
            "id": f"scan {index}/{number}" if index % 4 == 1 else seeded_id(self.company, "attachment", index, number),
            "name": name,
            "contentType": content_type,
            "dateCreated": self._date(index + number, index * 97),
            "includeWhenSent": index % 2 == 0,
            "modifiedDate": self._date(index + number + 1, index * 97 + 5),
        }

    def _date(self, form: int, minutes: int) -> str:
        """Make a date within two years of the start, in one of the forms."""
        instant = _START + timedelta(minutes=minutes % (2 * 365 * 24 * 60))
        return _DATE_FORMS[0 if self.rfc3339_dates else form % len(_DATE_FORMS)](instant)

    def _unknown_date(self) -> str:
        return "0001-01-01T00:00:00Z" if self.rfc3339_dates else "0001-01-01T00:00:00"


def _address(index: int, number: int) -> JsonObject:
    city, region, country, postal_code = _CITIES[(index + number) % len(_CITIES)]
    address: JsonObject = {
        "type": _ADDRESS_TYPES[(index + number) % len(_ADDRESS_TYPES)],
        "line1": f"{index % 200 + 1} Harbour Lane",
        "line2": ("Unit 5", None, "")[index % 3],
        "city": city,
        "country": country,
        "postalCode": postal_code,
    }
    if index % 2:
        address["region"] = region
    if index % 9 == 0:
        address["platformCode"] = "GB"
    return address


def _supplemental_content(index: int) -> JsonObject | None:
    if index % 12 == 0:
        return None
    return {"customer": {"discountPercent": 2.5, "tags": ["retail", None], "creditHold": False}, "empty": {}}


_OFF_CONTRACT: list[JsonObject] = [
    {"id": "off-contract-status", "customerName": "Dormant Dairy", "status": "NoSuchStatus"},
    {"id": "off-contract-date", "customerName": "Undated Ltd", "status": "Active", "modifiedDate": "last Tuesday"},
    {
        "id": "off-contract-null",
        "customerName": "Hollow Oak",
        "status": "Active",
        "metadata": None,
    },
]
_ODD_IDS = (
    "1042",
    "A1D001",
    "150000-933272658",
    "gT7/pQ+x" * 9 + "Zk3vB0w=",
    "INV/2024/07",
    "Nord & Süd",
    "50% off",
    "already%2Fencoded",
    "v1.2.3",
    "日本語-顧客",
    "a?b#c;d",
    "x" * 255,
)
_NAMES = ("Harbour", "Nordlicht", "Álvarez", "Økern", "Juniper", "Kowalski", "京都", "O'Neill", "Fenwick & Daughters")
_TRADES = ("Bakery", "Logistics", "Joinery", "Optics", "Dental Care", "Print Works", "Nurseries")
_SUFFIXES = ("Ltd", "GmbH", "AS", "SARL", "Inc.", "Pty", "")
_PEOPLE = ("Odile Marchetti", "Bao Nguyen", "Ingrid Sæther", "Tomás Ferreira", "Wanjiru Kamau", "李 明")
_CITIES = (
    ("Whitby", "North Yorkshire", "United Kingdom", "YO21 3PU"),
    ("Hamburg", "HH", "DE", "20457"),
    ("Toronto", "ON", "Canada", "M5V 1Z4"),
    ("São Paulo", "SP", "Brasil", "01310-100"),
)
_STATUSES = ("Active", "Archived", "Active", "Unknown")
_ADDRESS_TYPES = ("Billing", "Delivery", "Unknown")
_PHONE_TYPES = ("Primary", "Landline", "Mobile", "Fax", "Unknown")
_CURRENCIES = ("GBP", "EUR", "USD", "CAD", "XXX", None)


def _in_zone(hours: float) -> Callable[[datetime], str]:
    return lambda instant: (
        (instant + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")
        + (f"{'+' if hours >= 0 else '-'}{int(abs(hours)):02}:{int(abs(hours) % 1 * 60):02}")
    )


# Every form in which the service is known to write a date.
_DATE_FORMS: tuple[Callable[[datetime], str], ...] = (
    lambda instant: f"{instant:%Y-%m-%dT%H:%M:%SZ}",
    lambda instant: f"{instant:%Y-%m-%dT%H:%M:%S}",
    _in_zone(5.5),
    lambda instant: f"{instant:%Y-%m-%dT%H:%M:%S}.{instant.microsecond // 1000:03}Z",
    lambda instant: f"{instant:%Y-%m-%d}",
    lambda instant: f"{instant:%Y-%m-%dT%H:%M:%S.%f}7Z",
    _in_zone(-8),
    lambda instant: f"{instant:%Y-%m-%dT%H:%M:%S.%f}7",
    lambda instant: f"{instant:%Y-%m-%dT%H:%M:%S.%f}Z",
)
_FILES = (
    ("invoice-2024-03.pdf", "application/pdf"),
    ("Übersicht.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("contract/signed copy.pdf", "application/pdf"),
    (None, None),
    ('..\\"quoted".txt', "text/plain"),
)
