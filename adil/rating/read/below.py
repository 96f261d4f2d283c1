"""Figures of the organizations below the rated ones, summed up the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from adil.rating.errors import DataError
from adil.rating.exact import parse_decimal, plain_text
from adil.rating.formula import State
from adil.rating.methodology import Indicator, Kind, Methodology, OverTree
from adil.rating.observations import Measured, Note, Observations, measured, period_end
from adil.rating.read.cells import YES
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
    keeps the unit's own figure; so does a unit below which nobody reported, and one whose own figure
    was rejected or does not apply. A sum counts as invented if any figure of its indicator and year is.
    """
    rules = dict(_summed(methodology))
    columns, notes = dict(own.columns), dict(own.notes)
    day = period_end(periods[0]) - timedelta(days=1)
    table = [(code, rule.over_tree, rule.over_time, rule.weight or "") for code, rule in rules.items()]
    facts, levels = _facts(observations, periods[0]), _depth(tree, units, day.isoformat())
    years, invented = _years(facts), _invented(observations, periods[0])
    for period in (period for period in periods if period[:4] in years):
        rolled = roll_up(facts, tree, table, on=day, period=period, levels=levels)
        figures: dict[str, list[Figure]] = {}
        for figure in rolled.figures:
            if figure.unit in units.index:
                figures.setdefault(figure.indicator, []).append(figure)
        for code, found in figures.items():
            columns[code, period] = _merged(columns.get((code, period)), found, units, rules[code])
            for figure in found:
                key = (figure.unit, code, period)
                notes[key] = _note(figure, notes.get(key), is_invented=(code, period[:4]) in invented)
    return replace(own, columns=columns, notes=notes)


def _note(figure: Figure, own: Note | None, *, is_invented: bool) -> Note:
    """How many reported; and where the unit alone did, also what is known of its own figure."""
    counts = f"{figure.reported} / {figure.due}"
    if own is None or figure.own is None or figure.reported > 1:
        is_kept = own is not None and own.status not in ("reported", "verified", "missing")
        return own if own is not None and is_kept else Note("reported", counts, is_invented=is_invented)
    source = f"{own.source}; {counts}" if own.source else counts
    return replace(own, source=source, is_invented=own.is_invented or is_invented)


def _invented(observations: Path, period: str) -> set[tuple[str, str]]:
    """The indicators and years of which some figure is marked as invented."""
    if not is_parquet(observations):
        rows = read_rows(observations, ["unit", "indicator", "value"])
        marked = (row for row in rows if row.get("invented").lower() in YES)
        return {(row.get("indicator"), (row.get("period") or period)[:4]) for row in marked}
    import duckdb

    source = str(observations / "*.parquet") if observations.is_dir() else str(observations)
    with duckdb.connect() as desk:
        if "invented" not in desk.read_parquet(source).columns:
            return set()
        statement = """SELECT DISTINCT indicator::VARCHAR, left(period, 4) FROM read_parquet(?)
                       WHERE list_contains(?, lower(invented::VARCHAR))"""
        return set(desk.execute(statement, [source, list(YES)]).fetchall())


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


def _merged(own: Measured | None, figures: list[Figure], units: UnitTable, indicator: Indicator) -> Measured:
    """The unit's own column with the consolidated figures put in; the default where there is neither."""
    if own is None:
        absent = (
            None if indicator.default is None else parse_decimal(plain_text(indicator.default, digits=15))
        )
        values, states = (
            [absent] * len(units),
            [int(State.MISSING if absent is None else State.SCORED)] * len(units),
        )
    else:
        states = _states(own, len(units))
        values = [None if state else (int(own.scaled[row]), own.digits) for row, state in enumerate(states)]
    for figure in figures:
        row = units.index[figure.unit]
        if states[row] < State.REJECTED:
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
