"""Units of measure of formulas: persons over persons is a ratio, tenge plus persons is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from adil.rating.errors import FormulaError
from adil.rating.formula.parse import COMPARISONS, Attribute, Call, Formula, Name, Number, Text, Tree

Unit = Mapping[str, int]
"""Base units with their powers: ``{"KZT": 1, "person": -1}``. Empty: a pure number."""

PURE = frozenset({"", "1", "percent", "ratio", "share", "points", "index", "times", "yes_no", "mark"})


def parse_unit(text: str | None) -> Unit | None:
    """The unit of that text, nothing where none is declared.

    >>> dict(parse_unit("KZT/person"))
    {'KZT': 1, 'person': -1}
    """
    if text is None:
        return None
    top, *bottom = (part.strip() for part in text.split("/"))
    unit: dict[str, int] = {}
    for part, power in ((top, 1), *((part, -1) for part in bottom)):
        for word in part.split("*"):
            if word.strip() not in PURE:
                unit[word.strip()] = unit.get(word.strip(), 0) + power
    return {word: power for word, power in unit.items() if power}


def unit_text(unit: Unit) -> str:
    """The unit as text: ``KZT/person``."""
    top = "*".join(word for word, power in unit.items() for _ in range(power))
    bottom = "".join(f"/{word}" for word, power in unit.items() for _ in range(-power))
    return (top or "1") + bottom if unit else "a pure number"


def unit_of(formula: Formula, look_up: Callable[[Name], Unit | None]) -> Unit | None:
    """The unit of the formula's value; nothing if it cannot be told, since a part declares none.

    ``look_up`` gives the declared unit of a name. Numbers may be added to and compared with
    anything. Errors: ``FormulaError`` where units that differ are added or compared.
    """
    return _unit_of(formula.tree, formula, look_up)


def _unit_of(tree: Tree, formula: Formula, look_up: Callable[[Name], Unit | None]) -> Unit | None:
    match tree:
        case Number():
            return {}
        case Name():
            return look_up(tree)
        case Text() | Attribute():
            return None
        case Call(function="*" | "/" as sign, arguments=(left, right)):
            return _product(
                _unit_of(left, formula, look_up), _unit_of(right, formula, look_up), 1 if sign == "*" else -1
            )
        case Call(function="points" | "share" | "known"):
            return {}
        case Call(function=function, arguments=arguments):
            units = [_unit_of(argument, formula, look_up) for argument in arguments]
            return _common(function, arguments, units, formula)


def _product(left: Unit | None, right: Unit | None, sign: int) -> Unit | None:
    if left is None or right is None:
        return None
    words = {**left}
    for word, power in right.items():
        words[word] = words.get(word, 0) + sign * power
    return {word: power for word, power in words.items() if power}


def _common(
    function: str, arguments: tuple[Tree, ...], units: list[Unit | None], formula: Formula
) -> Unit | None:
    """One unit for all arguments that must agree."""
    if function in ("and", "or", "not", "count"):
        return {}
    if function == "if":
        arguments, units = arguments[1:], units[1:]
    declared = [
        unit
        for argument, unit in zip(arguments, units, strict=True)
        if unit is not None and not _is_number(argument)
    ]
    for unit in declared[1:]:
        if dict(unit) != dict(declared[0]):
            raise FormulaError(
                f"'{unit_text(declared[0])}' and '{unit_text(unit)}' meet at '{function}' "
                f"in the formula: {formula.text}",
                where=formula.where,
                hint="Only equal units can be added or compared; divide to make a ratio first.",
            )
    if function == "ln" and declared and declared[0]:
        raise FormulaError(
            f"ln is taken of '{unit_text(declared[0])}' in the formula: {formula.text}",
            where=formula.where,
            hint="Divide by a constant of the same unit first.",
        )
    if function in COMPARISONS:
        return {}
    return None if None in units else (declared[0] if declared else {})


def _is_number(tree: Tree) -> bool:
    """Whether the tree is made of numbers alone."""
    if isinstance(tree, Call):
        return all(_is_number(argument) for argument in tree.arguments)
    return isinstance(tree, Number)


def constant_value(tree: Tree) -> Fraction | None:
    """The value of a tree made of numbers and ``+ - * /`` alone, else nothing."""
    if isinstance(tree, Number):
        return tree.value
    if not isinstance(tree, Call) or not _is_number(tree):
        return None
    values = [constant_value(argument) for argument in tree.arguments]
    if any(value is None for value in values):
        return None
    numbers = [value for value in values if value is not None]
    match tree.function, numbers:
        case "negative", [only]:
            return -only
        case "+", [left, right]:
            return left + right
        case "-", [left, right]:
            return left - right
        case "*", [left, right]:
            return left * right
        case "/", [left, right] if right:
            return left / right
    return None
