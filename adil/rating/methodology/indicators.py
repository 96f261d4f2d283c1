"""What is measured: indicators, constants, and where figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from adil.rating.formula import Formula
from adil.rating.methodology.wording import Wording


class OverTree(StrEnum):
    SUM = "sum"
    LAST = "last"
    MAX = "max"
    MEAN = "mean"


class OverTime(StrEnum):
    SUM = "sum"
    LAST = "last"


class Kind(StrEnum):
    """What a figure of an indicator may be."""

    COUNT = "count"
    """A whole number, not negative."""
    NUMBER = "number"
    """Any decimal."""
    YES_NO = "yes_no"
    """1 or 0; yes and no are read as such."""
    CHOICE = "choice"
    """One of the codes in ``choices``."""


@dataclass(frozen=True)
class Constant:
    """A number set by decision; empty until it is set."""

    name: Wording
    value: Fraction | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: a form and its row, a register, a log, a mark."""

    form: str | None = None
    row: str | None = None
    register: Wording | None = None


@dataclass(frozen=True)
class Indicator:
    """A thing measured.

    ``formula`` derives it from other indicators; without one it is observed.
    ``default`` is the value where nothing is on record (a register without an entry means none);
    without it, no record means *missing*. ``data_error`` is the relative error used by ``perturb``.
    """

    name: Wording
    unit: str | None = None
    formula: Formula | None = None
    kind: Kind = Kind.NUMBER
    choices: tuple[str, ...] = ()
    source: Source | None = None
    over_tree: OverTree = OverTree.SUM
    over_time: OverTime = OverTime.LAST
    weight: str | None = None
    default: Fraction | None = None
    data_error: Fraction | None = None
    where: str = ""
