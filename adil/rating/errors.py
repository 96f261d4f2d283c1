"""What can go wrong, said so that a person can mend it: what, where, and what to do now."""

from __future__ import annotations


class RatingError(Exception):
    """The root of all errors of the engine.

    ``what`` says what is wrong with the value, ``where`` names file, line, row or unit,
    ``hint`` says what to do now. ``str(error)`` joins the three.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = f" {self.hint}" if self.hint else ""
        return f"{self.what}{place}.{advice}"


class MethodologyError(RatingError):
    """The methodology file says something that cannot be followed."""


class FormulaError(MethodologyError):
    """A formula cannot be read, names something unknown, or mixes units."""


class DataError(RatingError):
    """A table of units, observations or marks holds something that cannot be used."""


class TreeError(DataError):
    """The tree of organizations has a cycle, an orphan or two parents on one day."""


class ManyErrors(RatingError):
    """Several errors found in one pass, so that all can be mended at once."""

    def __init__(self, errors: list[RatingError]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))

    def __str__(self) -> str:
        return self.what


def raise_all(errors: list[RatingError]) -> None:
    """Raise nothing, the one error, or all of them together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)
