"""The table of units, checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from adil.rating.errors import DataError
from adil.rating.methodology import Wording
from adil.rating.read.cells import NO
from adil.rating.read.tables import Row, read_rows
from adil.rating.units import UnitTable

NAME_COLUMNS = ("unit", "name", "name_kk", "name_ru", "name_en", "since", "rated")


def read_units(path: Path) -> UnitTable:
    """The units of a table with a column ``unit``; rows with ``rated`` = no are left out.

    ``name_kk``, ``name_ru``, ``name_en`` (or ``name``) and ``since`` are known; every other column
    is an attribute for formulas and pools.
    """
    rows: dict[str, Row] = {}
    for row in read_rows(path, ["unit"]):
        code = row.get("unit")
        if not code:
            raise DataError("The unit has no code", where=row.where, hint="Fill the column 'unit'.")
        if code in rows:
            raise DataError(
                f"The unit '{code}' stands twice, first in {rows[code].where}",
                where=row.where,
                hint="Keep one of the two rows.",
            )
        rows[code] = row
    rated = {code: row for code, row in rows.items() if row.get("rated").lower() not in NO}
    columns = dict.fromkeys(
        column for row in rated.values() for column in row.cells if column not in NAME_COLUMNS
    )
    return UnitTable(
        codes=tuple(rated),
        names={code: _name(row) for code, row in rated.items()},
        attributes={column: tuple(row.get(column) for row in rated.values()) for column in columns},
        since={code: _date(row, "since") for code, row in rated.items() if row.get("since")},
        left_out=frozenset(rows) - frozenset(rated),
    )


def _name(row: Row) -> Wording:
    plain = row.get("name") or row.get("unit")
    return Wording(*(row.get(f"name_{language}") or plain for language in ("kk", "ru", "en")))


def _date(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row.get(column))
    except ValueError:
        raise DataError(
            f"'{row.get(column)}' in the column '{column}' is no date",
            where=row.where,
            hint="Write it as 2026-01-31.",
        ) from None


def units_of(path: Path, column: str) -> UnitTable:
    """The units that a table of observations names, where there is no table of units."""
    codes: dict[str, Row] = {}
    for row in read_rows(path, [column]):
        codes.setdefault(row.get(column), row)
    return UnitTable(tuple(code for code in codes if code))
