"""Marks of the raters R1 to R5 for the criteria that people judge; all are invented."""

from __future__ import annotations

from adil.demo.observations import Row
from adil.demo.registers import draw_audits
from adil.demo.setting import Setting

RATERS = ("R1", "R2", "R3", "R4", "R5")
# The highest mark of each criterion; 3.3 is a category and 5.1 does not apply to a student union.
HIGHEST = {"5.1": 2, "8.4": 4, "9.4": 4, "10.3": 4}


def list_marks(setting: Setting) -> list[Row]:
    """Give back unit, criterion, rater, mark and comment: three to five raters for each criterion."""
    rows = _list_audit_marks(setting)
    for criterion, highest in HIGHEST.items():
        rows += _list_number_marks(setting, criterion, highest)
    return sorted(rows)


def _list_audit_marks(setting: Setting) -> list[Row]:
    """Conclusions of audits: none or minor only, since nothing graver is invented about a real body."""
    level = setting.quality.between("audit", 0, 100).tolist()
    due = draw_audits(setting).tolist()
    rows: list[Row] = []
    for number, one in enumerate(setting.union.organizations):
        doubt = setting.lots.draw(f"3.3 {one.unit}", len(RATERS), -30, 30).tolist()
        words = ["none" if level[number] + lot > 50 else "minor" for lot in doubt]
        rows += _list_rows(setting, one.unit, "3.3", words) if due[number] else []
    return rows


def _list_number_marks(setting: Setting, criterion: str, highest: int) -> list[Row]:
    level = setting.quality.between(f"mark {criterion}", highest * 25, highest * 110).tolist()
    rows: list[Row] = []
    for number, one in enumerate(setting.union.organizations):
        if criterion == "5.1" and one.type == "student":
            continue
        doubt = setting.lots.draw(f"{criterion} {one.unit}", len(RATERS), 0, 99).tolist()
        marks = [str(min(highest, (level[number] + lot) // 100)) for lot in doubt]
        rows += _list_rows(setting, one.unit, criterion, marks)
    return rows


def _list_rows(setting: Setting, unit: str, criterion: str, marks: list[str]) -> list[Row]:
    count = int(setting.lots.draw(f"raters {criterion} {unit}", 1, 3, len(RATERS))[0])
    chosen = sorted(setting.lots.shuffle(f"who {criterion} {unit}", len(RATERS))[:count].tolist())
    return [(unit, criterion, RATERS[rater], marks[rater], "invented") for rater in chosen]
