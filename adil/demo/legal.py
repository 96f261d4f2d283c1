"""Form No 7: legal work by half-years; the first half is published for the union, the second is invented."""

from __future__ import annotations

import numpy as np

from adil.demo.draw import Whole
from adil.demo.setting import Setting
from adil.demo.spread import spread, sum_within
from adil.demo.union import COUNCIL

STAFF = ("r01", "r02")
# Rows that add up to another one.
PARTS = {"r04": ("r04_1", "r04_2", "r04_3", "r04_4"), "r14": ("r14_1", "r14_2", "r14_3", "r14_4")}
# Rows that are spread by themselves.
PLAIN = (
    *("r03", "r06", "r07", "r08", "r09", "r10", "r11", "r12", "r13", "r15", "r16", "r17"),
    *PARTS["r04"],
    *PARTS["r14"],
)
# Rows that cannot pass another one.
WITHIN = {"r05": "r04", "r10_1": "r10"}
# Where a part falls short of the whole, the shortfall is spread: good organizations have little of it.
SHORT_OF = {"r05_1": "r05", "r13_1": "r13"}


def add_legal_work(setting: Setting, members: Whole) -> None:
    """Add all 28 rows of Form No 7 and the row of appeals considered on time, by half-year and district."""
    sizes = sum_within(members, setting.union.primary_ranges)
    for half in ("2020-H1", "2020-H2"):
        totals = _set_totals(setting, half)
        rows = _share_rows(setting, totals, sizes, half)
        _add_committees(setting, rows, half)


def _set_totals(setting: Setting, half: str) -> dict[str, int]:
    """Totals of the union: published for the first half; the second half does somewhat more of everything."""
    rows = [*STAFF, *PLAIN, *WITHIN, "r05_1", "r18"]
    totals = {row: setting.published.figure(COUNCIL, f"no7_{row}", "2020-H1") for row in rows}
    totals["r13_1"] = totals["r13"] * 94 // 100
    if half == "2020-H1":
        return totals
    grown = {row: totals[row] * int(setting.lots.draw(f"half {row}", 1, 102, 122)[0]) // 100 for row in rows}
    grown |= {row: totals[row] for row in STAFF}
    grown["r05"] = totals["r05"] * 112 // 100
    grown["r05_1"] = grown["r05"] * 91 // 100
    grown["r13_1"] = grown["r13"] * 93 // 100
    grown["r18"] = grown["r12"] + (totals["r18"] - totals["r12"]) * 108 // 100
    return grown


def _share_rows(setting: Setting, totals: dict[str, int], sizes: Whole, half: str) -> dict[str, Whole]:
    """Share each total over organizations, by size and quality of the work."""
    rows: dict[str, Whole] = {"r01": spread(totals["r01"], sizes)}
    rows["r02"] = spread(totals["r02"], rows["r01"], limits=rows["r01"])
    for row in PLAIN:
        rows[row] = spread(totals[row], sizes * setting.quality.between(f"no7 {row}", 30, 190))
    for row, parts in PARTS.items():
        rows[row] = np.sum([rows[part] for part in parts], axis=0)
    for row, whole in WITHIN.items():
        rows[row] = spread(totals[row], rows[whole], limits=rows[whole])
    for row, whole in SHORT_OF.items():
        rows[row] = rows[whole] - _share_shortfall(setting, totals[whole] - totals[row], rows[whole], row)
    extra = sizes * setting.quality.between(f"no7 extra {half}", 30, 190)
    rows["r18"] = rows["r12"] + spread(totals["r18"] - totals["r12"], extra)
    return rows


def _share_shortfall(setting: Setting, shortfall: int, whole: Whole, row: str) -> Whole:
    return spread(shortfall, whole * setting.quality.between(f"no7 {row}", 120, 2), limits=whole * 3 // 10)


def _add_committees(setting: Setting, rows: dict[str, Whole], half: str) -> None:
    """Spread the rows of each organization over its districts by the same rules, and add them."""
    own = {row: setting.spread_over_committees(rows[row], f"{row} {half}") for row in PLAIN}
    for row, parts in PARTS.items():
        own[row] = np.sum([own[part] for part in parts], axis=0)
    own["r01"] = setting.spread_over_committees(rows["r01"], "legal staff")
    for row, whole in {"r02": "r01", **WITHIN, **SHORT_OF}.items():
        own[row] = setting.spread_over_committees(rows[row], f"{row} {half}", limits=own[whole])
    own["r18"] = own["r12"] + setting.spread_over_committees(rows["r18"] - rows["r12"], f"extra {half}")
    for row in sorted(own):
        setting.add_for_committees(f"no7_{row}", own[row], period=half)
