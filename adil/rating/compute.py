"""The order of the steps, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from adil.rating.adjust import Adjusted, adjust
from adil.rating.award import grand_prix, nominate, prize_places
from adil.rating.columns import Bounded, DoesNotFit, Exacts, Floats, Precise, Ratios, Whole
from adil.rating.criterion import Prepared
from adil.rating.errors import DataError
from adil.rating.exact import Number
from adil.rating.finish import Scored, too_large
from adil.rating.formula import State
from adil.rating.frame import Frame, Inputs
from adil.rating.methodology import Basis, Node, Wording
from adil.rating.observations import period_end
from adil.rating.pools import Pools, order
from adil.rating.rank import (
    Standing,
    assign_leagues,
    categorise,
    digits_of,
    failed_conditions,
    place,
    totals_of,
)
from adil.rating.result import NodePoints, Result
from adil.rating.score import score
from adil.rating.walk import indicators_used, walk
from adil.rating.words import WARNINGS, say_in_all

CHUNK = 1 << 16
"""Rows scored at a time: their columns stay in the processor's cache."""

THREADS = 2
"""Blocks scored at once. They share nothing that changes, so no result depends on their number."""

Progress = Callable[[int, int], None]


def compute(inputs: Inputs, progress: Progress | None = None) -> Result:
    """The rating of all units.

    Missing: as each node's policy says; a unit without any points has no place.
    Errors: ``DataError`` if there are no units, nothing was observed, or a policy refuses.
    """
    methodology = inputs.methodology
    _refuse_empty(inputs)
    leagues = assign_leagues(inputs)
    pools = Pools(inputs.units, leagues)
    digits = digits_of(methodology.rating, methodology)
    nodes = score_all(inputs, pools, digits, progress)
    adjusted = adjust(inputs, digits)
    root = nodes[methodology.rating.code]
    total = totals_of(root, adjusted, methodology, digits)
    ranked = np.ones(len(inputs.units), bool) if root.states is None else root.states == State.SCORED
    standing = Standing(inputs, nodes, adjusted, total, digits, ranked)
    categories = categorise(standing)
    standing = Standing(inputs, nodes, adjusted, total, digits, ranked, categories)
    compared = total if methodology.ranking.basis is Basis.ROUNDED else exact_order(inputs, pools, adjusted)
    places, overall, tie_breaks = place(standing, compared, leagues)
    disqualified = failed_conditions(standing, methodology.adjustments.disqualify, when=False)
    ineligible = failed_conditions(standing, methodology.eligibility, when=True)
    eligible = ~(np.fromiter(map(bool, disqualified), bool) | np.fromiter(map(bool, ineligible), bool))
    winners = grand_prix(overall, eligible & (methodology.awards.grand_prix is not None))
    return Result(
        inputs=inputs,
        nodes=nodes,
        adjusted=adjusted,
        total=total,
        digits=digits,
        leagues=leagues,
        places=places,
        overall=overall,
        tie_breaks=tie_breaks,
        categories=categories,
        disqualified=disqualified,
        ineligible=ineligible,
        prizes=prize_places(places, leagues, eligible, methodology.awards.places),
        nominations=nominate(standing, overall, eligible, winners),
        grand_prix=tuple(inputs.units.codes[row] for row in winners),
        bounds=_bounds_used(methodology.rating, pools),
        moved=_moved(pools),
        warnings=tuple(_warnings(inputs, leagues)),
    )


def score_all(
    inputs: Inputs, pools: Pools, digits: int, progress: Progress | None = None
) -> dict[str, NodePoints]:
    """The points of every node for every unit, a block of units at a time."""
    rows, nodes = len(inputs.units), [node for node, _ in walk(inputs.methodology.rating)]
    places = {node.code: _digits_shown(node, inputs, digits) for node in nodes}
    scaled = {node.code: np.zeros(rows, dtype=np.int64) for node in nodes}
    states: dict[str, Any] = {}
    out: dict[str, Any] = {}

    def score_block(block: slice) -> int:
        def record(node: Node, scored: Scored, frame: Frame) -> None:
            shown = _shown(node, scored, frame, pools, places[node.code])
            scaled[node.code][block] = shown
            if scored.states is not None:
                states.setdefault(node.code, np.zeros(rows, dtype=np.uint8))[block] = scored.states
            if scored.out is not None:
                out.setdefault(node.code, np.zeros(rows, dtype=bool))[block] = scored.out

        score(inputs.methodology.rating, Frame(inputs, Whole(), block), pools, record)
        return int(block.stop)

    blocks = [slice(start, min(start + CHUNK, rows)) for start in range(0, rows, CHUNK)]
    for done in _each_in_turn(score_block, blocks):
        if progress is not None:
            progress(done, rows)
    return {
        node.code: NodePoints(
            node, scaled[node.code], places[node.code], states.get(node.code), out.get(node.code)
        )
        for node in nodes
    }


def _each_in_turn(score_block: Callable[[slice], int], blocks: list[slice]) -> Iterator[int]:
    """The blocks scored in threads, given back in their order; so the first error is always the same one."""
    if len(blocks) == 1:
        yield score_block(blocks[0])
        return
    from concurrent.futures import ThreadPoolExecutor  # needed by large tables alone

    with ThreadPoolExecutor(THREADS) as threads:
        yield from threads.map(score_block, blocks)


def _digits_shown(node: Node, inputs: Inputs, digits: int) -> int:
    """The digits of a node's points: its rounding, or for an unrounded one those of the file."""
    if node is inputs.methodology.rating:
        return digits
    return node.rounding.digits if node.rounding else inputs.methodology.value_digits


def _shown(node: Node, scored: Scored, frame: Frame, pools: Pools, digits: int) -> Any:
    """The points rounded for the table; what goes on to the parent stays as it is."""
    column = scored.column
    try:
        if isinstance(column, Floats):
            return _shown_by_bounds(node, column, frame, pools, digits)
        try:
            return column.round(digits).num
        except DoesNotFit:
            return Precise().adopt(column).round(digits).num
    except DoesNotFit:
        raise too_large(node, digits) from None


def _shown_by_bounds(node: Node, column: Floats, frame: Frame, pools: Pools, digits: int) -> Any:
    bounded = Bounded(frame.rows)
    shown = np.broadcast_to(bounded.adopt(column).round(digits).num, frame.rows).copy()
    rows = np.flatnonzero(bounded.doubt.mask)
    if rows.size:
        shown[rows] = score(node, frame.exactly(rows), pools).column.round(digits).num
    return shown


def exact_order(inputs: Inputs, pools: Pools, adjusted: Adjusted) -> Any:
    """A whole number a unit in the order of the unrounded totals, adjustments included."""
    exactly = score(inputs.methodology.rating, Frame(inputs, Precise()), pools).column
    exacts: Exacts = Precise().adopt(exactly)
    steps = Ratios.measured(adjusted.bonuses - adjusted.penalties, adjusted.digits, None)
    total, rule = exacts + Precise().adopt(steps), inputs.methodology.adjustments
    if rule.total_floor is not None:
        floor = Precise().constant(rule.total_floor)
        total = floor.where(total.less(floor), total)
    if rule.total_cap is not None:
        cap = Precise().constant(rule.total_cap)
        total = cap.where(cap.less(total), total)
    return order(total)


def _refuse_empty(inputs: Inputs) -> None:
    if not len(inputs.units):
        raise DataError("There are no units to rate", where="units", hint="Add a row for each unit.")
    used = indicators_used(inputs.methodology)
    seen = [
        column
        for (indicator, period), column in inputs.observations.columns.items()
        if indicator in used
        and period == inputs.period
        and (column.states is None or not column.states.all())
    ]
    if used and not seen and not inputs.marks.columns:
        raise DataError(
            f"Not one observation of the methodology's indicators is there for {inputs.period}",
            where="observations",
            hint="Fill some in, or choose another period with --period. "
            f"On record: {', '.join(inputs.observations.periods) or 'no period'}.",
        )


BOUND_WORDS = {"bounds": ("least", "greatest"), "moments": ("mean", "deviation")}


def _bounds_used(root: Node, pools: Pools) -> dict[str, dict[str, dict[str, Number]]]:
    """What pool-based rules were taken over: for each criterion and pool bounds, or mean and deviation."""
    used = {}
    for node, _ in walk(root):
        for what, words in BOUND_WORDS.items():
            found = pools.found.get((what, node.code))
            if found is not None:
                labels = pools.groups(node.score.pool).labels  # type: ignore[union-attr]
                used[node.code] = {
                    label: dict(zip(words, pair, strict=True))
                    for label, pair in zip(labels, found, strict=True)
                    if pair is not None
                }
    return used


def _moved(pools: Pools) -> tuple[Any, ...]:
    prepared = [found for key, found in pools.found.items() if key[0] == "prepared"]
    return tuple(step for found in prepared if isinstance(found, Prepared) for step in found.moved)


def _warnings(inputs: Inputs, leagues: Sequence[str]) -> Iterator[Wording]:
    """What a reader of the result must know besides it."""
    effective = inputs.methodology.effective
    end = period_end(inputs.period)
    if end <= effective.since or (effective.until is not None and end > effective.until):
        yield say_in_all(WARNINGS["trial"], since=str(effective.since), period=inputs.period)
    without = [code for code, league in zip(inputs.units.codes, leagues, strict=True) if not league]
    if inputs.methodology.leagues is not None and without:
        yield say_in_all(WARNINGS["no_league"], **_count_and_some(without))
    if inputs.methodology.approval.date is None:
        yield WARNINGS["proposal"]
    notes = inputs.observations.notes
    invented = sum(note.is_invented for note in notes.values())
    if invented:
        yield say_in_all(WARNINGS["invented"], count=str(invented), all=str(len(notes)))
    if inputs.observations.unknown_indicators:
        yield say_in_all(WARNINGS["unused"], **_count_and_some(inputs.observations.unknown_indicators))


def _count_and_some(names: Sequence[str], some: int = 5) -> dict[str, str]:
    """How many there are, and the first of them."""
    return {"count": str(len(names)), "names": ", ".join(names[:some]) + (", …" if len(names) > some else "")}
