"""The order of the steps: published figures and lots in, the files of the union and of the rating out."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from pathlib import Path

from adil.demo import activity, emergency, legal, registers, safety
from adil.demo.consolidate import consolidate
from adil.demo.draw import Flags, Lots, Quality, Whole
from adil.demo.facts import Facts, write_facts
from adil.demo.marks import list_marks
from adil.demo.membership import Membership, add_membership
from adil.demo.observations import MARK_COLUMNS, OBSERVATION_COLUMNS, Observation, Row
from adil.demo.published import DATA, Published, read_branches, read_organizations, read_sectors
from adil.demo.setting import Setting
from adil.demo.union import Union, Unit, build_union

# How an indicator is summed; all others: a sum over the tree and over time.
MAX_OVER_TREE = {"f9_r05", "f11_r03"}
# What stands at the end of a period, or is reported once a year for the year as a whole.
LAST_FORMS = ("f1_", "f6_")
LAST_ROWS = {
    *("no7_r01", "no7_r02", "f8_r01", "f8_r02", "f8_r16"),
    *("f10_r01", "f10_r02", "f10_r03", "f10_r06"),
}


def build_union_and_rating(folder: Path, *, seed: int) -> None:
    """Write ``folder/union`` and ``folder/rating``."""
    setting = _make_setting(seed)
    membership = add_membership(setting)
    included = _add_forms(setting, membership)
    _write_union(setting, folder / "union")
    _write_rating(setting, folder, membership.members, included)


def _make_setting(seed: int) -> Setting:
    published, lots = Published(), Lots(seed)
    organizations, sectors = read_organizations(), read_sectors()
    union = build_union(published, organizations, read_branches(), sectors, lots)
    return Setting(published, sectors, union, lots, Quality(lots, len(organizations)), Facts())


def _add_forms(setting: Setting, membership: Membership) -> Flags:
    """Add the facts of all forms but F1; give back which primaries were included in yearly reports."""
    included = ~activity.draw_late_primaries(setting)
    activity.add_partnership(setting)
    legal.add_legal_work(setting, membership.members)
    safety.add_safety(setting, membership.members)
    safety.add_published_injuries(setting)
    activity.add_publicity(setting, membership.members)
    activity.add_training(setting, membership, included)
    activity.add_dues(setting, membership, included)
    emergency.add_emergency(setting, membership)
    return included


def _write_union(setting: Setting, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    units = setting.union.units
    columns = "unit,name_kk,name_ru,name_en,type,sector,kato,since,rated,invented"
    _write_csv(folder / "units.csv", columns.split(","), map(_describe_unit, units))
    tree = [(unit.unit, unit.parent, unit.since, "") for unit in units]
    _write_csv(folder / "tree.csv", ("unit", "parent", "since", "until"), tree)
    _write_csv(folder / "branches.csv", ("unit", "admitted", "invented"), _list_branches(setting.union))
    indicators = sorted({block.indicator for block in setting.facts.blocks})
    columns = "indicator,over_tree,over_time,weight"
    _write_csv(folder / "indicators.csv", columns.split(","), map(_describe_indicator, indicators))
    for name in ("published.csv", "sources.csv"):
        shutil.copyfile(DATA / name, folder / name)
    write_facts(setting.facts, [unit.unit for unit in units], folder / "facts.parquet")


def _write_rating(setting: Setting, folder: Path, members: Whole, included: Flags) -> None:
    target = folder / "rating"
    target.mkdir(parents=True, exist_ok=True)
    consolidated = consolidate(folder / "union")
    rows = [
        *consolidated,
        *registers.correct_after_check(consolidated),
        *registers.list_registers(setting, members, included),
        *registers.list_cases(setting),
        *registers.list_last_totals(setting),
        *registers.list_published_figures(setting),
    ]
    rows.sort(key=Observation.to_row)
    columns = "unit,name_kk,name_ru,name_en,type,region,since,invented"
    rated = [unit for unit in setting.union.units if unit.is_rated]
    _write_csv(target / "units.csv", columns.split(","), map(_describe_rated, rated))
    _write_csv(target / "observations.csv", OBSERVATION_COLUMNS, (row.to_row() for row in rows))
    _write_csv(target / "marks.csv", MARK_COLUMNS, list_marks(setting))


def _describe_unit(unit: Unit) -> Row:
    names = (unit.name_kk, unit.name_ru, unit.name_en)
    rated, invented = ("yes" if flag else "no" for flag in (unit.is_rated, unit.is_invented))
    return (unit.unit, *names, unit.type, unit.sector, unit.kato, unit.since, rated, invented)


def _describe_rated(unit: Unit) -> Row:
    names = (unit.name_kk, unit.name_ru, unit.name_en)
    return (unit.unit, *names, unit.type, unit.kato[:2], unit.since, "no")


def _describe_indicator(indicator: str) -> Row:
    is_last = indicator.startswith(LAST_FORMS) or indicator in LAST_ROWS
    over_time = "last" if is_last else "sum"
    return (indicator, "max" if indicator in MAX_OVER_TREE else "sum", over_time, "")


def _list_branches(union: Union) -> list[Row]:
    """The organizations with branch status are the primaries that stand right under a member organization."""
    students = {one.unit for one in union.organizations if one.type == "student"}
    members = {one.unit for one in union.organizations} - students
    return [
        (
            unit.unit,
            "yes" if unit.since == "2020-01-01" else "no",
            "yes" if unit.is_invented else "no",
        )
        for unit in union.units
        if unit.parent in members and unit.type == "primary"
    ]


def _write_csv(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
