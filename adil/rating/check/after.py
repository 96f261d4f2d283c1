"""What comes after the points: adjustments, leagues, ties, categories, nominations, robustness."""

from __future__ import annotations

from itertools import pairwise

from adil.rating.check.findings import Findings, error
from adil.rating.check.formulas import check_formula
from adil.rating.methodology import Methodology
from adil.rating.walk import walk


def check_after_points(methodology: Methodology) -> Findings:
    """Adjustments, leagues, ties, categories, nominations and robustness name what exists."""
    for case in methodology.adjustments.cases:
        yield from check_formula(case.times, methodology, results=False)
        if case.each <= 0:
            yield error(case.where, f"'each' of '{case.code}' must be above 0; 'effect' says the direction")
    conditions = [case.when for case in methodology.adjustments.disqualify]
    conditions += [condition.when for condition in methodology.eligibility]
    for tie in methodology.ranking.tie_breaks:
        sides = [side for side in (tie.higher, tie.lower) if side is not None]
        if len(sides) != 1:
            yield error(tie.where, f"The tie-break '{tie.name.en}' needs one of 'higher', 'lower'")
        conditions += sides
    conditions += [nomination.by for nomination in methodology.nominations if nomination.by is not None]
    rounding, digits = methodology.rating.rounding, methodology.ranking.digits
    if rounding is not None and digits is not None and digits < rounding.digits:
        yield error(
            methodology.rating.where,
            f"Totals would be rounded twice: to {rounding.digits} digits, then to {digits}",
            "Leave 'digits' of the ranking out, or round the root to as many.",
        )
    for formula in conditions:
        yield from check_formula(formula, methodology, results=True)
    yield from _check_leagues(methodology)
    yield from _check_categories_of_units(methodology)
    yield from _check_nominations(methodology)
    yield from _check_robustness(methodology)


def _check_leagues(methodology: Methodology) -> Findings:
    leagues = methodology.leagues.list if methodology.leagues else ()
    codes = {league.code for league in leagues}
    if len(codes) < len(leagues):
        yield error(leagues[0].where, "Two leagues have the same code")
    for league in leagues:
        yield from check_formula(league.when, methodology, results=False)
        if league.joins is not None and (league.joins not in codes or league.joins == league.code):
            yield error(
                league.where, f"League '{league.code}' joins '{league.joins}', which is no other league"
            )


def _check_categories_of_units(methodology: Methodology) -> Findings:
    categories = methodology.categories
    groups = {node.code for node, _ in walk(methodology.rating) if node.children}
    for index, category in enumerate(categories):
        is_last = index == len(categories) - 1
        if (category.at_least is None) != is_last:
            yield error(
                category.where,
                f"Category '{category.code}' {'has' if is_last else 'lacks'} 'at_least'",
                "All but the last need it: categories stand best to worst, the last takes the rest.",
            )
        floor = category.floor
        if floor is not None and not 0 <= floor.share <= 1:
            yield error(category.where, f"The share of the floor of '{category.code}' is not from 0 to 1",
                        "0.5 means 50 %.")  # fmt: skip
        if floor is not None and floor.of not in groups:
            yield error(category.where, f"The floor of '{category.code}' names no group: '{floor.of}'")
        if floor is not None and floor.otherwise not in {later.code for later in categories[index + 1 :]}:
            yield error(
                category.where, f"Category '{category.code}' falls to '{floor.otherwise}', no lower one"
            )
    edges = [category.at_least for category in categories if category.at_least is not None]
    if any(left <= right for left, right in pairwise(edges)):
        yield error(categories[0].where, "The categories do not stand best to worst")


def _check_nominations(methodology: Methodology) -> Findings:
    codes = {node.code for node, _ in walk(methodology.rating)}
    for nomination in methodology.nominations:
        if bool(nomination.nodes) == (nomination.by is not None):
            yield error(nomination.where, f"Nomination '{nomination.code}' needs either 'nodes' or 'by'")
        if nomination.nodes and not 0 <= (nomination.minimum_share or 0) <= 1:
            yield error(nomination.where, f"'minimum_share' of '{nomination.code}' is not from 0 to 1",
                        "0.7 means 70 %.")  # fmt: skip
        for code in nomination.nodes:
            if code not in codes:
                yield error(
                    nomination.where, f"Nomination '{nomination.code}' names '{code}', which is no node"
                )


def _check_robustness(methodology: Methodology) -> Findings:
    groups = {node.code: node for node, _ in walk(methodology.rating) if node.children}
    robustness = methodology.robustness
    for code in robustness.weights_of:
        if code not in groups:
            yield error(robustness.where, f"Robustness moves the weights of '{code}', which is no group")
    if not 0 <= robustness.spread <= 1:
        yield error(robustness.where, "'spread' of the weights must be from 0 to 1")
    if robustness.draws < 1:
        yield error(robustness.where, "'draws' must be 1 or more")
