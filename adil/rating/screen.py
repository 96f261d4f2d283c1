"""Which units a criterion applies to, and which of them have what it needs.

*Not applicable* is decided first, then *zero by rule*, then *missing*. So a unit to which a
criterion does not apply never loses points by it, whatever else is unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adil.rating.columns import Mask
from adil.rating.errors import DataError
from adil.rating.exact import plain_text
from adil.rating.formula import Cells, Formula, State, evaluate_truth
from adil.rating.formula.evaluate import States, evaluate_any, worse
from adil.rating.formula.parse import Name
from adil.rating.frame import Frame
from adil.rating.methodology import Node


def screen(cells: Cells, node: Node, frame: Frame) -> tuple[States, Mask | None]:
    """The state of each row of a criterion, and the rows whose points are zero by ``zero_when``.

    Errors: ``DataError`` where a formula divides by zero (or takes the logarithm of zero or less)
    for a unit that the criterion applies to; it names the unit and the figures.
    """
    states = cells.states
    if node.applies_when is not None:
        truth = evaluate_truth(node.applies_when, frame)
        states = worse(worse(states, truth.states), _where(~truth.mask & known(truth.states)))
    states = worse(states, _below_base(node, frame))
    states = worse(states, _too_young(node, frame))
    zero = None
    if node.zero_when is not None:
        truth = evaluate_truth(node.zero_when, frame)
        applies = True if states is None else states < State.REJECTED
        zero = truth.mask & known(truth.states) & applies
        states = None if states is None else np.where(zero, State.SCORED, states).astype(np.uint8)
    _refuse_division_by_zero(states, node, frame)
    return (states if states is not None and states.any() else None), zero


def known(states: States) -> Any:
    """Where a condition can be told."""
    return True if states is None else states == State.SCORED


def _where(mask: Mask, state: State = State.NOT_APPLICABLE) -> States:
    return np.where(mask, state, State.SCORED).astype(np.uint8) if mask.any() else None


def _below_base(node: Node, frame: Frame) -> States:
    base = node.minimum_base
    if base is None:
        return None
    cells = frame.name(Name(base.indicator))
    assert isinstance(cells, Cells)
    below = np.broadcast_to(cells.column.less(frame.arithmetic.constant(base.at_least)), frame.rows)
    otherwise = State.MISSING if base.otherwise == "missing" else State.NOT_APPLICABLE
    return worse(cells.states, _where(below & known(cells.states), otherwise))


def _too_young(node: Node, frame: Frame) -> States:
    """Not applicable below the minimum age; without a date of foundation a unit is old enough."""
    if node.minimum_age_months is None:
        return None
    ages = frame.attribute("age_months")
    assert isinstance(ages, Cells)
    young = ages.column.less(frame.arithmetic.constant(node.minimum_age_months))
    return _where(np.broadcast_to(young & known(ages.states), frame.rows))


def _refuse_division_by_zero(states: States, node: Node, frame: Frame) -> None:
    if states is None or not (states == State.DIVIDED_BY_ZERO).any():
        return
    row = int(np.argmax(states == State.DIVIDED_BY_ZERO))
    formula = _dividing(node, frame.exactly([row]))
    names = "" if formula is None else f": {formula.text}, where {figures(formula, frame, row)}"
    raise DataError(
        f"The formula of '{node.code}' divides by zero or takes a logarithm of zero or less for unit "
        f"'{frame.codes[row]}'{names}",
        where=node.where if formula is None else formula.where,
        hint="Mend the figure, or say with 'applies_when' or 'minimum_base' when it does not apply.",
    )


def _dividing(node: Node, frame: Frame) -> Formula | None:
    """The formula of the criterion that cannot be worked out for the one unit of the frame."""
    for formula in (node.value, node.applies_when, node.zero_when):
        found = None if formula is None else evaluate_any(formula, frame).states
        if found is not None and found[0] == State.DIVIDED_BY_ZERO:
            return formula
    return None


def figures(formula: Formula, frame: Frame, row: int) -> str:
    """The observed figures of one row, as text: ``f1_r05 = 0, f1_r06 = 12``."""
    exactly = frame.exactly([row])
    return ", ".join(f"{name} = {_figure(name, exactly)}" for name in _observed(formula, frame))


def _observed(formula: Formula, frame: Frame) -> list[Name]:
    """The names of a formula, derived indicators taken apart."""
    names: dict[Name, None] = {}
    for name in formula.names():
        declared = frame.inputs.methodology.indicators.get(name.code)
        below = declared.formula if declared is not None else None
        inner = [name] if below is None else _observed(below, frame)
        names |= dict.fromkeys(Name(part.code, part.previous or name.previous) for part in inner)
    return list(names)


def _figure(name: Name, exactly: Frame) -> str:
    cells = exactly.name(name)
    if cells.states is not None and cells.states[0] != State.SCORED:
        return State(int(cells.states[0])).name.lower()
    return plain_text(cells.column.cells()[0]) if isinstance(cells, Cells) else str(cells.words[0])
