"""The error with which every step of the generation stops."""

from __future__ import annotations


class GenerationError(Exception):
    """Nothing was generated; the message says what is in the way and what to do about it."""
