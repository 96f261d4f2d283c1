"""The roll-up: lay the relations out, run the one statement, look at what it refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from adil.rating.errors import DataError
from adil.rating.rollup.desk import open_desk
from adil.rating.rollup.engines import ENGINES, TOO_LARGE
from adil.rating.rollup.facts import DIGITS, Facts, open_facts
from adil.rating.rollup.periods import parts_of
from adil.rating.rollup.refuse import refuse_faults
from adil.rating.rollup.result import Figure, RolledUp
from adil.rating.rollup.rules import Rule, read_rules
from adil.rating.rollup.tables import Table
from adil.rating.rollup.tree import Tree, settle_tree

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress: TypeAlias = Callable[[int, int], None]
STEPS = 4


def roll_up(
    facts: Table,
    tree: Table,
    indicators: Table,
    *,
    on: date | str,
    period: str,
    engine: str = "duckdb",
    master: str | None = None,
    dsn: str | None = None,
    levels: int | None = None,
    progress: Progress | None = None,
) -> RolledUp:
    """The own and consolidated figures of a period, on the tree of one day.

    ``facts``, ``tree``, ``indicators``: a CSV or Parquet file, a folder of Parquet files, or rows in
    the order of the columns. ``on``: the day whose tree is used. ``engine``: ``duckdb``, ``spark``
    (at ``master``) or ``postgresql`` (at ``dsn``). ``levels``: give figures for so many levels of
    the tree from the top; the others are summed all the same. ``progress`` is told how many of how
    many steps are done.

    Shape: a figure for each organization and indicator with a value in the subtree, sorted by both.

    Missing: an organization without a value adds nothing and is not counted as reported; where
    nobody gave one there is no figure, and never a zero.

    Errors: ``TreeError`` and ``DataError``; nothing is written before all is checked.
    """
    if engine not in ENGINES:
        raise DataError(
            f"There is no engine '{engine}'", where="--engine", hint=f"One of: {', '.join(ENGINES)}."
        )
    if levels is not None and levels < 1:
        raise DataError(f"{levels} levels cannot be shown", where="--levels", hint="Give 1 or more.")
    tell = progress or (lambda done, steps: None)
    parts, day, rules = parts_of(period), _day(on), read_rules(indicators)
    with open_desk() as desk:
        settled = settle_tree(desk, tree, day, levels)
        tell(1, STEPS)
        opened = open_facts(desk, facts, period)
        desk.execute(
            "CREATE TEMP TABLE part (period VARCHAR, place INT, first_day INT, last_day INT, length INT)"
        )
        _insert(desk, "part", [[p.period, p.place, p.first_day, p.last_day, p.length] for p in parts])
        _lay_rules(desk, rules)
        _match_keys(desk, opened)
        tell(2, STEPS)
        with ENGINES[engine](desk, opened, {"master": master, "dsn": dsn}) as ask:
            rows = ask(statement())
            tell(3, STEPS)
            refuse_faults(rows, ask, period, opened)
    rolled = RolledUp(period, day, _figures(rows, settled, rules), _unknown(rows))
    tell(STEPS, STEPS)
    return rolled


@cache
def statement() -> str:
    """The text of ``rollup.sql``, which all engines run as it stands."""
    return (Path(__file__).parent.parent / "rollup.sql").read_text(encoding="utf-8")


def _day(on: date | str) -> date:
    try:
        return on if isinstance(on, date) else date.fromisoformat(on)
    except ValueError:
        raise DataError(f"'{on}' is no date", where="--on", hint="Write it as 2026-01-31.") from None


# --- relations ------------------------------------------------------------------------------------


def _lay_rules(desk: DuckDBPyConnection, rules: Mapping[str, Rule]) -> None:
    weights = {rule.weight for rule in rules.values()}
    desk.execute(
        """CREATE TEMP TABLE indicator (indicator VARCHAR, over_tree VARCHAR, over_time VARCHAR,
             weight VARCHAR, paired INT)"""
    )
    rows = [
        [
            code,
            rule.over_tree.value,
            rule.over_time.value,
            rule.weight or None,
            int(bool(rule.weight) or code in weights),
        ]
        for code, rule in rules.items()
    ]
    _insert(desk, "indicator", rows)


def _insert(desk: DuckDBPyConnection, name: str, rows: list[list[Any]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    desk.execute(f"INSERT INTO {name} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def _match_keys(desk: DuckDBPyConnection, facts: Facts) -> None:
    """Where a file holds its keys as integers, the small tables do too: a join then casts no fact.

    What is no integer, or is written with zeros in front, cannot be in such a file.
    """
    for table, column, key in (
        ("tree", "unit", "unit"),
        ("indicator", "indicator", "indicator"),
        ("indicator", "weight", "indicator"),
    ):
        if (kind := facts.kinds[key]) != "VARCHAR":
            number = f"try_cast({column} AS {kind})"
            same = f"CASE WHEN CAST({number} AS VARCHAR) = {column} THEN {number} END"
            desk.execute(f"ALTER TABLE {table} ALTER {column} TYPE {kind} USING {same}")


# --- figures --------------------------------------------------------------------------------------


def _figures(rows: list[tuple[Any, ...]], tree: Tree, rules: Mapping[str, Rule]) -> tuple[Figure, ...]:
    figures = [_figure(row, tree, rules) for row in rows if row[0] == "figure"]
    figures.sort(key=lambda figure: (figure.unit, figure.indicator))
    return tuple(figures)


def _figure(row: tuple[Any, ...], tree: Tree, rules: Mapping[str, Rule]) -> Figure:
    _, unit, indicator, reported, own, total, highest, weighed, product, weight = row
    for value in (total, product, weight):
        _check_digits(value)
    rule = rules[str(indicator)]
    return Figure(
        tree.names[unit], str(indicator), rule.over_tree, own, int(reported), int(tree.due[unit]),
        total, highest, int(weighed), product, weight, bool(rule.weight),
    )  # fmt: skip


def _check_digits(value: Decimal | None) -> None:
    """PostgreSQL counts further than 38 digits, and DuckDB to a little above; neither is to pass."""
    if value is not None and value.adjusted() > 15 and len(value.as_tuple().digits) > DIGITS:
        raise TOO_LARGE


def _unknown(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    found = {str(row[2]): int(row[3]) for row in rows if row[0] == "unknown" and row[3]}
    return dict(sorted(found.items()))
