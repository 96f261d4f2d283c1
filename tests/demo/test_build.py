"""The demo is the same bytes on every run, and exact for every seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adil.demo import build_demo
from tests.demo.conftest import Demo, read_demo

FILES = [
    "rating/marks.csv",
    "rating/observations.csv",
    "rating/units.csv",
    "union/branches.csv",
    "union/facts.parquet",
    "union/indicators.csv",
    "union/published.csv",
    "union/sources.csv",
    "union/tree.csv",
    "union/units.csv",
]


def read_bytes(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_second_build_over_the_first_is_the_same_bytes(demo: Demo) -> None:
    before = read_bytes(demo.folder)
    build_demo(demo.folder)
    assert read_bytes(demo.folder) == before
    assert list(before) == FILES


def test_build_in_another_process_is_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    program = "import sys, pathlib, adil.demo; adil.demo.build_demo(pathlib.Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Almaty", "PYTHONWARNINGS": "error"}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=root, env=environment)
    assert read_bytes(tmp_path) == read_bytes(demo.folder)


@pytest.mark.parametrize("seed", [118, 2021])
def test_other_seed_invents_otherwise_and_keeps_the_published_figures(
    demo: Demo, tmp_path: Path, seed: int
) -> None:
    build_demo(tmp_path, seed=seed)
    other = read_demo(tmp_path)
    assert other.observations != demo.observations
    for row, period in (("f1_r08", "2020"), ("f1_r06", "2020"), ("f1_r09", "2020"), ("f1_r08", "2019")):
        assert other.column("KZ", row, period) == demo.column("KZ", row, period)
    legal = {key: total for key, total in demo.sums.items() if key[0] == "KZ" and key[2] == "2020-H1"}
    added = {("KZ", "no7_r13_1", "2020-H1")}
    assert {key: other.sums[key] for key in legal.keys() - added} == {
        key: legal[key] for key in legal.keys() - added
    }


def test_import_of_the_demo_loads_neither_numpy_nor_duckdb() -> None:
    program = "import sys, adil.demo; print(sorted({'numpy', 'duckdb'} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=root, capture_output=True, text=True
    )
    assert run.stdout.strip() == "[]"
