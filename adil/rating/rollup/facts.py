"""The observations as the statement reads them: ``facts(unit, indicator, period, value, status)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from adil.rating.errors import DataError
from adil.rating.exact import parse_decimal
from adil.rating.observations import STATUSES
from adil.rating.read.cells import check_period, shown
from adil.rating.read.tables import Row
from adil.rating.rollup.desk import read_columns, source_of
from adil.rating.rollup.tables import Table, is_parquet, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = ("unit", "indicator", "period", "value", "status")
DIGITS = 38
"""Of a decimal on all three engines."""
INTEGERS = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT"), 10),
    **dict.fromkeys(("UINTEGER", "BIGINT"), 19),
    "UBIGINT": 20,
}
"""Digits that hold each kind of integer."""
FLOATS = ("FLOAT", "DOUBLE", "REAL")
_Value = tuple[int, int]


@dataclass(frozen=True)
class Facts:
    """Where the observations stand and of what type their keys are, in DuckDB's words."""

    source: str
    """A Parquet source that an engine may read itself; empty where the rows are laid on the desk."""
    name: str
    """What messages call the table."""
    kinds: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    """How each column is read from the source, in words that DuckDB and Spark share."""
    condition: str = ""


def open_facts(desk: DuckDBPyConnection, table: Table, period: str) -> Facts:
    """The observations, with a view ``facts`` of those of the period's year on the desk.

    Errors: ``DataError``: a column lacking, values in floating point; in CSV and text also what is
    no number, period or status, with the row.
    """
    if is_parquet(table):
        source = source_of(table)
        kinds = read_columns(desk, source, COLUMNS)
        if kinds["value"] != "VARCHAR":
            return _view_parquet(desk, source, kinds, period)
    return _lay_facts(desk, table)


# --- Parquet --------------------------------------------------------------------------------------


def _view_parquet(desk: DuckDBPyConnection, source: str, kinds: Mapping[str, str], period: str) -> Facts:
    name = Path(source).name if "*" not in source else Path(source).parent.parent.name
    columns = select_list(kinds, name)
    low, high = _periods_of(desk, source) if kinds["period"] == "VARCHAR" else ("", "")
    condition = year_filter(period, columns["period"])
    if low and low == high:
        columns["period"], condition = quote(low), ""
    elif low and period[:4] <= low and high < f"{period[:4]}.":
        condition = ""
    listed = ", ".join(f"{text} AS {column}" for column, text in columns.items())
    where = f"WHERE {condition}" if condition else ""
    desk.execute(f"CREATE TEMP VIEW facts AS SELECT {listed} FROM read_parquet({quote(source)}) {where}")
    keys = {column: kinds[column] for column in ("unit", "indicator")}
    return Facts(source, name, {column: key_kind(kind) for column, kind in keys.items()}, columns, condition)


def quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def select_list(kinds: Mapping[str, str], name: str) -> dict[str, str]:
    """How each column is read, so that keys are text or integers and values are decimals.

    Errors: ``DataError`` if the values are neither decimals nor integers.
    """
    texts = {
        column: column if kinds[column] == "VARCHAR" else f"CAST({column} AS VARCHAR)" for column in COLUMNS
    }
    texts |= {column: column for column in ("unit", "indicator") if key_kind(kinds[column]) != "VARCHAR"}
    kind = kinds["value"]
    if kind in INTEGERS:
        return texts | {"value": f"CAST(value AS DECIMAL({INTEGERS[kind]}, 0))"}
    if kind.startswith("DECIMAL"):
        return texts | {"value": "value"}
    exactly = ", so its digits are not exact" if kind in FLOATS else ""
    raise DataError(
        f"The column 'value' is stored as {kind}{exactly}",
        where=name,
        hint="Store it as DECIMAL, integer or text.",
    )


def key_kind(kind: str) -> str:
    return kind if kind in INTEGERS else "VARCHAR"


def year_filter(period: str, column: str = "period") -> str:
    """A condition that a store may use to skip what is of other years; '.' is the sign after '-'."""
    return f"{column} >= '{period[:4]}' AND {column} < '{period[:4]}.'"


def _periods_of(desk: DuckDBPyConnection, source: str) -> tuple[str, str]:
    """The first and last period by the file's own account; empty where it gives none.

    Since filtering and grouping by a text costs as much as reading it, what the file says of itself
    is asked first.
    """
    found = desk.execute(
        """SELECT min(stats_min_value), max(stats_max_value),
             bool_and(coalesce(stats_null_count = 0 AND stats_min_value IS NOT NULL, false))
           FROM parquet_metadata(?) WHERE path_in_schema = 'period'""",
        [source],
    ).fetchone()
    return (found[0], found[1]) if found and found[2] else ("", "")


# --- CSV, text and rows ---------------------------------------------------------------------------


def _lay_facts(desk: DuckDBPyConnection, table: Table) -> Facts:
    name = Path(table).name if isinstance(table, str | Path) else "facts"
    rows = list(_read_facts(table))
    if not rows:
        raise DataError("The table has no rows", where=name, hint="Check that it is the right file.")
    places = max((value[1] for *_, value in rows if value), default=0)
    scaled = [_scaled(row, value, places) for row, value in rows]
    lists: list[object] = [[row.get(column) for row, _ in rows] for column in COLUMNS if column != "value"]
    desk.execute(
        f"""CREATE TEMP TABLE facts AS
            SELECT unnest(?::VARCHAR[]) AS unit, unnest(?::VARCHAR[]) AS indicator,
              unnest(?::VARCHAR[]) AS period, unnest(?::VARCHAR[]) AS status,
              unnest(?::DECIMAL({DIGITS}, {places})[]) AS value""",
        [*lists, scaled],
    )
    return Facts("", name, {"unit": "VARCHAR", "indicator": "VARCHAR"})


def _read_facts(table: Table) -> Iterator[tuple[Row, _Value | None]]:
    for row in rows_of(table, COLUMNS, COLUMNS, "facts"):
        for column in ("unit", "indicator"):
            if not row.get(column):
                raise DataError(
                    f"The row names no {column}", where=row.where, hint=f"Fill the column '{column}'."
                )
        check_period(row.get("period"), row.where)
        yield row, _value(row)


def _value(row: Row) -> _Value | None:
    status, text = row.get("status"), row.get("value")
    if status not in STATUSES:
        raise DataError(
            f"There is no status '{shown(status)}'", where=row.where, hint=f"One of: {', '.join(STATUSES)}."
        )
    if status not in ("reported", "verified"):
        return None
    if not text:
        raise DataError(
            f"The figure is '{status}' but has no value",
            where=row.where,
            hint="Fill the value, or set the status to 'missing'. An empty cell is not zero.",
        )
    try:
        return parse_decimal(text)
    except ValueError:
        raise DataError(
            f"'{shown(text)}' is no number (indicator '{row.get('indicator')}')",
            where=row.where,
            hint="Write digits with a comma or a dot, such as 12 345,6.",
        ) from None


_EXACT = Context(prec=2 * DIGITS)


def _scaled(row: Row, value: _Value | None, places: int) -> Decimal | None:
    if value is None:
        return None
    if places > DIGITS or abs(value[0]) * 10 ** (places - value[1]) >= 10**DIGITS:
        raise DataError(
            f"'{shown(row.get('value'))}' has more digits than can be summed",
            where=row.where,
            hint=f"{DIGITS} digits are held, of which {places} after the point here.",
        )
    return Decimal(value[0]).scaleb(-value[1], _EXACT)
