"""The tree has the published size, and what is invented says so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import yaml

if TYPE_CHECKING:
    from tests.demo.conftest import Demo

METHODOLOGY = Path(__file__).parents[2] / "methodologies/kz-education-union/2026/methodology.yaml"
NAMED = {
    "ALM", "ZHA", "UST", "TUR", "MAN", "ADI", "SHY", "ATY", "AKM", "ENU",
    "ALA", "KYZ", "AKT", "KAR", "ZHE", "EKZ", "WKZ", "PAV", "NKZ", "SEM",
}  # fmt: skip


def test_union_has_the_published_size(demo: Demo) -> None:
    types = Counter(unit["type"] for unit in demo.units)
    assert types == {
        "national": 1,
        "oblast": 13,
        "territorial": 6,
        "student": 1,
        "district": 214,
        "primary": 10154,
    }
    assert {unit["unit"] for unit in demo.units if unit["rated"] == "yes"} == NAMED


def test_tree_has_one_root_and_no_orphan(demo: Demo) -> None:
    parents = {row["unit"]: row["parent"] for row in demo.tree}
    types = {unit["unit"]: unit["type"] for unit in demo.units}
    assert len(parents) == len(demo.tree) == len(demo.units) == len(types)
    assert [unit for unit, parent in parents.items() if not parent] == ["KZ"]
    for unit, parent in parents.items():
        if types[unit] == "primary":
            assert types[parent] == "district" or parent in NAMED
        elif types[unit] == "district":
            assert parent in NAMED


def test_codes_follow_the_tree(demo: Demo) -> None:
    for row in demo.tree:
        if row["parent"] not in ("", "KZ"):
            assert row["unit"].startswith(row["parent"] + "-")


def test_every_unit_has_three_names_and_every_primary_a_sector(demo: Demo) -> None:
    for unit in demo.units:
        assert all(unit[f"name_{language}"] for language in ("kk", "ru", "en"))
        assert bool(unit["sector"]) == (unit["type"] == "primary")


def test_only_named_organizations_are_not_invented(demo: Demo) -> None:
    admitted = {row["unit"] for row in demo.rows("union/branches.csv") if row["admitted"] == "yes"}
    assert len(admitted) == 6
    real = {unit["unit"] for unit in demo.units if unit["invented"] == "no"}
    assert real == NAMED | {"KZ"} | admitted


def test_admitted_organizations_have_no_past(demo: Demo) -> None:
    admitted = {row["unit"] for row in demo.rows("union/branches.csv") if row["admitted"] == "yes"}
    since = {row["unit"]: row["since"] for row in demo.tree}
    assert {since[unit] for unit in admitted} == {"2020-01-01"}
    for unit in admitted:
        assert demo.column(unit, "f1_r08") > 0
        assert (unit, "f1_r08", "2019") not in demo.sums


def test_facts_are_exact_decimals_and_all_invented_but_the_published_injuries(demo: Demo) -> None:
    facts = duckdb.read_parquet(str(demo.folder / "union/facts.parquet"))
    types = dict(zip(facts.columns, map(str, facts.types), strict=True))
    assert types["value"] == "DECIMAL(18,2)"
    published = facts.filter("invented <> 'yes'").project("unit, period, indicator").fetchall()
    assert {(unit, period) for unit, period, _ in published} == {("KZ", "2016/2019")}
    assert len(published) == 7
    assert facts.filter("value IS NULL AND status <> 'missing'").fetchall() == []
    assert facts.filter("value IS NOT NULL AND status <> 'reported'").fetchall() == []


def test_no_fact_stands_twice_and_every_fact_has_a_known_unit_and_indicator(demo: Demo) -> None:
    facts = duckdb.read_parquet(str(demo.folder / "union/facts.parquet"))
    keys = facts.project("unit, indicator, period")
    assert keys.distinct().count("*").fetchall() == keys.count("*").fetchall()
    units = {unit for (unit,) in facts.project("unit").distinct().fetchall()}
    assert units <= {unit["unit"] for unit in demo.units}
    indicators = {name for (name,) in facts.project("indicator").distinct().fetchall()}
    assert indicators == {row["indicator"] for row in demo.rows("union/indicators.csv")}


def test_indicators_say_how_they_are_summed(demo: Demo) -> None:
    rules = {
        row["indicator"]: (row["over_tree"], row["over_time"]) for row in demo.rows("union/indicators.csv")
    }
    assert rules["f1_r08"] == ("sum", "last")
    assert rules["no7_r01"] == ("sum", "last")
    assert rules["no7_r18"] == ("sum", "sum")
    assert rules["f11_r03"] == ("max", "sum")


def test_indicators_are_summed_as_the_methodology_says(demo: Demo) -> None:
    declared = yaml.safe_load(METHODOLOGY.read_text(encoding="utf-8"))["indicators"]
    for row in demo.rows("union/indicators.csv"):
        if rule := declared.get(row["indicator"]):
            assert (rule["over_tree"], rule["over_time"]) == (row["over_tree"], row["over_time"]), row


def test_every_indicator_of_the_methodology_is_observed_but_the_cases_that_accuse(demo: Demo) -> None:
    declared = yaml.safe_load(METHODOLOGY.read_text(encoding="utf-8"))["indicators"]
    accusing = {"p2_cases", "p3_items", "p4_debt", "p5_cases", "p6_cases", "p7_points"}
    assert declared.keys() - accusing <= {row["indicator"] for row in demo.observations}
