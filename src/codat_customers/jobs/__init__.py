"""Jobs that take many calls and survive a crash: readings of what changed, and bulk writes.

They use the public API alone, and cost nothing until they are imported.
"""

from ._journal import JournalInUseError
from ._rows import Outcome, RowChangedError
from .bulk_create import BulkCreate, Progress
from .changes import AsyncChanges, Changes

__all__ = ["AsyncChanges", "BulkCreate", "Changes", "JournalInUseError", "Outcome", "Progress", "RowChangedError"]
