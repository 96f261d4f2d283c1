"""The files of a result: fixed order, declared digits, all or nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from adil.rating import DataError
from adil.rating.write import write_all, write_result
from tests.rating.small import MARKS, OBSERVATIONS, UNITS, small_result

FILES = ["explanation.json", "points.csv", "ranking.csv", "result.json"]


def shuffled(text: str) -> str:
    """The rows of a table in another order, the header still first."""
    header, *rows = text.splitlines()
    return "\n".join([header, *sorted(rows, key=lambda row: row[::-1])])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_ranking_has_places_totals_and_awards(tmp_path: Path) -> None:
    write_result(small_result(tmp_path / "in"), tmp_path / "out")
    rows = rows_of(tmp_path / "out" / "ranking.csv")
    chosen = ("place", "unit", "total", "category", "penalties", "prize", "nominations")
    assert [tuple(row[column] for column in chosen) for row in rows] == [
        ("1", "B", "13.60", "B", "2.00", "grand_prix", ""),
        ("2", "C", "10.50", "B", "0.00", "2", ""),
        ("3", "A", "9.90", "B", "0.00", "3", "N1"),
    ]


def test_printed_points_add_up(tmp_path: Path) -> None:
    result = small_result(tmp_path / "in")
    write_result(result, tmp_path / "out")
    rows = {(row["unit"], row["node"]): row for row in rows_of(tmp_path / "out" / "points.csv")}
    assert len(rows) == 3 * len(result.nodes)
    for unit in "ABC":
        directions = [float(rows[unit, code]["points"]) for code in ("D1", "D2")]
        assert round(sum(directions), 2) == float(rows[unit, "rating"]["points"])
    assert rows["B", "1.3"]["status"] == "not_applicable"
    assert rows["C", "1.2"] == {
        "unit": "C", "node": "1.2", "value": "", "points": "0.00", "max": "4", "status": "missing",
    }  # fmt: skip


def test_result_names_versions_fingerprints_and_bounds(tmp_path: Path) -> None:
    result = small_result(tmp_path / "in")
    write_result(result, tmp_path / "out")
    found = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert found["methodology"]["decision"] == "7"
    assert found["result_fingerprint"] == result.fingerprint
    assert found["bounds"] == {"2.2": {"all": {"least": "50.000", "greatest": "100.000"}}}
    assert [warning["en"] for warning in found["warnings"]] == [
        "Some figures are invented for the demonstration: 11 of 16."
    ]


def test_two_runs_and_shuffled_tables_are_byte_identical(tmp_path: Path) -> None:
    write_result(small_result(tmp_path / "in"), tmp_path / "first")
    write_result(small_result(tmp_path / "in"), tmp_path / "second")
    again = small_result(
        tmp_path / "shuffled",
        units=shuffled(UNITS),
        observations=shuffled(OBSERVATIONS),
        marks=shuffled(MARKS),
    )
    write_result(again, tmp_path / "third")
    for name in FILES:
        texts = {(tmp_path / run / name).read_bytes() for run in ("first", "second", "third")}
        assert len(texts) == 1, name


def test_nothing_is_left_where_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be written"):
        write_all(tmp_path / "taken", {"a.csv": "1"})
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
