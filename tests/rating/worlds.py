"""Random methodologies with random figures, and the plain worlds of worked examples.

A methodology is written as text and read by the real reader. Figures are put where it hurts: on the
edges of bands, on halves of the last digit, at worst and best, at zero, at 10**15, and at differences
of 10**-18 that float64 cannot see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from adil.rating import Inputs, Methodology
from adil.rating.formula import State
from adil.rating.marks import Marks
from adil.rating.methodology import Indicator, Kind
from adil.rating.observations import Measured, Observations, measured
from adil.rating.read.marks import MarkRow, collect_marks
from adil.rating.read.methodology import parse_methodology
from adil.rating.units import UnitTable
from tests.rating.oracle import MISSING, NOT_APPLICABLE, REJECTED, SCORED, Cell, World

Document = dict[str, Any]
STATES = {SCORED: State.SCORED, MISSING: State.MISSING, REJECTED: State.REJECTED,
          NOT_APPLICABLE: State.NOT_APPLICABLE}  # fmt: skip


# --- plain worlds ---------------------------------------------------------------------------------


HEADER = ("adil", "code", "version", "name", "effective", "approval")


def words(text: str) -> Document:
    return {"kk": text, "ru": text, "en": text}


def document(rating: Document, indicators: Mapping[str, Document], **more: Any) -> Document:
    """A whole methodology around a tree of nodes; what is given replaces what stands here."""
    whole = {
        "adil": 1,
        "code": "sample",
        "version": "1",
        "name": words("Sample"),
        "effective": {"since": "2026-01-01"},
        "approval": {"body": words("Council")},
        "rating": named(rating),
        "indicators": {code: {"name": words(code), **indicator} for code, indicator in indicators.items()},
    }
    return {**whole, **more}


def named(node: Document) -> Document:
    """The node and all below it with a name."""
    below = {"children": [named(child) for child in node["children"]]} if "children" in node else {}
    return {"name": words(node["code"]), **node, **below}


def text_of(content: Document) -> str:
    """The document as YAML; JSON is YAML."""
    return json.dumps(content, ensure_ascii=False, indent=1)


def parse(content: Document) -> Methodology:
    return parse_methodology(text_of(content))


def one_criterion(score: Document, **more: Any) -> Document:
    """A rating of one criterion ``c`` over the indicator ``x``, unrounded, shown with 4 digits."""
    criterion = {"code": "c", "max": "10", "value": "x", "score": score, **more}
    return document({"code": "r", "children": [criterion]}, {"x": {}, "y": {}})


def world_of(content: Document, figures: Mapping[str, Mapping[str, object]], **more: Any) -> World:
    """A world of units with figures of the year: ``{"a": {"x": "1.5"}}``; a state stands for itself.

    ``x@previous`` is last year's.
    """
    observations: dict[tuple[str, str, str], Cell] = {}
    methodology = parse(content)
    for unit, row in figures.items():
        for name, figure in row.items():
            code, _, when = name.partition("@")
            is_choice = methodology.indicators[code].kind is Kind.CHOICE
            cell: Cell = (
                (str(figure), Fraction(0))
                if figure in STATES
                else (SCORED, str(figure) if is_choice else Fraction(str(figure)))
            )
            observations[unit, code, "2025" if when else "2026"] = cell
    return replace(World(methodology, tuple(figures), observations), **more)


def inputs_of(world: World) -> Inputs:
    """The same world as the engine takes it."""
    attributes = sorted({name for row in world.attributes.values() for name in row})
    units = UnitTable(
        codes=world.units,
        attributes={name: tuple(world.attributes[unit][name] for unit in world.units) for name in attributes},
        since=dict(world.since),
    )
    keys = {(code, period) for _, code, period in world.observations}
    columns = {key: column_of(world, *key) for key in sorted(keys)}
    rows = [MarkRow(*mark, comment="", where="marks") for mark in world.marks]
    marks = collect_marks(rows, world.methodology, units) if rows else Marks()
    return Inputs(world.methodology, units, Observations(columns), world.period, world.previous, marks)


def column_of(world: World, code: str, period: str) -> Measured:
    indicator = world.methodology.indicators[code]
    absent = (MISSING, Fraction(0)) if indicator.default is None else (SCORED, indicator.default)
    cells = [world.observations.get((unit, code, period), absent) for unit in world.units]
    return measured(
        [decimal_of(cell[1], indicator) if cell[0] == SCORED else None for cell in cells],
        [int(STATES[cell[0]]) for cell in cells],
    )


def decimal_of(value: Fraction | bool | str, indicator: Indicator) -> tuple[int, int]:
    """An integer and its decimal places."""
    if isinstance(value, str):
        return indicator.choices.index(value), 0
    places, number = 0, Fraction(value)
    while number.denominator != 1:
        number, places = number * 10, places + 1
        assert places < 60, "not a decimal"
    return number.numerator, places


# --- random worlds --------------------------------------------------------------------------------

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Criterion:
    """A criterion as it is drawn, with the figures that are worth trying for its indicators."""

    node: Document
    indicators: dict[str, Document]
    values: dict[str, list[Fraction]]


def decimals(low: str, high: str, places: int = 2) -> st.SearchStrategy[Fraction]:
    scale = 10**places
    return st.integers(int(Fraction(low) * scale), int(Fraction(high) * scale)).map(
        lambda n: Fraction(n, scale)
    )


MAXIMA = st.sampled_from(["1", "2", "5", "6", "10", "2.5", "0.7", "1/3"])
WIDTHS = st.sampled_from(
    [Fraction(n) for n in ("1", "2", "4", "5", "8", "10", "100", "0.5", "2000000", "3", "7")]
)
SCALES = st.sampled_from([Fraction(1)] * 4 + [Fraction(10) ** 15, Fraction(1, 10**6)])
SHAPES = st.sampled_from(
    ["{x}"] * 6
    + ["{x} / {y}", "{x} / {y} * 100", "{x} - {y}", "{x} - {x}@previous", "max({x}, {y})", "abs({x} - {y})"]
    + ["({x} + {y}) / 3", "if({x} > {y}, {x}, {y})", "count({x} > {y}, {y} > 0) + {x}", "{x} * {y}"]
    + ["{x} / (2 / {y})", "ln({x})", "min({x}, {y}, 3) * 2", "if(known({y}), {x}, 0 - {x})", "-{x} / 7"]
)


def is_decimal(number: Fraction) -> bool:
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


@st.composite
def ends(draw: Any, *, positive: bool = False) -> tuple[Fraction, Fraction]:
    scale = draw(SCALES)
    worst = draw(decimals("0.1", "20") if positive else decimals("-20", "50")) * scale
    width = draw(WIDTHS) * scale
    pair = (worst, worst + width)
    return pair if draw(st.booleans()) else (pair[1], pair[0])


def between(worst: Fraction, best: Fraction, top: Fraction) -> list[Fraction]:
    """Ends, values beside them, and values whose points end on a half of the last digit."""
    tiny = Fraction(1, 10**18)
    halves = [Fraction(2 * n + 1, 2 * 10**digits) / top for digits in (0, 1, 2, 3) for n in (0, 3, 41)]
    found = [worst, best, worst + tiny, best - tiny, (worst + best) / 2, worst - 1, best + 1, Fraction(0)]
    found += [worst + (best - worst) * share for share in halves]
    found += [worst + (best - worst) * halves[5] + tiny]
    return [number if is_decimal(number) else Fraction(round(number * 10**6), 10**6) for number in found]


@st.composite
def scores(draw: Any, top: Fraction) -> tuple[Document, list[Fraction]]:
    """A rule over one number, and values worth trying."""
    rule = draw(st.sampled_from([
        "bands", "linear", "piecewise", "logarithmic", "per_unit", "goalposts", "goalposts_ln", "minmax",
        "zscore", "rank", "percentile_rank", "share_of_best",
    ]))  # fmt: skip
    worst, best = draw(ends(positive=rule in ("logarithmic", "goalposts_ln")))
    plain = between(worst, best, top)
    low, high = sorted((worst, best))
    half = (low + high) / 2
    better = draw(st.sampled_from(["high", "low"]))
    pool = draw(st.sampled_from(["all", "kind", "league"]))
    match rule:
        case "bands":
            levels = st.sampled_from([Fraction(0), top / 2, top])
            parts = sorted(draw(st.lists(levels, min_size=3, max_size=3)), reverse=draw(st.booleans()))
            edges = [low, high]
            bands = [
                {"points": str(points)} | _end("from", left) | _end("to", right)
                for points, left, right in zip(parts, [None, *edges], [*edges, None], strict=True)
            ]
            return {"rule": rule, "edge": draw(st.sampled_from(["lower", "upper"])), "bands": bands}, plain
        case "linear" | "logarithmic":
            extra = [low * 2, low + (high - low) / 4] if rule == "logarithmic" else []
            return {"rule": rule, "worst": str(worst), "best": str(best)}, plain + _decimal(extra)
        case "goalposts" | "goalposts_ln":
            transform = "ln" if rule == "goalposts_ln" else "none"
            values = [value for value in plain if value > 0 or draw(st.integers(0, 9)) == 0] or [high]
            clip = draw(st.booleans())
            return {"rule": "goalposts", "worst": str(worst), "best": str(best), "transform": transform,
                    "clip": str(clip).lower()}, values if transform == "ln" else plain  # fmt: skip
        case "piecewise":
            points = draw(st.lists(st.sampled_from(["0", str(top / 3), str(top)]), min_size=3, max_size=3))
            knots = [{"at": str(at), "points": p} for at, p in zip((low, half, high), points, strict=True)]
            return {"rule": rule, "knots": knots}, plain
        case "per_unit":
            each = draw(st.sampled_from(["0.5", "1/12", "-0.25", "1/3"]))
            start = draw(st.sampled_from(["0", str(top)]))
            values = [Fraction(n, 2) for n in range(9)] + [Fraction(10) ** 15, Fraction(1, 10**18)]
            return {"rule": rule, "each": each, "start": start}, values
        case "zscore":
            more = {"centre": str(top / 2), "spread": draw(st.sampled_from(["1/4", "1/7"])), "better": better}
            return {"rule": rule, "pool": pool, **more}, plain
        case "share_of_best":
            return {"rule": rule, "pool": pool, "better": better}, [abs(value) + 1 for value in plain]
    return {"rule": rule, "pool": pool, "better": better}, plain


def _end(key: str, edge: Fraction | None) -> Document:
    return {} if edge is None else {key: str(edge)}


def _decimal(numbers: Sequence[Fraction]) -> list[Fraction]:
    return [number for number in numbers if is_decimal(number)]


@st.composite
def criteria(draw: Any, code: str) -> Criterion:
    kind = draw(st.sampled_from(["number"] * 8 + ["categories", "checklist", "rubric"]))
    top_text = draw(MAXIMA)
    top = Fraction(top_text)
    node: Document = {"code": code, "max": top_text}
    x, y = f"x{code}", f"y{code}"
    indicators: dict[str, Document] = {x: {}, y: {}}
    values = {
        x: [Fraction(0), Fraction(1)],
        y: [Fraction(n) for n in (0, 1, 2, 3, 7, 100)] + [Fraction(1, 8)],
    }
    match kind:
        case "number":
            score, values[x] = draw(scores(top))
            node |= {"value": draw(SHAPES).format(x=x, y=y), "score": score}
            if draw(st.integers(0, 5)) == 0:
                node |= draw(st.sampled_from([{"missing": "impute"}, {"missing": "impute", "impute": {
                    "statistic": "mean", "pool": "kind"}}]))  # fmt: skip
            if draw(st.integers(0, 9)) == 0:
                method = draw(st.sampled_from(["winsorise", "log_shift"]))
                node["treat"] = {"method": method, "skewness": "0.5", "kurtosis": "1.5", "most_moved": 2}
        case "categories":
            indicators[x] = {"kind": "choice", "choices": ["good", "fair", "bad"]}
            node |= {"value": x, "score": {"rule": "categories", "points": {
                "good": top_text, "fair": str(top / 3), "bad": "0"}}}  # fmt: skip
        case "checklist":
            indicators = {x: {"kind": "yes_no"}, y: {"kind": "yes_no", "default": "0"}}
            items = [{"indicator": x, "points": str(top / 4)}, {"indicator": y, "points": str(top * 3 / 4)}]
            node["score"] = {"rule": "checklist", "items": items}
            values[y] = values[x]
        case "rubric":
            anchors = [
                {"mark": str(m), "points": str(top * m / 3), "text": words("Anchor")} for m in range(4)
            ]
            combine = draw(st.sampled_from(["mean", "median", "drop_extremes"]))
            node["score"] = {"rule": "rubric", "anchors": anchors, "combine": combine, "minimum_raters": 2}
    if draw(st.integers(0, 3)) == 0 and kind != "checklist":
        node |= draw(st.sampled_from([
            {"applies_when": f"{y} > 0"}, {"applies_when": f"unit.kind = 'a' or {y} = 1"},
            {"zero_when": f"{y} = 0"}, {"zero_when": f"{y} > 2 and {y} < 100"},
            {"minimum_base": {"indicator": y, "at_least": "2"}},
            {"minimum_base": {"indicator": y, "at_least": "1", "otherwise": "missing"}},
            {"minimum_age_months": 12},
            {"zero_when": f"{y} = 0", "applies_when": f"not ({y} = 100)"},
        ]))  # fmt: skip
    return Criterion(node, indicators, values)


@st.composite
def manners(draw: Any, *, criterion: bool) -> Document:
    """Policies, rounding, floor and cap of a node."""
    found: Document = {}
    for key in ("missing", "not_applicable"):
        policy = draw(st.sampled_from([None] * 4 + ["rescale", "zero", "exclude"]))
        found |= {} if policy is None else {key: policy}
    digits = draw(st.sampled_from([None, None, 0, 1, 2, 2, 3, 4]))
    found |= {} if digits is None else {"rounding": digits}
    if criterion and draw(st.integers(0, 4)) == 0:
        found |= draw(st.sampled_from([{"floor": "0.005"}, {"cap": "0.625"}, {"floor": "1/8", "cap": "1/3"}]))
    return found


METHODS = ["sum"] * 4 + ["mean", "weighted_mean", "geometric_mean", "power_mean", "min", "worst_k", "table"]


@st.composite
def groups(draw: Any, code: str, parts: list[Document]) -> Document:
    method = draw(st.sampled_from(METHODS))
    if method == "table" and len(parts) != 2:
        method = "mean"
    node: Document = {"code": code, **draw(manners(criterion=False)), "combine": {"method": method}}
    if method != "sum":
        node["max"] = draw(MAXIMA)
    match method:
        case "weighted_mean" | "geometric_mean" | "power_mean":
            weights = [draw(st.sampled_from(["1", "2", "0", "0.35", "1/3", "1.5"])) for _ in parts]
            if not any(Fraction(weight) for weight in weights):
                weights[0] = "1"
            parts = [{**part, "weight": weight} for part, weight in zip(parts, weights, strict=True)]
            if method == "power_mean":
                node["combine"]["power"] = draw(st.sampled_from(["2", "1/2", "-1", "1", "3/2"]))
            if method == "geometric_mean" or node["combine"].get("power") == "-1":
                parts = [{**part, "floor": "0.01"} if draw(st.integers(0, 6)) else part for part in parts]
        case "worst_k":
            node["combine"]["k"] = draw(st.integers(1, len(parts)))
        case "table":
            top = Fraction(node["max"])
            points = [["0", str(top / 2)], [str(top / 4), str(top)]]
            node["combine"]["table"] = {"rows": ["0", "0.5"], "columns": ["0", "0.25"], "points": points}
    return {**node, "children": parts}


@st.composite
def cells(draw: Any, values: list[Fraction], indicator: Document) -> Cell | None:
    """A state, or nothing on record."""
    what = draw(st.sampled_from([SCORED] * 16 + [MISSING, NOT_APPLICABLE, REJECTED, None]))
    if what is None:
        return None
    if what != SCORED:
        return what, Fraction(0)
    return SCORED, draw(st.sampled_from(indicator.get("choices", values)))


@st.composite
def worlds(draw: Any, most_units: int = 6) -> World:
    """A methodology and the figures of some units."""
    drawn = [draw(criteria(f"c{n}")) for n in range(draw(st.integers(1, 4)))]
    parts = [{**draw(manners(criterion=True)), **one.node} for one in drawn]
    if len(parts) > 2 and draw(st.booleans()):
        parts = [draw(groups("g", parts[:2])), *parts[2:]]
        if parts[0].get("combine", {}).get("method") == "sum":
            parts[0].pop("max", None)
    rating = draw(groups("r", parts))
    indicators = {code: indicator for one in drawn for code, indicator in one.indicators.items()}
    content = document(rating, indicators, value_digits=draw(st.sampled_from([0, 2, 4, 6])))
    if draw(st.booleans()):
        content["leagues"] = {"smallest": 2, "list": [
            {"code": "A", "name": words("A"), "when": "unit.kind = 'a'", "joins": "B"},
            {"code": "B", "name": words("B"), "when": "1 = 1"},
        ]}  # fmt: skip
    if draw(st.booleans()):
        content["adjustments"] = draw(adjustments(drawn))
    methodology = parse(content)
    units = tuple(f"u{n}" for n in range(draw(st.integers(1, most_units))))
    observations: dict[tuple[str, str, str], Cell] = {}
    for one in drawn:
        for code, values in one.values.items():
            for unit in units:
                for period in ("2026", "2025"):
                    if period == "2026" or f"{code}@previous" in str(one.node):
                        cell = draw(cells(values, one.indicators[code]))
                        observations |= {} if cell is None else {(unit, code, period): cell}
    marks = [
        (unit, one.node["code"], f"m{rater}", str(draw(st.integers(0, 3))))
        for one in drawn
        if one.node["score"]["rule"] == "rubric"
        for unit in units
        for rater in range(draw(st.integers(0, 6)))
    ]
    return World(
        methodology,
        units,
        observations,
        marks=marks,
        attributes={unit: {"kind": draw(st.sampled_from(["a", "b"]))} for unit in units},
        since={unit: date(2026, 1, 1) if draw(st.booleans()) else date(2026, 1, 15) for unit in units},
        text=text_of({key: value for key, value in content.items() if key not in HEADER}),
    )


@st.composite
def adjustments(draw: Any, drawn: list[Criterion]) -> Document:
    code = f"y{drawn[0].node['code']}"
    each = draw(st.sampled_from(["0.5", "1/3", "1"]))
    cases = [
        {"code": "P1", "name": words("P1"), "effect": "penalty", "times": code, "each": each, "cap": "2"},
        {"code": "B1", "name": words("B1"), "effect": "bonus", "times": f"{code} - 1", "each": "0.125"},
    ]
    caps = {"penalties_cap": "1.5", "bonuses_cap": "0.75", "total_floor": "0", "total_cap": "3"}
    chosen = draw(st.lists(st.sampled_from(sorted(caps)), unique=True))
    return {"cases": cases, **{key: caps[key] for key in chosen}}
