"""Form F8: safety and technical inspection, and the published injuries of the last four years."""

from __future__ import annotations

import numpy as np

from adil.demo.draw import Whole
from adil.demo.setting import Setting
from adil.demo.spread import spread_within

YEARS = "2016/2019"


def add_safety(setting: Setting, members: Whole) -> None:
    """Add form F8 of every primary. Accidents are few and light: no grave one is invented."""
    ones = np.ones_like(members)
    inspectors = setting.take_from_primaries(ones, "inspectors", 800, 1000)
    checked = setting.take_from_primaries(ones, "checked for safety", 80, 640)
    violations = checked * setting.draw("safety violations", 0, 5)
    eliminated = setting.take_from_primaries(violations, "eliminated", 560, 1000)
    accidents = _place_accidents(setting, members)
    attended = setting.take_from_primaries(accidents, "attended", 650, 1000)
    medium = accidents * (setting.draw("medium", 0, 2) == 0)
    rows = [
        inspectors,
        setting.take_from_primaries(inspectors, "trained inspectors", 380, 1000),
        checked * setting.draw("inspections", 1, 2),
        checked,
        violations,
        eliminated,
        np.minimum(violations, checked),
        accidents,
        attended,
        accidents - medium,
        medium,
        np.zeros_like(ones),
        np.zeros_like(ones),
        accidents * setting.draw("days lost", 7, 45),
        accidents * setting.draw("sick pay", 40, 160) * 1000,
        (members > 60).astype(np.int64),
    ]
    for number, values in enumerate(rows, start=1):
        setting.add_for_primaries(f"f8_r{number:02d}", values)


def _place_accidents(setting: Setting, members: Whole) -> Whole:
    """Place a few accidents of each organization; the student union has none."""
    count = setting.lots.draw("accidents", len(setting.union.organizations), 0, 7)
    count = np.where(setting.union.is_student, 0, count)
    return spread_within(count, members * setting.draw("accident", 1, 100), setting.union.primary_ranges)


def add_published_injuries(setting: Setting) -> None:
    """Add the injuries as published: for the union as a whole, never shared over organizations."""
    for one in setting.published.statements:
        if one.period == YEARS:
            setting.facts.add_published(
                one.indicator, YEARS, 0, int(one.value), as_of=one.as_of, source=one.source
            )
