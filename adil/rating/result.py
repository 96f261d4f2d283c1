"""The result of a rating: points of every node, totals, places, categories and awards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.adjust import Adjusted
from adil.rating.columns import Mask
from adil.rating.exact import Number, decimal_text
from adil.rating.formula import State
from adil.rating.formula.evaluate import States
from adil.rating.frame import Inputs
from adil.rating.methodology import Node, Wording
from adil.rating.treat import Moved

SHARED_PLACE = Wording("орын бөлісілді", "место разделено", "shared place")
STATUS_WORDS = {state: state.name.lower() for state in State}


@dataclass(frozen=True)
class NodePoints:
    """The points of one node: ``scaled / 10**digits`` a unit, and its state."""

    node: Node
    scaled: NDArray[np.int64]
    digits: int
    states: States = None
    out: Mask | None = None

    def text(self, row: int) -> str:
        return decimal_text(int(self.scaled[row]), self.digits)

    def state(self, row: int) -> State:
        return State.SCORED if self.states is None else State(int(self.states[row]))

    def points(self, row: int) -> Fraction:
        return Fraction(int(self.scaled[row]), 10**self.digits)

    def counts(self, row: int) -> bool:
        """Whether the node is in its parent's maximum."""
        return self.out is None or not self.out[row]


@dataclass(frozen=True)
class Winner:
    """Who gets a nomination, and by what: the share of the maximum, or the formula's value."""

    unit: str
    by: Fraction


@dataclass(frozen=True)
class Result:
    """Everything that a rating found, in the order of the table of units.

    ``places`` are within leagues, ``overall`` among all; 0 where a unit has no place.
    ``tie_breaks``: which tie-break (from 1) decided between units of equal totals, -1 for a shared
    place, 0 where nothing had to decide.
    """

    inputs: Inputs
    nodes: Mapping[str, NodePoints]
    adjusted: Adjusted
    total: NDArray[np.int64]
    digits: int
    leagues: tuple[str, ...]
    places: NDArray[np.int64]
    overall: NDArray[np.int64]
    tie_breaks: NDArray[np.int64]
    categories: tuple[str, ...]
    disqualified: tuple[tuple[str, ...], ...]
    ineligible: tuple[tuple[str, ...], ...]
    prizes: NDArray[np.int64]
    nominations: Mapping[str, tuple[Winner, ...]]
    grand_prix: tuple[str, ...]
    bounds: Mapping[str, Mapping[str, Mapping[str, Number]]]
    moved: tuple[Moved, ...]
    warnings: tuple[Wording, ...]

    def total_text(self, row: int) -> str:
        return decimal_text(int(self.total[row]), self.digits)

    def row(self, unit: str) -> int:
        return self.inputs.units.index[unit]

    def tie_break(self, row: int) -> Wording | None:
        """What decided between the unit and another of the same total."""
        number = int(self.tie_breaks[row])
        ties = self.inputs.methodology.ranking.tie_breaks
        return SHARED_PLACE if number < 0 else ties[number - 1].name if number else None

    @property
    def is_ranked(self) -> Mask:
        return np.asarray(self.overall > 0)

    @cached_property
    def inputs_fingerprint(self) -> str:
        """SHA-256 of all that went in; the order of rows and the layout of files do not matter."""
        return fingerprint(_input_parts(self.inputs))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that came out."""
        return fingerprint(_result_parts(self))


def fingerprint(parts: Iterator[tuple[str, Any]]) -> str:
    """SHA-256 over named parts, each a text or an array."""
    digest = hashlib.sha256()
    for name, part in parts:
        data = part.encode() if isinstance(part, str) else np.ascontiguousarray(part).tobytes()
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _input_parts(inputs: Inputs) -> Iterator[tuple[str, Any]]:
    order = np.array(sorted(range(len(inputs.units)), key=inputs.units.codes.__getitem__), dtype=np.intp)
    yield "methodology", inputs.methodology.fingerprint
    yield "periods", f"{inputs.period} {inputs.previous}"
    yield "units", "\n".join(inputs.units.codes[row] for row in order)
    for name, words in sorted(inputs.units.attributes.items()):
        yield f"unit.{name}", "\n".join(words[row] for row in order)
    yield "unit.since", "\n".join(str(inputs.units.since.get(inputs.units.codes[row], "")) for row in order)
    for (indicator, period), column in sorted(inputs.observations.columns.items()):
        states = None if column.states is None else column.states[order]
        known = column.scaled[order] if states is None else np.where(states, 0, column.scaled[order])
        scaled, digits = _shortest(known, column.digits)
        yield f"{indicator} {period} {digits}", _integers(scaled)
        yield "states", _shown_states(states)
    for criterion, marks in sorted(inputs.marks.columns.items()):
        lines = sorted(
            f"{inputs.units.codes[unit]} {inputs.marks.raters[rater]} {anchor}"
            for unit, rater, anchor in zip(marks.units, marks.raters, marks.anchors, strict=True)
        )
        yield f"marks {criterion}", "\n".join(lines)


def _shortest(scaled: NDArray[Any], digits: int) -> tuple[NDArray[Any], int]:
    """Without decimal places that are zero everywhere, so that 2 and 2.0 are the same input."""
    while digits and not (scaled % 10).any():
        scaled, digits = scaled // 10, digits - 1
    return scaled, digits


def _integers(column: NDArray[Any]) -> Any:
    """The same bytes for the same numbers, whether they came as 64-bit or as Python integers."""
    fits = column.dtype != object or all(-(2**63) <= number < 2**63 for number in column)
    return column.astype("<i8") if fits else "\n".join(map(str, column))


def _shown_states(states: States) -> Any:
    return "" if states is None or not states.any() else states


def _result_parts(result: Result) -> Iterator[tuple[str, Any]]:
    codes = result.inputs.units.codes
    order = np.array(sorted(range(len(codes)), key=codes.__getitem__), dtype=np.intp)
    for code, points in sorted(result.nodes.items()):
        yield f"points {code} {points.digits}", points.scaled[order].astype("<i8")
        yield "states", _shown_states(None if points.states is None else points.states[order])
    for code, column in sorted(result.adjusted.cases.items()):
        yield f"case {code}", column[order].astype("<i8")
    yield f"total {result.digits}", result.total[order].astype("<i8")
    for name, numbers in (("places", result.places), ("overall", result.overall), ("prizes", result.prizes)):
        yield name, numbers[order].astype("<i8")
    for name, words in (("leagues", result.leagues), ("categories", result.categories)):
        yield name, "\n".join(words[row] for row in order)
    for code, winners in sorted(result.nominations.items()):
        yield f"nomination {code}", "\n".join(sorted(winner.unit for winner in winners))
