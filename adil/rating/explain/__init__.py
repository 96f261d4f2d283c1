"""Where the points of a unit come from: figure, formula, rule, points, and what one more would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from adil.rating.columns import Precise
from adil.rating.criterion import values
from adil.rating.errors import DataError
from adil.rating.exact import decimal_text, number_text, plain_text
from adil.rating.explain.gains import Gains
from adil.rating.explain.parts import Explanation, Figure, GivenMark, Part
from adil.rating.formula import Formula, State, evaluate_truth
from adil.rating.formula.parse import Attribute, Name
from adil.rating.formula.words import render
from adil.rating.frame import Frame, Inputs
from adil.rating.methodology import Bands, Categories, Checklist, Edge, Kind, Node, Rubric
from adil.rating.observations import Measured
from adil.rating.pools import Pools
from adil.rating.result import STATUS_WORDS, Result

COUNTABLE = (Kind.COUNT, Kind.NUMBER)


def explain(result: Result, unit: str, code: str | None = None) -> Explanation:
    """The explanation of one node (the root if none is named) for one unit.

    Errors: ``DataError`` if there is no such unit or node.
    """
    if unit not in result.inputs.units.index:
        raise DataError(
            f"There is no unit '{unit}'",
            where="units",
            hint=f"There are: {_some(result.inputs.units.codes)}.",
        )
    code = code or result.inputs.methodology.rating.code
    if code not in result.nodes:
        raise DataError(
            f"There is no criterion or direction '{code}'",
            where=result.inputs.methodology.where,
            hint=f"There are: {_some(result.nodes)}.",
        )
    return _Explainer(result).explain(unit, code)


def explain_all(result: Result) -> Iterator[Explanation]:
    """The explanations of every node of every unit, unit by unit in the order of their codes."""
    explainer = _Explainer(result)
    for unit in sorted(result.inputs.units.codes):
        for code in result.nodes:
            yield explainer.explain(unit, code)


def _some(codes: Any) -> str:
    shown = list(codes)[:12]
    return ", ".join(shown) + (", …" if len(codes) > len(shown) else "")


class _Explainer:
    """Keeps what is the same for all units: pools, values and gains of each criterion."""

    def __init__(self, result: Result) -> None:
        self.result, self.inputs = result, result.inputs
        self.pools = Pools(result.inputs.units, result.leagues)
        self.gains = Gains(result.inputs, result.leagues)
        self.columns: dict[str, Any] = {}

    def explain(self, unit: str, code: str) -> Explanation:
        points, row = self.result.nodes[code], self.result.row(unit)
        node = points.node
        plain = Explanation(
            unit=unit,
            node=code,
            name=node.name,
            status=STATUS_WORDS[points.state(row)],
            points=points.text(row),
            max=plain_text(node.max or 0),
            note=node.note,
            rule=rule_word(node),
        )
        if node.children:
            return replace(plain, parts=tuple(self._part(child.code, row) for child in node.children))
        return self._criterion(plain, node, row)

    def _part(self, code: str, row: int) -> Part:
        points = self.result.nodes[code]
        status = STATUS_WORDS[points.state(row)]
        maximum = plain_text(points.node.max or 0)
        return Part(code, points.node.name, points.text(row), maximum, status, points.counts(row))

    def _criterion(self, plain: Explanation, node: Node, row: int) -> Explanation:
        frame = Frame(self.inputs, Precise(), np.array([row]))
        figures = tuple(self._figures(node, row))
        explained = replace(
            plain,
            figures=figures,
            marks=tuple(self._marks(node, row)),
            lacking=tuple(figure.indicator for figure in figures if figure.status == "missing"),
            condition=_condition(node, frame, plain.status),
            bounds=self._bounds(node, row),
        )
        if node.value is None or isinstance(node.score, Categories):
            return explained
        value = self._value(node, row)
        return replace(
            explained,
            formula=node.value.text,
            with_numbers=_with_numbers(node.value, figures, self.inputs),
            value="" if value is None else number_text(value, self.inputs.methodology.value_digits),
            value_unit=node.unit or "",
            band=_band(node, value),
        )

    def _value(self, node: Node, row: int) -> Any:
        """The exact value that was scored, nothing where there is none."""
        if node.code not in self.columns:
            prepared = values(node, Frame(self.inputs, Precise()), self.pools)
            self.columns[node.code] = (prepared, prepared.column.cells())
        prepared, cells = self.columns[node.code]
        state = State.SCORED if prepared.states is None else State(int(prepared.states[row]))
        is_zero = prepared.zero is not None and prepared.zero[row]
        if state not in (State.SCORED, State.IMPUTED) or is_zero:
            return None
        return cells[row] if len(cells) > 1 else cells[0]

    def _figures(self, node: Node, row: int) -> Iterator[Figure]:
        """Every observed figure that the value or a condition names, derived ones down to their own."""
        for name in names_of(node, self.inputs):
            yield self._figure(node, name, row)

    def _figure(self, node: Node, name: Name, row: int) -> Figure:
        inputs, unit = self.inputs, self.inputs.units.codes[row]
        indicator = inputs.methodology.indicators[name.code]
        period = inputs.previous if name.previous else inputs.period
        column = inputs.observations.columns.get((name.code, period))
        note = inputs.observations.notes.get((unit, name.code, period))
        state = None if column is None or column.states is None else State(int(column.states[row]))
        has_value = column is not None and (state is None or state is State.SCORED)
        value, status = "", "missing"
        if has_value and column is not None:
            value, status = _text(column, row, indicator), note.status if note else "reported"
        elif column is None and indicator.default is not None:
            value, status = plain_text(indicator.default), "default"
        elif state is not None:
            status = STATUS_WORDS[state]
        source = indicator.source
        return Figure(
            indicator=name.code,
            name=indicator.name,
            period=period,
            value=value,
            unit=indicator.unit or "",
            status=status,
            form=(source.form or "") if source else "",
            row=(source.row or "") if source else "",
            source=note.source if note else "",
            as_of=note.as_of if note else "",
            reported=note.reported if note else "",
            is_invented=bool(note and note.is_invented),
            one_more=self.gains.text(node, name, row) if value and indicator.kind in COUNTABLE else "",
        )

    def _marks(self, node: Node, row: int) -> Iterator[GivenMark]:
        marks = self.inputs.marks.columns.get(node.code)
        if not isinstance(node.score, Rubric) or marks is None:
            return
        given = np.flatnonzero(marks.units == row).tolist()
        for position in sorted(given, key=lambda position: self.inputs.marks.raters[marks.raters[position]]):
            anchor = node.score.anchors[int(marks.anchors[position])]
            comment = marks.comments[position] if marks.comments else ""
            rater = self.inputs.marks.raters[int(marks.raters[position])]
            yield GivenMark(rater, anchor.mark, plain_text(anchor.points), anchor.text, comment)

    def _bounds(self, node: Node, row: int) -> tuple[tuple[str, str], ...]:
        """The bounds of the unit's pool that the rule used."""
        pool = getattr(node.score, "pool", None)
        if pool is None:
            return ()
        groups = self.pools.groups(pool)
        label = groups.labels[int(groups.index[row])]
        found = self.result.bounds.get(node.code, {}).get(label, {})
        digits = self.inputs.methodology.value_digits
        return tuple((word, number_text(bound, digits)) for word, bound in found.items())


def rule_word(node: Node) -> str:
    """The name of the rule of a criterion, or of the way a group combines."""
    from adil.rating.methodology import SCORES

    if node.children:
        return str(node.combine.method)
    return next(word for word, kind in SCORES.items() if isinstance(node.score, kind))


def names_of(node: Node, inputs: Inputs) -> tuple[Name, ...]:
    """The observed indicators that a criterion looks at, each once: value first, then conditions."""
    formulas = [formula for formula in (node.value, node.applies_when, node.zero_when) if formula is not None]
    names = [name for formula in formulas for name in formula.names()]
    if isinstance(node.score, Checklist):
        names = [Name(item.indicator) for item in node.score.items] + names
    if node.minimum_base is not None:
        names.append(Name(node.minimum_base.indicator))
    found: dict[Name, None] = {}
    for name in names:
        found.update(dict.fromkeys(_observed(name, inputs)))
    return tuple(found)


def _observed(name: Name, inputs: Inputs) -> Iterator[Name]:
    """The name itself, or what it is derived from."""
    indicator = inputs.methodology.indicators.get(name.code)
    if indicator is None:
        return
    if indicator.formula is None:
        yield name
        return
    for part in indicator.formula.names():
        yield from _observed(Name(part.code, name.previous), inputs)


def _text(column: Measured, row: int, indicator: Any) -> str:
    if indicator.kind is Kind.CHOICE:
        return str(indicator.choices[int(column.scaled[row])])
    text = decimal_text(int(column.scaled[row]), column.digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_numbers(formula: Formula, figures: tuple[Figure, ...], inputs: Inputs) -> str:
    known = {(figure.indicator, figure.period): figure.value for figure in figures}

    def show(name: Name | Attribute) -> str:
        if isinstance(name, Attribute):
            return f"unit.{name.name}"
        constant = inputs.methodology.constants.get(name.code)
        if constant is not None:
            return "?" if constant.value is None else plain_text(constant.value)
        period = inputs.previous if name.previous else inputs.period
        return known.get((name.code, period), str(name)) or "?"

    return render(formula, show, lambda number: plain_text(number.value))


def _condition(node: Node, frame: Frame, status: str) -> str:
    """The condition that decided: why it does not apply, or why it is zero."""
    if status == "not_applicable" and node.applies_when is not None:
        truth = evaluate_truth(node.applies_when, frame)
        is_known = truth.states is None or truth.states[0] == State.SCORED
        return node.applies_when.text if is_known and not truth.mask[0] else ""
    if status == "scored" and node.zero_when is not None:
        truth = evaluate_truth(node.zero_when, frame)
        return node.zero_when.text if truth.mask[0] and (truth.states is None or not truth.states[0]) else ""
    return ""


def _band(node: Node, value: Any) -> str:
    """The band that the value fell into, in interval notation: ``[91; 95)``."""
    if not isinstance(node.score, Bands) or value is None:
        return ""
    is_lower = node.score.edge is Edge.LOWER
    for band in node.score.bands:
        above = band.above is None or (value >= band.above if is_lower else value > band.above)
        below = band.to is None or (value < band.to if is_lower else value <= band.to)
        if above and below:
            left = "(−∞" if band.above is None else f"{'[' if is_lower else '('}{plain_text(band.above)}"
            right = "+∞)" if band.to is None else f"{plain_text(band.to)}{')' if is_lower else ']'}"
            return f"{left}; {right}"
    return ""


__all__ = ["Explanation", "Figure", "GivenMark", "Part", "explain", "explain_all", "names_of", "rule_word"]
