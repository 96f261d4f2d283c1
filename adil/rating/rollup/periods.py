"""The periods inside a period, numbered, so that no engine has to read the text of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from adil.rating.observations import period_end
from adil.rating.read.cells import check_period

LENGTHS = {4: 4, 7: 1, 10: 0}
"""By the length of the text: a year, a month or one written with a letter, a day."""


@dataclass(frozen=True, slots=True)
class Part:
    """A period inside the one asked for; days are counted from the first of January of its year."""

    period: str
    place: int
    first_day: int
    last_day: int
    length: int
    """0 a day, 1 a month, 2 a quarter, 3 a half-year, 4 a year."""


def parts_of(period: str) -> list[Part]:
    """The period and all periods inside it, by their last day, a longer one after those inside it.

    Errors: ``DataError`` if the text is no period.

    >>> [part.period for part in parts_of("2020-Q1")][-2:]
    ['2020-03', '2020-Q1']
    """
    check_period(period, "the period asked for")
    first, after = period_start(period), period_end(period)
    inside = [
        name for name in _names(period[:4]) if period_start(name) >= first and period_end(name) <= after
    ]
    inside = [name for name in inside if _length(name) < _length(period) or name == period]
    inside.sort(key=lambda name: (period_end(name), _length(name)))
    return [_part(name, place) for place, name in enumerate(inside)]


def period_start(period: str) -> date:
    """The first day of a period.

    >>> period_start("2020-H2")
    datetime.date(2020, 7, 1)
    """
    year, months = int(period[:4]), {4: 1, 3: 6, 2: 3, 1: 1}
    if _length(period) == 0:
        return date.fromisoformat(period)
    if _length(period) == 4:
        return date(year, 1, 1)
    number = int(period[-1]) if _length(period) > 1 else int(period[5:7])
    return date(year, (number - 1) * months[_length(period)] + 1, 1)


def _length(period: str) -> int:
    return {"H": 3, "Q": 2}.get(period[5:6], LENGTHS[len(period)])


def _names(year: str) -> list[str]:
    days = (date(int(year), 1, 1) + timedelta(day) for day in range(366))
    return list(
        chain(
            [year],
            (f"{year}-H{half}" for half in (1, 2)),
            (f"{year}-Q{quarter}" for quarter in range(1, 5)),
            (f"{year}-{month:02d}" for month in range(1, 13)),
            (day.isoformat() for day in days if day.year == int(year)),
        )
    )


def _part(period: str, place: int) -> Part:
    january = date(int(period[:4]), 1, 1)
    last_day = (period_end(period) - january).days - 1
    return Part(period, place, (period_start(period) - january).days, last_day, _length(period))
