"""What the steps look at: the inputs of a rating, in one arithmetic, for some of the units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Arithmetic, Precise
from adil.rating.errors import FormulaError
from adil.rating.formula import Cells, State, Texts, evaluate
from adil.rating.formula.parse import Name
from adil.rating.marks import Marks
from adil.rating.methodology import Indicator, Kind, Methodology
from adil.rating.observations import Measured, Observations, period_end
from adil.rating.units import UnitTable

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Inputs:
    """Everything that a rating is a function of."""

    methodology: Methodology
    units: UnitTable
    observations: Observations
    period: str
    previous: str
    marks: Marks = field(default_factory=Marks)

    @cached_property
    def _words(self) -> dict[str, NDArray[Any]]:
        return {}

    def words(self, attribute: str) -> NDArray[Any]:
        """A column of the table of units as an array; made when it is first asked for."""
        if attribute not in self._words:
            self._words[attribute] = np.array(self.units.attributes[attribute])
        return self._words[attribute]

    @cached_property
    def ages(self) -> Measured:
        """Whole months from foundation to the end of the period; missing where no date is on record."""
        end = np.datetime64(period_end(self.period), "D")
        days = (0 if day is None else day.toordinal() for day in map(self.units.since.get, self.units.codes))
        ordinals = np.fromiter(days, dtype=np.int64, count=len(self.units))
        is_unknown = ordinals == 0
        since = np.where(is_unknown, end, (ordinals - EPOCH).astype("datetime64[D]"))
        states = np.where(is_unknown, State.MISSING, State.SCORED).astype(np.uint8)
        return Measured(months_between(since, end), 0, states if is_unknown.any() else None)


def months_between(since: NDArray[np.datetime64], end: np.datetime64) -> NDArray[np.int64]:
    """Whole months from each day to the last one: a month is over on the same day of the next.

    >>> days = np.array(["2025-01-31", "2025-02-01"], dtype="datetime64[D]")
    >>> months_between(days, np.datetime64("2026-02-01")).tolist()
    [12, 12]
    """
    months, last = since.astype("datetime64[M]"), end.astype("datetime64[M]")
    is_short = end - last.astype("datetime64[D]") < since - months.astype("datetime64[D]")
    return np.asarray((last - months).astype(np.int64) - is_short)


def restrict(inputs: Inputs, codes: Sequence[str]) -> Inputs:
    """The inputs of some of the units, in the order given; every unit must be among them."""
    rows = np.array([inputs.units.index[code] for code in codes], dtype=np.intp)
    columns = {key: column.take(rows) for key, column in inputs.observations.columns.items()}
    observations = replace(inputs.observations, columns=columns)
    marks = inputs.marks.take(rows, len(inputs.units))
    return replace(inputs, units=inputs.units.take(rows.tolist()), observations=observations, marks=marks)


@dataclass(frozen=True)
class Frame:
    """The scope of formulas over indicators.

    ``chosen``: an index or slice of the units looked at. ``is_previous``: names mean last period.
    """

    inputs: Inputs
    arithmetic: Arithmetic
    chosen: Any = field(default_factory=lambda: slice(None))
    is_previous: bool = False

    @property
    def rows(self) -> int:
        if isinstance(self.chosen, slice):
            return len(range(*self.chosen.indices(len(self.inputs.units))))
        return len(self.chosen)

    @property
    def codes(self) -> list[str]:
        """The codes of the units looked at."""
        codes = self.inputs.units.codes
        return list(codes[self.chosen]) if isinstance(self.chosen, slice) else [codes[i] for i in self.chosen]

    def within(self, arithmetic: Arithmetic) -> Frame:
        """The same units in another arithmetic."""
        return Frame(self.inputs, arithmetic, self.chosen, self.is_previous)

    def exactly(self, rows: Any) -> Frame:
        """Some of these units in exact arithmetic."""
        chosen = self.chosen
        if isinstance(chosen, slice):
            chosen = np.arange(*chosen.indices(len(self.inputs.units)))
        chosen = np.asarray(chosen)[rows]
        return Frame(self.inputs, Precise(), chosen, self.is_previous)

    def name(self, name: Name) -> Cells | Texts:
        constant = self.inputs.methodology.constants.get(name.code)
        if constant is not None:
            if constant.value is None:
                return Cells(self.arithmetic.constant(1), self._all(State.MISSING))
            return Cells(self.arithmetic.constant(constant.value))
        indicator = self.inputs.methodology.indicators[name.code]
        is_previous = self.is_previous or name.previous
        if indicator.formula is not None:
            return evaluate(indicator.formula, Frame(self.inputs, self.arithmetic, self.chosen, is_previous))
        return self._observed(name.code, indicator, is_previous)

    def _observed(self, code: str, indicator: Indicator, is_previous: bool) -> Cells | Texts:
        period = self.inputs.previous if is_previous else self.inputs.period
        column = self.inputs.observations.columns.get((code, period))
        if column is None:
            if indicator.kind is Kind.CHOICE:
                return Texts(np.full(self.rows, ""), self._all(State.MISSING))
            if indicator.default is not None:
                return Cells(self.arithmetic.constant(indicator.default))
            return Cells(self.arithmetic.constant(1), self._all(State.MISSING))
        return self._cells(column, indicator)

    def _cells(self, column: Measured, indicator: Indicator | None = None) -> Cells | Texts:
        states = None if column.states is None else column.states[self.chosen]
        scaled = column.scaled[self.chosen]
        if indicator is not None and indicator.kind is Kind.CHOICE:
            return Texts(
                np.array(indicator.choices)[np.where(scaled < len(indicator.choices), scaled, 0)], states
            )
        return Cells(self.arithmetic.measured(scaled, column.digits, column.bounds), states)

    def _all(self, state: State) -> Any:
        return np.full(self.rows, state, dtype=np.uint8)

    def attribute(self, name: str) -> Cells | Texts:
        units = self.inputs.units
        if name == "age_months":
            return self._cells(self.inputs.ages)
        if name not in units.attributes:
            raise FormulaError(
                f"A formula asks for unit.{name}, but the table of units has no column '{name}'",
                where="units",
                hint=f"Add the column. There are: {', '.join(units.attributes) or 'none'}.",
            )
        return Texts(self.inputs.words(name)[self.chosen])

    def node(self, function: str, code: str) -> Cells:
        raise FormulaError(f"{function}('{code}') cannot be used to make points", where="methodology")
