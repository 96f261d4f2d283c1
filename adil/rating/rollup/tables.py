"""Small tables as they are given: a file, or rows in memory in the order of the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from adil.rating.errors import DataError
from adil.rating.read.tables import Row, read_rows

Table: TypeAlias = Path | str | Sequence[Sequence[object]]
"""A CSV or Parquet file, a folder of Parquet files, or rows; ``None`` in a cell is an empty one."""


def rows_of(table: Table, columns: Sequence[str], needed: Sequence[str], name: str) -> Iterator[Row]:
    """The rows as text with the place of each. Errors: those of ``read_rows``; a row too short or long."""
    if isinstance(table, str | Path):
        yield from read_rows(Path(table), needed)
        return
    for number, cells in enumerate(table, 1):
        if not len(needed) <= len(cells) <= len(columns):
            raise DataError(
                f"The row has {len(cells)} cells",
                where=f"{name}, row {number}",
                hint=f"Its cells are: {', '.join(columns)}.",
            )
        texts = ("" if cell is None else str(cell) for cell in cells)
        yield Row(dict(zip(columns, texts, strict=False)), name, number)


def is_parquet(table: Table) -> bool:
    """Whether the table is to be read by the engine itself."""
    if not isinstance(table, str | Path):
        return False
    return "://" in str(table) or Path(table).suffix == ".parquet" or Path(table).is_dir()
