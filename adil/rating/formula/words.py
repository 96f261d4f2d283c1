"""A formula as people read it: with its names, or with the numbers put in."""

from __future__ import annotations

from collections.abc import Callable

from adil.rating.formula.parse import BINDING, Attribute, Call, Formula, Name, Number, Text, Tree

SIGNS = {"*": "×", "/": "÷", "-": "−"}
TIGHTEST = 9


def render(formula: Formula, show: Callable[[Name | Attribute], str], number: Callable[[Number], str]) -> str:
    """The formula with ``show`` for each name and ``number`` for each number.

    >>> from adil.rating.formula.parse import parse_formula
    >>> sums = parse_formula("(f1 + f2) / f3 * 100")
    >>> render(sums, lambda name: {"f1": "2", "f2": "3", "f3": "8"}[str(name)], lambda n: str(n.value))
    '(2 + 3) ÷ 8 × 100'
    """
    return _render(formula.tree, show, number)[0]


def _render(
    tree: Tree, show: Callable[[Name | Attribute], str], number: Callable[[Number], str]
) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    match tree:
        case Number():
            return number(tree), TIGHTEST
        case Text():
            return f"'{tree.value}'", TIGHTEST
        case Name() | Attribute():
            return show(tree), TIGHTEST
        case Call(function="negative", arguments=(inner,)):
            return f"−{_wrapped(inner, 7, show, number)}", 7
        case Call(function="not", arguments=(inner,)):
            return f"not {_wrapped(inner, 3, show, number)}", 3
        case Call(function=sign, arguments=(left, right)) if sign in BINDING:
            binding = BINDING[sign]
            tighter = binding + (sign in "-/")
            joined = f"{_wrapped(left, binding, show, number)} {SIGNS.get(sign, sign)} "
            return joined + _wrapped(right, tighter, show, number), binding
        case Call(function=function, arguments=arguments):
            inside = ", ".join(_render(argument, show, number)[0] for argument in arguments)
            return f"{function}({inside})", TIGHTEST


def _wrapped(
    tree: Tree, binding: int, show: Callable[[Name | Attribute], str], number: Callable[[Number], str]
) -> str:
    text, inner = _render(tree, show, number)
    return f"({text})" if inner < binding else text
