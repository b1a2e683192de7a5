"""A company's customers in a file: CSV, JSON lines or Parquet, written whole or going on from the last run.

CSV and JSON lines need nothing more than the package does; Parquet needs the extra ``tables``:
``pip install 'codat-customers[tables]'``.
"""

from ._export import ExportResult, export
from ._formats import Format

__all__ = ["ExportResult", "Format", "export"]
