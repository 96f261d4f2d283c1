"""The roll-up again, one organization at a time in plain fractions: slow, short, and written apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from adil.rating.observations import period_end
from adil.rating.rollup.periods import period_start

Fact = tuple[str, str, str, str, str]
"""unit, indicator, period, value, status"""
Affiliation = tuple[str, str, str, str]
Rule = tuple[str, str, str, str]
Answer = dict[tuple[str, str], tuple[Fraction | None, Fraction | None, int, int]]
"""By unit and indicator: own, consolidated, reported, due."""


def roll_up_naively(
    facts: Iterable[Fact], tree: Iterable[Affiliation], rules: Iterable[Rule], on: str, period: str
) -> Answer:
    parents = {
        unit: parent for unit, parent, since, until in tree if since <= on and (not until or on < until)
    }
    wanted = {indicator: (over_tree, over_time, weight) for indicator, over_tree, over_time, weight in rules}
    own = own_values(facts, {name: over_time for name, (_, over_time, _) in wanted.items()}, period)
    answer: Answer = {}
    for unit in parents:
        below = [other for other in parents if unit in path(other, parents)]
        for indicator, (over_tree, _, weight) in wanted.items():
            told = {other: own[other, indicator] for other in below if (other, indicator) in own}
            weights = {other: own[other, weight] for other in told if (other, weight) in own}
            if told:
                mine = told.get(unit)
                total = combine(over_tree, told, weights if weight else None, mine)
                answer[unit, indicator] = (mine, total, len(told), len(below))
    return answer


def combine(
    over_tree: str,
    told: dict[str, Fraction],
    weights: dict[str, Fraction] | None,
    mine: Fraction | None,
) -> Fraction | None:
    if over_tree == "last":
        return mine
    if over_tree == "max":
        return max(told.values())
    if over_tree == "sum":
        return sum(told.values(), Fraction(0))
    if weights is None:
        return sum(told.values(), Fraction(0)) / len(told)
    base = sum(weights.values(), Fraction(0))
    return (
        sum((told[unit] * weight for unit, weight in weights.items()), Fraction(0)) / base if base else None
    )


def path(unit: str, parents: dict[str, str]) -> list[str]:
    found = []
    while unit:
        found.append(unit)
        unit = parents[unit]
    return found


def own_values(
    facts: Iterable[Fact], over_time: dict[str, str], period: str
) -> dict[tuple[str, str], Fraction]:
    told: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    for unit, indicator, part, value, status in sorted(facts, key=lambda fact: fact[4]):
        if indicator in over_time and status in ("reported", "verified") and lies_in(part, period):
            told[unit, indicator][part] = Fraction(value)
    return {key: over(over_time[key[1]], parts) for key, parts in told.items()}


def over(rule: str, parts: dict[str, Fraction]) -> Fraction:
    kept = [part for part in parts if not any(part != other and lies_in(part, other) for other in parts)]
    if rule == "last":
        return parts[max(kept, key=period_end)]
    return sum((parts[part] for part in kept), Fraction(0))


def lies_in(part: str, whole: str) -> bool:
    return period_start(part) >= period_start(whole) and period_end(part) <= period_end(whole)
