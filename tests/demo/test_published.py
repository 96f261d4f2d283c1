"""Every figure that the documents publish comes out of the demo exactly."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adil.demo.published import Published, Statement

if TYPE_CHECKING:
    from tests.demo.conftest import Demo

STATEMENTS = Published().statements
EXACT = [one for one in STATEMENTS if one.is_exact]
SEEDS = Path(__file__).parents[3] / "shared" / "seeds" / "seed_figures.csv"
SECTORS = ("preschool", "secondary", "additional", "vocational", "other")
CHANGES = {"growth_members": "f1_r08", "growth_working": "f1_r03", "growth_students": "f1_r06"}
COUNTS = ("member_organizations", "branch_status_organizations", "admitted_organizations", "targeted_checks")


def compute(demo: Demo, one: Statement) -> int:
    """The figure of a statement, worked out from the files of the demo."""
    if one.indicator in COUNTS:
        return count(demo, one.indicator)
    if one.indicator in CHANGES:
        row = CHANGES[one.indicator]
        return demo.column(one.unit, row) - demo.column(one.unit, row, "2019")
    if one.indicator in {"f13_idle", "f13_paid_leave", "f13_unpaid_leave"}:
        return sum(demo.column(one.unit, f"{one.indicator}_{sector}", one.period) for sector in SECTORS)
    return demo.column(one.unit, one.indicator, one.period)


def count(demo: Demo, name: str) -> int:
    branches = demo.rows("union/branches.csv")
    return {
        "member_organizations": sum(unit["rated"] == "yes" for unit in demo.units),
        "branch_status_organizations": len(branches),
        "admitted_organizations": sum(row["admitted"] == "yes" for row in branches),
        "targeted_checks": sum(row["status"] == "reported" for row in demo.observed("f3_score").values()),
    }[name]


def name_of(one: Statement) -> str:
    return f"{one.unit} {one.indicator} {one.period}"


@pytest.mark.parametrize("one", EXACT, ids=name_of)
def test_published_figure_is_exact(demo: Demo, one: Statement) -> None:
    assert compute(demo, one) == int(one.value)


def test_published_figures_of_organizations_stand_among_the_observations(demo: Demo) -> None:
    expected = sorted((s.unit, s.indicator, s.period, s.value) for s in EXACT if s.unit != "KZ")
    found = [
        (row["unit"], row["indicator"], row["period"], row["value"])
        for row in demo.observations
        if row["invented"] == "no"
    ]
    assert sorted(found) == expected


def test_all_28_rows_of_form_7_are_published() -> None:
    rows = [one for one in EXACT if one.indicator.startswith("no7_") and one.unit == "KZ"]
    assert len(rows) == 28


def test_idle_time_adds_up_only_with_the_299_that_the_document_leaves_out(demo: Demo) -> None:
    by_sector = {sector: demo.column("KZ", f"f13_idle_{sector}", "2020-H1") for sector in SECTORS}
    assert by_sector == {
        "preschool": 17270,
        "secondary": 36302,
        "additional": 3645,
        "vocational": 3791,
        "other": 299,
    }
    assert sum(by_sector.values()) == 61307
    implied = [one for one in STATEMENTS if one.relation == "implied"]
    assert [(one.indicator, one.note) for one in implied] == [
        ("f13_idle_other", "implied: not in the published breakdown")
    ]


@pytest.mark.parametrize("kind", ["f13_idle", "f13_unpaid_leave"])
def test_named_regions_are_the_largest(demo: Demo, kind: str) -> None:
    named = {one.unit: int(one.value) for one in EXACT if one.indicator == kind and one.unit != "KZ"}
    members = [unit["unit"] for unit in demo.units if unit["rated"] == "yes"]
    totals = {u: sum(demo.column(u, f"{kind}_{sector}", "2020-H1") for sector in SECTORS) for u in members}
    others = [total for unit, total in totals.items() if unit not in named]
    assert len(named) == 4
    assert max(others) < min(named.values())


def test_nobody_outside_the_growth_list_grows(demo: Demo) -> None:
    listed = {one.unit for one in EXACT if one.indicator in CHANGES and one.unit != "KZ"}
    assert len(listed) == 12
    members = [unit["unit"] for unit in demo.units if unit["rated"] == "yes"]
    growth = {u: demo.column(u, "f1_r08") - demo.column(u, "f1_r08", "2019") for u in members}
    assert {unit for unit, change in growth.items() if change > 0} == listed - {"ZHA"}
    assert growth["ZHA"] == 2074 - 5489
    assert sum(growth.values()) == -27232


def test_students_change_only_where_a_document_says_so_or_members_decline(demo: Demo) -> None:
    unsaid = {"ALM", "UST", "TUR", "MAN", "ADI", "SHY", "ATY", "AKM", "KYZ"}
    for unit in unsaid:
        assert demo.column(unit, "f1_r06") == demo.column(unit, "f1_r06", "2019")


def coverage(demo: Demo, unit: str) -> Decimal:
    return Decimal(100 * demo.column(unit, "f1_r03")) / demo.column(unit, "f1_r01")


def test_coverage_of_the_union_rounds_to_the_published_percent(demo: Demo) -> None:
    stated = next(Decimal(one.value) for one in STATEMENTS if one.relation == "rounded")
    assert coverage(demo, "KZ").quantize(Decimal("0.1"), ROUND_HALF_UP) == stated == Decimal("86.6")


def test_coverage_of_organizations_lies_inside_the_published_bands(demo: Demo) -> None:
    lows = {one.unit: Decimal(one.value) for one in STATEMENTS if one.relation == "at_least"}
    highs = {one.unit: Decimal(one.value) for one in STATEMENTS if one.relation == "at_most"}
    assert sorted(lows.values()) == [Decimal(78)] * 6 + [Decimal(91)] * 10
    assert lows.keys() == highs.keys()
    for unit, low in lows.items():
        assert low <= coverage(demo, unit) <= highs[unit], unit


def test_percents_that_do_not_hold_are_told_so(demo: Demo) -> None:
    notes = {one.indicator: one.note for one in STATEMENTS if one.relation == "stated"}
    for indicator, row in (("students_share_percent", "f1_r06"), ("women_share_percent", "f1_r09")):
        share = Decimal(100 * demo.column("KZ", row)) / demo.column("KZ", "f1_r08")
        assert f"is {share.quantize(Decimal('0.01'), ROUND_HALF_UP)} %" in notes[indicator]


def test_statements_agree_with_the_table_of_figures_of_the_documents() -> None:
    if not SEEDS.exists():
        pytest.skip(f"no table of figures at {SEEDS.relative_to(Path(__file__).parents[3])}")
    with SEEDS.open(encoding="utf-8", newline="") as file:
        figures = {row["id"]: row["value"] for row in csv.DictReader(file)}
    of_documents = [one for one in STATEMENTS if one.source != "public-2019" and one.relation != "implied"]
    assert len(of_documents) > 110
    assert [one.value for one in of_documents] == [figures[one.id] for one in of_documents]
