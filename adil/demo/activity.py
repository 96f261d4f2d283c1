"""Forms F6, F9, F10, F11: social partnership, publicity, training, dues."""

from __future__ import annotations

import numpy as np

from adil.demo.draw import Flags, Whole
from adil.demo.membership import Membership
from adil.demo.setting import Setting
from adil.demo.spread import sum_within


def add_partnership(setting: Setting) -> None:
    """Add form F6 part 3 of every primary: collective agreements."""
    agreements = setting.take_from_primaries(
        np.ones_like(setting.union.primary_numbers), "agreements", 790, 1000
    )
    in_force = setting.take_from_primaries(agreements, "in force", 930, 1000)
    reviewed = setting.take_from_primaries(in_force, "reviewed", 250, 1000)
    setting.add_for_primaries("f6_agreements", agreements)
    setting.add_for_primaries("f6_in_force", in_force)
    setting.add_for_primaries("f6_reviewed", reviewed)


def add_publicity(setting: Setting, members: Whole) -> None:
    """Add form F9. One organization, drawn by lot among the weak ones, has not handed it in."""
    union = setting.union
    sizes = sum_within(members, union.primary_ranges)
    # Weighted publications per 1,000 members, in hundredths: 3 republican, 2 oblast, 1 district, 0.5 own.
    weighted = sizes * setting.quality.between("publications", 60, 860) // 100_000
    came = np.arange(len(sizes)) != setting.quality.worst(4)
    own = {
        "f9_r01": weighted * 15 // 300,
        "f9_r02": weighted * 35 // 200,
        "f9_r04": weighted * 40 // 100,
        "f9_r05": setting.quality.between("weeks", 24, 52),
        "f9_r06": setting.quality.between("materials", 1, 15),
    }
    for indicator, values in own.items():
        setting.add_for_organizations(indicator, values, reported=came)
    by_committee = {"f9_r03": weighted * 30 // 100, "f9_r07": sizes // 45}
    came_below = np.repeat(came, [own.stop - own.start for own in union.committee_ranges])
    for indicator, values in by_committee.items():
        setting.add_for_committees(
            indicator, setting.spread_over_committees(values, indicator), reported=came_below
        )


def draw_late_primaries(setting: Setting) -> Flags:
    """Draw which primaries were not included in the yearly reports on training and dues."""
    ones = np.ones_like(setting.union.primary_numbers)
    is_late: Flags = setting.take_from_primaries(ones, "late primaries", 95, 0) == 1
    return is_late


def add_training(setting: Setting, membership: Membership, included: Flags) -> None:
    """Add form F10: learners of every primary, schools and seminars of every district."""
    planned = 1 + membership.activists // 4
    trained = setting.take_from_primaries(planned, "trained", 280, 1000)
    setting.add_for_primaries("f10_r01", planned, reported=included)
    setting.add_for_primaries("f10_r02", trained, reported=included)
    union, lots = setting.union, setting.lots
    is_district = union.is_district.astype(np.int64)
    districts = sum_within(is_district, union.committee_ranges)
    schools = setting.spread_over_committees(
        districts * setting.quality.between("schools", 100, 1000) // 1000, "schools", limits=is_district
    )
    count = len(is_district)
    seminars = lots.draw("seminars", count, 1, 8)
    setting.add_for_committees("f10_r03", schools)
    setting.add_for_committees("f10_r04", seminars)
    setting.add_for_committees("f10_r05", seminars * lots.draw("hours", count, 4, 8))
    setting.add_for_committees("f10_r06", schools * lots.draw("rooms", count, 0, 1))


def add_dues(setting: Setting, membership: Membership, included: Flags) -> None:
    """Add form F11, KZT: dues to the Council and the budget of every primary; months of delay."""
    union = setting.union
    due = membership.working * 720
    income = membership.working * setting.draw("dues", 9_500, 13_500)
    training = income * setting.quality.between("training budget", 15, 70)[union.owners] // 1000
    aid = income * setting.draw("aid", 120, 300) // 1000
    administration = income * setting.draw("administration", 280, 450) // 1000
    rows = {
        "r01": due,
        "r02": setting.take_from_primaries(due, "paid", 890, 1000),
        "r04": income,
        "r05": training + aid + administration + income * setting.draw("other costs", 20, 110) // 1000,
        "r06": training,
        "r07": aid,
        "r08": administration,
    }
    for row, values in rows.items():
        setting.add_for_primaries(f"f11_{row}", values, reported=included)
    setting.add_for_organizations("f11_r03", setting.quality.between("months late", 4, -1).clip(min=0))
