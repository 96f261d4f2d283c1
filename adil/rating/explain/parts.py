"""What an explanation is made of."""

from __future__ import annotations

from dataclasses import dataclass

from adil.rating.methodology import Wording


@dataclass(frozen=True)
class Figure:
    """One observed figure: value, period, source and status, and what one more unit of it would give."""

    indicator: str
    name: Wording
    period: str
    value: str
    unit: str
    status: str
    form: str
    row: str
    source: str
    as_of: str
    reported: str
    is_invented: bool
    one_more: str
    """Points gained or lost; empty where it cannot be said."""


@dataclass(frozen=True)
class Part:
    """A child of a group: its points, and whether it counts in the maximum."""

    code: str
    name: Wording
    points: str
    max: str
    status: str
    counts: bool


@dataclass(frozen=True)
class GivenMark:
    """One mark, without the rater's name."""

    rater: str
    mark: str
    points: str
    text: Wording
    comment: str


@dataclass(frozen=True)
class Explanation:
    """The points of one node of one unit, down to the figures."""

    unit: str
    node: str
    name: Wording
    status: str
    points: str
    max: str
    note: Wording | None = None
    rule: str = ""
    formula: str = ""
    with_numbers: str = ""
    value: str = ""
    value_unit: str = ""
    band: str = ""
    bounds: tuple[tuple[str, str], ...] = ()
    condition: str = ""
    figures: tuple[Figure, ...] = ()
    marks: tuple[GivenMark, ...] = ()
    parts: tuple[Part, ...] = ()
    lacking: tuple[str, ...] = ()
