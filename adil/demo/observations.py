"""What is known about the rated organizations: consolidated facts, and the rows written by hand."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TypeAlias

OBSERVATION_COLUMNS = ("unit", "indicator", "period", "value", "status", "as_of", "source", "invented")
MARK_COLUMNS = ("unit", "criterion", "rater", "mark", "comment")
Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """A row of ``observations.csv``; an empty value where nothing was reported or nothing applies."""

    unit: str
    indicator: str
    period: str
    value: str
    status: str
    as_of: str
    source: str
    invented: str = "yes"

    def to_row(self) -> Row:
        return astuple(self)
