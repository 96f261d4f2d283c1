"""What one more unit of a figure would give, before rounding, so that what moves little is seen to move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adil.rating.columns import Floats, Precise, Whole
from adil.rating.errors import DataError
from adil.rating.exact import Number, plain_text
from adil.rating.formula.parse import Name
from adil.rating.frame import Frame, Inputs
from adil.rating.methodology import Node
from adil.rating.normalise import needs_pool
from adil.rating.observations import Measured, Observations
from adil.rating.pools import Pools
from adil.rating.score import score

GAIN_DIGITS = 6


class Gains:
    """The gains of each criterion and figure; found for all units at once, and kept."""

    def __init__(self, inputs: Inputs, leagues: tuple[str, ...]) -> None:
        self.inputs, self.leagues = inputs, leagues
        self.before: dict[str, Sequence[Number]] = {}
        self.found: dict[tuple[str, Name], Sequence[Number | None]] = {}

    def text(self, node: Node, name: Name, row: int) -> str:
        """Points that one more of the figure would give to the criterion; empty if it cannot be said."""
        gain = self._of_one(node, name, row) if needs_pool(node) else self._of_all(node, name)[row]
        return "" if gain is None else plain_text(gain, digits=GAIN_DIGITS)

    def _of_all(self, node: Node, name: Name) -> Sequence[Number | None]:
        key = (node.code, name)
        if key not in self.found:
            before, after = self._before(node), self._points(node, one_more(self.inputs, name))
            gains = [new - old for old, new in zip(before, after, strict=True)] if before and after else []
            self.found[key] = gains or [None] * len(self.inputs.units)
        return self.found[key]

    def _of_one(self, node: Node, name: Name, row: int) -> Number | None:
        """The same for one unit, where the bounds of its pool move with it."""
        before, after = self._before(node), self._points(node, one_more(self.inputs, name, row))
        return after[row] - before[row] if before and after else None

    def _before(self, node: Node) -> Sequence[Number]:
        if node.code not in self.before:
            self.before[node.code] = self._points(node, self.inputs)
        return self.before[node.code]

    def _points(self, node: Node, inputs: Inputs | None) -> Sequence[Number]:
        """The exact points of every unit before rounding; none if there are no inputs or they are refused."""
        if inputs is None:
            return []
        bare, pools = replace(node, rounding=None), Pools(inputs.units, self.leagues)
        try:
            scored = score(bare, Frame(inputs, Whole()), pools)
            if isinstance(scored.column, Floats):
                scored = score(bare, Frame(inputs, Precise()), pools)
        except DataError:
            return []
        cells: list[Number] = scored.column.cells()
        return cells * len(inputs.units) if len(cells) == 1 else cells


def one_more(inputs: Inputs, name: Name, row: int | None = None) -> Inputs | None:
    """The inputs with one more of a figure, for one unit or for all; nothing if it is not on record."""
    period = inputs.previous if name.previous else inputs.period
    column = inputs.observations.columns.get((name.code, period))
    if column is None:
        return None
    scaled = column.scaled.copy()
    scaled[slice(None) if row is None else row] += 10**column.digits
    columns = {
        **inputs.observations.columns,
        (name.code, period): Measured(scaled, column.digits, column.states),
    }
    return replace(inputs, observations=Observations(columns, inputs.observations.notes))
