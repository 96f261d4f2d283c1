"""What a cell may hold: yes and no, periods, numbers as people type them."""

from __future__ import annotations

from adil.rating.errors import DataError
from adil.rating.exact import parse_decimal
from adil.rating.methodology import Indicator, Kind
from adil.rating.observations import period_end
from adil.rating.read.tables import Row

YES, NO = ("1", "yes", "true", "иә", "да"), ("0", "no", "false", "жоқ", "нет")


def check_period(period: str, where: str) -> None:
    """Nothing if the text is a period, else an error that says how one is written."""
    try:
        period_end(period)
    except ValueError:
        raise DataError(
            f"'{shown(period)}' is no period",
            where=where,
            hint="Write 2026, 2026-H1, 2026-Q3, 2026-07 or a day.",
        ) from None


def shown(text: str) -> str:
    """The text for a message, cut where it is long."""
    text = text.strip()
    return text if len(text) <= 60 else f"{text[:57]}..."


def parse_value(text: str, indicator: Indicator, code: str, row: Row) -> tuple[int, int]:
    """The value of a cell as an integer and its decimal places, as the indicator's kind demands."""
    word = text.strip().lower()
    if indicator.kind is Kind.CHOICE:
        if text.strip() not in indicator.choices:
            raise DataError(
                f"'{shown(text)}' is no choice of '{code}'",
                where=row.where,
                hint=f"One of: {', '.join(indicator.choices)}.",
            )
        return indicator.choices.index(text.strip()), 0
    if indicator.kind is Kind.YES_NO and word in YES + NO:
        return int(word in YES), 0
    try:
        value = parse_decimal(text)
    except ValueError:
        raise DataError(
            f"'{shown(text)}' is no number (indicator '{code}')",
            where=row.where,
            hint="Write digits with a comma or a dot, such as 12 345,6.",
        ) from None
    return _checked_kind(value, text, indicator, code, row)


def _checked_kind(
    value: tuple[int, int], text: str, indicator: Indicator, code: str, row: Row
) -> tuple[int, int]:
    digits, places = value
    if indicator.kind is Kind.COUNT and (digits < 0 or digits % 10**places):
        raise DataError(
            f"'{shown(text)}' is no whole number from 0 up (indicator '{code}')",
            where=row.where,
            hint="A count is written in digits alone, such as 12 345.",
        )
    if indicator.kind is Kind.YES_NO:
        raise DataError(
            f"'{shown(text)}' is neither yes nor no (indicator '{code}')",
            where=row.where,
            hint="Write 1 or 0.",
        )
    return value
