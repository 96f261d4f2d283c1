"""Sum the facts up the tree to the member organizations."""

from __future__ import annotations

from pathlib import Path

import duckdb

from adil.demo.observations import Observation

# The figure of each organization, first by period as reported, then the halves of Form No 7 as a year.
_SUMS = """
WITH by_period AS (
    SELECT split_part(facts.unit, '-', 1) AS member, facts.indicator, facts.period,
           CASE WHEN rules.over_tree = 'max' THEN max(facts.value) ELSE sum(facts.value) END AS value,
           max(facts.as_of) AS as_of, min(facts.source) AS source
    FROM read_parquet($1) AS facts JOIN read_csv($2, header = true) AS rules USING (indicator)
    WHERE facts.unit <> 'KZ'
    GROUP BY member, facts.indicator, facts.period, rules.over_tree
),
by_year AS (
    SELECT member, by_period.indicator, '2020' AS period,
           CASE WHEN rules.over_time = 'last' THEN arg_max(value, period) ELSE sum(value) END AS value,
           max(as_of) AS as_of, min(source) AS source
    FROM by_period JOIN read_csv($2, header = true) AS rules USING (indicator)
    WHERE by_period.indicator LIKE 'no7%'
    GROUP BY member, by_period.indicator, rules.over_time
)
SELECT member, indicator, period, CAST(value::BIGINT AS VARCHAR), CAST(as_of AS VARCHAR), source
FROM (SELECT * FROM by_period WHERE indicator NOT LIKE 'no7%' UNION ALL SELECT * FROM by_year)
ORDER BY member, indicator, period
"""


def consolidate(facts: Path, indicators: Path) -> list[Observation]:
    """Give back the consolidated figures of the member organizations, missing where no figure came.

    **Shape** ordered by organization, indicator, period.
    """
    with duckdb.connect() as engine:
        rows = engine.execute(_SUMS, [str(facts), str(indicators)]).fetchall()
    return [
        Observation(unit, indicator, period, value or "", "reported" if value else "missing", as_of, source)
        for unit, indicator, period, value, as_of, source in rows
    ]
