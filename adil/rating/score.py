"""The points of every node, from the criteria up to the root.

A step is tried in 64-bit integers; where they cannot hold it, in floats with error bounds; the
rows that the bounds leave open are evaluated again exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adil.rating.aggregate import combine
from adil.rating.columns import Bounded, DoesNotFit, Floats, Mask, Precise, Whole
from adil.rating.criterion import score_criterion
from adil.rating.errors import DataError
from adil.rating.finish import Scored, finish
from adil.rating.formula.evaluate import States
from adil.rating.frame import Frame
from adil.rating.methodology import Node
from adil.rating.pools import Pools

Record = Callable[[Node, Scored, Frame], None]


def score(node: Node, frame: Frame, pools: Pools, record: Record | None = None) -> Scored:
    """The points of a node for the units of the frame, and through ``record`` those of all below it."""
    children = [score(child, frame, pools, record) for child in node.children]
    found = _exactly_or_fast(
        lambda within: (
            _score_group(node, within, children) if children else score_criterion(node, within, pools)
        ),
        lambda exactly: score(node, exactly, pools),
        frame,
    )
    scored = Scored(*found)
    if record is not None:
        record(node, scored, frame)
    return scored


def _exactly_or_fast(step: Callable[[Frame], Scored], again: Callable[[Frame], Scored], frame: Frame) -> Any:
    """The step in the arithmetic of an exact frame, or else in the fastest that decides every row."""
    if isinstance(frame.arithmetic, Precise):
        return _parts(step(frame))
    try:
        return _parts(step(frame.within(Whole())))
    except DoesNotFit:
        pass
    bounded = Bounded(frame.rows)
    try:
        column, states, out = _parts(step(frame.within(bounded)))
    except DataError:  # a bound may have taken a small number for zero: the exact evaluator decides
        return _parts(again(frame.exactly(slice(None))))
    rows = np.flatnonzero(bounded.doubt.mask)
    if rows.size:
        column, states, out = _patch(
            (column, states, out), rows, _parts(again(frame.exactly(rows))), frame.rows
        )
    return column, states, out


def _parts(scored: Scored) -> tuple[Any, States, Mask | None]:
    return scored.column, scored.states, scored.out


def _patch(fast: Any, rows: Any, exactly: Any, count: int) -> Any:
    """The fast columns with the rows that were evaluated again."""
    column, states, out = fast
    column = _patch_column(column, rows, exactly[0], count)
    if states is not None or exactly[1] is not None:
        states = np.zeros(count, dtype=np.uint8) if states is None else states.copy()
        states[rows] = 0 if exactly[1] is None else exactly[1]
    if out is not None or exactly[2] is not None:
        out = np.zeros(count, dtype=bool) if out is None else out.copy()
        out[rows] = False if exactly[2] is None else exactly[2]
    return column, states, out


def _patch_column(column: Any, rows: Any, exact_column: Any, count: int) -> Any:
    if isinstance(column, Floats):
        value, error = (
            np.broadcast_to(part, count).astype(np.float64) for part in (column.value, column.error)
        )
        value[rows] = exact_column.floats()
        error[rows] = np.abs(value[rows]) * 2.0**-51
        return Floats(value, error, column.doubt)
    num = np.broadcast_to(column.num, count).copy()
    num[rows] = exact_column.num
    top = max(column.top, int(np.abs(exact_column.num).max()))
    return type(column)(num, column.den, -top, top, column.bottom)


def _score_group(node: Node, frame: Frame, children: list[Scored]) -> Scored:
    adopted = [Scored(frame.arithmetic.adopt(child.column), child.states, child.out) for child in children]
    column, states = combine(node, frame, adopted)
    return finish(node, column, states, frame)
