"""All benches: a table on the screen, the figures in ``build/bench.json``."""

from __future__ import annotations

import argparse
import json
import platform
import warnings
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.measure import RUNS, Row

MODULES = ("start", "scoring", "draws", "union", "rollup")
OUT = Path("build/bench.json")
PACKAGES = ("adil", "numpy", "scipy", "duckdb", "scikit-criteria", "pymcdm")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("modules", nargs="*", help=f"which ones: {', '.join(MODULES)}; else all")
    parser.add_argument(
        "--quick", action="store_true", help="smaller tables and one run, to see that it works"
    )
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore", category=UserWarning, module="pymcdm")
    console, rows = Console(), list[Row]()
    benches = [import_module(f"bench.{name}") for name in chosen.modules or MODULES]
    for bench in benches:
        found = bench.run(quick=chosen.quick)
        for question, group in groupby(found, key=lambda row: row["question"]):
            lines = list(group)
            rows += lines
            console.print(table(question, lines))
    write(rows, quick=chosen.quick)
    console.print(f"{'One run' if chosen.quick else f'Medians of {RUNS} runs'}, subjects in turn; {OUT}")


def table(question: str, rows: Iterable[Row]) -> Table:
    rows = list(rows)
    goal = rows[0].get("goal")
    shown = Table(title=f"{question}\n{goal}" if goal else question, title_justify="left", min_width=78)
    shown.add_column("subject", ratio=1)
    for heading in ("wall, s", "CPU, s", "peak, MB", "to the floor"):
        shown.add_column(heading, justify="right")
    for row in rows:
        shown.add_row(row["subject"], *cells(row))
    return shown


def cells(row: Row) -> tuple[str, ...]:
    peak, ratio = row["peak_mb"], row["ratio_to_floor"]
    return (
        f"{row['wall_s']:,.3f}",
        f"{row['cpu_s']:,.3f}",
        "" if peak is None else f"{peak:,.0f}",
        "" if ratio is None else f"{ratio:,.2f}",
    )


def write(rows: list[Row], *, quick: bool) -> None:
    machine = {
        "machine": platform.platform(),
        "python": platform.python_version(),
        "packages": {package: version(package) for package in PACKAGES},
        "simd": np.show_config(mode="dicts")["SIMD Extensions"]["found"],
    }
    OUT.parent.mkdir(exist_ok=True)
    text = json.dumps(
        {"quick": quick, "runs": 1 if quick else RUNS, **machine, "rows": rows}, indent=1, ensure_ascii=False
    )
    OUT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
