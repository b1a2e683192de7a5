from __future__ import annotations

from ..open_enum import OpenEnum


class AddressType(OpenEnum):
    """What an address is for."""

    UNKNOWN = "Unknown"
    BILLING = "Billing"
    DELIVERY = "Delivery"
