"""Whole processes, start included: rating 20 organizations from files, and importing the engine."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from adil.rating.exact import decimal_text
from adil.rating.frame import Inputs
from adil.rating.methodology import Rubric
from adil.rating.walk import walk
from bench.measure import Row, Subjects, compare
from bench.network import FILE, network

BUILD = Path("build/bench")
UNITS = 20
GOALS = {
    "adil rate, 20 organizations": "under 1 s",
    "import adil.rating": "under 0.3 s",
}


def run(quick: bool = False) -> Iterator[Row]:
    for question, goal in GOALS.items():
        yield from compare(question, subjects(question, quick=quick), goal=goal, quick=quick)


def subjects(question: str, *, quick: bool) -> Subjects:
    if question.startswith("import"):
        return {
            "python": process("-c", "pass"),
            "numpy": process("-c", "import numpy"),
            "adil.rating": process("-c", "import adil.rating"),
        }
    return {
        "python": process("-c", "pass"),
        "adil rate": process("-c", "from adil.cli import main; main()", "rate", str(folder())),
    }


def process(*arguments: str) -> Callable[[], None]:
    """A run of this Python, with compiled modules kept as an installed program has them."""
    kept = {"PYTHONPYCACHEPREFIX": str((BUILD / "bytecode").resolve()), "PYTHONDONTWRITEBYTECODE": ""}

    def run() -> None:
        subprocess.run(
            [sys.executable, *arguments], check=True, env={**os.environ, **kept}, stdout=subprocess.DEVNULL
        )

    return run


# --- a folder to rate -----------------------------------------------------------------------------


@cache
def folder() -> Path:
    """The made-up network of 20 organizations as files."""
    path, inputs = BUILD / "twenty", network(UNITS)
    path.mkdir(parents=True, exist_ok=True)
    (path / FILE.name).write_bytes(FILE.read_bytes())
    write_table(path / "units.csv", ("unit", "type", "since"), unit_rows(inputs))
    write_table(
        path / "observations.csv", ("unit", "indicator", "period", "value", "status"), figure_rows(inputs)
    )
    write_table(path / "marks.csv", ("unit", "criterion", "rater", "mark"), mark_rows(inputs))
    return path


def write_table(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def unit_rows(inputs: Inputs) -> Iterator[tuple[str, ...]]:
    units = inputs.units
    for code, kind in zip(units.codes, units.attributes["type"], strict=True):
        yield code, kind, str(units.since[code])


def figure_rows(inputs: Inputs) -> Iterator[tuple[str, ...]]:
    for (indicator, period), column in inputs.observations.columns.items():
        for row, unit in enumerate(inputs.units.codes):
            is_missing = column.states is not None and bool(column.states[row])
            value = "" if is_missing else decimal_text(int(column.scaled[row]), column.digits)
            yield unit, indicator, period, value, "missing" if is_missing else "reported"


def mark_rows(inputs: Inputs) -> Iterator[tuple[str, ...]]:
    rubrics = {node.code: node.score for node, _ in walk(inputs.methodology.rating)}
    for criterion, marks in inputs.marks.columns.items():
        rubric = rubrics[criterion]
        assert isinstance(rubric, Rubric)
        anchors = [anchor.mark for anchor in rubric.anchors]
        for unit, rater, anchor in zip(marks.units, marks.raters, marks.anchors, strict=True):
            yield inputs.units.codes[unit], criterion, inputs.marks.raters[rater], anchors[anchor]
