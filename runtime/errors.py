"""Errors that the generated code raises itself."""

from __future__ import annotations

from .types import RawResponse


class DecodeError(ValueError):
    """A JSON value that is not what the specification says.

    Attributes:
        place: The way to the value: property names and list indices, outermost first.
        problem: What is wrong there.
    """

    def __init__(self, problem: str, place: tuple[str | int, ...] = ()) -> None:
        super().__init__(problem, place)
        self.problem = problem
        self.place = place

    def inside(self, *outer: str | int) -> DecodeError:
        """Return the same error, seen from further outside.

        Parameters:
            outer: The property names and list indices that lead to the present place.
        """
        return DecodeError(self.problem, (*outer, *self.place))

    def __str__(self) -> str:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place)
        return f"{place.removeprefix('.') or 'the body'}: {self.problem}"


class UnexpectedStatus(Exception):
    """An answer outside 2xx, as the plain ``Client`` and ``AsyncClient`` report it.

    Attributes:
        response: The status, headers and body of the answer.
    """

    def __init__(self, response: RawResponse) -> None:
        super().__init__(response)
        self.response = response

    def __str__(self) -> str:
        return f"status {self.response.status_code}: {self.response.content[:500]!r}"


__all__ = ["DecodeError", "UnexpectedStatus"]
