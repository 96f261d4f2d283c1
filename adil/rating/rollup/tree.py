"""The tree of one day: read from dated affiliations, checked, numbered, cut into blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.errors import TreeError
from adil.rating.rollup.desk import load_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Whole = NDArray[np.int64]
COLUMNS = ("unit", "parent", "since", "until")
BLOCK = 59
"""Units in a block at most: 2 to the power of 59 is the largest bit below ten to the power of 18."""


@dataclass(frozen=True)
class Tree:
    """The tree of one day. Units are numbered by their row."""

    names: dict[int, str]
    """Of the units that figures are given for."""
    due: Whole
    """Organizations in the subtree of each unit, itself included."""


def settle_tree(desk: DuckDBPyConnection, table: Any, on: date, levels: int | None) -> Tree:
    """The tree of that day, with the tables ``tree``, ``home`` and ``line`` that the statement reads.

    ``levels``: figures are given for so many levels from the top; ``None`` for all.

    Errors: ``TreeError`` with names: a date that is none, an organization with two parents or with
    overlapping rows, a parent that is not in the tree on that day, a cycle, nobody on that day.
    """
    name = load_table(desk, "dated", table, COLUMNS, "tree")
    _check_dates(desk, name)
    _check_overlaps(desk, name, on)
    desk.execute(
        "CREATE TEMP TABLE live AS SELECT unit, parent FROM spans WHERE since <= ? AND ? < until", [on, on]
    )
    parents = _parents(desk, on)
    depths = _depths(desk, parents)
    shown = depths < (levels if levels is not None else len(depths))
    homes = _homes(parents, depths, shown)
    _lay_blocks(desk, homes, shown)
    _lay_lines(desk, parents, shown)
    names = desk.execute("SELECT l.rowid, l.unit FROM live l JOIN shown s ON s.id = l.rowid").fetchall()
    return Tree(dict(names), _sizes(parents, depths))


# --- reading and checking -------------------------------------------------------------------------


def _check_dates(desk: DuckDBPyConnection, name: str) -> None:
    desk.execute(
        """CREATE TEMP TABLE spans AS SELECT number, trim(unit) AS unit, trim(coalesce(parent, '')) AS parent,
             try_cast(coalesce(nullif(trim(since), ''), '0001-01-01') AS DATE) AS since,
             try_cast(coalesce(nullif(trim(until), ''), '9999-12-31') AS DATE) AS until
           FROM dated"""
    )
    if bad := desk.execute("SELECT number FROM spans WHERE coalesce(unit, '') = '' ORDER BY 1").fetchone():
        raise TreeError(
            "The row names no organization", where=f"{name}, row {bad[0]}", hint="Fill the column 'unit'."
        )
    bad = desk.execute(
        """SELECT s.number, CASE WHEN s.since IS NULL THEN d.since ELSE d.until END
           FROM spans s JOIN dated d USING (number) WHERE s.since IS NULL OR s.until IS NULL ORDER BY 1"""
    ).fetchone()
    if bad:
        raise TreeError(
            f"'{bad[1]}' is no date", where=f"{name}, row {bad[0]}", hint="Write it as 2026-01-31."
        )
    bad = desk.execute(
        "SELECT number, unit, since, until FROM spans WHERE since >= until ORDER BY 1"
    ).fetchone()
    if bad:
        raise TreeError(
            f"The affiliation of '{bad[1]}' ends on {bad[3]}, before it begins on {bad[2]}",
            where=f"{name}, row {bad[0]}",
            hint="'until' is the first day on which it no longer holds.",
        )


def _check_overlaps(desk: DuckDBPyConnection, name: str, on: date) -> None:
    """Two rows of one organization that hold on the same day, those of the day asked for first."""
    bad = desk.execute(
        """WITH moved AS (
             SELECT * FROM spans WHERE unit IN (SELECT unit FROM spans GROUP BY unit HAVING count(*) > 1))
           SELECT a.unit, a.parent, b.parent, a.number, b.number, greatest(a.since, b.since) AS first,
             first <= $1 AND $1 < least(a.until, b.until) AS today
           FROM moved a JOIN moved b ON a.unit = b.unit AND a.number < b.number
             AND a.since < b.until AND b.since < a.until
           ORDER BY today DESC, a.number, b.number LIMIT 1""",
        [on],
    ).fetchone()
    if bad is None:
        return
    unit, first, second, row, other, day, today = bad
    where = f"{name}, rows {row} and {other}"
    hint = f"Both hold on {day}: let the earlier row end ('until') on the day on which the later one begins."
    if today and first != second:
        raise TreeError(
            f"'{unit}' has two parents on {on}: {_parent(first)} and {_parent(second)}",
            where=where,
            hint=hint,
        )
    raise TreeError(f"The affiliations of '{unit}' overlap", where=where, hint=hint)


def _parent(name: str) -> str:
    return f"'{name}'" if name else "none"


def _parents(desk: DuckDBPyConnection, on: date) -> Whole:
    """The number of each unit's parent, -1 for a root."""
    orphans = desk.execute(
        """SELECT unit, parent FROM live WHERE parent <> '' AND parent NOT IN (SELECT unit FROM live)
           ORDER BY 1, 2"""
    ).fetchmany(6)
    if orphans:
        raise TreeError(
            "; ".join(f"The parent of '{unit}' is '{parent}'" for unit, parent in orphans[:5])
            + (" and so on" if len(orphans) > 5 else "")
            + f", which is not in the tree on {on}",
            where="tree",
            hint="Add a row for the parent that holds on that day, correct the name, or empty it for a root.",
        )
    found = desk.execute(
        """SELECT u.rowid AS id, coalesce(p.rowid, -1) AS parent
           FROM live u LEFT JOIN live p ON p.unit = u.parent"""
    ).fetchnumpy()
    if not len(found["id"]):
        raise TreeError(
            f"Nobody is in the tree on {on}", where="tree", hint="Choose a day on which its rows hold."
        )
    parents = np.empty(len(found["id"]), dtype=np.int64)
    parents[found["id"]] = found["parent"]
    return parents


def _depths(desk: DuckDBPyConnection, parents: Whole) -> Whole:
    """The level of each unit, 0 for a root. Errors: ``TreeError`` that names a cycle."""
    depths = np.where(parents < 0, 0, -1)
    waiting = np.flatnonzero(depths < 0)
    while len(waiting):
        above = depths[parents[waiting]]
        if (above < 0).all():
            raise _cycle(desk, parents, int(waiting[0]))
        depths[waiting] = np.where(above < 0, -1, above + 1)
        waiting = waiting[above < 0]
    return depths


def _cycle(desk: DuckDBPyConnection, parents: Whole, unit: int) -> TreeError:
    path: list[int] = []
    while unit not in path:
        path.append(unit)
        unit = int(parents[unit])
    path = [*path[path.index(unit) :], unit]
    names = dict(
        desk.execute("SELECT rowid, unit FROM live WHERE rowid IN (SELECT unnest(?))", [path]).fetchall()
    )
    shown = [names[step] for step in (path if len(path) <= 10 else [*path[:9], path[-1]])]
    return TreeError(
        f"The tree has a cycle: {' -> '.join(shown)}",
        where="tree",
        hint="Each stands below the next. Give one of them its right parent, or none if it is the root.",
    )


# --- numbering ------------------------------------------------------------------------------------


def _homes(parents: Whole, depths: Whole, shown: NDArray[np.bool_]) -> Whole:
    """The lowest shown unit above each unit, or itself."""
    homes = np.arange(len(parents))
    for level in range(1, int(depths.max()) + 1):
        at = np.flatnonzero((depths == level) & ~shown)
        homes[at] = homes[parents[at]]
    return homes


def _sizes(parents: Whole, depths: Whole) -> Whole:
    sizes = np.ones(len(parents), dtype=np.int64)
    for level in range(int(depths.max()), 0, -1):
        at = np.flatnonzero(depths == level)
        np.add.at(sizes, parents[at], sizes[at])
    return sizes


def _lay_blocks(desk: DuckDBPyConnection, homes: Whole, shown: NDArray[np.bool_]) -> None:
    """Tables ``tree`` and ``home``: a shown unit is a block of its own, others share those of their home."""
    order = np.lexsort((shown, homes)) if not shown.all() else np.arange(len(homes))
    hidden = order[~shown[order]]
    places = np.arange(len(hidden)) - np.searchsorted(homes[hidden], homes[hidden])
    starts = places % BLOCK == 0
    blocks = np.arange(len(homes))
    blocks[hidden] = len(homes) + np.cumsum(starts) - 1
    bits = np.ones(len(homes), dtype=np.int64)
    bits[hidden] = np.left_shift(1, places % BLOCK)
    own = np.flatnonzero(shown)
    _lay(desk, "place", id=np.arange(len(homes)), block=blocks, bit=bits)
    _lay(desk, "shown", id=own)
    _lay(
        desk,
        "home",
        block=np.concatenate([own, blocks[hidden[starts]]]),
        home=np.concatenate([own, homes[hidden[starts]]]),
        own=np.concatenate([np.ones(len(own), dtype=np.int64), np.zeros(int(starts.sum()), dtype=np.int64)]),
    )
    desk.execute(
        "CREATE TEMP TABLE tree AS SELECT l.unit, p.block, p.bit FROM live l JOIN place p ON p.id = l.rowid"
    )


def _lay_lines(desk: DuckDBPyConnection, parents: Whole, shown: NDArray[np.bool_]) -> None:
    """Table ``line``: each shown unit with itself and all above it."""
    home = above = np.flatnonzero(shown)
    pairs: list[tuple[Whole, Whole]] = []
    while len(home):
        pairs.append((home, above))
        above = parents[above]
        home, above = home[above >= 0], above[above >= 0]
    homes, aboves = (np.concatenate(column) for column in zip(*pairs, strict=True))
    _lay(desk, "line", home=homes, above=aboves)


def _lay(desk: DuckDBPyConnection, name: str, **columns: Sequence[int] | Whole) -> None:
    desk.register("laid", {column: np.asarray(values) for column, values in columns.items()})
    desk.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join(columns)} FROM laid")
    desk.unregister("laid")
