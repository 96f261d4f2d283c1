"""What a check gives: errors, one after the other, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from adil.rating.errors import MethodologyError, RatingError
from adil.rating.methodology import Kind, Methodology

Findings = Iterator[RatingError]


def error(where: str, what: str, hint: str = "") -> MethodologyError:
    return MethodologyError(what, where=where, hint=hint)


def check_known(code: str, where: str, methodology: Methodology) -> Findings:
    if code not in methodology.indicators:
        yield error(where, f"There is no indicator '{code}'", "Declare it under 'indicators:'.")


def check_number(code: str, where: str, methodology: Methodology) -> Findings:
    yield from check_known(code, where, methodology)
    indicator = methodology.indicators.get(code)
    if indicator is not None and indicator.kind is Kind.CHOICE:
        yield error(where, f"The indicator '{code}' is a choice, and a number is wanted here")
