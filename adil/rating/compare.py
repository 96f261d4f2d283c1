"""Two editions of a rating: how much of each change came from data, methodology, and who is in the pool.

From the old edition to the new one there are four steps: units that left are taken out, figures
and methodology change, units that joined come in. Figures and methodology can change in either
order, so each gets the mean of its two effects. The effects add up to the change exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from adil.rating.compute import compute
from adil.rating.errors import DataError
from adil.rating.frame import Inputs, restrict
from adil.rating.result import Result


@dataclass(frozen=True)
class Change:
    """A change and its causes; for places up is negative, for points it is positive."""

    old: Fraction
    new: Fraction
    data: Fraction
    methodology: Fraction
    pool: Fraction


@dataclass(frozen=True)
class UnitChange:
    """The change of one unit that is in both editions: its place among all, and its total."""

    unit: str
    place: Change
    total: Change
    nodes: tuple[tuple[str, str, str], ...]
    """Code, old points and new points of every node that both editions have."""


@dataclass(frozen=True)
class Comparison:
    """All changes, with the units that are in one edition only."""

    old: Result
    new: Result
    changes: tuple[UnitChange, ...]
    left: tuple[str, ...]
    joined: tuple[str, ...]


def compare(old: Inputs, new: Inputs, old_by_new: Inputs, new_by_old: Inputs) -> Comparison:
    """The causes of each unit's change between two editions.

    ``old_by_new``: the old figures under the new methodology; ``new_by_old`` the other way round.
    Missing: a unit without a place in one of the editions is left out.
    Errors: ``DataError`` if the editions have no unit in common.
    """
    common = [code for code in old.units.codes if code in new.units.index]
    if not common:
        raise DataError(
            "The two editions have no unit in common", where="units", hint="Are the codes the same?"
        )
    first, last = compute(old), compute(new)
    steps = [compute(restrict(inputs, common)) for inputs in (old, new_by_old, old_by_new, new)]
    ranked = [
        code for code in common if all(result.overall[result.row(code)] for result in (first, *steps, last))
    ]
    return Comparison(
        first,
        last,
        tuple(_unit_change(code, first, steps, last) for code in ranked),
        tuple(code for code in old.units.codes if code not in new.units.index),
        tuple(code for code in new.units.codes if code not in old.units.index),
    )


def _unit_change(code: str, first: Result, steps: list[Result], last: Result) -> UnitChange:
    results = [first, *steps, last]
    places = [Fraction(int(result.overall[result.row(code)])) for result in results]
    totals = [Fraction(int(result.total[result.row(code)]), 10**result.digits) for result in results]
    nodes = tuple(
        (node, first.nodes[node].text(first.row(code)), last.nodes[node].text(last.row(code)))
        for node in first.nodes
        if node in last.nodes
    )
    return UnitChange(code, _change(places), _change(totals), nodes)


def _change(values: list[Fraction]) -> Change:
    """From old, common old, common new by old methodology, common old by new, common new, new."""
    first, old, data_first, methodology_first, new, last = values
    return Change(
        old=first,
        new=last,
        data=((data_first - old) + (new - methodology_first)) / 2,
        methodology=((methodology_first - old) + (new - data_first)) / 2,
        pool=(old - first) + (last - new),
    )
