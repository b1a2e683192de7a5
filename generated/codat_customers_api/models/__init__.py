"""The models and enums. Each is imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .address import Address as Address
    from .address_type import AddressType as AddressType
    from .attachment import Attachment as Attachment
    from .attachment_list import AttachmentList as AttachmentList
    from .company_reference import CompanyReference as CompanyReference
    from .contact import Contact as Contact
    from .customer import Customer as Customer
    from .customer_page import CustomerPage as CustomerPage
    from .customer_status import CustomerStatus as CustomerStatus
    from .data_type import DataType as DataType
    from .error_message import ErrorMessage as ErrorMessage
    from .link import Link as Link
    from .metadata import Metadata as Metadata
    from .other_event import OtherEvent as OtherEvent
    from .page_links import PageLinks as PageLinks
    from .phone_number import PhoneNumber as PhoneNumber
    from .phone_number_type import PhoneNumberType as PhoneNumberType
    from .push_change_type import PushChangeType as PushChangeType
    from .push_field_validation import PushFieldValidation as PushFieldValidation
    from .push_operation import PushOperation as PushOperation
    from .push_operation_change import PushOperationChange as PushOperationChange
    from .push_operation_page import PushOperationPage as PushOperationPage
    from .push_operation_status import PushOperationStatus as PushOperationStatus
    from .push_option import PushOption as PushOption
    from .push_option_choice import PushOptionChoice as PushOptionChoice
    from .push_option_property import PushOptionProperty as PushOptionProperty
    from .push_option_type import PushOptionType as PushOptionType
    from .push_option_validation import PushOptionValidation as PushOptionValidation
    from .rate_limit_event import RateLimitEvent as RateLimitEvent
    from .rate_limit_event_payload import RateLimitEventPayload as RateLimitEventPayload
    from .read_completed_event import ReadCompletedEvent as ReadCompletedEvent
    from .read_completed_event_payload import ReadCompletedEventPayload as ReadCompletedEventPayload
    from .record_reference import RecordReference as RecordReference
    from .supplemental_data import SupplementalData as SupplementalData
    from .validation import Validation as Validation
    from .validation_item import ValidationItem as ValidationItem
    from .write_event import WriteEvent as WriteEvent
    from .write_event_payload import WriteEventPayload as WriteEventPayload
    from .write_type import WriteType as WriteType

_MODULES: Final = {
    "Address": "address",
    "AddressType": "address_type",
    "Attachment": "attachment",
    "AttachmentList": "attachment_list",
    "CompanyReference": "company_reference",
    "Contact": "contact",
    "Customer": "customer",
    "CustomerPage": "customer_page",
    "CustomerStatus": "customer_status",
    "DataType": "data_type",
    "ErrorMessage": "error_message",
    "Link": "link",
    "Metadata": "metadata",
    "OtherEvent": "other_event",
    "PageLinks": "page_links",
    "PhoneNumber": "phone_number",
    "PhoneNumberType": "phone_number_type",
    "PushChangeType": "push_change_type",
    "PushFieldValidation": "push_field_validation",
    "PushOperation": "push_operation",
    "PushOperationChange": "push_operation_change",
    "PushOperationPage": "push_operation_page",
    "PushOperationStatus": "push_operation_status",
    "PushOption": "push_option",
    "PushOptionChoice": "push_option_choice",
    "PushOptionProperty": "push_option_property",
    "PushOptionType": "push_option_type",
    "PushOptionValidation": "push_option_validation",
    "RateLimitEvent": "rate_limit_event",
    "RateLimitEventPayload": "rate_limit_event_payload",
    "ReadCompletedEvent": "read_completed_event",
    "ReadCompletedEventPayload": "read_completed_event_payload",
    "RecordReference": "record_reference",
    "SupplementalData": "supplemental_data",
    "Validation": "validation",
    "ValidationItem": "validation_item",
    "WriteEvent": "write_event",
    "WriteEventPayload": "write_event_payload",
    "WriteType": "write_type",
}

__all__ = [
    "Address",
    "AddressType",
    "Attachment",
    "AttachmentList",
    "CompanyReference",
    "Contact",
    "Customer",
    "CustomerPage",
    "CustomerStatus",
    "DataType",
    "ErrorMessage",
    "Link",
    "Metadata",
    "OtherEvent",
    "PageLinks",
    "PhoneNumber",
    "PhoneNumberType",
    "PushChangeType",
    "PushFieldValidation",
    "PushOperation",
    "PushOperationChange",
    "PushOperationPage",
    "PushOperationStatus",
    "PushOption",
    "PushOptionChoice",
    "PushOptionProperty",
    "PushOptionType",
    "PushOptionValidation",
    "RateLimitEvent",
    "RateLimitEventPayload",
    "ReadCompletedEvent",
    "ReadCompletedEventPayload",
    "RecordReference",
    "SupplementalData",
    "Validation",
    "ValidationItem",
    "WriteEvent",
    "WriteEventPayload",
    "WriteType",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
