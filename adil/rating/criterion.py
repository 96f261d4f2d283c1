"""The points of a criterion: value, screening, imputation, treatment, rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from adil.rating.columns import DoesNotFit, Exacts, Mask, Precise, Whole
from adil.rating.errors import DataError
from adil.rating.finish import Scored, finish, has_points
from adil.rating.formula import Cells, State, Texts, evaluate, evaluate_texts
from adil.rating.formula.evaluate import States, worse
from adil.rating.formula.parse import Name
from adil.rating.frame import Frame, Inputs
from adil.rating.impute import impute
from adil.rating.marks import combine_marks
from adil.rating.methodology import Categories, Checklist, Impute, Node, Policy, Rubric
from adil.rating.normalise import RULES, View, needs_pool
from adil.rating.normalise import Whole as WholeValues
from adil.rating.pools import Pools
from adil.rating.screen import screen
from adil.rating.treat import Moved, treat


@dataclass(frozen=True, slots=True)
class Prepared:
    """A criterion's values after screening, imputation and treatment."""

    column: Any
    states: States = None
    zero: Mask | None = None
    moved: tuple[Moved, ...] = ()


def values(node: Node, frame: Frame, pools: Pools) -> Prepared:
    """A criterion's values as they are scored, before any rounding."""
    try:
        return prepare(node, frame.within(Whole()), pools)
    except DoesNotFit:
        return prepare(node, frame.within(Precise()), pools)


def score_criterion(node: Node, frame: Frame, pools: Pools) -> Scored:
    prepared = prepare(node, frame, pools)
    points = prepared.column
    rule = RULES.get(type(node.score))
    if rule is not None:
        valid = np.ones(frame.rows, dtype=bool) if prepared.states is None else has_points(prepared.states)
        if prepared.zero is not None:
            valid &= ~prepared.zero
        whole = None
        if needs_pool(node):
            everything = _prepared_whole(node, frame.inputs, pools)
            whole = WholeValues(everything.column, _valid(everything, len(frame.inputs.units)))
        points = rule(prepared.column, node.score, View(node, frame, pools, valid, whole))
    if prepared.zero is not None:
        points = frame.arithmetic.constant(0).where(prepared.zero, points)
    return finish(node, points, prepared.states, frame)


def _valid(prepared: Prepared, rows: int) -> Mask:
    """Where there is a value: scored or imputed, and not zero by rule."""
    valid = np.ones(rows, dtype=bool) if prepared.states is None else has_points(prepared.states)
    return valid if prepared.zero is None else valid & ~prepared.zero


def prepare(node: Node, frame: Frame, pools: Pools) -> Prepared:
    """Value, screening, and where the pool matters imputation and treatment over all units."""
    if not needs_pool(node):
        return _prepare_rows(node, frame, pools)
    everything = _prepared_whole(node, frame.inputs, pools)
    states = None if everything.states is None else everything.states[frame.chosen]
    zero = None if everything.zero is None else everything.zero[frame.chosen]
    column = frame.arithmetic.adopt(everything.column.take(frame.chosen))
    return Prepared(column, states, zero, everything.moved)


def _prepare_rows(node: Node, frame: Frame, pools: Pools) -> Prepared:
    cells = _value(node, frame, pools)
    states, zero = screen(cells, node, frame)
    return Prepared(cells.column, states, zero)


def _prepared_whole(node: Node, inputs: Inputs, pools: Pools) -> Prepared:
    def find() -> Prepared:
        try:
            prepared = _prepare_rows(node, Frame(inputs, Whole()), pools)
        except DoesNotFit:
            prepared = _prepare_rows(node, Frame(inputs, Precise()), pools)
        return _impute_and_treat(node, prepared, inputs, pools)

    return pools.once(("prepared", node.code), find)  # type: ignore[no-any-return]


def _impute_and_treat(node: Node, prepared: Prepared, inputs: Inputs, pools: Pools) -> Prepared:
    rows = len(inputs.units)
    column, states, moved = prepared.column, prepared.states, list[Moved]()
    if isinstance(getattr(column, "num", None), int):
        column = Whole().measured(np.full(rows, column.num, dtype=np.int64), 0) / Whole().constant(column.den)
    elif isinstance(column, Exacts) and len(column.objects) < rows:
        column = Exacts.of(list(column.objects) * rows)
    if node.missing is Policy.IMPUTE or node.impute is not None:
        column, states = impute(column, states, prepared.zero, node.impute or Impute(), pools)
    if node.treat is not None:
        valid = _valid(Prepared(column, states, prepared.zero), rows)
        column, moved = treat(column, valid, node.treat, node.code, list(inputs.units.codes))
    return Prepared(column, states, prepared.zero, tuple(moved))


def _value(node: Node, frame: Frame, pools: Pools) -> Cells:
    """The value of a criterion; for categories, check-lists and rubrics its points at once."""
    match node.score:
        case Categories():
            return _categories(node, node.score, frame)
        case Checklist():
            return _checklist(node, node.score, frame)
        case Rubric():
            return _rubric(node, node.score, frame, pools)
        case _:
            assert node.value is not None
            return evaluate(node.value, frame)


def _categories(node: Node, score: Categories, frame: Frame) -> Cells:
    assert node.value is not None
    texts = evaluate_texts(node.value, frame)
    assert isinstance(texts, Texts)
    words = np.broadcast_to(np.asarray(texts.words), frame.rows)
    _refuse_unknown(node, score, words, texts, frame)
    points = frame.arithmetic.constant(0)
    for word, worth in score.points.items():
        points = frame.arithmetic.constant(worth).where(words == word, points)
    return Cells(points, texts.states)


def _refuse_unknown(node: Node, score: Categories, words: Any, texts: Texts, frame: Frame) -> None:
    is_known = np.isin(words, list(score.points))
    strange = ~is_known if texts.states is None else ~is_known & (texts.states == State.SCORED)
    if strange.any():
        row = int(np.argmax(strange))
        raise DataError(
            f"'{words[row]}' of unit '{frame.codes[row]}' is no category of '{node.code}'",
            where=node.where,
            hint=f"There are: {', '.join(score.points)}. Add it with its points, or mend the value.",
        )


def _checklist(node: Node, score: Checklist, frame: Frame) -> Cells:
    """The points of the items that are there; items that do not apply are taken out and the rest scaled."""
    zero = frame.arithmetic.constant(0)
    points, possible, states, lives = zero, zero, None, np.zeros(frame.rows, dtype=bool)
    for item in score.items:
        cells = frame.name(Name(item.indicator))
        assert isinstance(cells, Cells)
        off = np.zeros(frame.rows, bool) if cells.states is None else cells.states == State.NOT_APPLICABLE
        worth = frame.arithmetic.constant(item.points)
        is_there = np.broadcast_to(~cells.column.equal(zero), frame.rows) & ~off
        points = points + worth.where(is_there, zero)
        possible = possible + zero.where(off, worth)
        lives |= ~off
        unknown = None if cells.states is None else np.where(off, 0, cells.states).astype(np.uint8)
        states = worse(states, unknown)
    none = np.where(lives, State.SCORED, State.NOT_APPLICABLE).astype(np.uint8)
    states = worse(states, None if lives.all() else none)
    return Cells(points * frame.arithmetic.constant(node.max or 1) / possible, states)


def _rubric(node: Node, score: Rubric, frame: Frame, pools: Pools) -> Cells:
    marks, units = frame.inputs.marks.columns.get(node.code), len(frame.inputs.units)
    column, states = pools.once(("marks", node.code), lambda: combine_marks(marks, score, units))
    return Cells(
        frame.arithmetic.adopt(column.take(frame.chosen)),
        None if states is None else states[frame.chosen],
    )
