"""The table of facts: who reported what for which period, written as Parquet with exact decimals."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from adil.demo.draw import Flags, Whole

# The last day that a figure describes.
AS_OF = {"2019": "2019-01-01", "2020": "2020-12-31", "2020-H1": "2020-06-30", "2020-H2": "2020-12-31"}


@dataclass(frozen=True, slots=True)
class Block:
    """One indicator of one period; ``reported`` is false where a form was due and never came."""

    indicator: str
    period: str
    as_of: str
    source: str
    invented: bool
    units: Whole
    values: Whole
    reported: Flags


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts in the order in which they were added."""

    blocks: list[Block] = field(default_factory=list)

    def add(
        self,
        indicator: str,
        period: str,
        units: Whole,
        values: Whole,
        *,
        as_of: str | None = None,
        reported: Flags | None = None,
    ) -> None:
        """Add invented figures of one indicator."""
        self.blocks.append(
            Block(
                indicator=indicator,
                period=period,
                as_of=as_of or AS_OF[period],
                source=name_source(indicator),
                invented=True,
                units=units,
                values=values,
                reported=np.ones(len(units), dtype=np.bool_) if reported is None else reported,
            )
        )

    def add_published(
        self, indicator: str, period: str, unit: int, value: int, *, as_of: str, source: str
    ) -> None:
        """Add a figure that a document publishes for this very unit."""
        self.blocks.append(
            Block(
                indicator, period, as_of, source, False, np.array([unit]), np.array([value]), np.array([True])
            )
        )


def name_source(indicator: str) -> str:
    """Give back the form and row of an indicator.

    >>> name_source("no7_r04_1"), name_source("f1_r08"), name_source("f13_idle_other")
    ('No7 r04.1', 'F1 r08', 'F13')
    """
    form, _, row = indicator.partition("_")
    name = "No7" if form == "no7" else form.upper()
    return f"{name} {row.replace('_', '.')}" if row.startswith("r") and row[1:3].isdigit() else name


def write_facts(facts: Facts, codes: list[str], path: Path) -> None:
    """Write the facts, a row each, in the order in which they were added.

    **Shape** unit, indicator, period, value DECIMAL(18,2) or null, status, as_of, source, invented.
    """
    sizes = [len(block.units) for block in facts.blocks]
    rows = {
        "unit": np.concatenate([block.units for block in facts.blocks]),
        "block": np.repeat(np.arange(len(sizes)), sizes),
        "value": np.concatenate([block.values for block in facts.blocks]),
        "reported": np.concatenate([block.reported for block in facts.blocks]),
    }
    # One thread keeps the order of rows, and with it the bytes of the file.
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.execute("CREATE TABLE units (number BIGINT, code VARCHAR)")
        engine.execute("INSERT INTO units SELECT unnest(range(len($1))), unnest($1)", [codes])
        engine.execute(
            "CREATE TABLE blocks (number BIGINT, indicator VARCHAR, period VARCHAR,"
            " as_of DATE, source VARCHAR, invented VARCHAR)"
        )
        engine.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", _describe_blocks(facts.blocks))
        engine.register("rows", rows)
        engine.execute(_COPY, [str(path)])


def _describe_blocks(blocks: list[Block]) -> list[list[object]]:
    return [
        [number, b.indicator, b.period, b.as_of, b.source, "yes" if b.invented else "no"]
        for number, b in enumerate(blocks)
    ]


_COPY = """
COPY (
    SELECT units.code AS unit, blocks.indicator, blocks.period,
           CASE WHEN reported THEN value::DECIMAL(18, 2) END AS value,
           CASE WHEN reported THEN 'reported' ELSE 'missing' END AS status,
           blocks.as_of, blocks.source, blocks.invented
    FROM rows JOIN blocks ON blocks.number = rows.block JOIN units ON units.number = rows.unit
    ORDER BY rows.block, rows.unit
) TO $1 (FORMAT parquet, COMPRESSION zstd)
"""
