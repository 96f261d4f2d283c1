"""Formulas: every name is known, nothing is divided by a plain zero, kinds and units agree."""

from __future__ import annotations

import difflib

from adil.rating.check.findings import Findings, error
from adil.rating.errors import RatingError
from adil.rating.formula.parse import Attribute, Call, Formula, Name, Text, Tree
from adil.rating.formula.units import Unit, constant_value, parse_unit, unit_of, unit_text
from adil.rating.methodology import Kind, Methodology, Node
from adil.rating.walk import ATTRIBUTES_KNOWN, walk

RESULTS = {"total": "number", "penalties": "number", "bonuses": "number", "category": "text"}
"""What formulas of tie-breaks, eligibility and nominations may name besides indicators."""


def check_formula(
    formula: Formula, methodology: Methodology, *, results: bool, may_be_text: bool = False
) -> Findings:
    """Every name is known, nothing is divided by a plain zero, text is no number, units agree.

    ``results``: places and points may be named. ``may_be_text``: as the value of categories.
    """
    if not may_be_text and _is_text(formula.tree, methodology):
        yield error(
            formula.where, f"The formula is text: {formula.text}", "A number or a condition is wanted."
        )
    for part in formula.walk():
        if isinstance(part, Name):
            yield from _check_name(part, formula, methodology, results)
        elif isinstance(part, Call):
            yield from _check_call(part, formula, methodology, results)
    try:
        unit_of(formula, lambda name: _declared_unit(name, methodology))
    except RatingError as problem:
        yield problem


def _check_name(name: Name, formula: Formula, methodology: Methodology, results: bool) -> Findings:
    if results and name.code in RESULTS:
        if name.previous:
            yield error(formula.where, f"The result '{name.code}' has no previous period",
                        "Declare an indicator, such as last_total, for the result of last year.")  # fmt: skip
        return
    if name.code not in methodology.indicators and name.code not in methodology.constants:
        near = difflib.get_close_matches(name.code, [*methodology.indicators, *methodology.constants], 1)
        hint = f"Did you mean '{near[0]}'?" if near else "Declare it under 'indicators:'."
        yield error(formula.where, f"The formula names '{name.code}', which is not declared", hint)
    elif name.previous and name.code in methodology.constants:
        yield error(formula.where, f"The constant '{name.code}' has no previous period")


def _check_call(call: Call, formula: Formula, methodology: Methodology, results: bool) -> Findings:
    yield from _check_texts(call, formula, methodology)
    yield from _check_choice(call, formula, methodology)
    if call.function == "/" and constant_value(call.arguments[1]) == 0:
        yield error(formula.where, f"The formula divides by zero: {formula.text}")
    if call.function in ("points", "share"):
        codes = {node.code for node, _ in walk(methodology.rating)}
        code = call.arguments[0].value if isinstance(call.arguments[0], Text) else ""
        if not results:
            yield error(formula.where, f"Points cannot be used to make points: {formula.text}",
                        "A value is a formula over indicators only.")  # fmt: skip
        elif code not in codes:
            yield error(formula.where, f"There is no criterion or direction '{code}'",
                        "Write its code in quotes: points('D1').")  # fmt: skip


def _is_text(tree: Tree, methodology: Methodology) -> bool:
    """Whether a part is words: quoted, a choice, the category, or a column of the table of units."""
    match tree:
        case Text():
            return True
        case Attribute(name=name):
            return name not in ATTRIBUTES_KNOWN
        case Name(code=code) if code in methodology.indicators:
            return methodology.indicators[code].kind is Kind.CHOICE
        case Name(code=code):
            return RESULTS.get(code) == "text"
    return False


def _check_texts(call: Call, formula: Formula, methodology: Methodology) -> Findings:
    """Text is compared with text, by = or !=, and nothing else is done with it."""
    if call.function in ("points", "share", "known"):
        return
    texts = [_is_text(argument, methodology) for argument in call.arguments]
    if any(texts) and not (call.function in ("=", "!=") and all(texts)):
        yield error(
            formula.where,
            f"Text stands where a number is wanted, at '{call.function}' in: {formula.text}",
            "Text can only be compared with text, by = or !=.",
        )


def _check_choice(call: Call, formula: Formula, methodology: Methodology) -> Findings:
    """A choice is compared with one of its own words; another would never be equal."""
    names = [part for part in call.arguments if isinstance(part, Name)]
    texts = [part.value for part in call.arguments if isinstance(part, Text)]
    if call.function not in ("=", "!=") or len(names) != 1 or len(texts) != 1:
        return
    indicator = methodology.indicators.get(names[0].code)
    if indicator is not None and indicator.kind is Kind.CHOICE and texts[0] not in indicator.choices:
        yield error(formula.where, f"'{texts[0]}' is no choice of '{names[0].code}' in: {formula.text}",
                    f"One of: {', '.join(indicator.choices)}.")  # fmt: skip


def _declared_unit(name: Name, methodology: Methodology) -> Unit | None:
    declared = methodology.indicators.get(name.code) or methodology.constants.get(name.code)
    return parse_unit(declared.unit) if declared else None


def check_unit(node: Node, methodology: Methodology) -> Findings:
    """The unit that the formula gives is the one that the criterion declares."""
    assert node.value is not None
    if node.unit is None:
        return
    try:
        found = unit_of(node.value, lambda name: _declared_unit(name, methodology))
    except RatingError:
        return  # already found
    declared = parse_unit(node.unit) or {}
    if found is not None and dict(found) != dict(declared):
        yield error(
            node.where,
            f"'{node.code}' is declared in '{node.unit}', its formula gives {unit_text(found)}",
            "Mend the formula, the unit of the criterion, or the unit of an indicator.",
        )
