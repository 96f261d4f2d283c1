"""Shares of draws in words: never a bare 0 % or 100 %, and the Monte Carlo error beside every share."""

from __future__ import annotations

from math import floor, log10, sqrt

NO_BREAK = "\u00a0"


def share_text(count: int, draws: int, language: str = "en") -> str:
    """The share with its standard error; none and all by the rule of three.

    What never happened in N draws may still happen in up to 3 of N (with 95 % confidence).

    Errors: ``ValueError`` unless ``0 <= count <= draws`` and there is a draw.
    Source: Hanley, Lippman-Hand 1983 (rule of three).

    >>> share_text(2500, 10_000), share_text(0, 10_000), share_text(10_000, 10_000)
    ('25.0\\xa0%\\xa0±\\xa00.4', '<\\xa03/10,000', '>\\xa09,997/10,000')
    >>> share_text(2500, 10_000, "ru")
    '25,0\\xa0%\\xa0±\\xa00,4'
    """
    if draws < 1 or not 0 <= count <= draws:
        raise ValueError(f"{count} of {draws} draws")
    if count in (0, draws):
        return _bound(count, draws, language)
    share = count / draws
    error = 100 * sqrt(share * (1 - share) / draws)
    digits = max(0, -floor(log10(error)))
    while _is_all_or_nothing(f"{100 * share:.{digits}f}"):
        digits += 1
    parts = (f"{100 * share:.{digits}f}", "%", "±", f"{error:.{digits}f}")
    return NO_BREAK.join(decimal(part, language) for part in parts)


def _is_all_or_nothing(text: str) -> bool:
    return float(text) in (0.0, 100.0)


def _bound(count: int, draws: int, language: str) -> str:
    """``< 3/N`` and ``> 1 - 3/N``; with three draws or fewer nothing can be said but the count."""
    whole = thousands(draws, language)
    if draws <= 3:
        return f"{count}/{draws}"
    if count == 0:
        return f"<{NO_BREAK}3/{whole}"
    return f">{NO_BREAK}{thousands(draws - 3, language)}/{whole}"


def decimal(text: str, language: str) -> str:
    """A number in figures with the decimal mark of the language."""
    return text if language == "en" else text.replace(".", ",")


def thousands(number: int, language: str) -> str:
    """A whole number with thousands set apart.

    >>> thousands(10000, "en"), thousands(10000, "kk")
    ('10,000', '10\\xa0000')
    """
    return f"{number:,}".replace(",", "," if language == "en" else NO_BREAK)
