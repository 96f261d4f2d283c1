"""A formula over columns: a value and a state for each unit.

The state of a cell says whether there is a value; a part that is not needed (the other branch of
``if``, the rest of a decided ``and``) does not make a cell missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Arithmetic, Mask
from adil.rating.errors import FormulaError
from adil.rating.formula.parse import COMPARISONS, Attribute, Call, Formula, Name, Number, Text, Tree


class State(IntEnum):
    """What stands in a cell; of two parts the higher state is that of the whole."""

    SCORED = 0
    DIVIDED_BY_ZERO = 1
    MISSING = 2
    REJECTED = 3
    NOT_APPLICABLE = 4
    EXCLUDED = 5
    IMPUTED = 6


States = NDArray[np.uint8] | None
"""A state a row; nothing if every row is ``SCORED``."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A column with the state of each row. Where there is no value, the column holds any number."""

    column: Any
    states: States = None


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition: true or not, and where it cannot be told why."""

    mask: Mask
    states: States = None


@dataclass(frozen=True, slots=True)
class Texts:
    """Words of a row each, or one for all, as compared by ``=`` and ``!=``."""

    words: Any
    states: States = None


class Scope(Protocol):
    """Where a formula finds what it names."""

    @property
    def arithmetic(self) -> Arithmetic: ...
    @property
    def rows(self) -> int: ...
    def name(self, name: Name) -> Cells | Texts: ...
    def attribute(self, name: str) -> Cells | Texts: ...
    def node(self, function: str, code: str) -> Cells: ...


def evaluate(formula: Formula, scope: Scope) -> Cells:
    """The value of a formula for each row of the scope.

    Missing: a cell is missing if a part that it needs is. A division by zero is a state of the
    cell, for the caller to report if the cell is wanted.
    """
    return _number(formula.tree, scope, formula)


def evaluate_any(formula: Formula, scope: Scope) -> Cells | Truth | Texts:
    """Whatever the formula gives: a number, a condition or words."""
    return _evaluate(formula.tree, scope, formula)


def evaluate_texts(formula: Formula, scope: Scope) -> Texts:
    """The words of a formula that is text: a choice, or an attribute of the unit."""
    found = _evaluate(formula.tree, scope, formula)
    if not isinstance(found, Texts):
        raise FormulaError(f"A choice is wanted, but this is a number: {formula.text}", where=formula.where)
    return found


def evaluate_truth(formula: Formula, scope: Scope) -> Truth:
    """The truth of a condition for each row; an unknown cell is neither true nor false."""
    return _truth(formula.tree, scope, formula)


def worse(left: States, right: States) -> States:
    """Of two states a row the higher."""
    if left is None:
        return right
    return left if right is None else np.maximum(left, right)


def _truth(tree: Tree, scope: Scope, formula: Formula) -> Truth:
    found = _evaluate(tree, scope, formula)
    if isinstance(found, Truth):
        return found
    if isinstance(found, Texts):
        raise FormulaError(f"A condition is wanted, but this is text: {formula.text}", where=formula.where)
    mask = ~found.column.equal(scope.arithmetic.constant(0))
    return Truth(np.broadcast_to(mask, scope.rows), found.states)


def _number(tree: Tree, scope: Scope, formula: Formula) -> Cells:
    return _as_number(_evaluate(tree, scope, formula), scope, formula)


def _as_number(found: Cells | Truth | Texts, scope: Scope, formula: Formula) -> Cells:
    if isinstance(found, Truth):
        one, zero = scope.arithmetic.constant(1), scope.arithmetic.constant(0)
        return Cells(one.where(found.mask, zero), found.states)
    if isinstance(found, Texts):
        raise FormulaError(f"Text stands where a number is wanted: {formula.text}", where=formula.where)
    return found


def _evaluate(tree: Tree, scope: Scope, formula: Formula) -> Cells | Truth | Texts:
    match tree:
        case Number():
            return Cells(scope.arithmetic.constant(tree.value))
        case Text():
            return Texts(tree.value)
        case Name():
            return scope.name(tree)
        case Attribute():
            return scope.attribute(tree.name)
        case Call(function="points" | "share" as function, arguments=(Text(code),)):
            return scope.node(function, code)
        case Call(function="known", arguments=(argument,)):
            return _known(argument, scope, formula)
        case Call(function="if", arguments=(condition, yes, no)):
            return _choose(condition, yes, no, scope, formula)
        case Call(function="and" | "or" as function, arguments=(left, right)):
            return _join(function, _truth(left, scope, formula), _truth(right, scope, formula))
        case Call(function="not", arguments=(argument,)):
            truth = _truth(argument, scope, formula)
            return Truth(~truth.mask, truth.states)
        case Call(function="count", arguments=arguments):
            return _count([_truth(argument, scope, formula) for argument in arguments], scope)
        case Call(function=function, arguments=arguments) if function in COMPARISONS:
            return _compare(function, arguments, scope, formula)
        case Call(function=function, arguments=arguments):
            return _calculate(function, [_number(argument, scope, formula) for argument in arguments], scope)


def _known(tree: Tree, scope: Scope, formula: Formula) -> Truth:
    found = _evaluate(tree, scope, formula)
    known = np.ones(scope.rows, dtype=bool) if found.states is None else found.states == State.SCORED
    return Truth(known)


def _choose(condition: Tree, yes: Tree, no: Tree, scope: Scope, formula: Formula) -> Cells:
    truth = _truth(condition, scope, formula)
    left, right = _number(yes, scope, formula), _number(no, scope, formula)
    column = left.column.where(truth.mask, right.column)
    if left.states is None and right.states is None:
        return Cells(column, truth.states)
    branch = np.where(truth.mask, _filled(left.states, scope.rows), _filled(right.states, scope.rows))
    if truth.states is not None:
        branch = np.where(truth.states == State.SCORED, branch, truth.states)
    return Cells(column, branch.astype(np.uint8))


def _filled(states: States, rows: int) -> NDArray[np.uint8]:
    return np.zeros(rows, dtype=np.uint8) if states is None else states


def _join(function: str, left: Truth, right: Truth) -> Truth:
    """``and`` and ``or`` in three values: one false decides ``and``, one true decides ``or``."""
    decides = function == "or"
    mask = left.mask | right.mask if decides else left.mask & right.mask
    if left.states is None and right.states is None:
        return Truth(mask)
    parts = [(part.mask, _filled(part.states, len(mask))) for part in (left, right)]
    decided = reduce(np.logical_or, ((truth == decides) & (states == 0) for truth, states in parts))
    states = np.where(decided, 0, np.maximum(parts[0][1], parts[1][1])).astype(np.uint8)
    return Truth(np.where(decided, decides, mask), states)


def _count(truths: list[Truth], scope: Scope) -> Cells:
    total = reduce(np.add, (truth.mask.astype(np.int64) for truth in truths))
    return Cells(scope.arithmetic.measured(total, 0), reduce(worse, (truth.states for truth in truths)))


def _compare(sign: str, arguments: tuple[Tree, ...], scope: Scope, formula: Formula) -> Truth:
    left, right = (_evaluate(argument, scope, formula) for argument in arguments)
    if isinstance(left, Texts) or isinstance(right, Texts):
        return _compare_texts(sign, left, right, scope, formula)
    first, second = _as_number(left, scope, formula), _as_number(right, scope, formula)
    mask = np.broadcast_to(_signed(sign, first.column, second.column), scope.rows)
    return Truth(mask, worse(first.states, second.states))


def _signed(sign: str, left: Any, right: Any) -> Mask:
    mask: Mask
    match sign:
        case "<":
            mask = left.less(right)
        case ">":
            mask = right.less(left)
        case "<=":
            mask = ~right.less(left)
        case ">=":
            mask = ~left.less(right)
        case "=":
            mask = left.equal(right)
        case _:
            mask = ~left.equal(right)
    return mask


def _compare_texts(sign: str, left: Any, right: Any, scope: Scope, formula: Formula) -> Truth:
    if sign not in ("=", "!=") or not (isinstance(left, Texts) and isinstance(right, Texts)):
        raise FormulaError(
            f"Text is compared with '{sign}' or with a number in: {formula.text}",
            where=formula.where,
            hint="Text can only be compared with text, by = or !=.",
        )
    equal = np.broadcast_to(np.asarray(left.words == right.words), scope.rows)
    return Truth(equal if sign == "=" else ~equal, worse(left.states, right.states))


def _calculate(function: str, cells: list[Cells], scope: Scope) -> Cells:
    columns = [cell.column for cell in cells]
    states = reduce(worse, (cell.states for cell in cells))
    if function == "/":
        return _divide(columns[0], columns[1], states, scope)
    if function == "ln":
        return _logarithm(columns[0], states, scope)
    return Cells(CALCULATIONS[function](columns, scope), states)


CALCULATIONS: dict[str, Any] = {
    "+": lambda columns, _: columns[0] + columns[1],
    "-": lambda columns, _: columns[0] - columns[1],
    "*": lambda columns, _: columns[0] * columns[1],
    "negative": lambda columns, scope: scope.arithmetic.constant(0) - columns[0],
    "abs": lambda columns, scope: _absolute(columns[0], scope),
    "min": lambda columns, _: reduce(lambda left, right: left.where(left.less(right), right), columns),
    "max": lambda columns, _: reduce(lambda left, right: right.where(left.less(right), left), columns),
}


def _absolute(column: Any, scope: Scope) -> Any:
    zero = scope.arithmetic.constant(0)
    return (zero - column).where(column.less(zero), column)


def _divide(top: Any, bottom: Any, states: States, scope: Scope) -> Cells:
    is_zero = bottom.equal(scope.arithmetic.constant(0))
    if is_zero.any():
        flags = np.where(np.broadcast_to(is_zero, scope.rows), State.DIVIDED_BY_ZERO, 0).astype(np.uint8)
        states = worse(states, flags)
    return Cells(top / bottom, states)


def _logarithm(column: Any, states: States, scope: Scope) -> Cells:
    """ln; of zero or less it is, like a division by zero, a state of the cell."""
    logarithm = column.ln()
    is_bad = ~scope.arithmetic.constant(0).less(column)
    if is_bad.any():
        flags = np.where(np.broadcast_to(is_bad, scope.rows), State.DIVIDED_BY_ZERO, 0).astype(np.uint8)
        states = worse(states, flags)
    return Cells(logarithm, states)
