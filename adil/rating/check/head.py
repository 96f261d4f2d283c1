"""The header, the indicators and the codes of a methodology."""

from __future__ import annotations

from fractions import Fraction

from adil.rating.check.findings import Findings, check_known, error
from adil.rating.check.formulas import RESULTS, check_formula
from adil.rating.formula.parse import Formula
from adil.rating.methodology import Kind, Methodology, OverTree
from adil.rating.walk import walk


def check_header(methodology: Methodology) -> Findings:
    effective = methodology.effective
    if effective.until is not None and effective.until <= effective.since:
        yield error(
            effective.where,
            f"The methodology ends on {effective.until}, before it begins on {effective.since}",
            "'until' is the first day on which it no longer holds.",
        )
    if not 0 <= methodology.value_digits <= 15:
        yield error(methodology.where, f"'value_digits' is {methodology.value_digits}, not from 0 to 15")


def check_indicators(methodology: Methodology) -> Findings:
    for code, indicator in methodology.indicators.items():
        where = indicator.where
        if not code.isidentifier() or code in RESULTS or code == "unit":
            yield error(where, f"'{code}' cannot be the code of an indicator", "Use letters, digits and _.")
        if code in methodology.constants:
            yield error(where, f"'{code}' is both an indicator and a constant")
        if indicator.kind is Kind.CHOICE and not indicator.choices:
            yield error(where, f"'{code}' is a choice without 'choices'")
        if indicator.kind is Kind.CHOICE and indicator.default is not None:
            yield error(where, f"'{code}' is a choice and cannot have a default", "Leave it missing.")
        if indicator.over_tree is OverTree.MEAN and indicator.weight is not None:
            yield from check_known(indicator.weight, where, methodology)
        if indicator.formula is not None:
            yield from check_formula(indicator.formula, methodology, results=False)
            yield from _check_derived(code, indicator.formula, methodology)
        if indicator.default is not None and not _is_decimal(indicator.default):
            yield error(where, f"The default of '{code}' has no end as a decimal", "Write a decimal.")
        if indicator.data_error is not None and indicator.data_error < 0:
            yield error(where, "'data_error' is negative", "0.01 means one per cent up or down.")


def _is_decimal(number: Fraction) -> bool:
    return 10**15 % number.denominator == 0


def _check_derived(code: str, formula: Formula, methodology: Methodology) -> Findings:
    """A derived indicator does not come back to itself, and looks back at most one period."""
    below, seen = [name.code for name in formula.names()], set[str]()
    while below:
        name = below.pop()
        if name == code:
            yield error(formula.where, f"The indicator '{code}' is derived from itself (a cycle)",
                        "Derive it from observed indicators only.")  # fmt: skip
            return
        further = methodology.indicators[name].formula if name in methodology.indicators else None
        if further is not None and name not in seen:
            below += [part.code for part in further.names()]
        seen.add(name)
    if any(name.previous for name in formula.names()):
        yield error(
            formula.where,
            f"The derived indicator '{code}' looks at the previous period",
            "Write @previous in the formula of the criterion.",
        )


def check_codes(methodology: Methodology) -> Findings:
    seen: dict[str, str] = {}
    for node, _ in walk(methodology.rating):
        if node.code in seen:
            yield error(node.where, f"The code '{node.code}' stands twice (first at {seen[node.code]})")
        seen.setdefault(node.code, node.where)
