"""Sum the facts up the tree to the member organizations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from adil.demo.observations import Observation
from adil.rating.rollup import roll_up

ON = date(2020, 12, 31)
MEMBERS = 2
"""Levels of the tree down to the member organizations."""

# What was asked of whom and for when; the halves of Form No 7 are asked for as a year.
_ASKED = """
SELECT split_part(unit, '-', 1) AS member, indicator,
       CASE WHEN indicator LIKE 'no7%' THEN '2020' ELSE period END AS period,
       CAST(max(as_of) AS VARCHAR), min(source)
FROM read_parquet($1) WHERE unit <> 'KZ'
GROUP BY ALL ORDER BY ALL
"""


def consolidate(union: Path) -> list[Observation]:
    """Give back the consolidated figures of the member organizations, missing where no figure came.

    **Shape** ordered by organization, indicator, period.
    """
    facts = union / "facts.parquet"
    with duckdb.connect() as engine:
        asked = engine.execute(_ASKED, [str(facts)]).fetchall()
    found = {
        (figure.unit, figure.indicator, period): str(int(figure.consolidated or 0))
        for period in sorted({row[2] for row in asked})
        for figure in roll_up(
            facts, union / "tree.csv", union / "indicators.csv", on=ON, period=period, levels=MEMBERS
        ).figures
    }
    return [
        Observation(
            unit, indicator, period, value := found.get((unit, indicator, period), ""),
            "reported" if value else "missing", as_of, source,
        )
        for unit, indicator, period, as_of, source in asked
    ]  # fmt: skip
