"""Formulas of a methodology: read, checked for units, evaluated over columns, put into words.

A formula is arithmetic over indicators and nothing else: it cannot loop, call out or fail to end.
"""

from adil.rating.formula.evaluate import (
    Cells,
    Scope,
    State,
    Texts,
    Truth,
    evaluate,
    evaluate_texts,
    evaluate_truth,
)
from adil.rating.formula.parse import Formula, parse_formula
from adil.rating.formula.units import Unit, parse_unit, unit_of

__all__ = [
    "Cells",
    "Formula",
    "Scope",
    "State",
    "Texts",
    "Truth",
    "Unit",
    "evaluate",
    "evaluate_texts",
    "evaluate_truth",
    "parse_formula",
    "parse_unit",
    "unit_of",
]
