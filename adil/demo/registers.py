"""What the union's own logs and registers say of an organization: nothing here is summed up the tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adil.demo.draw import Flags, Whole
from adil.demo.observations import Observation
from adil.demo.setting import Setting
from adil.demo.spread import sum_within

YEAR_END = "2020-12-31"
# Named in the document: their work was checked on site in February 2020.
CHECKED = ("ALA", "KYZ")
SOURCES = {
    "register": "electronic register",
    "log": "submission log",
    "remarks": "remark register",
    "events": "event register",
    "last": "rating of 2019",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator of all organizations: to whom it applies, and from whom the form came."""

    indicator: str
    values: Whole
    applies: Flags | None = None
    came: Flags | None = None


def list_registers(setting: Setting, members: Whole, included: Flags) -> list[Observation]:
    """Give back the rows of logs, registers and checks of every organization."""
    columns = [
        *_list_register(setting, members),
        *_list_log(setting, included),
        *_list_checks(setting),
        *_list_decisions(setting),
        *_list_agreement(setting),
    ]
    return [row for column in columns for row in _to_observations(setting, column)]


def list_cases(setting: Setting) -> list[Observation]:
    """Give back penalties and bonuses: a row only where there is a case.

    The demo invents late forms and good deeds only: false data, debts and complaints are never
    invented about a real organization.
    """
    late = _count_late_forms(setting)
    growing = [
        setting.published.find(one.unit, "growth_members", "2020") for one in setting.union.organizations
    ]
    is_growing = np.array([growth is not None for growth in growing])
    draw = setting.lots.draw
    count = len(late)
    prizes = setting.lots.shuffle("prizes", count)
    cases = {
        "p1_steps": np.maximum(late - 2, 0),
        "b1_practices": (setting.quality.levels > 80) * draw("practices", count, 0, 2),
        "b2_first": np.isin(np.arange(count), prizes[:2]).astype(np.int64),
        "b2_second": np.isin(np.arange(count), prizes[2:4]).astype(np.int64),
        "b2_third": np.isin(np.arange(count), prizes[4:7]).astype(np.int64),
        "b3_growth": (is_growing & (draw("growth", count, 0, 2) == 0)).astype(np.int64),
    }
    return [
        Observation(one.unit, indicator, "2020", str(value), "reported", YEAR_END, _name_source(indicator))
        for indicator, values in cases.items()
        for one, value in zip(setting.union.organizations, values, strict=True)
        if value
    ]


def list_last_totals(setting: Setting) -> list[Observation]:
    """Give back the totals of last year's rating; one organization, drawn by lot, has none."""
    levels = setting.quality.levels
    # In hundredths of a point.
    totals = 1000 + levels * 75 + setting.lots.draw("last total", len(levels), 0, 1600)
    skipped = setting.quality.worst(3)
    return [
        Observation(
            one.unit,
            "last_total",
            "2019",
            f"{total // 100}.{total % 100:02d}",
            "reported",
            "2019-12-31",
            _name_source("last_total"),
        )
        for number, (one, total) in enumerate(zip(setting.union.organizations, totals.tolist(), strict=True))
        if number != skipped
    ]


def correct_after_check(rows: list[Observation]) -> list[Observation]:
    """Give back what the check of Kyzylorda put in the place of a reported figure: two institutions fewer."""
    reported = next(row for row in rows if (row.unit, row.indicator) == ("KYZ", "f1_r16"))
    corrected = str(int(reported.value) - 2)
    return [Observation("KYZ", "f1_r16", "2020", corrected, "verified", reported.as_of, "F3 KYZ 2020-02")]


def list_published_figures(setting: Setting) -> list[Observation]:
    """Give back the figures that a document publishes for a member organization, as they stand there."""
    units = {one.unit for one in setting.union.organizations}
    return [
        Observation(s.unit, s.indicator, s.period, s.value, "reported", s.as_of, s.source, "no")
        for s in setting.published.statements
        if s.unit in units and s.is_exact
    ]


def _count_late_forms(setting: Setting) -> Whole:
    late = setting.quality.between("late forms", 6, 0)
    late[setting.quality.worst(4)] += 1
    return late


def _list_register(setting: Setting, members: Whole) -> list[Column]:
    count = len(setting.union.organizations)
    launched = (setting.quality.between("register", 0, 100) > 35).astype(np.int64)
    sizes = sum_within(members, setting.union.primary_ranges)
    gap = setting.quality.between("register gap", 130, 2) * (2 * setting.lots.draw("side", count, 0, 1) - 1)
    return [
        Column("register_launched", launched),
        Column("register_members", sizes + sizes * gap // 1000, applies=launched == 1),
    ]


def _list_log(setting: Setting, included: Flags) -> list[Column]:
    ranges = setting.union.primary_ranges
    count = len(ranges)
    return [
        Column("log_forms_due", np.full(count, 24)),
        Column("log_forms_on_time", 24 - _count_late_forms(setting)),
        Column("log_primaries_registered", sum_within(np.ones(len(included), dtype=np.int64), ranges)),
        Column("log_primaries_included", sum_within(included.astype(np.int64), ranges)),
        Column("log_returns", setting.quality.between("returns", 4, 0)),
    ]


def _list_checks(setting: Setting) -> list[Column]:
    organizations = setting.union.organizations
    count = len(organizations)
    checked = np.array([one.unit in CHECKED for one in organizations])
    audited = draw_audits(setting)
    remarks = np.where(checked | (audited == 1), setting.lots.draw("remarks", count, 4, 12), 0)
    on_time = remarks * setting.quality.between("remarks", 58, 100) // 100
    return [
        Column("f3_maximum", np.full(count, 60), applies=checked),
        Column("f3_score", setting.quality.between("check", 33, 60), applies=checked),
        Column("f3_raters", setting.lots.draw("f3 raters", count, 3, 5), applies=checked),
        Column("remarks_due", remarks),
        Column("remarks_on_time", on_time),
        Column("f4_due", audited),
    ]


def draw_audits(setting: Setting) -> Whole:
    """Give back 1 for each organization whose audit was due this year, by lot."""
    return (setting.lots.draw("audit", len(setting.union.organizations), 0, 99) < 65).astype(np.int64)


def _list_decisions(setting: Setting) -> list[Column]:
    """Decisions, meetings and events; one weak organization, drawn by lot, has not handed in form F2."""
    count = len(setting.union.organizations)
    came = np.arange(count) != setting.quality.worst(2)
    return [
        Column("f5_items_due", np.full(count, 22)),
        Column("f5_items_on_time", setting.quality.between("decisions", 14, 22)),
        Column("f2_meetings_required", np.full(count, 9), came=came),
        Column("f2_meetings_held", setting.quality.between("meetings", 6, 9), came=came),
        Column("events_announced", np.full(count, 8)),
        Column("events_participated", setting.quality.between("events", 3, 8)),
    ]


def _list_agreement(setting: Setting) -> list[Column]:
    """Form F6 parts 1 and 2, which a student union has no agreement for."""
    count = len(setting.union.organizations)
    applies = ~setting.union.is_student
    due = setting.lots.draw("agreement items", count, 18, 46)
    return [
        Column("f6_items_due", due, applies=applies),
        Column("f6_items_fulfilled", due * setting.quality.between("items", 58, 100) // 100, applies=applies),
        Column("f6_meetings", setting.quality.between("partnership", 0, 5), applies=applies),
    ]


def _to_observations(setting: Setting, column: Column) -> list[Observation]:
    everyone = np.ones(len(column.values), dtype=np.bool_)
    applies = everyone if column.applies is None else column.applies
    came = everyone if column.came is None else column.came
    status = np.where(applies, np.where(came, "reported", "missing"), "not_applicable").tolist()
    return [
        Observation(
            one.unit,
            column.indicator,
            "2020",
            str(value) if word == "reported" else "",
            word,
            YEAR_END,
            _name_source(column.indicator),
        )
        for one, value, word in zip(setting.union.organizations, column.values.tolist(), status, strict=True)
    ]


def _name_source(indicator: str) -> str:
    head = indicator.partition("_")[0]
    if head in SOURCES:
        return SOURCES[head]
    return "decision of the Executive Committee" if head[0] in "pb" else head.upper()
