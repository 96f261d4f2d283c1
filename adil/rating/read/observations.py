"""Tables of observations, long and wide, checked against the methodology."""

from __future__ import annotations

from pathlib import Path

from adil.rating.errors import DataError
from adil.rating.exact import parse_decimal, plain_text
from adil.rating.formula import State
from adil.rating.methodology import Methodology
from adil.rating.observations import STATUSES, Measured, Note, Observations, measured
from adil.rating.read.cells import YES, check_period, parse_value, shown
from adil.rating.read.tables import Row, read_rows
from adil.rating.read.years import complete_years
from adil.rating.units import UnitTable


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


def read_observations(
    path: Path, methodology: Methodology, units: UnitTable, period: str = ""
) -> Observations:
    """Observations of a long table: ``unit, indicator, value`` and, where they are there, ``period,
    status, as_of, source, invented``. Without a column ``period`` all are of the given one."""
    collector = Collector(methodology, units)
    only = units.codes if units.left_out else ()
    for row in read_rows(path, ["unit", "indicator", "value"], units=only):
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
