"""Scripted actions: what is to happen between two requests."""

from collections.abc import Callable

from attrs import define


@define
class _Action:
    operation: str | None
    answers: int
    act: Callable[[], object]


class ActionScript:
    """The actions to come; each is carried out once. Safe to add to from any thread."""

    def __init__(self) -> None:
        self._actions: list[_Action] = []

    def add(self, answers: int, act: Callable[[], object], operation: str | None) -> None:
        self._actions.append(_Action(operation, answers, act))

    def answered(self, operation: str) -> None:
        """Count one answer to the operation, and carry out what waited for it."""
        waiting = [action for action in tuple(self._actions) if action.operation in {None, operation}]
        for action in waiting:
            action.answers -= 1
        for action in [action for action in waiting if not action.answers]:
            self._actions.remove(action)
            action.act()

    def clear(self) -> None:
        self._actions.clear()
