"""What the documents publish, and the invented scale of each organization: read from ``data``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure of a document. ``relation`` says how the demo answers it: ``equals``, ``rounded``,
    ``at_least``, ``at_most``, ``implied`` (follows from the others), ``stated`` (does not hold by the
    document's own figures), ``more_than`` (a lower bound that the demo only repeats)."""

    id: str
    unit: str
    indicator: str
    period: str
    value: str
    relation: str
    as_of: str
    source: str
    note: str

    @property
    def is_exact(self) -> bool:
        return self.relation in {"equals", "implied"}


@dataclass(frozen=True, slots=True)
class Organization:
    """A member organization: published names, invented weights that say how large it is in the demo.

    ``coverage`` and ``student_coverage`` are members per 1,000 employees or learners.
    """

    unit: str
    name_kk: str
    name_ru: str
    name_en: str
    short_kk: str
    short_ru: str
    short_en: str
    type: str
    region: str
    districts: int
    primaries: int
    working: int
    students: int
    coverage: int
    student_coverage: int
    loss_working: int
    loss_students: int


@dataclass(frozen=True, slots=True)
class Branch:
    """An organization with branch status; it stands in the tree under the member organization of its city."""

    under: str
    sector: str
    since: str
    admitted: str
    invented: str
    name_kk: str
    name_ru: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A type of institution: its share of primaries in percent, its size, its shares of staff in percent."""

    sector: str
    share: int
    employees_from: int
    employees_to: int
    pedagogues: int
    women: int
    learners_from: int
    learners_to: int


class Published:
    """The statements of the documents, found by unit, indicator and period."""

    def __init__(self) -> None:
        self.statements = [Statement(**row) for row in read_rows("published.csv")]
        self._exact = {(s.unit, s.indicator, s.period): int(s.value) for s in self.statements if s.is_exact}

    def figure(self, unit: str, indicator: str, period: str) -> int:
        """Give back a figure that the documents publish; ``KeyError`` when they do not."""
        return self._exact[unit, indicator, period]

    def find(self, unit: str, indicator: str, period: str) -> int | None:
        """Give back a published figure, or nothing."""
        return self._exact.get((unit, indicator, period))

    def has_band(self, unit: str) -> bool:
        """Whether a band of coverage is published for the organization."""
        return any(s.unit == unit and s.relation in {"at_least", "at_most"} for s in self.statements)


def read_rows(name: str) -> list[dict[str, str]]:
    """Give back the rows of a data file of the demo."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_organizations() -> list[Organization]:
    """Give back the member organizations in the order of their codes."""
    rows = sorted(read_rows("organizations.csv"), key=lambda row: row["unit"])
    return [Organization(**_with_whole_numbers(row)) for row in rows]


def read_branches() -> list[Branch]:
    """Give back the organizations with branch status, those named in the documents first."""
    return [Branch(**row) for row in read_rows("branches.csv")]


def read_sectors() -> list[Sector]:
    """Give back the types of institutions."""
    return [Sector(**_with_whole_numbers(row)) for row in read_rows("sectors.csv")]


def _with_whole_numbers(row: dict[str, str]) -> dict[str, Any]:
    return {key: int(text) if text.isdigit() and key != "region" else text for key, text in row.items()}
