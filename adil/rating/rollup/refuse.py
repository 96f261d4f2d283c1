"""What the statement counted as refused, said with names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from adil.rating.errors import DataError
from adil.rating.observations import STATUSES
from adil.rating.rollup.engines import Ask
from adil.rating.rollup.facts import Facts

NAMED = 5
TOLD = "(f.status = 'reported' OR f.status = 'verified')"
OF_PERIOD = "FROM facts f JOIN part p ON p.period = f.period"
STRAYS = f"""SELECT f.unit {OF_PERIOD} LEFT JOIN tree t ON t.unit = f.unit
             WHERE t.unit IS NULL AND {TOLD} GROUP BY f.unit ORDER BY f.unit LIMIT {NAMED + 1}"""
UNSOUND = f"""SELECT f.unit, f.indicator, f.period, f.status {OF_PERIOD}
              WHERE f.status IS NULL OR (NOT {TOLD} AND f.status <> 'missing'
                AND f.status <> 'not_applicable' AND f.status <> 'rejected') LIMIT 1"""
EMPTY = f"""SELECT f.unit, f.indicator, f.period, f.status {OF_PERIOD}
            WHERE f.value IS NULL AND {TOLD} LIMIT 1"""
TWICE = f"""SELECT f.unit, f.indicator, f.period, f.status, count(*) AS times {OF_PERIOD}
            JOIN indicator r ON r.indicator = f.indicator WHERE {TOLD}
            GROUP BY f.unit, f.indicator, f.period, f.status HAVING count(*) > 1
            ORDER BY f.unit, f.indicator, f.period LIMIT {NAMED + 1}"""


def refuse_faults(rows: list[tuple[Any, ...]], ask: Ask, period: str, facts: Facts) -> None:
    """Nothing if the statement refused nothing.

    Errors: ``DataError`` that names an unknown status, a value that is not there, organizations that
    are not in the tree, observations given twice; or says that the period has no observation.
    """
    faults = {row[0] for row in rows if row[0] in REFUSALS and row[3]}
    for kind, refuse in REFUSALS.items():
        if kind in faults:
            refuse(ask, facts)
    if not any(row[0] == "figure" or (row[0] == "unknown" and row[3]) for row in rows):
        raise DataError(
            f"No observation of {period} carries a value", where=facts.name, hint=_periods(ask, facts)
        )


def _periods(ask: Ask, facts: Facts) -> str:
    near = [row[0] for row in ask("SELECT period FROM facts GROUP BY period ORDER BY period LIMIT 8")]
    return f"Its periods of that year are: {', '.join(near)}." if near else "It has none of that year."


def _refuse_unsound(ask: Ask, facts: Facts) -> NoReturn:
    unit, indicator, period, status = ask(UNSOUND)[0]
    raise DataError(
        f"There is no status '{status or ''}'",
        where=f"{facts.name}: unit '{unit}', indicator '{indicator}', {period}",
        hint=f"One of: {', '.join(STATUSES)}.",
    )


def _refuse_empty(ask: Ask, facts: Facts) -> NoReturn:
    unit, indicator, period, status = ask(EMPTY)[0]
    raise DataError(
        f"The figure is '{status}' but has no value",
        where=f"{facts.name}: unit '{unit}', indicator '{indicator}', {period}",
        hint="Fill the value, or set the status to 'missing'. An empty cell is not zero.",
    )


def _refuse_strays(ask: Ask, facts: Facts) -> NoReturn:
    names = [f"'{'' if unit is None else unit}'" for (unit,) in ask(STRAYS)]
    raise DataError(
        f"Observations name organizations that are not in the tree on that day: {_some(names)}",
        where=facts.name,
        hint="Add them to the tree, correct their codes, or choose the day on which they were in it.",
    )


def _refuse_twice(ask: Ask, facts: Facts) -> NoReturn:
    found = [
        f"'{indicator}' of '{unit}' for {period} is {status} {times} times"
        for unit, indicator, period, status, times in ask(TWICE)
    ]
    raise DataError(
        _some(found), where=facts.name, hint="Keep one. A verified figure may stand beside the reported one."
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" and so on" if len(names) > NAMED else "")


REFUSALS: dict[str, Callable[[Ask, Facts], NoReturn]] = {
    "unsound": _refuse_unsound,
    "empty": _refuse_empty,
    "stray": _refuse_strays,
    "twice": _refuse_twice,
}
