"""The controls of the forms hold in every primary and district, and so in every sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.demo.conftest import Demo

F1 = [
    ("f1_r03", "f1_r01"),
    ("f1_r02", "f1_r01"),
    ("f1_r04", "f1_r02"),
    ("f1_r04", "f1_r03"),
    ("f1_r06", "f1_r05"),
    ("f1_r09", "f1_r08"),
    ("f1_r10", "f1_r08"),
    ("f1_r19", "f1_r18"),
]
OTHERS = [
    ("f6_in_force", "f6_agreements"),
    ("f6_reviewed", "f6_in_force"),
    ("f6_agreements", "f1_r17"),
    ("f8_r02", "f8_r01"),
    ("f8_r06", "f8_r05"),
    ("f8_r09", "f8_r08"),
    ("f8_r04", "f1_r17"),
    ("f10_r02", "f10_r01"),
    ("f11_r02", "f11_r01"),
    ("f11_r05", "f11_r04"),
]
LEGAL = [
    ("no7_r02", "no7_r01"),
    ("no7_r05", "no7_r04"),
    ("no7_r05_1", "no7_r05"),
    ("no7_r10_1", "no7_r10"),
    ("no7_r12", "no7_r18"),
    ("no7_r13_1", "no7_r13"),
]
SUMS = {
    "no7_r04": ["no7_r04_1", "no7_r04_2", "no7_r04_3", "no7_r04_4"],
    "no7_r14": ["no7_r14_1", "no7_r14_2", "no7_r14_3", "no7_r14_4"],
}


def members(demo: Demo) -> list[str]:
    return [unit["unit"] for unit in demo.units if unit["rated"] == "yes"]


@pytest.mark.parametrize(("part", "whole"), F1 + OTHERS)
def test_part_is_within_the_whole_in_every_primary(demo: Demo, part: str, whole: str) -> None:
    parts, wholes = demo.leaves(part, whole)
    assert (parts >= 0).all()
    assert (parts <= wholes).all()


@pytest.mark.parametrize("half", ["2020-H1", "2020-H2"])
@pytest.mark.parametrize(("part", "whole"), LEGAL)
def test_part_is_within_the_whole_in_every_district(demo: Demo, part: str, whole: str, half: str) -> None:
    parts, wholes = demo.leaves(part, whole, period=half)
    assert (parts <= wholes).all()


@pytest.mark.parametrize("half", ["2020-H1", "2020-H2"])
@pytest.mark.parametrize("row", SUMS)
def test_row_of_form_7_is_the_sum_of_its_parts(demo: Demo, row: str, half: str) -> None:
    total, *parts = demo.leaves(row, *SUMS[row], period=half)
    assert (total == np.sum(parts, axis=0)).all()


@pytest.mark.parametrize("half", ["2020-H1", "2020-H2"])
def test_violations_are_followed_by_submissions(demo: Demo, half: str) -> None:
    for unit in members(demo):
        assert demo.column(unit, "no7_r04", half) == 0 or demo.column(unit, "no7_r05", half) > 0


def test_members_are_working_members_students_and_pensioners(demo: Demo) -> None:
    total, working, students, pensioners = demo.leaves("f1_r08", "f1_r03", "f1_r06", "f1_r07")
    assert (total == working + students + pensioners).all()
    assert pensioners.sum() == 0


def test_members_follow_from_last_year_and_the_flow(demo: Demo) -> None:
    for unit in [*members(demo), "KZ"]:
        joined, *left = (demo.column(unit, f"f1_r{row}") for row in range(11, 16))
        before = demo.column(unit, "f1_r08", "2019")
        assert demo.column(unit, "f1_r08") == before + joined - sum(left)


def test_flow_is_never_negative(demo: Demo) -> None:
    for flow in demo.leaves("f1_r11", "f1_r12", "f1_r13", "f1_r14", "f1_r15"):
        assert flow.min() >= 0


def test_last_year_keeps_the_same_controls(demo: Demo) -> None:
    employees, working, learners, students, total, women = demo.leaves(
        "f1_r01", "f1_r03", "f1_r05", "f1_r06", "f1_r08", "f1_r09", period="2019"
    )
    assert (working <= employees).all()
    assert (students <= learners).all()
    assert (women <= total).all()
    assert (total == working + students).all()


def test_institutions_with_a_primary_are_among_all_institutions(demo: Demo) -> None:
    for unit in members(demo):
        assert 0 < demo.column(unit, "f1_r17") <= demo.column(unit, "f1_r16")


def test_budget_items_are_within_expenses(demo: Demo) -> None:
    expenses, *items = demo.leaves("f11_r05", "f11_r06", "f11_r07", "f11_r08")
    assert (np.sum(items, axis=0) <= expenses).all()


@pytest.mark.parametrize("sector", ["preschool", "secondary", "additional", "vocational", "other"])
def test_no_more_people_idle_or_on_leave_than_employed(demo: Demo, sector: str) -> None:
    kinds = [f"f13_{kind}_{sector}" for kind in ("idle", "paid_leave", "unpaid_leave")]
    in_sector = {unit["unit"] for unit in demo.units if unit["sector"] == sector}
    for unit in in_sector:
        employees = demo.column(unit, "f1_r01")
        assert all(demo.column(unit, kind, "2020-H1") <= employees for kind in kinds), unit


def test_injured_by_severity_are_the_accidents(demo: Demo) -> None:
    accidents, *injured = demo.leaves("f8_r08", "f8_r10", "f8_r11", "f8_r12", "f8_r13")
    assert (accidents == np.sum(injured, axis=0)).all()
