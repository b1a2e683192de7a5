"""The operations, one package for each tag of the specification."""

from __future__ import annotations

from functools import cached_property

from ..client import AsyncSender, Sender
from .customers import AsyncCustomers, Customers
from .push_operations import AsyncPushOperations, PushOperations


class Resources:
    """The operations of the whole API, grouped by tag; each group is made when it is first used.

    Parameters:
        sender: Carries out the requests.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @cached_property
    def customers(self) -> Customers:
        """The customers of a company, their attachments, and how to write them."""
        return Customers(self._sender)

    @cached_property
    def push_operations(self) -> PushOperations:
        """What became of a write."""
        return PushOperations(self._sender)


class AsyncResources:
    """The operations of the whole API, grouped by tag; each group is made when it is first used.

    Parameters:
        sender: Carries out the requests.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @cached_property
    def customers(self) -> AsyncCustomers:
        """The customers of a company, their attachments, and how to write them."""
        return AsyncCustomers(self._sender)

    @cached_property
    def push_operations(self) -> AsyncPushOperations:
        """What became of a write."""
        return AsyncPushOperations(self._sender)


__all__ = ["AsyncResources", "Resources"]
