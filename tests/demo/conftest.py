"""The demo union is built once; its facts are summed here by plain Python, apart from the builder."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from adil.demo import build_demo


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Demo:
    """The files of a built demo. ``sums`` holds every unit that has facts below it, and the whole union."""

    folder: Path
    units: list[dict[str, str]]
    tree: list[dict[str, str]]
    observations: list[dict[str, str]]
    marks: list[dict[str, str]]
    sums: Counter[tuple[str, str, str]]

    def rows(self, name: str) -> list[dict[str, str]]:
        return read_csv(self.folder / name)

    def column(self, unit: str, indicator: str, period: str = "2020") -> int:
        return self.sums[unit, indicator, period]

    def leaves(self, *indicators: str, period: str = "2020") -> list[NDArray[np.int64]]:
        """The figures of every unit that reports the indicators, in one order of units."""
        path = self.folder / "union/facts.parquet"
        sql = "SELECT unit, value::BIGINT FROM read_parquet($1) WHERE indicator = $2 AND period = $3"
        tables = [
            dict(duckdb.execute(sql, [str(path), indicator, period]).fetchall()) for indicator in indicators
        ]
        assert all(table.keys() == tables[0].keys() for table in tables)
        return [np.array([table[unit] or 0 for unit in sorted(table)]) for table in tables]

    def observed(self, indicator: str, period: str = "2020") -> dict[str, dict[str, str]]:
        """The rows of the rated organizations as reported."""
        return {
            row["unit"]: row
            for row in self.observations
            if (row["indicator"], row["period"]) == (indicator, period) and row["status"] != "verified"
        }


def read_demo(folder: Path) -> Demo:
    units = read_csv(folder / "union/units.csv")
    tree = read_csv(folder / "union/tree.csv")
    return Demo(
        folder=folder,
        units=units,
        tree=tree,
        observations=read_csv(folder / "rating/observations.csv"),
        marks=read_csv(folder / "rating/marks.csv"),
        sums=sum_up(folder / "union/facts.parquet", {row["unit"]: row["parent"] for row in tree}),
    )


def sum_up(facts: Path, parents: dict[str, str]) -> Counter[tuple[str, str, str]]:
    """Add every fact to its own unit and to all units above it."""
    sums: Counter[tuple[str, str, str]] = Counter()
    sql = "SELECT unit, indicator, period, value::BIGINT FROM read_parquet($1) WHERE value IS NOT NULL"
    for unit, indicator, period, value in duckdb.execute(sql, [str(facts)]).fetchall():
        place = unit
        while place:
            sums[place, indicator, period] += value
            place = parents[place]
    return sums


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return read_demo(folder)
