"""Robustness told: a row a unit for a table in the terminal, and plain data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adil.rating.agreement import Agreement
from adil.rating.methodology import Wording
from adil.rating.perturb.firmness import Firmness, Robustness, Share, Spread
from adil.rating.perturb.left_out import LeftOut
from adil.rating.reach import End, Reach
from adil.rating.units import UnitTable

COLUMNS: tuple[Wording, ...] = (
    Wording("Лига", "Лига", "League"),
    Wording("Орын", "Место", "Place"),
    Wording("Ұйым", "Организация", "Unit"),
    Wording("Орташа орын (медиана)", "Среднее место (медиана)", "Middle place (median)"),
    Wording("Сынамалардың 90 %-ында", "В 90 % расчётов", "In 90 % of draws"),
    Wording("Бірінші орында", "На первом месте", "First"),
    Wording("Алғашқы үштікте", "В первой тройке", "In the first three"),
    Wording("Келесі ұйымнан жоғары", "Выше следующей", "Before the next"),
    Wording("Ең жоғары мүмкін орын", "Наивысшее возможное место", "Best possible place"),
    Wording("Ең төмен мүмкін орын", "Наинизшее возможное место", "Worst possible place"),
)
"""The headings of ``table_rows``."""

NOTHING = "–"


def table_rows(
    robustness: Robustness, units: UnitTable, language: str, reach: Sequence[Reach] = ()
) -> list[list[str]]:
    """A row a unit by league and place, in the order of ``COLUMNS``; places are those within leagues.

    ``reach``: as found within leagues. A best or worst place of which only bounds are known stands as
    ``6–7``: not beyond 6, and 7 was reached.
    """
    found = {each.unit: each for each in reach}
    return [
        _row(each, units.name(each.unit, language), language, found.get(each.unit))
        for each in robustness.every
    ]


def _row(each: Firmness, name: str, language: str, reach: Reach | None) -> list[str]:
    return [
        each.league,
        str(each.in_league.place),
        name,
        str(each.in_league.median),
        _range(*each.in_league.range_90),
        each.first.text(language),
        each.top_three.text(language),
        each.next.before.text(language) if each.next else NOTHING,
        _end(reach.best if reach else None),
        _end(reach.worst if reach else None),
    ]


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _end(end: End | None) -> str:
    return NOTHING if end is None else _range(*sorted((end.place, end.reached)))


# --- plain data -----------------------------------------------------------------------------------


def as_data(
    robustness: Robustness, left_out: Sequence[LeftOut] = (), reach: Sequence[Reach] = ()
) -> dict[str, Any]:
    """Everything as numbers, texts, lists and dictionaries, in an order that does not change."""
    found = {each.unit: each for each in reach}
    moved = robustness.moved
    return {
        "draws": robustness.draws,
        "seed": robustness.seed,
        "moved": {
            "weights_of": list(moved.groups),
            "spread": moved.spread,
            "distribution": moved.distribution,
            "data_error": dict(moved.indicators),
            "rubrics_resampled": list(moved.rubrics),
        },
        "units": [_unit(each, found.get(each.unit)) for each in robustness.every],
        "left_out": [
            {
                "criterion": each.criterion,
                "changed": each.changed,
                "units": each.units,
                "largest_shift": each.largest,
                "largest_shift_of": each.unit or None,
                "rank_correlation": each.correlation,
            }
            for each in left_out
        ],
        "agreement": [_agreement(each) for each in robustness.agreement],
    }


def _unit(each: Firmness, reach: Reach | None) -> dict[str, Any]:
    following = each.next
    return {
        "unit": each.unit,
        "league": each.league or None,
        "in_league": _spread(each.in_league),
        "overall": _spread(each.overall),
        "first": _share(each.first),
        "top_three": _share(each.top_three),
        "next": None
        if following is None
        else {"unit": following.unit, "before": _share(following.before), "equal": _share(following.equal)},
        "reach": None if reach is None else _reach(reach),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "place": spread.place,
        "median": spread.median,
        "range_90": list(spread.range_90),
        "range_95": list(spread.range_95),
        "acceptability": [{"place": each.place, **_share(each.share)} for each in spread.acceptability],
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "count": share.count,
        "share": share.share,
        "standard_error": share.standard_error,
        "range_95": list(share.range_95),
        "text": share.text("en"),
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "sureness": reach.sureness.value,
        "reason": reach.reason or None,
        "best": _end_data(reach.best),
        "worst": _end_data(reach.worst),
    }


def _end_data(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    return {
        "place": end.place,
        "reached": end.reached,
        "is_proved": end.is_proved,
        "by_solver": end.by_solver,
        "weights": {code: float(weight) for code, weight in end.weights.items()},
    }


def _agreement(each: Agreement) -> dict[str, Any]:
    found = each.intraclass
    return {
        "criterion": each.criterion,
        "units": each.units,
        "raters": each.raters,
        "marks": each.marks,
        "alpha": {level.value: alpha for level, alpha in each.alpha.items()},
        "icc": {
            "1": found.icc_1, "1k": found.icc_1_k, "2": found.icc_2,
            "2k": found.icc_2_k, "3": found.icc_3, "3k": found.icc_3_k,
        },
    }  # fmt: skip
