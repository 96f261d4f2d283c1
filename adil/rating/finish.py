"""The last word on a node's points: caps, floors, policies for rows without points, rounding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from adil.rating.columns import DoesNotFit, Mask, Whole
from adil.rating.errors import DataError
from adil.rating.formula import State
from adil.rating.formula.evaluate import States
from adil.rating.frame import Frame
from adil.rating.methodology import Node, Policy


@dataclass(frozen=True, slots=True)
class Scored:
    """The points of a node. ``out``: rows in which the node is taken out of its parent's maximum."""

    column: Any
    states: States = None
    out: Mask | None = None


def has_points(states: Any) -> Any:
    return (states == State.SCORED) | (states == State.IMPUTED)


def finish(node: Node, column: Any, states: States, frame: Frame) -> Scored:
    """Caps, floors, rounding, and what the policies of the node say of rows without points.

    Errors: ``DataError`` where the policy is to refuse.
    """
    zero = frame.arithmetic.constant(0)
    if node.cap is not None or node.floor is not None:
        column = _within(column, node, frame)
    out = None
    if states is not None:
        states, out = _apply_policies(node, states, frame)
        column = column.where(has_points(states), zero)
    if node.rounding is not None:
        column = _rounded(column, node.rounding.digits, node, frame)
    return Scored(column, states, out)


def _rounded(column: Any, digits: int, node: Node, frame: Frame) -> Any:
    try:
        return column.round(digits)
    except DoesNotFit:
        if isinstance(frame.arithmetic, Whole):
            raise
        raise too_large(node, digits) from None


def too_large(node: Node, digits: int) -> DataError:
    return DataError(
        f"The points of '{node.code}' are too large to be shown with {digits} digits",
        where=node.where,
        hint="Clip the score, set a 'cap', or show fewer digits.",
    )


def _within(column: Any, node: Node, frame: Frame) -> Any:
    if node.floor is not None:
        floor = frame.arithmetic.constant(node.floor)
        column = floor.where(column.less(floor), column)
    if node.cap is not None:
        cap = frame.arithmetic.constant(node.cap)
        column = cap.where(cap.less(column), column)
    return column


def _apply_policies(node: Node, states: Any, frame: Frame) -> tuple[Any, Mask | None]:
    out = np.zeros(len(states), dtype=bool)
    for state, policy in ((State.MISSING, node.missing), (State.NOT_APPLICABLE, node.not_applicable)):
        rows = states == state
        if not rows.any():
            continue
        if policy is Policy.REFUSE:
            _refuse(node, state, frame.codes[int(np.argmax(rows))])
        if policy is Policy.RESCALE:
            out |= rows
        if policy is Policy.EXCLUDE:
            states = np.where(rows, State.EXCLUDED, states).astype(np.uint8)
    return states, (out if out.any() else None)


def _refuse(node: Node, state: State, unit: str) -> None:
    word = "has no value" if state is State.MISSING else "does not apply"
    raise DataError(
        f"Criterion '{node.code}' {word} for unit '{unit}', and the methodology refuses that",
        where=node.where,
        hint="Complete the observations, or choose another policy for 'missing' or 'not_applicable'.",
    )
