"""Going through a methodology: its nodes, its formulas, and what they name."""

from __future__ import annotations

from collections.abc import Iterator

from adil.rating.formula.parse import Attribute, Formula
from adil.rating.methodology import Checklist, Indicator, Methodology, Node


def walk(root: Node, parent: Node | None = None) -> Iterator[tuple[Node, Node | None]]:
    """Every node with its parent, parents first."""
    yield root, parent
    for child in root.children:
        yield from walk(child, root)


def indicators_used(methodology: Methodology) -> dict[str, Indicator]:
    """The indicators that some formula, check-list or minimum base names."""
    formulas = [formula for formula in formulas_of(methodology) if formula is not None]
    used = {name.code for formula in formulas for name in formula.names()}
    for node, _ in walk(methodology.rating):
        if isinstance(node.score, Checklist):
            used |= {item.indicator for item in node.score.items}
        if node.minimum_base is not None:
            used.add(node.minimum_base.indicator)
    return {code: indicator for code, indicator in methodology.indicators.items() if code in used}


def formulas_of(methodology: Methodology) -> Iterator[Formula | None]:
    """Every formula of the methodology."""
    yield from (indicator.formula for indicator in methodology.indicators.values())
    for node, _ in walk(methodology.rating):
        yield from (node.value, node.applies_when, node.zero_when)
    yield from (case.times for case in methodology.adjustments.cases)
    yield from (case.when for case in methodology.adjustments.disqualify)
    yield from (league.when for league in (methodology.leagues.list if methodology.leagues else ()))
    yield from (condition.when for condition in methodology.eligibility)
    yield from (nomination.by for nomination in methodology.nominations)
    for tie in methodology.ranking.tie_breaks:
        yield from (tie.higher, tie.lower)


ATTRIBUTES_KNOWN = ("age_months",)


def attributes_used(methodology: Methodology) -> set[str]:
    """The columns of the table of units that some formula or pool names."""
    found = {
        part.name
        for formula in formulas_of(methodology)
        if formula is not None
        for part in formula.walk()
        if isinstance(part, Attribute)
    }
    return found - set(ATTRIBUTES_KNOWN)
