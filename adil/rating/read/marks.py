"""The table of marks, checked against the rubrics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from adil.rating.errors import DataError
from adil.rating.marks import MarkColumn, Marks
from adil.rating.methodology import Methodology, Rubric
from adil.rating.read.tables import read_rows
from adil.rating.units import UnitTable
from adil.rating.walk import walk


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark as it is read, and where it stands."""

    unit: str
    criterion: str
    rater: str
    mark: str
    comment: str
    where: str


def mark_rows(path: Path) -> Iterator[MarkRow]:
    """The rows of a table ``unit, criterion, rater, mark`` and, where it is there, ``comment``."""
    columns = ("unit", "criterion", "rater", "mark")
    for row in read_rows(path, columns):
        unit, criterion, rater, mark = (row.get(column) for column in columns)
        yield MarkRow(unit, criterion, rater, mark, row.get("comment"), row.where)


def collect_marks(rows: Iterable[MarkRow], methodology: Methodology, units: UnitTable) -> Marks:
    """The marks, a column a criterion. Errors: ``DataError`` for what no rubric knows, and repetitions."""
    rubrics = {
        node.code: node.score for node, _ in walk(methodology.rating) if isinstance(node.score, Rubric)
    }
    seen: dict[tuple[str, str, str], str] = {}
    raters: dict[str, int] = {}
    found: dict[str, list[tuple[int, int, int, str]]] = {}
    for row in rows:
        if row.unit in units.left_out:
            continue
        anchors = _anchors_of(row, rubrics, units)
        key = (row.unit, row.criterion, row.rater)
        if key in seen:
            raise DataError(
                f"Rater '{row.rater}' marks unit '{row.unit}' on '{row.criterion}' twice, "
                f"first in {seen[key]}",
                where=row.where,
                hint="Keep one of the two.",
            )
        seen[key] = row.where
        number = raters.setdefault(row.rater, len(raters))
        mark = (units.index[row.unit], number, anchors.index(row.mark), row.comment)
        found.setdefault(row.criterion, []).append(mark)
    return Marks(tuple(raters), {criterion: _mark_column(marks) for criterion, marks in found.items()})


def _anchors_of(row: MarkRow, rubrics: dict[str, Rubric], units: UnitTable) -> list[str]:
    """The marks that the row's criterion allows."""
    if not row.rater:
        raise DataError("The mark has no rater", where=row.where, hint="Fill the column 'rater'.")
    if row.criterion not in rubrics:
        raise DataError(
            f"'{row.criterion}' is no criterion with a rubric",
            where=row.where,
            hint=f"Marks are given on: {', '.join(rubrics) or 'none'}.",
        )
    if row.unit not in units.index:
        raise DataError(
            f"The unit '{row.unit}' is not in the table of units",
            where=row.where,
            hint="Add it to units.csv, or mend the code.",
        )
    anchors = [anchor.mark for anchor in rubrics[row.criterion].anchors]
    if row.mark not in anchors:
        raise DataError(
            f"'{row.mark}' is no mark of '{row.criterion}'",
            where=row.where,
            hint=f"One of: {', '.join(anchors)}.",
        )
    return anchors


def _mark_column(marks: list[tuple[int, int, int, str]]) -> MarkColumn:
    unit, rater, anchor = (np.array([mark[part] for mark in marks], dtype=np.intp) for part in range(3))
    return MarkColumn(unit, rater, anchor, tuple(mark[3] for mark in marks))
