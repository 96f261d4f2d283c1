"""Parts of a year combine into the year, where the year itself is not reported.

A sum needs every part (both halves, four quarters or twelve months); ``last`` is the latest part
there is. Whole years that are reported are used as they are, and their parts are not added to them.
"""

from __future__ import annotations

from collections.abc import Mapping

from adil.rating.formula import State
from adil.rating.methodology import Indicator, OverTime
from adil.rating.observations import period_end

Value = tuple[tuple[int, int] | None, int]
"""A parsed decimal (integer and places) if there is one, and the state."""

PARTS = (
    tuple(f"-H{half}" for half in (1, 2)),
    tuple(f"-Q{quarter}" for quarter in (1, 2, 3, 4)),
    tuple(f"-{month:02d}" for month in range(1, 13)),
)


def complete_years(
    values: Mapping[tuple[str, str], Mapping[int, Value]], indicators: Mapping[str, Indicator]
) -> dict[tuple[str, str, int], tuple[Value, str]]:
    """What the parts give for each indicator, year and row that has no figure of the whole year.

    With it the parts that it was made of, as text: ``2020-H1 + 2020-H2``.
    """
    found: dict[tuple[str, str, int], tuple[Value, str]] = {}
    years = {(indicator, period[:4]) for indicator, period in values if len(period) == 7}
    for indicator, year in sorted(years):
        whole = values.get((indicator, year), {})
        rows = {
            row
            for suffixes in PARTS
            for suffix in suffixes
            for row in values.get((indicator, year + suffix), {})
        }
        for row in sorted(rows - set(whole)):
            made = _combine(row, indicator, year, values, indicators[indicator].over_time)
            if made is not None:
                found[indicator, year, row] = made
    return found


def _combine(
    row: int,
    indicator: str,
    year: str,
    values: Mapping[tuple[str, str], Mapping[int, Value]],
    over_time: OverTime,
) -> tuple[Value, str] | None:
    for suffixes in PARTS:
        parts = {
            year + suffix: values[indicator, year + suffix][row]
            for suffix in suffixes
            if row in values.get((indicator, year + suffix), {})
        }
        if parts and over_time is OverTime.LAST:
            last = max(parts, key=period_end)
            return parts[last], last
        if len(parts) == len(suffixes):
            return _sum(list(parts.values())), " + ".join(parts)
    return None


def _sum(parts: list[Value]) -> Value:
    """The exact sum; without a value if a part has none, in the highest state of the parts."""
    state = max(state for _, state in parts)
    numbers = [value for value, _ in parts if value is not None]
    if state != State.SCORED or len(numbers) < len(parts):
        return None, state
    digits = max(places for _, places in numbers)
    return (sum(scaled * 10 ** (digits - places) for scaled, places in numbers), digits), state
