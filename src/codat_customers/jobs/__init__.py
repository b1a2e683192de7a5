"""Jobs that take many calls and survive a crash: readings of what changed.

They use the public API alone, and cost nothing until they are imported.
"""

from .changes import AsyncChanges, Changes

__all__ = ["AsyncChanges", "Changes"]
