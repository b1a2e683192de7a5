"""stub for the first landing"""

from __future__ import annotations

from .document import Document


def check_supported(document: Document) -> None:
    """tbd"""


def error_schema(document: Document) -> str:
    return "ErrorMessage"
