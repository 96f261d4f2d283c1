"""Worked cases: the figures of one unit and the points that the methodology must give it.

A case is a YAML file that an accountant can read and check by hand; ``adil check`` and the tests
run them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from adil.rating.compute import compute
from adil.rating.errors import DataError
from adil.rating.frame import Inputs
from adil.rating.methodology import Methodology, Wording
from adil.rating.observations import previous_period
from adil.rating.read.document import Reader, compose, read_text
from adil.rating.read.marks import MarkRow, collect_marks
from adil.rating.read.observations import Collector
from adil.rating.read.tables import Row
from adil.rating.result import STATUS_WORDS, Result
from adil.rating.units import UnitTable

UNIT = "case"


@dataclass(frozen=True)
class Expected:
    """What the rating must say; texts of decimals are compared as they are printed."""

    points: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    total: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Case:
    name: Wording
    period: str
    expect: Expected
    note: Wording | None = None
    unit: dict[str, str] = field(default_factory=dict)
    observations: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True)
class Difference:
    """One thing that a case expects and the rating does not give."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.found}"


def read_cases(folder: Path) -> list[Case]:
    """The cases of a folder, in order of file name; none if there is no such folder."""
    return [read_case(path) for path in sorted(folder.glob("*.yaml"))]


def read_case(path: Path) -> Case:
    """The case of a file. Errors: ``MethodologyError`` with file and line."""
    node = compose(read_text(path), path.name)
    case: Case = Reader(path.name).read(Case, node, "case")
    return case


def run_case(methodology: Methodology, case: Case) -> list[Difference]:
    """What differs from the expected; nothing if the case holds."""
    result = compute(inputs_of(methodology, case))
    return [*_differing_points(case.expect, result), *_differing_totals(case.expect, result)]


def inputs_of(methodology: Methodology, case: Case) -> Inputs:
    """The inputs of a rating of the one unit of the case."""
    attributes = {name: (word,) for name, word in case.unit.items() if name != "since"}
    since = {UNIT: date.fromisoformat(case.unit["since"])} if "since" in case.unit else {}
    units = UnitTable((UNIT,), attributes=attributes, since=since)
    collector = Collector(methodology, units)
    previous = previous_period(case.period)
    for name, text in {**dict.fromkeys(case.status, ""), **case.observations}.items():
        indicator, _, is_previous = name.partition("@")
        _add(
            collector, case, indicator, previous if is_previous else case.period, text, case.status.get(name)
        )
    if collector.unknown:
        raise DataError(
            f"The case names an unknown indicator: {', '.join(collector.unknown)}", where=case.where
        )
    rows = [
        MarkRow(UNIT, criterion, f"R{number + 1}", mark, "", case.where)
        for criterion, marks in case.marks.items()
        for number, mark in enumerate(marks)
    ]
    marks = collect_marks(rows, methodology, units)
    return Inputs(methodology, units, collector.observations(), case.period, previous, marks)


def _add(
    collector: Collector, case: Case, indicator: str, period: str, text: str, status: str | None
) -> None:
    if status is not None and status not in ("reported", "verified"):
        text = ""
    cells: dict[str, Any] = {"value": text, "status": status or "reported"}
    collector.add(Row(cells, case.where, 0), UNIT, indicator, period, text)


def _differing_points(expect: Expected, result: Result) -> list[Difference]:
    found = []
    for code, points in expect.points.items():
        if code not in result.nodes:
            found.append(Difference(f"points of {code}", points, "no such node"))
        elif result.nodes[code].text(0) != points:
            found.append(Difference(f"points of {code}", points, result.nodes[code].text(0)))
    for code, status in expect.status.items():
        word = STATUS_WORDS[result.nodes[code].state(0)] if code in result.nodes else "no such node"
        if word != status:
            found.append(Difference(f"status of {code}", status, word))
    return found


def _differing_totals(expect: Expected, result: Result) -> list[Difference]:
    pairs = [
        ("total", expect.total, result.total_text(0)),
        ("category", expect.category, result.categories[0]),
    ]
    return [Difference(what, want, got) for what, want, got in pairs if want is not None and want != got]
