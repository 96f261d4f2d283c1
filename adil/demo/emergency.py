"""Form F13: idle time, paid and unpaid leave in the emergency of 2020, by sector and organization."""

from __future__ import annotations

import numpy as np

from adil.demo.draw import Flags, Whole
from adil.demo.membership import Membership
from adil.demo.setting import Setting
from adil.demo.spread import spread, spread_table, spread_within, sum_within
from adil.demo.union import COUNCIL

KINDS = ("f13_idle", "f13_paid_leave", "f13_unpaid_leave")
SECTORS = ("preschool", "secondary", "additional", "vocational", "other")
PERIOD = "2020-H1"


def add_emergency(setting: Setting, membership: Membership) -> None:
    """Add the three tables sector x organization, spread over the primaries of the sector."""
    staff = [membership.employees * _is_sector(setting, sector) for sector in SECTORS]
    limits = np.array([sum_within(one, setting.union.primary_ranges) for one in staff]).T
    for kind in KINDS:
        columns = np.array([setting.published.figure(COUNCIL, f"{kind}_{s}", PERIOD) for s in SECTORS])
        rows = _share_rows(setting, kind, int(columns.sum()), membership)
        table = spread_table(rows, columns, limits=limits)
        for number, sector in enumerate(SECTORS):
            _add_sector(setting, f"{kind}_{sector}", table[:, number], staff[number])


def _is_sector(setting: Setting, name: str) -> Flags:
    names = [sector.sector for sector in setting.sectors]
    is_sector: Flags = setting.union.sectors == names.index(name)
    return is_sector


def _share_rows(setting: Setting, kind: str, total: int, membership: Membership) -> Whole:
    """Total of each organization: as published, or a part of the rest by employees; students have none."""
    known = [setting.published.find(one.unit, kind, PERIOD) for one in setting.union.organizations]
    fixed = np.array([figure or 0 for figure in known])
    is_open = np.array([figure is None for figure in known]) & ~setting.union.is_student
    employees = sum_within(membership.employees, setting.union.primary_ranges)
    weights = employees * setting.lots.draw(kind, len(known), 40, 160) * is_open
    return fixed + spread(total - int(fixed.sum()), weights)


def _add_sector(setting: Setting, indicator: str, totals: Whole, staff: Whole) -> None:
    """Spread over the primaries of one sector, nowhere more than there are employees."""
    union = setting.union
    values = spread_within(totals, staff, union.primary_ranges, limits=staff)
    is_sector = _is_sector(setting, indicator.rpartition("_")[2])
    setting.facts.add(indicator, PERIOD, union.primary_numbers[is_sector], values[is_sector])
