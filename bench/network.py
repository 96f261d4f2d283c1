"""A made-up network of organizations with every figure that the union methodology asks for, as arrays."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.formula import State
from adil.rating.frame import Inputs
from adil.rating.marks import MarkColumn, Marks
from adil.rating.methodology import Kind, Methodology, Rubric
from adil.rating.observations import Measured, Observations
from adil.rating.read.methodology import read_methodology
from adil.rating.units import UnitTable
from adil.rating.walk import indicators_used, walk
from bench.synthetic import PERIOD, PREVIOUS, codes

FILE = Path("methodologies/kz-education-union/2026/methodology.yaml")
RATERS = 3

WHOLES = {
    "f1_r01": (20, 90_000), "f1_r05": (0, 5_000), "f1_r08": (20, 90_000), "f1_r16": (5, 400),
    "f1_r18": (5, 400), "f1_r21": (0, 20), "log_forms_due": (12, 20), "log_primaries_registered": (0, 300),
    "remarks_due": (0, 30), "f5_items_due": (5, 60), "f2_meetings_required": (4, 12),
    "events_announced": (0, 8), "f6_items_due": (0, 40), "f6_in_force": (0, 200), "no7_r04": (0, 5),
    "no7_r05": (0, 200), "no7_r13": (0, 100), "no7_r14": (0, 5_000), "no7_r18": (0, 400_000_000),
    "f8_r05": (0, 300), "f8_r08": (0, 4), "f10_r01": (5, 300), "f11_r01": (1_000_000, 900_000_000),
    "f11_r04": (1_000_000, 900_000_000), "f9_r05": (0, 52), "f3_raters": (2, 5), "f11_r03": (0, 4),
    "last_total": (20, 100),
}  # fmt: skip
"""The least and the greatest value of figures that stand alone; of those not named, 0 to 4."""

PARTS = {
    "f1_r03": ("f1_r01", 0.6), "f1_r06": ("f1_r05", 0.2), "f1_r17": ("f1_r16", 0.8),
    "register_members": ("f1_r08", 0.9), "log_forms_on_time": ("log_forms_due", 0.8),
    "log_primaries_included": ("log_primaries_registered", 0.9), "f3_score": ("f3_maximum", 0.5),
    "remarks_on_time": ("remarks_due", 0.6), "f5_items_on_time": ("f5_items_due", 0.7),
    "f2_meetings_held": ("f2_meetings_required", 0.7), "events_participated": ("events_announced", 0.4),
    "f6_items_fulfilled": ("f6_items_due", 0.6), "f6_agreements": ("f1_r17", 0.8),
    "f6_reviewed": ("f6_in_force", 0.3), "no7_r03": ("f1_r18", 0.05), "no7_r05_1": ("no7_r05", 0.7),
    "no7_r13_1": ("no7_r13", 0.8), "f8_r02": ("f1_r18", 0.4), "f8_r04": ("f1_r16", 0.1),
    "f8_r06": ("f8_r05", 0.6), "f8_r09": ("f8_r08", 0.7), "f10_r02": ("f10_r01", 0.3),
    "f10_r03": ("f1_r21", 0.1), "f11_r02": ("f11_r01", 0.9), "f11_r06": ("f11_r04", 0.01),
}  # fmt: skip
"""Figures that are a part of another one, and the least share."""

RARE = 0.03
"""The share of organizations with an entry in a register of cases, and that of reports not handed in."""


@cache
def network(units: int) -> Inputs:
    """The union methodology and a random network of that many organizations."""
    chance, methodology = np.random.default_rng(units), read_methodology(FILE)
    table = UnitTable(
        codes(units),
        attributes={"type": tuple(chance.choice(["oblast", "city", "student", "branch"], units).tolist())},
        since=dict.fromkeys(codes(units), date(1990, 10, 12)),
    )
    columns = {(code, PERIOD): column for code, column in figures(methodology, units, chance).items()}
    columns |= {
        (code, PREVIOUS): column
        for code, column in figures(methodology, units, chance).items()
        if code in ("f1_r03", "last_total")
    }
    return Inputs(
        methodology, table, Observations(columns), PERIOD, PREVIOUS, marks(methodology, units, chance)
    )


def figures(methodology: Methodology, units: int, chance: np.random.Generator) -> dict[str, Measured]:
    drawn: dict[str, NDArray[Any]] = {}
    used = indicators_used(methodology)
    for code in sorted(used, key=lambda code: code in PARTS):
        drawn[code] = draw(code, used[code].kind, drawn, units, chance)
        if used[code].default is not None and used[code].kind is Kind.COUNT:
            drawn[code] *= chance.random(units) < RARE
    return {code: Measured(column, 0, states(code, units, chance)) for code, column in drawn.items()}


def draw(
    code: str, kind: Kind, drawn: dict[str, NDArray[Any]], units: int, chance: np.random.Generator
) -> NDArray[Any]:
    if kind is Kind.YES_NO:
        return (chance.random(units) < (0.5 if code in ("register_launched", "f4_due") else RARE)).astype(
            np.int64
        )
    if code in PARTS:
        whole, least = PARTS[code]
        return (drawn[whole] * chance.uniform(least, 1.02, units)).astype(np.int64)
    low, high = WHOLES.get(code, (0, 4))
    return chance.integers(low, high, units, endpoint=True)


def states(code: str, units: int, chance: np.random.Generator) -> NDArray[np.uint8] | None:
    """Forms 5, 8 and 10 are not there for some; all else is."""
    if not code.startswith(("f5", "f8", "f10")):
        return None
    return np.where(chance.random(units) < RARE, State.MISSING, State.SCORED).astype(np.uint8)


def marks(methodology: Methodology, units: int, chance: np.random.Generator) -> Marks:
    columns = {
        node.code: MarkColumn(
            units=np.tile(np.arange(units), RATERS),
            raters=np.repeat(np.arange(RATERS), units),
            anchors=chance.integers(0, len(node.score.anchors), units * RATERS),
        )
        for node, _ in walk(methodology.rating)
        if isinstance(node.score, Rubric)
    }
    return Marks(tuple(f"r{rater}" for rater in range(RATERS)), columns)
