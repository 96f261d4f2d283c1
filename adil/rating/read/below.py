"""Figures of the organizations below the rated ones, summed up the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from adil.rating.errors import DataError
from adil.rating.formula import State
from adil.rating.methodology import Indicator, Kind, Methodology, OverTree
from adil.rating.observations import Measured, Note, Observations, measured, period_end
from adil.rating.read.tables import read_rows
from adil.rating.rollup import Figure, roll_up
from adil.rating.rollup.tables import Table, is_parquet
from adil.rating.units import UnitTable


def units_of_tree(tree: Path) -> frozenset[str]:
    """Every unit that the tree names, on whatever day."""
    return frozenset(row.get("unit") for row in read_rows(tree, ["unit", "parent"]))


def add_from_below(
    own: Observations,
    *,
    observations: Path,
    tree: Path,
    methodology: Methodology,
    units: UnitTable,
    periods: tuple[str, str],
) -> Observations:
    """The observations with the consolidated figure of each rated unit in place of its own.

    The tree is that of the last day of the first period, for both periods: what is compared with
    last year is last year in today's structure. An indicator whose rule over the tree is ``last``
    keeps the unit's own figure; so does a unit below which nobody reported.
    """
    rules = dict(_summed(methodology))
    columns, notes = dict(own.columns), dict(own.notes)
    day = period_end(periods[0]) - timedelta(days=1)
    table = [(code, rule.over_tree, rule.over_time, rule.weight or "") for code, rule in rules.items()]
    facts, levels = _facts(observations, periods[0]), _depth(tree, units, day.isoformat())
    years = _years(facts)
    for period in (period for period in periods if period[:4] in years):
        rolled = roll_up(facts, tree, table, on=day, period=period, levels=levels)
        figures: dict[str, list[Figure]] = {}
        for figure in rolled.figures:
            if figure.unit in units.index:
                figures.setdefault(figure.indicator, []).append(figure)
        for code, found in figures.items():
            columns[code, period] = _merged(columns.get((code, period)), found, units)
            for figure in found:
                source = f"{figure.reported} / {figure.due}"
                notes[figure.unit, code, period] = Note("reported", source)
    return replace(own, columns=columns, notes=notes)


def _depth(tree: Path, units: UnitTable, day: str) -> int:
    """How many levels of the tree of that day hold the rated units; the roll-up itself checks the tree."""
    parents = {
        row.get("unit"): row.get("parent")
        for row in read_rows(tree, ["unit", "parent"])
        if row.get("since") <= day < (row.get("until") or "9999")
    }
    deepest = 1
    for code in units.codes:
        depth, parent = 1, parents.get(code)
        while parent and depth <= len(parents):
            depth, parent = depth + 1, parents.get(parent)
        deepest = max(deepest, depth)
    return deepest


def _facts(observations: Path, period: str) -> Table:
    """The observations as the roll-up takes them: what may be left out of CSV is filled in."""
    if is_parquet(observations):
        return observations
    return [
        (
            row.get("unit"),
            row.get("indicator"),
            row.get("period") or period,
            row.get("value"),
            row.get("status") or ("reported" if row.get("value") else "missing"),
        )
        for row in read_rows(observations, ["unit", "indicator", "value"])
    ]


def _years(facts: Table) -> set[str]:
    """The years that some observation is of."""
    if not isinstance(facts, Path):
        return {str(row[2])[:4] for row in facts}
    import duckdb

    source = str(facts / "*.parquet") if facts.is_dir() else str(facts)
    with duckdb.connect() as desk:
        found = desk.execute("SELECT DISTINCT left(period, 4) FROM read_parquet(?)", [source]).fetchall()
    return {year for (year,) in found}


def _summed(methodology: Methodology) -> Iterator[tuple[str, Indicator]]:
    """The indicators that are summed, averaged or compared over the tree."""
    for code, indicator in methodology.indicators.items():
        is_observed = indicator.formula is None and indicator.kind is not Kind.CHOICE
        if is_observed and indicator.over_tree is not OverTree.LAST:
            yield code, indicator


def _merged(own: Measured | None, figures: list[Figure], units: UnitTable) -> Measured:
    """The unit's own column with the consolidated figures put in."""
    rows = range(len(units))
    states = [int(State.MISSING)] * len(units) if own is None else _states(own, len(units))
    values = [None if own is None or states[row] else (int(own.scaled[row]), own.digits) for row in rows]
    for figure in figures:
        row = units.index[figure.unit]
        values[row], states[row] = _decimal(figure), int(State.SCORED)
    return measured(values, states)


def _states(own: Measured, rows: int) -> list[int]:
    return [0] * rows if own.states is None else [int(state) for state in own.states]


def _decimal(figure: Figure) -> tuple[int, int]:
    """The figure as an integer and its decimal places.

    Errors: ``DataError`` for a mean that has no end as a decimal.
    """
    value = figure.consolidated
    if isinstance(value, Decimal):
        sign, digits, exponent = value.as_tuple()
        whole = int("".join(map(str, digits))) * (-1 if sign else 1)
        places = -int(exponent)
        return (whole, places) if places >= 0 else (whole * 10**-places, 0)
    fraction = Fraction(value or 0)
    for places in range(16):
        if 10**places % fraction.denominator == 0:
            return int(fraction * 10**places), places
    raise DataError(
        f"The mean of '{figure.indicator}' below '{figure.unit}' has no end as a decimal: {fraction}",
        where="observations",
        hint="Roll up the sums, and divide them in the formula of the criterion.",
    )
