"""Nodes: groups whose points add up, criteria that can be scored."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from adil.rating.check.findings import Findings, check_number, error
from adil.rating.check.formulas import check_formula, check_unit
from adil.rating.check.scores import SCORE_CHECKS, nothing
from adil.rating.exact import plain_text
from adil.rating.methodology import (
    Categories,
    Checklist,
    Mean,
    Methodology,
    Node,
    Policy,
    Rubric,
)


def check_node(node: Node, parent: Node | None, methodology: Methodology) -> Findings:
    if bool(node.children) == (node.score is not None):
        both = "both 'children' and 'score'" if node.children else "neither 'children' nor 'score'"
        yield error(node.where, f"'{node.code}' has {both}", "A group has children, a criterion a score.")
        return
    if node.max is None:
        yield error(node.where, f"'{node.code}' has no maximum", "Add 'max:'.")
        return
    if node.max <= 0:
        yield error(node.where, f"The maximum of '{node.code}' is {plain_text(node.max)}, not above 0")
    if node.floor is not None and node.floor > (node.max if node.cap is None else min(node.cap, node.max)):
        yield error(node.where, f"The floor of '{node.code}', {plain_text(node.floor)}, is above its maximum")
    if node.rounding is not None and not 0 <= node.rounding.digits <= 9:
        yield error(node.where, f"'{node.code}' rounds to {node.rounding.digits} digits, not to 0 to 9")
    yield from _check_group(node) if node.children else _check_criterion(node, methodology)
    if node.missing is Policy.IMPUTE and node.children:
        yield error(node.where, "Only a criterion can be imputed", "Set 'missing: impute' on criteria.")
    if node.not_applicable is Policy.IMPUTE:
        yield error(node.where, "What does not apply cannot be imputed", "Use 'rescale' or 'zero'.")


OF_CRITERIA = (
    "value", "unit", "applies_when", "zero_when", "minimum_base", "minimum_age_months", "treat", "impute",
)  # fmt: skip
OF_METHODS = {"power": Mean.POWER_MEAN, "k": Mean.WORST_K, "table": Mean.TABLE}


def _check_unused(node: Node) -> Findings:
    """Nothing is written in a group that would be passed over in silence."""
    for key in OF_CRITERIA:
        if getattr(node, key) is not None:
            yield error(node.where, f"'{node.code}' is a group, where '{key}' says nothing",
                        "Write it in each of its criteria.")  # fmt: skip
    for key, method in OF_METHODS.items():
        if getattr(node.combine, key) is not None and node.combine.method is not method:
            yield error(node.where, f"'{node.code}' has '{key}', which '{node.combine.method}' does not use",
                        f"Combine by '{method}', or take it out.")  # fmt: skip


def _check_group(node: Node) -> Findings:
    yield from _check_unused(node)
    method, maximum = node.combine.method, node.max
    maxima = [child.max for child in node.children if child.max is not None]
    total = sum(maxima, start=Fraction(0))
    if method is Mean.SUM and len(maxima) == len(node.children) and total != maximum:
        yield error(
            node.where,
            f"Points of '{node.code}' sum to {plain_text(total)}, its maximum is {plain_text(maximum or 0)}",
            "Raise a criterion, or lower the maximum." if total < (maximum or 0) else
            "Lower a criterion, or raise the maximum.",
        )  # fmt: skip
    if method in (Mean.WEIGHTED_MEAN, Mean.GEOMETRIC_MEAN, Mean.POWER_MEAN):
        yield from _check_weights(node)
    elif any(child.weight is not None for child in node.children):
        yield error(
            node.where,
            f"Children of '{node.code}' have weights, which '{method}' does not use",
            "Combine by 'weighted_mean', or take the weights out.",
        )
    if method is Mean.POWER_MEAN and not node.combine.power:
        yield error(node.where, f"The power mean of '{node.code}' has no power, or power 0")
    if method is Mean.WORST_K and not 1 <= (node.combine.k or 0) <= len(node.children):
        yield error(node.where, f"'k' of '{node.code}' must be from 1 to {len(node.children)}")
    if method is Mean.TABLE:
        yield from _check_table(node)


def _check_weights(node: Node) -> Findings:
    weights = [child.weight for child in node.children]
    given = [weight for weight in weights if weight is not None]
    if given and len(given) < len(weights):
        lacking = ", ".join(child.code for child in node.children if child.weight is None)
        yield error(node.where, f"Some children of '{node.code}' have no weight: {lacking}")
    elif not given and node.combine.method is Mean.WEIGHTED_MEAN:
        yield error(node.where, f"The children of '{node.code}' have no weights", "Add 'weight:' to each.")
    elif any(weight < 0 for weight in given):
        yield error(node.where, f"A weight under '{node.code}' is negative")
    elif given and sum(given) == 0:
        yield error(node.where, f"All weights under '{node.code}' are zero", "Give one of them a weight.")


def _check_table(node: Node) -> Findings:
    table = node.combine.table
    if table is None or len(node.children) != 2:
        yield error(node.where, f"The table of '{node.code}' needs 'table:' and exactly two children")
        return
    if any(low >= high for edges in (table.rows, table.columns) for low, high in pairwise(edges)):
        yield error(node.where, f"The edges of the table of '{node.code}' do not rise")
    if len(table.points) != len(table.rows) or any(len(row) != len(table.columns) for row in table.points):
        yield error(
            node.where,
            f"The table of '{node.code}' must have {len(table.rows)} rows of {len(table.columns)} points",
        )
    if any(not 0 <= points <= (node.max or 0) for row in table.points for points in row):
        yield error(node.where, f"The table of '{node.code}' has points outside 0 to its maximum")


def _check_criterion(node: Node, methodology: Methodology) -> Findings:
    if isinstance(node.score, Checklist | Rubric):
        if node.value is not None:
            yield error(node.where, f"'{node.code}' has a value that its score does not use")
    elif node.value is None:
        yield error(node.where, f"'{node.code}' has no value", "Add 'value:' with a formula.")
    if node.value is not None:
        may_be_text = isinstance(node.score, Categories)
        yield from check_formula(node.value, methodology, results=False, may_be_text=may_be_text)
    for formula in (node.applies_when, node.zero_when):
        if formula is not None:
            is_category = formula is node.value and isinstance(node.score, Categories)
            yield from check_formula(formula, methodology, results=False, may_be_text=is_category)
    if node.value is not None and not isinstance(node.score, Categories):
        yield from check_unit(node, methodology)
    if node.minimum_base is not None:
        yield from check_number(node.minimum_base.indicator, node.where, methodology)
        if node.minimum_base.otherwise not in ("not_applicable", "missing"):
            yield error(node.where, "'otherwise' must be not_applicable or missing")
    if node.impute is not None and node.missing is not Policy.IMPUTE:
        yield error(node.where, f"'{node.code}' says how to impute, but 'missing' is '{node.missing}'",
                    "Write 'missing: impute', or take 'impute' out.")  # fmt: skip
    is_imputed = node.missing is Policy.IMPUTE or node.impute is not None
    if is_imputed and isinstance(node.score, Categories | Checklist | Rubric):
        yield error(node.where, f"'{node.code}' has no number that could be imputed")
    yield from SCORE_CHECKS.get(type(node.score), nothing)(node, methodology)
