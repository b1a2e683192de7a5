"""Download all attachments of a customer into a folder, with a progress bar for each.

pip install 'codat-customers[examples]'
CODAT_API_KEY=... python examples/download_attachments.py COMPANY_ID CONNECTION_ID CUSTOMER_ID downloads/
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from codat_customers import Codat, present
from codat_customers.models import Attachment


def main(arguments: list[str]) -> None:
    """Download the attachments of the customer that the command line names."""
    company_id, connection_id, customer_id, folder = arguments
    with Codat() as codat, progress_bars() as progress:
        download_all(codat, company_id, connection_id, customer_id, Path(folder), progress)


def download_all(
    codat: Codat, company_id: str, connection_id: str, customer_id: str, folder: Path, progress: Progress
) -> list[Path]:
    """Save every attachment under its own name, made safe, and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    attachments = codat.customers.list_attachments(company_id, connection_id, customer_id).attachments
    for attachment in attachments:
        task = progress.add_task(name_of(attachment), total=attachment.file_size or None)
        path = codat.customers.save_attachment(
            company_id,
            connection_id,
            customer_id,
            present(attachment.id),
            folder,
            progress=partial(show, progress, task),
            overwrite=True,
        )
        paths += [path] if path else []
    return paths


def show(progress: Progress, task: TaskID, received: int, total: int | None) -> None:
    """Move a bar."""
    progress.update(task, completed=received, total=total)


def name_of(attachment: Attachment) -> str:
    """Say which attachment it is."""
    return attachment.name or attachment.id or "attachment"


def progress_bars() -> Progress:
    """Make the bars."""
    return Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())


if __name__ == "__main__":
    main(sys.argv[1:])
