"""Tables of units, observations and marks, checked against the methodology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from adil.rating.errors import DataError
from adil.rating.exact import parse_decimal, plain_text
from adil.rating.formula import State
from adil.rating.marks import MarkColumn, Marks
from adil.rating.methodology import Indicator, Kind, Methodology, Rubric, Wording
from adil.rating.observations import STATUSES, Measured, Note, Observations, measured, period_end
from adil.rating.read.tables import Row, read_rows
from adil.rating.read.years import complete_years
from adil.rating.units import UnitTable
from adil.rating.walk import walk

YES, NO = ("1", "yes", "true", "иә", "да"), ("0", "no", "false", "жоқ", "нет")
NAME_COLUMNS = ("unit", "name", "name_kk", "name_ru", "name_en", "since", "rated")


# --- units ----------------------------------------------------------------------------------------


def read_units(path: Path) -> UnitTable:
    """The units of a table with a column ``unit``; rows with ``rated`` = no are left out.

    ``name_kk``, ``name_ru``, ``name_en`` (or ``name``) and ``since`` are known; every other column
    is an attribute for formulas and pools.
    """
    rows: dict[str, Row] = {}
    for row in read_rows(path, ["unit"]):
        code = row.get("unit")
        if not code:
            raise DataError("The unit has no code", where=row.where, hint="Fill the column 'unit'.")
        if code in rows:
            raise DataError(
                f"The unit '{code}' stands twice, first in {rows[code].where}",
                where=row.where,
                hint="Keep one of the two rows.",
            )
        rows[code] = row
    rated = {code: row for code, row in rows.items() if row.get("rated").lower() not in NO}
    columns = dict.fromkeys(
        column for row in rated.values() for column in row.cells if column not in NAME_COLUMNS
    )
    return UnitTable(
        codes=tuple(rated),
        names={code: _name(row) for code, row in rated.items()},
        attributes={column: tuple(row.get(column) for row in rated.values()) for column in columns},
        since={code: _date(row, "since") for code, row in rated.items() if row.get("since")},
        left_out=frozenset(rows) - frozenset(rated),
    )


def _name(row: Row) -> Wording:
    plain = row.get("name") or row.get("unit")
    return Wording(*(row.get(f"name_{language}") or plain for language in ("kk", "ru", "en")))


def _date(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row.get(column))
    except ValueError:
        raise DataError(
            f"'{row.get(column)}' in the column '{column}' is no date",
            where=row.where,
            hint="Write it as 2026-01-31.",
        ) from None


# --- observations ---------------------------------------------------------------------------------


class Collector:
    """Observations as they are read: one value for each unit, indicator and period."""

    def __init__(self, methodology: Methodology, units: UnitTable) -> None:
        self.methodology, self.units = methodology, units
        self.values: dict[tuple[str, str], dict[int, tuple[tuple[int, int] | None, int]]] = {}
        self.notes: dict[tuple[str, str, str], Note] = {}
        self.seen: dict[tuple[str, str, str], Row] = {}
        self.unknown: dict[str, None] = {}

    def add(self, row: Row, unit: str, indicator: str, period: str, text: str) -> None:
        """One figure. A verified one takes the place of a reported one; any other repetition is refused."""
        declared = self.methodology.indicators.get(indicator)
        if declared is None:
            self.unknown[indicator] = None
            return
        if unit in self.units.left_out:
            return
        if unit not in self.units.index:
            raise DataError(
                f"The unit '{shown(unit)}' is not in the table of units",
                where=row.where,
                hint="Add it to units.csv, or mend the code.",
            )
        check_period(period, row.where)
        status = row.get("status") or ("reported" if text.strip() else "missing")
        state = _state(status, text, row)
        value = parse_value(text, declared, indicator, row) if state is State.SCORED else None
        note = Note(status, row.get("source"), row.get("as_of"), "", row.get("invented").lower() in YES)
        self._keep(row, (unit, indicator, period), (value, int(state)), note, text)

    def _keep(
        self,
        row: Row,
        key: tuple[str, str, str],
        value: tuple[tuple[int, int] | None, int],
        note: Note,
        text: str,
    ) -> None:
        unit, indicator, period = key
        before = self.notes.get(key)
        if before is not None:
            if {before.status, note.status} != {"reported", "verified"} or before.reported:
                raise DataError(
                    f"Unit '{unit}' has indicator '{indicator}' for {period} twice, first in "
                    f"{self.seen[key].where}",
                    where=row.where,
                    hint="Keep one of the two; only a verified figure may stand beside a reported one.",
                )
            if note.status == "reported":
                self.notes[key] = Note(before.status, before.source, before.as_of, text, before.is_invented)
                return
            note = Note(note.status, note.source, note.as_of, self.seen[key].get("value"), note.is_invented)
        self.notes[key], self.seen[key] = note, row
        self.values.setdefault((indicator, period), {})[self.units.index[unit]] = value

    def observations(self) -> Observations:
        """Everything collected, a column an indicator and period; years are made of their parts."""
        years = complete_years(self.values, self.methodology.indicators)
        for (indicator, year, row), (value, parts) in years.items():
            self.values.setdefault((indicator, year), {})[row] = value
            self.notes[self.units.codes[row], indicator, year] = self._note_of_parts(row, indicator, parts)
        columns = {key: self._column(key[0], found) for key, found in self.values.items()}
        return Observations(columns, self.notes, tuple(sorted(self.unknown)))

    def _note_of_parts(self, row: int, indicator: str, parts: str) -> Note:
        notes = [self.notes[self.units.codes[row], indicator, part] for part in parts.split(" + ")]
        return Note(notes[-1].status, parts, notes[-1].as_of, "", any(note.is_invented for note in notes))

    def _column(self, indicator: str, found: dict[int, tuple[tuple[int, int] | None, int]]) -> Measured:
        default = self.methodology.indicators[indicator].default
        absent: tuple[tuple[int, int] | None, int] = (None, int(State.MISSING))
        if default is not None:  # a register without an entry for the unit
            absent = (parse_decimal(plain_text(default, digits=15)), int(State.SCORED))
        rows = [found.get(row, absent) for row in range(len(self.units))]
        return measured([value for value, _ in rows], [state for _, state in rows])


def _state(status: str, text: str, row: Row) -> State:
    if status not in STATUSES:
        raise DataError(
            f"There is no status '{shown(status)}'", where=row.where, hint=f"One of: {', '.join(STATUSES)}."
        )
    if STATUSES[status] is State.SCORED and not text.strip():
        raise DataError(
            f"The figure is '{status}' but has no value",
            where=row.where,
            hint="Fill the value, or set the status to 'missing'. An empty cell is not zero.",
        )
    return STATUSES[status]


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


def read_observations(
    path: Path, methodology: Methodology, units: UnitTable, period: str = ""
) -> Observations:
    """Observations of a long table: ``unit, indicator, value`` and, where they are there, ``period,
    status, as_of, source, invented``. Without a column ``period`` all are of the given one."""
    collector = Collector(methodology, units)
    for row in read_rows(path, ["unit", "indicator", "value"]):
        collector.add(
            row, row.get("unit"), row.get("indicator"), row.get("period") or period, row.get("value")
        )
    return collector.observations()


def read_wide(
    path: Path, methodology: Methodology, units: UnitTable, column: str, period: str
) -> Observations:
    """Observations of a wide table: a row a unit (its code in ``column``), a column an indicator.

    Columns that are no indicators are left alone; an empty cell is missing.
    """
    collector = Collector(methodology, units)
    is_first = True
    for row in read_rows(path, [column], figures=methodology.indicators):
        if is_first:
            _check_some_indicator(row, methodology)
        is_first = False
        for name, text in row.cells.items():
            if name in methodology.indicators:
                collector.add(row, row.get(column), name, period, text)
    return collector.observations()


def _check_some_indicator(row: Row, methodology: Methodology) -> None:
    if not any(name in methodology.indicators for name in row.cells):
        raise DataError(
            "No column of the table is an indicator of the methodology",
            where=f"{row.file}, row 1",
            hint=f"Indicators: {', '.join(methodology.indicators)}.",
        )


def units_of(path: Path, column: str) -> UnitTable:
    """The units that a table of observations names, where there is no table of units."""
    codes: dict[str, Row] = {}
    for row in read_rows(path, [column]):
        codes.setdefault(row.get(column), row)
    return UnitTable(tuple(code for code in codes if code))


# --- marks ----------------------------------------------------------------------------------------


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
