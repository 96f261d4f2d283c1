"""Rolling up 4 and 100 million observations, beside a bare decode of the columns of the same file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from adil.rating.rollup import RolledUp, roll_up
from bench.measure import Row, Subjects, compare

BUILD = Path("build/bench/rollup")
Rule = tuple[str, str, str, str]
MODULE = "bench.rollup"
"""Also where it is run as a script."""
QUESTION = "roll-up of {millions} million observations"
GOAL = "within 2.5x of the bare decode, under 8 GB"
YEAR = "2025"
MONTHS = tuple(f"{YEAR}-{month:02d}" for month in range(1, 13))


@dataclass(frozen=True)
class Shape:
    """Every leaf reports every indicator in every period."""

    leaves: int
    indicators: int
    periods: tuple[str, ...]


SHAPES = {4: Shape(10_154, 33, MONTHS), 100: Shape(1_000_000, 100, (YEAR,))}
QUICK_SHAPES = {4: SHAPES[4]}

TREE = """
COPY (
  SELECT printf('U%07d', leaf) AS unit, printf('D%03d', leaf * 214 // $leaves) AS parent,
         '' AS since, '' AS until
  FROM range($leaves) t(leaf)
  UNION ALL
  SELECT printf('D%03d', district), printf('R%02d', district % 20), '', '' FROM range(214) t(district)
  UNION ALL
  SELECT printf('R%02d', region), 'N', '', '' FROM range(20) t(region)
  UNION ALL
  SELECT 'N', '', '', ''
) TO '{file}' (FORMAT parquet)
"""
# One figure in ten is a verified one; organizations stand together, as reports come in.
FACTS = """
COPY (
  SELECT printf('U%07d', n // ($indicators * $times)) AS unit,
         printf('i%03d', n // $times % $indicators) AS indicator, ([$periods])[n % $times + 1] AS period,
         CAST((hash(n) % 1000000) / 100 AS DECIMAL(12, 2)) AS value,
         CASE WHEN hash(n + 7) % 10 = 0 THEN 'verified' ELSE 'reported' END AS status
  FROM range($leaves::BIGINT * $indicators * $times) t(n)
) TO '{file}' (FORMAT parquet)
"""
# A count would be answered from the file's own statistics, without decoding anything.
DECODE = """
SELECT sum(strlen(unit)), sum(strlen(indicator)), sum(strlen(period)), sum(value), sum(strlen(status))
FROM read_parquet(?)
"""


def run(quick: bool = False) -> Iterator[Row]:
    try:
        for question in questions(quick):
            found = subjects(question, quick=quick)
            yield from compare(question, found, goal=GOAL, module=MODULE, quick=quick)
    finally:
        shutil.rmtree(BUILD, ignore_errors=True)


def questions(quick: bool) -> dict[str, Shape]:
    shapes = QUICK_SHAPES if quick else SHAPES
    return {QUESTION.format(millions=millions): shape for millions, shape in shapes.items()}


def subjects(question: str, *, quick: bool) -> Subjects:
    shape = questions(quick)[question]
    facts, tree = BUILD / f"facts_{shape.leaves}.parquet", BUILD / f"tree_{shape.leaves}.parquet"
    if not tree.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        write(FACTS, facts, shape)
        write(TREE, tree, shape)
    plain, weighted = rules(shape), rules(shape, weighted=1)
    return {
        "bare decode": lambda: decode(facts),
        "adil rollup, DuckDB": lambda: roll(facts, tree, plain),
        "the same with a weighted mean": lambda: roll(facts, tree, weighted),
    }


def rules(shape: Shape, weighted: int = 0) -> list[Rule]:
    """One in ten is a level, of which the last counts; the first so many others are weighted by i000."""
    over_time = ["last" if code % 10 == 0 else "sum" for code in range(shape.indicators)]
    return [
        (f"i{code:03d}", "mean", rule, "i000") if 1 <= code <= weighted else (f"i{code:03d}", "sum", rule, "")
        for code, rule in enumerate(over_time)
    ]


def roll(facts: Path, tree: Path, indicators: list[Rule]) -> RolledUp:
    """Figures of the union, its regions and districts; those of the leaves are in the file already."""
    return roll_up(facts, tree, indicators, on=f"{YEAR}-12-31", period=YEAR, levels=3)


def write(statement: str, file: Path, shape: Shape) -> None:
    words = {
        "$leaves": str(shape.leaves),
        "$indicators": str(shape.indicators),
        "$times": str(len(shape.periods)),
        "$periods": ", ".join(f"'{period}'" for period in shape.periods),
    }
    statement = statement.format(file=file)
    for name, word in words.items():
        statement = statement.replace(name, word)
    with duckdb.connect() as desk:
        desk.execute(statement)


def decode(facts: Path) -> None:
    """Every column that the roll-up reads is decoded, and nothing is done with it."""
    with duckdb.connect() as desk:
        desk.execute(DECODE, [str(facts)]).fetchall()


if __name__ == "__main__":
    for row in run():
        print(row)
