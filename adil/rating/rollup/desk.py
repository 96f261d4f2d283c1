"""A private DuckDB in memory on which the small tables are laid out, whatever engine adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adil.rating.errors import DataError
from adil.rating.rollup.tables import Table, is_parquet, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVERY_FILE = "/**/*.parquet"
"""Added to the path of a folder."""
KEEP_OFF = ("join_order", "build_side_probe_side", "partial_aggregate_pushdown")
"""With these DuckDB guesses how many rows each step has, and took all facts for the smaller side of a
join; without them it joins as the statement says. Not every version has all."""


@contextmanager
def open_desk() -> Iterator[DuckDBPyConnection]:
    import duckdb

    with duckdb.connect() as desk:
        known = {name for (name,) in desk.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
        off = ",".join(name for name in KEEP_OFF if name in known)
        desk.execute(f"SET disabled_optimizers = '{off}'")
        desk.execute("SET enable_progress_bar = false")
        yield desk


def load_table(desk: DuckDBPyConnection, name: str, table: Table, columns: Sequence[str], title: str) -> str:
    """What to call the table in messages; its rows as text, numbered, stand in ``name``.

    Errors: ``DataError``: what ``read_rows`` finds, a column lacking, no rows.
    """
    if is_parquet(table):
        read_columns(desk, source_of(table), columns)
        chosen = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in columns)
        numbered = f"SELECT row_number() OVER () AS number, {chosen} FROM read_parquet(?)"
        desk.execute(f"CREATE TEMP TABLE {name} AS {numbered}", [source_of(table)])
    else:
        _lay_rows(desk, name, table, columns, title)
    counted = desk.execute(f"SELECT count(*) FROM {name}").fetchone()
    shown = Path(table).name if isinstance(table, str | Path) else title
    if not counted or not counted[0]:
        raise DataError("The table has no rows", where=shown, hint="Check that it is the right file.")
    return shown


def _lay_rows(desk: DuckDBPyConnection, name: str, table: Table, columns: Sequence[str], title: str) -> None:
    rows = list(rows_of(table, columns, columns, title))
    lists: list[object] = [[row.number for row in rows]]
    lists += [[row.get(column) for row in rows] for column in columns]
    typed = ["unnest(?::BIGINT[]) AS number", *(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)]
    desk.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join(typed)}", lists)


def source_of(table: Table) -> str:
    """What DuckDB and Spark call a Parquet file, or all of them in a folder."""
    text = str(table)
    return f"{text}{EVERY_FILE}" if "://" not in text and Path(text).is_dir() else text


def read_columns(desk: DuckDBPyConnection, source: str, needed: Sequence[str]) -> dict[str, str]:
    """The type of each column of a Parquet source. Errors: ``DataError``: unreadable, a column lacking."""
    import duckdb

    try:
        found = desk.execute("DESCRIBE SELECT * FROM read_parquet(?)", [source]).fetchall()
    except duckdb.Error as error:
        raise DataError(
            f"The file cannot be read as Parquet: {str(error).splitlines()[0]}",
            where=Path(source).name,
            hint="Check the path, or write the file again.",
        ) from None
    kinds = {name: kind for name, kind, *_ in found}
    check_columns(kinds, needed, Path(source).name)
    return kinds


def check_columns(kinds: dict[str, str], needed: Sequence[str], where: str) -> None:
    lacking = [column for column in needed if column not in kinds]
    if lacking:
        raise DataError(
            f"The table lacks the column '{lacking[0]}'", where=where, hint=f"It has: {', '.join(kinds)}."
        )
