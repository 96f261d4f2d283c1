"""The units that are rated: a table of codes, names, attributes and dates of foundation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from adil.rating.methodology import Wording


@dataclass(frozen=True)
class UnitTable:
    """A row a unit. ``attributes`` holds every other column as text, in the order of ``codes``."""

    codes: tuple[str, ...]
    names: Mapping[str, Wording] = field(default_factory=dict)
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    """Codes that are on record but not rated: their figures are passed over."""

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each code."""
        return {code: row for row, code in enumerate(self.codes)}

    def take(self, rows: list[int]) -> UnitTable:
        """Some of the units, in the order given."""
        codes = tuple(self.codes[row] for row in rows)
        attributes = {name: tuple(words[row] for row in rows) for name, words in self.attributes.items()}
        return UnitTable(codes, self.names, attributes, self.since)

    def name(self, code: str, language: str) -> str:
        """The unit's name, or its code where it has none."""
        name = self.names.get(code)
        return (name.in_language(language) if name else "") or code

    def age_months(self, code: str, day: date) -> int | None:
        """Whole months from foundation to that day; nothing if the foundation is not on record."""
        since = self.since.get(code)
        if since is None:
            return None
        return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
