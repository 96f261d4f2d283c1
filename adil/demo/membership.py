"""Form F1: membership and structure, from the published totals down to each primary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adil.demo.draw import Whole
from adil.demo.published import Organization, Published
from adil.demo.setting import Setting
from adil.demo.spread import spread, spread_within, sum_within
from adil.demo.union import COUNCIL

AS_OF = "2020-01-01"
AS_OF_BEFORE = "2019-01-01"


@dataclass(frozen=True, slots=True)
class Totals:
    """Members of each organization at the two dates, and those whom the union has not reached."""

    working: Whole
    students: Whole
    working_before: Whole
    students_before: Whole
    outside: Whole


@dataclass(frozen=True, slots=True)
class Membership:
    """Figures of each primary that the other forms build upon."""

    employees: Whole
    working: Whole
    members: Whole
    activists: Whole


def share_totals(published: Published, organizations: list[Organization]) -> Totals:
    """Give back the totals of each organization; together they are the published ones."""
    members = published.figure(COUNCIL, "f1_r08", "2020")
    students_all = published.figure(COUNCIL, "f1_r06", "2020")
    working = spread(members - students_all, np.array([one.working for one in organizations]))
    students = spread(students_all, np.array([one.students for one in organizations]))
    students_growth = _grow_students(published, organizations)
    working_growth = _grow_working(published, organizations)
    return Totals(
        working=working,
        students=students,
        working_before=working - working_growth,
        students_before=students - students_growth,
        outside=_count_outside(published, organizations, working),
    )


def _grow_students(published: Published, organizations: list[Organization]) -> Whole:
    """Change of student members: as published; none where growth is published without a word on students."""
    growth = [_find_student_growth(published, one) for one in organizations]
    change = published.figure(COUNCIL, "f1_r06", "2020") - published.figure(COUNCIL, "f1_r06", "2019")
    lost = spread(sum(growth) - change, np.array([one.loss_students for one in organizations]))
    return np.array(growth) - lost


def _find_student_growth(published: Published, one: Organization) -> int:
    if one.type == "student":
        return published.figure(one.unit, "growth_members", "2020")
    return published.find(one.unit, "growth_students", "2020") or 0


def _grow_working(published: Published, organizations: list[Organization]) -> Whole:
    """Change of working members: growth as published, and the rest of the decline by weights."""
    growth = [_find_working_growth(published, one) for one in organizations]
    students = published.figure(COUNCIL, "f1_r06", "2020") - published.figure(COUNCIL, "f1_r06", "2019")
    change = published.figure(COUNCIL, "growth_members", "2020") - students
    lost = spread(sum(growth) - change, np.array([one.loss_working for one in organizations]))
    return np.array(growth) - lost


def _find_working_growth(published: Published, one: Organization) -> int:
    working = published.find(one.unit, "growth_working", "2020")
    members = published.find(one.unit, "growth_members", "2020")
    if working is not None:
        return working
    return members - _find_student_growth(published, one) if members is not None else 0


def _count_outside(published: Published, organizations: list[Organization], working: Whole) -> Whole:
    """Employees who are not members: by coverage where a band is published, the rest elsewhere.

    **Source** the published coverage of the union, to one decimal, fixes the number of all employees.
    """
    coverage = np.array([one.coverage for one in organizations])
    outside = working * (1000 - coverage) // coverage
    is_free = np.array([not published.has_band(one.unit) for one in organizations])
    stated = next(s.value for s in published.statements if s.relation == "rounded")
    employees = int(working.sum()) * 1000 // int(stated.replace(".", ""))
    rest = employees - int(working.sum()) - int(outside[~is_free].sum())
    return np.where(is_free, spread(rest, np.where(is_free, outside, 0)), outside)


def add_membership(setting: Setting) -> Membership:
    """Add form F1 of every primary and district for both dates."""
    totals = share_totals(setting.published, setting.union.organizations)
    working, students = _spread_members(setting, totals)
    outside = _spread(setting, totals.outside, working * setting.draw("outside", 5, 250))
    pedagogues_share = _by_sector(setting, "pedagogues") + setting.draw("pedagogues", -6, 6)
    pedagogues = (working + outside) * pedagogues_share // 100
    rows = {
        "r01": working + outside,
        "r02": pedagogues,
        "r03": working,
        "r04": pedagogues * working // np.maximum(working + outside, 1),
        "r05": students + _spread(setting, _count_other_learners(setting, totals), students),
        "r06": students,
        "r07": np.zeros_like(working),
        "r08": working + students,
        "r09": _spread_women(setting, working, students, period="2020"),
        "r10": students + working * setting.draw("young", 12, 34) // 100,
        **_count_structure(setting, working, outside, students),
    }
    before = _look_back(setting, totals, rows)
    rows |= _count_flow(setting, rows, before)
    for row in sorted(rows):
        setting.add_for_primaries(f"f1_{row}", rows[row], as_of=AS_OF)
    _add_before(setting, before)
    _add_districts(setting)
    return Membership(rows["r01"], working, rows["r08"], rows["r22"])


def _spread(setting: Setting, totals: Whole, weights: Whole) -> Whole:
    return spread_within(totals, weights, setting.union.primary_ranges)


def _by_sector(setting: Setting, field: str) -> Whole:
    values: Whole = np.array([getattr(sector, field) for sector in setting.sectors], dtype=np.int64)
    of_primaries: Whole = values[setting.union.sectors]
    return of_primaries


def _spread_members(setting: Setting, totals: Totals) -> tuple[Whole, Whole]:
    lot = setting.draw("size", 0, 1000)
    sizes = []
    for kind in ("employees", "learners"):
        low, high = _by_sector(setting, f"{kind}_from"), _by_sector(setting, f"{kind}_to")
        sizes.append(low + (high - low) * lot // 1000)
    return _spread(setting, totals.working, sizes[0]), _spread(setting, totals.students, sizes[1])


def _count_other_learners(setting: Setting, totals: Totals) -> Whole:
    coverage = np.array([one.student_coverage for one in setting.union.organizations])
    others: Whole = totals.students * (1000 - coverage) // coverage
    return others


def _spread_women(setting: Setting, working: Whole, students: Whole, *, period: str) -> Whole:
    """Spread the published number of women over all primaries, nowhere more than there are members."""
    weights = (working * _by_sector(setting, "women") + students * 52) * setting.draw("women", 92, 108)
    total = setting.published.figure(COUNCIL, "f1_r09", period)
    return spread(total, weights, limits=working + students)


def _count_structure(setting: Setting, working: Whole, outside: Whole, students: Whole) -> dict[str, Whole]:
    ones = np.ones_like(working)
    return {
        "r16": ones,
        "r17": ones,
        "r18": ones,
        "r19": (working > outside).astype(np.int64),
        "r20": 1 + (working + students) // 40,
        "r22": 2 + (working + students) // setting.draw("activists", 11, 19),
        "r23": ones,
    }


def _look_back(setting: Setting, totals: Totals, rows: dict[str, Whole]) -> dict[str, Whole]:
    """Figures of a year before; a primary that has no past has none of them."""
    has_past = setting.union.has_past.astype(np.int64)
    lot = setting.draw("past", 92, 108) * has_past
    working = _spread(setting, totals.working_before, rows["r03"] * lot)
    students = _spread(setting, totals.students_before, rows["r06"] * lot)
    change = setting.lots.draw("past coverage", len(totals.outside), 96, 106)
    outside = _spread(setting, totals.outside * change // 100, working)
    other_learners = _spread(setting, _count_other_learners(setting, totals), students)
    return {
        "r01": working + outside,
        "r03": working,
        "r05": students + other_learners,
        "r06": students,
        "r08": working + students,
        "r09": _spread_women(setting, working, students, period="2019"),
        "r18": has_past,
    }


def _count_flow(setting: Setting, rows: dict[str, Whole], before: dict[str, Whole]) -> dict[str, Whole]:
    """Who joined and left, so that members = members before + joined - left in every primary."""
    at_own_will = before["r08"] * setting.draw("own will", 1, 9) // 1000
    excluded = ((setting.draw("excluded", 0, 24) == 0) & (before["r08"] > 30)).astype(np.int64)
    dismissed = before["r03"] * setting.draw("dismissed", 15, 50) // 1000
    graduated = before["r06"] * setting.draw("graduated", 150, 240) // 1000
    joined = rows["r08"] - before["r08"] + at_own_will + excluded + dismissed + graduated
    short = np.maximum(-joined, 0)
    return {"r11": joined + short, "r12": at_own_will, "r13": excluded} | {
        "r14": dismissed + short,
        "r15": graduated,
    }


def _add_before(setting: Setting, before: dict[str, Whole]) -> None:
    has_past = setting.union.has_past
    numbers = setting.union.primary_numbers[has_past]
    for row, values in before.items():
        setting.facts.add(f"f1_{row}", "2019", numbers, values[has_past], as_of=AS_OF_BEFORE)


def _add_districts(setting: Setting) -> None:
    """Add what a committee reports itself: institutions without a primary, its own existence, its staff.

    The student union has no district: it reports 0 of them, which is not the same as no report.
    """
    union = setting.union
    with_primary = sum_within(np.ones_like(union.primary_numbers), union.primary_ranges)
    share = setting.quality.between("institutions", 830, 1005).clip(max=1000)
    missing = np.where(union.is_student, 0, with_primary * (1000 - share) // share)
    own = {
        "f1_r16": setting.spread_over_committees(missing, "institutions"),
        "f1_r21": union.is_district.astype(np.int64),
        "f1_r24": setting.lots.draw("staff", len(union.committee_numbers), 1, 4),
    }
    for indicator, values in own.items():
        setting.add_for_committees(indicator, values, as_of=AS_OF)
