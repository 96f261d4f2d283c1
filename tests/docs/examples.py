"""The examples of the methodology pages: collected, completed, computed by the engine.

A fragment in the pages holds its subject and nothing else. ``complete`` adds the rest of a
methodology, as docs/methodology.md tells the reader under "How to read the examples".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from adil.rating import Inputs, Methodology, RatingError, Result, compute
from adil.rating.columns import Precise
from adil.rating.criterion import values
from adil.rating.exact import decimal_text, number_text, plain_text
from adil.rating.formula import parse_formula
from adil.rating.frame import Frame
from adil.rating.observations import STATUSES, Observations, previous_period
from adil.rating.pools import Pools
from adil.rating.read.marks import MarkRow, collect_marks
from adil.rating.read.methodology import parse_methodology
from adil.rating.read.observations import Collector
from adil.rating.read.tables import Row
from adil.rating.result import STATUS_WORDS
from adil.rating.units import UnitTable

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^```(?P<info>\S[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


# --- what stands in the pages -----------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block: ``text expect period=2027`` has the kind ``expect`` and one option."""

    kind: str
    options: dict[str, str]
    text: str
    where: str


@dataclass
class Example:
    """A fragment of YAML with the blocks that follow it: tables, errors, files, cases."""

    name: str
    text: str
    where: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.text.lstrip().startswith(("adil:", "#"))


def pages() -> list[Path]:
    return [DOCS / "methodology.md", *sorted((DOCS / "methodology").glob("*.md"))]


def blocks_of(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        language, *words = match["info"].split()
        pairs = dict(word.partition("=")[::2] for word in words)
        kind = next(iter(pairs), language)
        line = text[: match.start()].count("\n") + 1
        yield Block(kind, pairs, match["text"], f"{path.name}:{line}")


def examples() -> list[Example]:
    """Every example of every page. A block without one before it is plain text to the reader."""
    found: list[Example] = []
    for path in pages():
        current = None
        for block in blocks_of(path):
            if block.kind == "example":
                current = Example(block.options["example"], block.text, block.where)
                found.append(current)
            elif block.kind in OUTCOMES | {"file"}:
                assert current is not None, f"{block.where}: no example stands before this block"
                current.blocks.append(block)
    return found


OUTCOMES = {"expect", "given", "error", "moved", "bounds", "warnings", "case"}


# --- a fragment becomes a methodology ---------------------------------------------------------------

HEADER: dict[str, Any] = {
    "adil": "1",
    "code": "example",
    "version": "1",
    "name": {"kk": "Мысал", "ru": "Пример", "en": "Example"},
    "effective": {"since": "2026-01-01"},
    "approval": {"body": {"kk": "Атқару комитеті", "ru": "Исполком", "en": "Executive Committee"}},
}
SMALL_RATING: dict[str, Any] = {
    "rounding": "2",
    "children": [{"code": "D1", "max": "10", "value": "a"}, {"code": "D2", "max": "10", "value": "b"}],
}
FORMULAS = ("value", "applies_when", "zero_when", "when", "by", "times", "higher", "lower", "formula")
TOP = {part.name for part in fields(Methodology)}


def complete(fragment: str, columns: list[str]) -> str:
    """The text of a whole methodology around a fragment; ``columns`` are the figures its table gives."""
    given = _load(fragment)
    top = TOP - {"code", "name"} if "score" in given else TOP
    whole = {**HEADER, **{key: value for key, value in given.items() if key in top}}
    node = {key: value for key, value in given.items() if key not in top}
    if "rating" not in whole:
        whole["rating"] = _rating_around(node)
    whole["rating"] = _completed_node({"code": "rating", **whole["rating"]})
    if "indicators" not in given:
        names = dict.fromkeys([*columns, *_names_in(whole)])
        whole["indicators"] = {name: {} for name in names if name not in whole.get("constants", {})}
    _name_everything(whole)
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=10_000)


def _load(text: str) -> dict[str, Any]:
    """The fragment with every scalar as its text, and an empty one as nothing."""
    loaded: dict[str, Any] = _emptied(yaml.load(text, Loader=yaml.BaseLoader))
    return loaded


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_emptied(part) for part in value]
    return None if value == "" else value


def _rating_around(node: dict[str, Any]) -> dict[str, Any]:
    if not node:
        return SMALL_RATING
    if "children" in node:
        return node
    return {"rounding": "2", "children": [{"code": "criterion", **node}]}


def _completed_node(node: dict[str, Any]) -> dict[str, Any]:
    """The node with a name; a child without a score gives as many points as its figure."""
    if "children" in node:
        node = {**node, "children": [_completed_node(child) for child in node["children"]]}
    elif "score" not in node:
        node = {"value": node.get("code"), "score": {"rule": "per_unit", "each": "1"}, **node}
    return node


def _names_in(part: Any) -> Iterator[str]:
    """The indicators that the formulas, check-lists and bases of a fragment name."""
    if isinstance(part, list):
        for item in part:
            yield from _names_in(item)
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        if key in FORMULAS and isinstance(value, str):
            yield from _names_of_formula(value)
        elif key == "indicator":
            yield value
        else:
            yield from _names_in(value)


def _names_of_formula(text: str) -> Iterator[str]:
    try:
        names = parse_formula(text).names()
    except RatingError:
        return
    yield from (name.code for name in names if name.code not in ("total", "penalties", "bonuses", "category"))


def _name_everything(whole: dict[str, Any]) -> None:
    adjustments, ranking = whole.get("adjustments") or {}, whole.get("ranking") or {}
    for code, part in [*(whole["indicators"] or {}).items(), *whole.get("constants", {}).items()]:
        part.setdefault("name", _wording(code))
    listed = [adjustments.get("cases"), adjustments.get("disqualify"), ranking.get("tie_breaks")]
    listed += [(whole.get("leagues") or {}).get("list"), whole.get("eligibility")]
    listed += [whole.get("categories"), whole.get("nominations")]
    for part in (part for parts in listed for part in parts or ()):
        part.setdefault("name", _wording(part.get("code", "?")))
    _name_nodes(whole["rating"])


def _name_nodes(node: dict[str, Any]) -> None:
    node.setdefault("name", _wording(node["code"]))
    for anchor in (node.get("score") or {}).get("anchors", ()):
        anchor.setdefault("text", _wording(anchor["mark"]))
    for child in node.get("children", ()):
        _name_nodes(child)


def _wording(word: str) -> dict[str, str]:
    return dict.fromkeys(("kk", "ru", "en"), str(word))


# --- a table in the pages becomes inputs ------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A printed table: what stands left of the arrow goes in, what stands right of it must come out."""

    given: list[str]
    wanted: list[str]
    rows: list[tuple[list[str], list[str]]]


def read_table(text: str) -> Table:
    lines = [line.partition("->")[::2] for line in text.splitlines() if line.strip()]
    (given, wanted), *rows = [(_cells(left), _cells(right)) for left, right in lines]
    return Table(given, wanted, rows)


def _cells(side: str) -> list[str]:
    """Cells stand two or more spaces apart, so a cell may hold a space."""
    return re.split(r"\s{2,}", side.strip()) if side.strip() else []


def is_figure(column: str) -> bool:
    """Whether a column on the left is an indicator."""
    return column not in ("unit", "since") and not column.startswith(("unit.", "marks"))


def read_example(example: Example, block: Block) -> Methodology:
    """The methodology of an example, whole or completed."""
    if example.is_whole:
        return parse_methodology(example.text)
    columns = read_table(block.text).given if block.kind in ("expect", "given") else []
    names = [column.partition("@")[0] for column in columns if is_figure(column)]
    return parse_methodology(complete(example.text, names))


def inputs_of(methodology: Methodology, table: Table, period: str) -> Inputs:
    """The inputs that the left side of a table describes, a row a unit."""
    lines = [dict(zip(table.given, row, strict=True)) for row, _ in table.rows]
    codes = tuple(line.get("unit", f"U{number}") for number, line in enumerate(lines, 1))
    units = _units(table, lines, codes)
    collector, marks = Collector(methodology, units), []
    for code, line in zip(codes, lines, strict=True):
        for column, cell in line.items():
            if column.startswith("marks"):
                marks += [
                    MarkRow(code, column[6:-1], f"R{number}", mark, "", "the table")
                    for number, mark in enumerate(cell.split(), 1)
                    if mark != "-"
                ]
            elif is_figure(column) and cell != "-":
                _observe(collector, code, column, cell, period)
    return Inputs(
        methodology,
        units,
        collector.observations() if lines else Observations(),
        period,
        previous_period(period),
        collect_marks(marks, methodology, units),
    )


def _units(table: Table, lines: list[dict[str, str]], codes: tuple[str, ...]) -> UnitTable:
    attributes = {
        column[5:]: tuple(line[column] for line in lines)
        for column in table.given
        if column.startswith("unit.")
    }
    since = {
        code: date.fromisoformat(line["since"])
        for code, line in zip(codes, lines, strict=True)
        if line.get("since", "-") != "-"
    }
    return UnitTable(codes, attributes=attributes, since=since)


def _observe(collector: Collector, unit: str, column: str, cell: str, period: str) -> None:
    indicator, _, is_previous = column.partition("@")
    status = cell if cell in STATUSES else "reported"
    row = Row({"status": status}, "the table", 0)
    value = "" if cell in STATUSES else cell
    collector.add(row, unit, indicator, previous_period(period) if is_previous else period, value)


# --- a result becomes the table of the pages --------------------------------------------------------


def found_table(result: Result, table: Table) -> list[tuple[list[str], list[str]]]:
    """The table as the engine finds it: the same left side, its own right side."""
    codes = [row[table.given.index("unit")] for row, _ in table.rows] if "unit" in table.given else []
    rows = [result.row(code) for code in codes] or range(len(table.rows))
    return [
        (given, [cell_of(result, column, row) for column in table.wanted])
        for (given, _), row in zip(table.rows, rows, strict=True)
    ]


def cell_of(result: Result, column: str, row: int) -> str:
    """One cell: a property of the unit, or the points, status or value of a node."""
    unit = result.inputs.units.codes[row]
    if column in CELLS:
        return CELLS[column](result, row) or "-"
    if column == "nominations":
        won = [code for code, winners in result.nominations.items() if unit in [w.unit for w in winners]]
        return " ".join(won) or "-"
    code, _, part = column.rpartition(" ")
    code, part = (code, part) if part in ("status", "value") else (column, "points")
    code = "criterion" if code in ("", "points") else code
    node = result.nodes[code]
    if part == "status":
        return STATUS_WORDS[node.state(row)]
    return _value(result, code, row) if part == "value" else node.text(row)


CELLS: dict[str, Any] = {
    "status": lambda result, row: STATUS_WORDS[result.nodes["criterion"].state(row)],
    "value": lambda result, row: _value(result, "criterion", row),
    "total": lambda result, row: result.total_text(row),
    "place": lambda result, row: _number(result.places[row]),
    "overall": lambda result, row: _number(result.overall[row]),
    "prize": lambda result, row: _number(result.prizes[row]),
    "league": lambda result, row: result.leagues[row],
    "category": lambda result, row: result.categories[row],
    "tie-break": lambda result, row: tie.en if (tie := result.tie_break(row)) else "",
    "disqualified": lambda result, row: " ".join(result.disqualified[row]),
    "ineligible": lambda result, row: " ".join(result.ineligible[row]),
    "grand prix": lambda result, row: "yes" if result.inputs.units.codes[row] in result.grand_prix else "",
    "penalties": lambda result, row: _points(result, result.adjusted.penalties[row]),
    "bonuses": lambda result, row: _points(result, result.adjusted.bonuses[row]),
}


def _number(number: Any) -> str:
    return str(number) if number else ""


def _points(result: Result, scaled: Any) -> str:
    return decimal_text(int(scaled), result.adjusted.digits)


def _value(result: Result, code: str, row: int) -> str:
    """A criterion's value as it is scored, to the digits of the methodology."""
    inputs = result.inputs
    prepared = values(result.nodes[code].node, Frame(inputs, Precise()), Pools(inputs.units, result.leagues))
    if prepared.states is not None and prepared.states[row] not in (0, 6):
        return "-"
    cells = prepared.column.cells()
    return number_text(cells[row % len(cells)], inputs.methodology.value_digits)


def moved_lines(result: Result) -> list[str]:
    """What a treatment moved: unit, value before, value after."""
    return [f"{m.unit}  {plain_text(m.before)} -> {plain_text(m.after)}" for m in result.moved]


def bounds_lines(result: Result) -> list[str]:
    """The bounds that pool-based rules used."""
    return [
        f"{node}, {pool}: " + ", ".join(f"{word} {plain_text(bound)}" for word, bound in found.items())
        for node, pools in sorted(result.bounds.items())
        for pool, found in pools.items()
    ]


def result_of(example: Example, block: Block) -> Result:
    """The rating of the table in a block."""
    methodology = read_example(example, block)
    table = read_table(block.text)
    return compute(inputs_of(methodology, table, block.options.get("period", "2026")))
