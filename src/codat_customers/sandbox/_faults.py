"""Scripted faults: what is to go wrong with the next requests."""

from collections import deque
from collections.abc import Mapping

from attrs import field, frozen

from codat_customers.sandbox._messages import Answer, encode, error_message


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong with one request.

    Attributes:
        operation: the operationId it waits for; None for any.
        status: sent in place of the service's own status; None leaves the answer alone.
        delay: seconds before the request is carried out.
        drop: whether the connection is closed in place of an answer.
        truncate_after: after how many bytes of the body the connection is closed.
        after_acting: whether the request is carried out first, so that only its answer is lost.
    """

    operation: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str])
    body: bytes | None = None
    content_type: str = "application/json"
    delay: float = 0
    drop: bool = False
    truncate_after: int | None = None
    after_acting: bool = False

    @property
    def prevents_acting(self) -> bool:
        return (self.drop or self.status is not None) and not self.after_acting

    def replace(self, answer: Answer | None) -> Answer | None:
        """Put the scripted answer in the place of the service's: None if the connection is dropped."""
        if self.drop:
            return None
        if self.status is None:
            return answer
        body = self.body
        if body is None:
            body = encode(error_message(self.status, f"The sandbox was told to answer {self.status}."))
        return Answer(
            status=self.status, body=body, length=len(body), content_type=self.content_type, headers=self.headers
        )


NO_FAULT = Fault()


class FaultScript:
    """The faults to come, in order; each is used once, by the first request it fits. Safe to add to from any thread."""

    def __init__(self) -> None:
        self._faults: deque[Fault] = deque()

    def add(self, fault: Fault, times: int) -> None:
        self._faults.extend([fault] * times)

    def take(self, operation: str) -> Fault:
        for fault in tuple(self._faults):
            if fault.operation in {None, operation}:
                self._faults.remove(fault)
                return fault
        return NO_FAULT

    def clear(self) -> None:
        self._faults.clear()
