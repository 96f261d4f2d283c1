"""Criteria whose figures or marks differ from draw to draw, scored again by the engine's own steps.

The figures of all draws of a block stand under each other as if they were so many units, so a draw
is scored exactly as the baseline is. A rule over a pool is scored draw by draw, each with the pool
of its own draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask, Whole
from adil.rating.errors import DataError
from adil.rating.formula import Formula, State
from adil.rating.formula.evaluate import States
from adil.rating.frame import Frame, Inputs
from adil.rating.marks import MarkColumn, Marks
from adil.rating.methodology import Bands, Checklist, Methodology, Node
from adil.rating.normalise import needs_pool
from adil.rating.observations import Measured, Observations
from adil.rating.perturb.sample import FigureSource, Key, MarkSource, draw_figures, draw_marks
from adil.rating.pools import Pools
from adil.rating.result import Result
from adil.rating.score import score
from adil.rating.units import UnitTable
from adil.rating.walk import walk

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DrawnMarks:
    """The marks of one rubric in some draws: draws x marks, as positions among the anchors."""

    source: MarkSource
    anchors: NDArray[np.intp]

    def column(self, draw: int) -> MarkColumn:
        return MarkColumn(self.source.units, np.zeros_like(self.source.units), self.anchors[draw])


@dataclass(frozen=True)
class Block:
    """Some draws: the figures that may be wrong, the draws under each other, and the marks."""

    draws: int
    figures: Mapping[Key, Measured]
    marks: Mapping[str, DrawnMarks]


@dataclass(frozen=True)
class Rescorer:
    """What is needed to score the criteria that move: where they come from, and the baseline."""

    baseline: Result
    figures: tuple[FigureSource, ...]
    marks: tuple[MarkSource, ...]
    criteria: tuple[Node, ...]
    columns: NDArray[np.intp]

    @property
    def inputs(self) -> Inputs:
        return self.baseline.inputs

    def draw(self, draws: int) -> dict[str, Floats]:
        """The points of the moving criteria in the next draws: draws x ranked units."""
        block = self._block(draws)
        try:
            return {node.code: self._points(node, block)[:, self.columns] for node in self.criteria}
        except DataError as error:
            raise DataError(
                f"In one of the draws: {error.what}",
                where=error.where,
                hint="Make the data error of its indicators smaller, or the rule wider.",
            ) from error

    def _block(self, draws: int) -> Block:
        codes = self.inputs.units.codes
        by_code = np.array(sorted(range(len(codes)), key=codes.__getitem__), dtype=np.intp)
        return Block(
            draws,
            {source.key: draw_figures(source, draws, by_code) for source in self.figures},
            {source.code: DrawnMarks(source, draw_marks(source, draws)) for source in self.marks},
        )

    def _points(self, node: Node, block: Block) -> Floats:
        """Draws x units. Where baseline or draw has no points of its own, those of the baseline stay."""
        points, node = self.baseline.nodes[node.code], _open_ends(node)
        given = np.tile(points.scaled / 10.0**points.digits, (block.draws, 1))
        if needs_pool(node):
            for draw in range(block.draws):
                given[draw] = self._points_of_one(node, block, draw, given[draw])
            return given
        live = np.flatnonzero(_has_points(points.states, len(points.scaled)))
        if live.size:
            stacked = self._stacked(node, live, block)
            values, has_points = _scored(node, stacked, Pools(stacked.units, ()))
            given[:, live] = np.where(has_points, values, given[:, live].ravel()).reshape(block.draws, -1)
        return given

    def _points_of_one(self, node: Node, block: Block, draw: int, given: Floats) -> Floats:
        inputs = self._one_draw(block, draw)
        values, has_points = _scored(node, inputs, Pools(inputs.units, self.baseline.leagues))
        states = self.baseline.nodes[node.code].states
        return np.where(has_points & _has_points(states, len(given)), values, given)

    def _stacked(self, node: Node, live: NDArray[np.intp], block: Block) -> Inputs:
        """The inputs of one criterion in all draws, the draws under each other, for the live units."""
        inputs, units, draws = self.inputs, self.inputs.units, block.draws
        every = (np.arange(draws)[:, None] * len(units) + live).ravel()
        wanted = indicators_of(node, inputs.methodology)
        columns = {
            key: block.figures[key].take(every) if key in block.figures else column.take(np.tile(live, draws))
            for key, column in inputs.observations.columns.items()
            if key[0] in wanted
        }
        table = UnitTable(
            tuple(units.codes[row] for row in live) * draws,
            attributes=Repeated(units, live, draws),
            since=units.since,
        )
        marks = {
            code: _stack(drawn, live, len(units)) for code, drawn in block.marks.items() if code == node.code
        }
        return replace(
            inputs,
            units=table,
            observations=Observations(columns),
            marks=Marks(inputs.marks.raters, marks),
        )

    def _one_draw(self, block: Block, draw: int) -> Inputs:
        """The inputs of all units in one draw."""
        inputs, count = self.inputs, len(self.inputs.units)
        rows = slice(draw * count, (draw + 1) * count)
        figures = {key: column.take(rows) for key, column in block.figures.items()}
        marks = {code: drawn.column(draw) for code, drawn in block.marks.items()}
        return replace(
            inputs,
            observations=Observations({**inputs.observations.columns, **figures}),
            marks=replace(inputs.marks, columns={**inputs.marks.columns, **marks}),
        )


def _scored(node: Node, inputs: Inputs, pools: Pools) -> tuple[Floats, Mask]:
    scored = score(node, Frame(inputs, Whole()), pools)
    rows = len(inputs.units)
    return np.broadcast_to(scored.column.floats(), rows), _has_points(scored.states, rows)


def _has_points(states: States, rows: int) -> Mask:
    if states is None:
        return np.ones(rows, dtype=bool)
    return np.asarray((states == State.SCORED) | (states == State.IMPUTED))


def _stack(drawn: DrawnMarks, live: NDArray[np.intp], units: int) -> MarkColumn:
    """The marks of all draws, for units numbered as in the stacked table."""
    source, anchors = drawn.source, drawn.anchors
    position = np.full(units, -1, dtype=np.intp)
    position[live] = np.arange(len(live))
    wanted = position[source.units] >= 0
    rows = np.arange(len(anchors))[:, None] * len(live) + position[source.units[wanted]]
    return MarkColumn(rows.ravel(), np.zeros(rows.size, dtype=np.intp), anchors[:, wanted].ravel())


def _open_ends(node: Node) -> Node:
    """Bands without outer ends: a figure just beyond them is an error of the figure, not of the rule."""
    if not isinstance(node.score, Bands):
        return node
    bands = sorted(node.score.bands, key=lambda band: (band.above is not None, band.above or 0))
    bands[0] = replace(bands[0], above=None)
    bands[-1] = replace(bands[-1], to=None)
    return replace(node, score=replace(node.score, bands=tuple(bands)))


class Repeated(Mapping[str, tuple[str, ...]]):
    """The attributes of the live units, repeated for every draw when they are asked for."""

    def __init__(self, units: UnitTable, live: NDArray[np.intp], draws: int) -> None:
        self._units, self._live, self._draws = units, live, draws

    def __getitem__(self, name: str) -> tuple[str, ...]:
        words = self._units.attributes[name]
        return tuple(words[row] for row in self._live) * self._draws

    def __iter__(self) -> Iterator[str]:
        return iter(self._units.attributes)

    def __len__(self) -> int:
        return len(self._units.attributes)


# --- which criteria -------------------------------------------------------------------------------


def moving_criteria(
    methodology: Methodology, figures: Sequence[FigureSource], marks: Sequence[MarkSource]
) -> tuple[Node, ...]:
    """The criteria that look at a figure that may be wrong, or whose marks are drawn again."""
    erring, drawn = {source.key[0] for source in figures}, {source.code for source in marks}
    return tuple(
        node
        for node, _ in walk(methodology.rating)
        if not node.children and (node.code in drawn or indicators_of(node, methodology) & erring)
    )


def indicators_of(node: Node, methodology: Methodology) -> set[str]:
    """The indicators that a criterion looks at, and those that they are derived from."""
    formulas: list[Formula | None] = [node.value, node.applies_when, node.zero_when]
    found = set(chain.from_iterable(_names(formula) for formula in formulas))
    if isinstance(node.score, Checklist):
        found |= {item.indicator for item in node.score.items}
    if node.minimum_base is not None:
        found.add(node.minimum_base.indicator)
    return _with_parts(found, methodology)


def _names(formula: Formula | None) -> set[str]:
    return set() if formula is None else {name.code for name in formula.names()}


def _with_parts(codes: set[str], methodology: Methodology) -> set[str]:
    known = {code for code in codes if code in methodology.indicators}
    parts = set(chain.from_iterable(_names(methodology.indicators[code].formula) for code in known))
    return known if parts <= known else _with_parts(known | parts, methodology)
