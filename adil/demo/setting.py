"""What every form of the demo is made from."""

from __future__ import annotations

from dataclasses import dataclass

from adil.demo.draw import Flags, Lots, Quality, Whole
from adil.demo.facts import Facts
from adil.demo.published import Published, Sector
from adil.demo.spread import spread_within, take
from adil.demo.union import Union


@dataclass(frozen=True, slots=True)
class Setting:
    """The published figures, the union, the lots, the quality of each organization, and the facts so far."""

    published: Published
    sectors: list[Sector]
    union: Union
    lots: Lots
    quality: Quality
    facts: Facts

    def draw(self, label: str, low: int, high: int) -> Whole:
        """Draw a number for each primary."""
        return self.lots.draw(label, len(self.union.primary_numbers), low, high)

    def take_from_primaries(self, values: Whole, label: str, low: int, high: int) -> Whole:
        """Take a part of what the primaries have, between ``low`` and ``high`` permille by quality."""
        permille = self.quality.between(label, low, high)
        return take(values, permille, self.union.primary_ranges, self.draw(f"take {label}", 60, 140))

    def spread_over_committees(self, totals: Whole, label: str, *, limits: Whole | None = None) -> Whole:
        """Spread a total of each organization over its committees, or over what ``limits`` leave room for."""
        weights = self.lots.draw(f"committees {label}", len(self.union.committee_numbers), 40, 160)
        if limits is not None:
            weights = weights * limits
        return spread_within(totals, weights, self.union.committee_ranges, limits=limits)

    def add_for_primaries(
        self, indicator: str, values: Whole, *, as_of: str | None = None, reported: Flags | None = None
    ) -> None:
        """Add a figure of 2020 of every primary."""
        numbers = self.union.primary_numbers
        self.facts.add(indicator, "2020", numbers, values, as_of=as_of, reported=reported)

    def add_for_committees(
        self,
        indicator: str,
        values: Whole,
        *,
        period: str = "2020",
        as_of: str | None = None,
        reported: Flags | None = None,
    ) -> None:
        """Add a figure of every district, and of the student union itself."""
        numbers = self.union.committee_numbers
        self.facts.add(indicator, period, numbers, values, as_of=as_of, reported=reported)

    def add_for_organizations(self, indicator: str, values: Whole, *, reported: Flags | None = None) -> None:
        """Add a figure of 2020 that the member organization reports itself."""
        self.facts.add(indicator, "2020", self.union.organization_numbers, values, reported=reported)
