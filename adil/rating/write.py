"""A result as files: ranking, points, explanations and fingerprints. All are written, or none."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from adil.rating.columns import Precise
from adil.rating.criterion import values
from adil.rating.errors import DataError
from adil.rating.exact import Number, number_text, plain_text
from adil.rating.explain import explain_all
from adil.rating.formula import State
from adil.rating.frame import Frame
from adil.rating.methodology import Wording
from adil.rating.pools import Pools
from adil.rating.result import STATUS_WORDS, Result

RANKING = ("league", "place", "unit", "total", "category", "overall_place", "name_kk", "name_ru", "name_en",
           "penalties", "bonuses", "prize", "nominations", "tie_break", "not_eligible")  # fmt: skip
POINTS = ("unit", "node", "value", "points", "max", "status")


def write_result(result: Result, folder: Path) -> None:
    """The files ``ranking.csv``, ``points.csv``, ``explanation.json`` and ``result.json`` of a folder.

    Decimals are text with the digits that the methodology declares; rows stand in a fixed order,
    so two runs of the same inputs give the same bytes.
    Errors: ``DataError`` if the folder cannot be written; then nothing is.
    """
    texts: dict[str, str] = {
        "ranking.csv": csv_text(RANKING, ranking_rows(result)),
        "points.csv": csv_text(POINTS, point_rows(result)),
        "explanation.json": json_lines(plain(explanation) for explanation in explain_all(result)),
        "result.json": json_text(summary(result)),
    }
    write_all(folder, texts)


def write_all(folder: Path, texts: dict[str, str]) -> None:
    """All texts as files of the folder; each appears whole, after all could be written."""
    parts = {name: (folder / name).with_name(f".{Path(name).name}.part") for name in texts}
    try:
        for name, text in texts.items():
            parts[name].parent.mkdir(parents=True, exist_ok=True)
            parts[name].write_text(text, encoding="utf-8", newline="\n")
        for name in texts:
            parts[name].replace(folder / name)
    except OSError as error:
        if folder.is_dir():
            for part in parts.values():
                part.unlink(missing_ok=True)
        raise DataError(
            f"The folder cannot be written: {error.strerror}",
            where=str(folder),
            hint="Name another with --out.",
        ) from None


def csv_text(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A table as CSV text with line feeds."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return target.getvalue()


def json_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def json_lines(items: Iterable[Any]) -> str:
    """A JSON list with an item a line."""
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]\n"


def plain(value: Any) -> Any:
    """Dataclasses as dictionaries, wordings as kk, ru, en; empty parts left out."""
    if isinstance(value, Wording):
        return {"kk": value.kk, "ru": value.ru, "en": value.en}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(part) for name, part in parts if part not in ("", (), None)}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value


# --- rows -----------------------------------------------------------------------------------------


def order_of(result: Result) -> list[int]:
    """The rows by league as the methodology lists them, then place, then code; without a place last."""
    leagues = result.inputs.methodology.leagues
    listed = [league.code for league in leagues.list] if leagues else []
    position = {code: index for index, code in enumerate(listed)}
    return sorted(
        range(len(result.inputs.units)),
        key=lambda row: (
            position.get(result.leagues[row], len(position)),
            result.places[row] == 0,
            int(result.places[row]),
            result.inputs.units.codes[row],
        ),
    )


def ranking_rows(result: Result) -> Iterator[tuple[str, ...]]:
    """A row a unit: league, place, unit, total, category and what else was decided about it."""
    units = result.inputs.units
    nominated: dict[str, list[str]] = {}
    for code, winners in result.nominations.items():
        for winner in winners:
            nominated.setdefault(winner.unit, []).append(code)
    digits = result.adjusted.digits
    for row in order_of(result):
        code = units.codes[row]
        has_place = bool(result.places[row])
        yield (
            result.leagues[row],
            str(result.places[row]) if has_place else "",
            code,
            result.total_text(row) if has_place else "",
            result.categories[row],
            str(result.overall[row]) if has_place else "",
            *(units.name(code, language) for language in ("kk", "ru", "en")),
            number_text(_scaled(result.adjusted.penalties[row], digits), digits),
            number_text(_scaled(result.adjusted.bonuses[row], digits), digits),
            _prize(result, row),
            " ".join(nominated.get(code, [])),
            tie.en if (tie := result.tie_break(row)) else "",
            " ".join(result.disqualified[row] + result.ineligible[row]),
        )


def _scaled(number: Any, digits: int) -> Number:
    return Fraction(int(number), 10**digits)


def _prize(result: Result, row: int) -> str:
    if result.inputs.units.codes[row] in result.grand_prix:
        return "grand_prix"
    return str(result.prizes[row]) if result.prizes[row] else ""


def point_rows(result: Result) -> Iterator[tuple[str, ...]]:
    """A row for every node of every unit; the value is the criterion's before scoring."""
    shown = {code: value_texts(result, code) for code in result.nodes}
    for row in sorted(range(len(result.inputs.units)), key=result.inputs.units.codes.__getitem__):
        for code, points in result.nodes.items():
            yield (
                result.inputs.units.codes[row],
                code,
                shown[code][row],
                points.text(row),
                plain_text(points.node.max or 0),
                STATUS_WORDS[points.state(row)],
            )


def value_texts(result: Result, code: str) -> list[str]:
    """The values of a criterion as text; empty for groups, and where there is no value."""
    node, rows = result.nodes[code].node, len(result.inputs.units)
    if node.children or node.value is None:
        return [""] * rows
    prepared = values(node, Frame(result.inputs, Precise()), Pools(result.inputs.units, result.leagues))
    cells = prepared.column.cells()
    cells = cells * rows if len(cells) == 1 else cells
    digits = result.inputs.methodology.value_digits
    has_value = [
        (prepared.states is None or prepared.states[row] in (State.SCORED, State.IMPUTED))
        and (prepared.zero is None or not prepared.zero[row])
        for row in range(rows)
    ]
    return [number_text(cell, digits) if has else "" for cell, has in zip(cells, has_value, strict=True)]


def summary(result: Result) -> dict[str, Any]:
    """What is needed to trust the files: versions, fingerprints, bounds used, what moved, warnings."""
    methodology = result.inputs.methodology
    digits = methodology.value_digits
    return {
        "methodology": {
            "code": methodology.code,
            "version": methodology.version,
            "effective_since": str(methodology.effective.since),
            "effective_until": str(methodology.effective.until or ""),
            "decision": methodology.approval.number or "",
            "decision_date": str(methodology.approval.date or ""),
            "fingerprint": methodology.fingerprint,
        },
        "period": result.inputs.period,
        "previous": result.inputs.previous,
        "units": len(result.inputs.units),
        "ranked": int(result.is_ranked.sum()),
        "inputs_fingerprint": result.inputs_fingerprint,
        "result_fingerprint": result.fingerprint,
        "grand_prix": sorted(result.grand_prix),
        "nominations": {
            code: [
                {"unit": winner.unit, "by": number_text(winner.by, digits)}
                for winner in sorted(winners, key=lambda winner: winner.unit)
            ]
            for code, winners in result.nominations.items()
        },
        "bounds": {
            node: {
                pool: {word: number_text(bound, digits) for word, bound in found.items()}
                for pool, found in pools.items()
            }
            for node, pools in result.bounds.items()
        },
        "moved": [
            {
                "node": step.node,
                "unit": step.unit,
                "before": number_text(step.before, digits),
                "after": number_text(step.after, digits),
            }
            for step in sorted(result.moved, key=lambda step: (step.node, step.unit))
        ],
        "unused_indicators": list(result.inputs.observations.unknown_indicators),
        "warnings": plain(result.warnings),
    }
