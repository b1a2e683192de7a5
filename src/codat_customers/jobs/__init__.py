"""Jobs that take many calls and survive a crash: readings of what changed, and bulk writes.

They use the public API alone, and cost nothing until they are imported.
"""

from ._bulk import Progress
from ._journal import JournalInUseError
from ._rows import Outcome, RowChangedError
from .bulk_create import BulkCreate
from .bulk_update import update_many
from .changes import AsyncChanges, Changes

__all__ = [
    "AsyncChanges",
    "BulkCreate",
    "Changes",
    "JournalInUseError",
    "Outcome",
    "Progress",
    "RowChangedError",
    "update_many",
]
