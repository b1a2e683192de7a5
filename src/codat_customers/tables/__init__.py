"""Customers as tables: flat rows for CSV, and Arrow tables for pandas, Polars, Parquet and DuckDB.

Rows need nothing more than the package does. What begins with ``arrow_``, and ``record_batches``, needs the extra
``tables``: ``pip install 'codat-customers[tables]'``.
"""

from typing import TYPE_CHECKING

from ._reading import customers
from ._rows import COLUMNS, Row, row, rows

if TYPE_CHECKING:
    from ._arrow import CustomerTables, arrow_table, arrow_tables, record_batches

__all__ = [
    "COLUMNS",
    "CustomerTables",
    "Row",
    "arrow_table",
    "arrow_tables",
    "customers",
    "record_batches",
    "row",
    "rows",
]


def __getattr__(name: str) -> object:
    # pyarrow takes longer to import than all the rest, and rows do without it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from . import _arrow
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
        raise ImportError(
            f"tables.{name} needs pyarrow, which is not installed: run pip install 'codat-customers[tables]'"
        ) from error
    return getattr(_arrow, name)
