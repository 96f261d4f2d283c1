"""The folder that is rated: consolidated figures, registers, marks of the 20 organizations."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.demo.conftest import Demo

NEEDED = [
    *(f"f1_r{row:02d}" for row in range(1, 25)),
    *(f"f8_r{row:02d}" for row in range(1, 17)),
    *(f"f9_r{row:02d}" for row in range(1, 8)),
    *(f"f10_r{row:02d}" for row in range(1, 7)),
    *(f"f11_r{row:02d}" for row in range(1, 9)),
    *(f"no7_r{row:02d}" for row in range(1, 19)),
    *(f"no7_r04_{part}" for part in range(1, 5)),
    *(f"no7_r14_{part}" for part in range(1, 5)),
    *("no7_r05_1", "no7_r10_1", "no7_r13_1", "register_launched", "register_members"),
    *("log_forms_due", "log_forms_on_time", "log_primaries_registered", "log_primaries_included"),
    *("log_returns", "f3_maximum", "f3_score", "f3_raters", "remarks_due", "remarks_on_time", "f4_due"),
    *("f5_items_due", "f5_items_on_time", "f2_meetings_required", "f2_meetings_held"),
    *("events_announced", "events_participated", "f6_items_due", "f6_items_fulfilled", "f6_meetings"),
    *("f6_agreements", "f6_in_force", "f6_reviewed"),
]


@pytest.mark.parametrize("indicator", NEEDED)
def test_every_organization_has_the_indicator(demo: Demo, indicator: str) -> None:
    assert len(demo.observed(indicator)) == 20


@pytest.mark.parametrize("indicator", ["f1_r01", "f1_r03", "f1_r05", "f1_r06", "f1_r08", "f1_r18"])
def test_every_organization_has_the_indicator_of_last_year(demo: Demo, indicator: str) -> None:
    assert len(demo.observed(indicator, "2019")) == 20


def test_consolidated_figures_are_the_sums_of_the_facts(demo: Demo) -> None:
    for indicator in ("f1_r01", "f1_r08", "f6_agreements", "f8_r05", "f10_r03", "f11_r04"):
        observed = demo.observed(indicator)
        assert {unit: int(row["value"]) for unit, row in observed.items()} == {
            unit: demo.column(unit, indicator) for unit in observed
        }


def test_year_of_form_7_is_its_two_halves_and_staff_is_the_last(demo: Demo) -> None:
    for unit, row in demo.observed("no7_r18").items():
        halves = [demo.column(unit, "no7_r18", half) for half in ("2020-H1", "2020-H2")]
        assert int(row["value"]) == sum(halves)
    for unit, row in demo.observed("no7_r01").items():
        assert int(row["value"]) == demo.column(unit, "no7_r01", "2020-H2")


def test_no_observation_stands_twice(demo: Demo) -> None:
    keys = Counter((r["unit"], r["indicator"], r["period"], r["status"]) for r in demo.observations)
    assert max(keys.values()) == 1


def test_value_stands_exactly_where_something_was_reported(demo: Demo) -> None:
    for row in demo.observations:
        assert bool(row["value"]) == (row["status"] in {"reported", "verified"}), row
        assert row["as_of"]
        assert row["source"]


def test_student_union_has_no_agreement_and_no_mark_for_one(demo: Demo) -> None:
    for indicator in ("f6_items_due", "f6_items_fulfilled", "f6_meetings"):
        statuses = {unit: row["status"] for unit, row in demo.observed(indicator).items()}
        assert {unit for unit, status in statuses.items() if status == "not_applicable"} == {"ENU"}
    marked = {row["unit"] for row in demo.marks if row["criterion"] == "5.1"}
    assert len(marked) == 19
    assert "ENU" not in marked


def test_student_union_reports_that_it_has_no_districts(demo: Demo) -> None:
    districts = {unit: int(row["value"]) for unit, row in demo.observed("f1_r21").items()}
    assert sum(districts.values()) == 214
    assert [unit for unit, count in districts.items() if count == 0] == ["ENU"]
    assert demo.observed("f1_r21")["ENU"]["status"] == "reported"


def test_some_forms_are_missing(demo: Demo) -> None:
    missing = {(r["unit"], r["source"].split()[0]) for r in demo.observations if r["status"] == "missing"}
    assert sorted(form for _, form in missing) == ["F2", "F9"]
    assert "KYZ" not in {unit for unit, _ in missing}


def test_check_of_kyzylorda_put_a_verified_figure_beside_the_reported_one(demo: Demo) -> None:
    verified = [row for row in demo.observations if row["status"] == "verified"]
    assert [(row["unit"], row["indicator"]) for row in verified] == [("KYZ", "f1_r16")]
    assert int(verified[0]["value"]) == int(demo.observed("f1_r16")["KYZ"]["value"]) - 2
    assert int(verified[0]["value"]) >= int(demo.observed("f1_r17")["KYZ"]["value"])


def test_checks_of_february_are_those_that_the_document_names(demo: Demo) -> None:
    checked = {unit for unit, row in demo.observed("f3_score").items() if row["status"] == "reported"}
    assert checked == {"KYZ", "ALA"}


def test_demo_accuses_no_organization(demo: Demo) -> None:
    cases = {r["indicator"] for r in demo.observations if r["indicator"][0] in "pb"}
    assert cases <= {"p1_steps", "b1_practices", "b2_first", "b2_second", "b2_third", "b3_growth"}
    assert "rejected" not in {row["status"] for row in demo.observations}
    assert {row["mark"] for row in demo.marks if row["criterion"] == "3.3"} == {"none", "minor"}


def test_cases_have_a_row_only_where_there_is_one(demo: Demo) -> None:
    cases = [row for row in demo.observations if row["indicator"][0] in "pb"]
    assert "p1_steps" in {row["indicator"] for row in cases}
    assert all(int(row["value"]) > 0 for row in cases)


def test_marks_come_from_three_to_five_raters_without_names(demo: Demo) -> None:
    raters = defaultdict(list)
    for row in demo.marks:
        raters[row["unit"], row["criterion"]].append(row["rater"])
        assert row["comment"] == "invented"
    assert {criterion for _, criterion in raters} == {"3.3", "5.1", "8.4", "9.4", "10.3"}
    for names in raters.values():
        assert 3 <= len(names) == len(set(names)) <= 5
        assert set(names) <= {"R1", "R2", "R3", "R4", "R5"}


def test_marks_stay_on_their_scales(demo: Demo) -> None:
    highest = {"5.1": 2, "8.4": 4, "9.4": 4, "10.3": 4}
    for row in demo.marks:
        if row["criterion"] != "3.3":
            assert 0 <= int(row["mark"]) <= highest[row["criterion"]]


def test_audit_marks_stand_where_an_audit_was_due(demo: Demo) -> None:
    due = {unit for unit, row in demo.observed("f4_due").items() if row["value"] == "1"}
    assert due == {row["unit"] for row in demo.marks if row["criterion"] == "3.3"}
    assert 0 < len(due) < 20


def test_last_total_is_known_for_all_but_one(demo: Demo) -> None:
    totals = demo.observed("last_total", "2019")
    assert len(totals) == 19
    assert all(0 < float(row["value"]) <= 105 for row in totals.values())


def test_leagues_are_all_inhabited(demo: Demo) -> None:
    sizes = {unit: int(row["value"]) for unit, row in demo.observed("f1_r08").items()}
    types = {unit["unit"]: unit["type"] for unit in demo.units}
    leagues = Counter(
        "S" if types[unit] == "student" else "I" if size >= 40000 else "II" if size >= 15000 else "III"
        for unit, size in sizes.items()
    )
    assert leagues == {"I": 6, "II": 10, "III": 3, "S": 1}
    assert 2000 < min(sizes.values()) < max(sizes.values()) < 85000


def test_parts_never_pass_their_wholes(demo: Demo) -> None:
    pairs = [
        ("log_forms_on_time", "log_forms_due"),
        ("log_primaries_included", "log_primaries_registered"),
        ("remarks_on_time", "remarks_due"),
        ("f3_score", "f3_maximum"),
        ("f5_items_on_time", "f5_items_due"),
        ("f2_meetings_held", "f2_meetings_required"),
        ("events_participated", "events_announced"),
        ("f6_items_fulfilled", "f6_items_due"),
    ]
    for part, whole in pairs:
        wholes = demo.observed(whole)
        for unit, row in demo.observed(part).items():
            if row["value"]:
                assert 0 <= int(row["value"]) <= int(wholes[unit]["value"]), (unit, part)


def test_registered_primaries_are_those_of_the_tree_and_the_rest_is_missing_in_the_facts(demo: Demo) -> None:
    included = demo.observed("log_primaries_included")
    assert len(included) == 20
    for unit, row in demo.observed("log_primaries_registered").items():
        assert int(row["value"]) == demo.column(unit, "f1_r18")
    assert any(int(row["value"]) < demo.column(unit, "f1_r18") for unit, row in included.items())
