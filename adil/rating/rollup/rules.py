"""How each indicator is rolled up: over the tree and over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from adil.rating.errors import DataError
from adil.rating.methodology import OverTime, OverTree
from adil.rating.read.cells import shown
from adil.rating.read.tables import Row
from adil.rating.rollup.tables import Table, rows_of

COLUMNS = ("indicator", "over_tree", "over_time")


@dataclass(frozen=True, slots=True)
class Rule:
    over_tree: OverTree
    over_time: OverTime
    weight: str = ""
    """The indicator that a mean is weighted by; empty for a plain one."""


def read_rules(table: Table) -> dict[str, Rule]:
    """The rule of each indicator.

    Errors: ``DataError`` with the row: an unknown word, an indicator twice, a weight that is not in
    the table or stands beside another rule than ``mean``; no row at all.
    """
    rules: dict[str, Rule] = {}
    for row in rows_of(table, (*COLUMNS, "weight"), COLUMNS, "indicators"):
        code = row.get("indicator")
        if not code:
            raise DataError(
                "The row names no indicator", where=row.where, hint="Fill the column 'indicator'."
            )
        if code in rules:
            raise DataError(f"The indicator '{code}' stands twice", where=row.where, hint="Remove one row.")
        rules[code] = _rule(row)
    _check_weights(rules)
    return rules


def _rule(row: Row) -> Rule:
    over_tree = OverTree(_word(row, "over_tree", OverTree))
    over_time = OverTime(_word(row, "over_time", OverTime))
    weight = row.get("weight")
    if weight and over_tree is not OverTree.MEAN:
        raise DataError(
            f"'{row.get('indicator')}' has a weight but its rule over the tree is '{over_tree}'",
            where=row.where,
            hint="Only a mean is weighted: remove the weight, or write 'mean'.",
        )
    return Rule(over_tree, over_time, weight)


def _word(row: Row, column: str, words: type[StrEnum]) -> str:
    if row.get(column) not in list(words):
        raise DataError(
            f"'{shown(row.get(column))}' is no rule for '{column}'",
            where=row.where,
            hint=f"One of: {', '.join(words)}.",
        )
    return row.get(column)


def _check_weights(rules: Mapping[str, Rule]) -> None:
    if not rules:
        raise DataError("The table of indicators has no rows", hint="Give a row to each indicator.")
    for code, rule in rules.items():
        if rule.weight and rule.weight not in rules:
            raise DataError(
                f"The mean of '{code}' is weighted by '{rule.weight}', which is not in the table",
                where="indicators",
                hint="Add a row for it, or correct the name.",
            )
