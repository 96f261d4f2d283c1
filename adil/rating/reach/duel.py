"""Pairs: over all allowed weights, does a rival always stand before the unit, never, or does it depend?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask
from adil.rating.reach.extremes import Numbers, greatest_ratio
from adil.rating.reach.form import Form

CLOSE = 1e-6
"""A gap this near to what decides is found again in fractions; the noise of floats is far below it."""


class Outcome(IntEnum):
    NEVER = 0
    ALWAYS = 1
    OPEN = 2
    """Open, and linear: the solver can ask."""
    UNKNOWN = 3
    """Open, and not linear: it can only be counted both ways."""


@dataclass(frozen=True)
class Span:
    """The least and greatest total of each unit, in what is compared and within the limits."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    is_free: Mask
    """Whether the limits of the total cannot bind."""


def spans(form: Form) -> Span:
    """The spans of all units; the whole line for a unit whose total is no linear form."""
    low, high = np.full(len(form.rows), -np.inf), np.full(len(form.rows), np.inf)
    for pattern, rows in _patterns(form):
        values = form.floats[rows]
        high[rows] = greatest_ratio(form.root, values, pattern)[0]
        low[rows] = -greatest_ratio(form.root, -values, pattern)[0]
    low = np.asarray(low * form.scale + form.steps - CLOSE, dtype=np.float64)
    high = np.asarray(high * form.scale + form.steps + CLOSE, dtype=np.float64)
    is_free = np.isfinite(high)
    if form.low is not None:
        is_free &= low > float(form.low)
    if form.high is not None:
        is_free &= high < float(form.high)
    return Span(low, high, is_free)


def _patterns(form: Form) -> list[tuple[Mask, NDArray[np.intp]]]:
    """The linear units by which leaves count for them."""
    found: dict[bytes, list[int]] = {}
    for row in np.flatnonzero(form.is_linear).tolist():
        found.setdefault(form.live[row].tobytes(), []).append(row)
    return [(form.live[rows[0]], np.array(rows)) for rows in found.values()]


def outcomes(form: Form, span: Span, unit: int, rivals: NDArray[np.intp]) -> NDArray[np.int64]:
    """For each rival whether it stands before the unit."""
    wins = form.ties[rivals] < form.ties[unit]
    found = _by_span(form, span, unit, rivals, wins)
    same = form.is_linear[rivals] & form.is_linear[unit] & span.is_free[rivals] & span.is_free[unit]
    same &= (form.live[rivals] == form.live[unit]).all(axis=1)
    rows = np.flatnonzero(same & (found == Outcome.UNKNOWN))
    if rows.size:
        found[rows] = _by_gap(form, unit, rivals[rows], wins[rows])
    return found


def _by_span(form: Form, span: Span, unit: int, rivals: NDArray[np.intp], wins: Mask) -> NDArray[np.int64]:
    """What the spans alone decide."""
    low, high = _compared(form, span.low), _compared(form, span.high)
    always = (low[rivals] > high[unit]) | (wins & (low[rivals] == high[unit]))
    never = (high[rivals] < low[unit]) | (~wins & (high[rivals] == low[unit]))
    found = np.where(always, Outcome.ALWAYS, np.where(never, Outcome.NEVER, Outcome.UNKNOWN))
    return np.asarray(found, dtype=np.int64)


def _compared(form: Form, totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rounded and within the limits, as far as the rating does so."""
    rounded = np.floor(totals + 0.5) if form.is_rounded else totals
    low = -np.inf if form.low is None else float(form.low)
    high = np.inf if form.high is None else float(form.high)
    return np.clip(rounded, low, high)


def _by_gap(form: Form, unit: int, rivals: NDArray[np.intp], wins: Mask) -> NDArray[np.int64]:
    """What the least and greatest lead of each rival decides; both have one pattern of live leaves."""
    gaps = form.floats[rivals] - form.floats[unit]
    least, most = _leads(form, unit, rivals, gaps)
    found = decide(form, least, most, wins)
    close = np.zeros(len(rivals), dtype=bool)
    for edge in (-1, 0, 1):
        close |= (np.abs(least - edge) < CLOSE) | (np.abs(most - edge) < CLOSE)
    rows = np.flatnonzero(close)
    if rows.size:
        exactly = _leads(form, unit, rivals[rows], form.values[rivals[rows]] - form.values[unit])
        found[rows] = decide(form, *exactly, wins[rows])
    return found


def _leads(form: Form, unit: int, rivals: NDArray[np.intp], gaps: Numbers) -> tuple[Numbers, Numbers]:
    steps: Any = (form.steps[rivals] - form.steps[unit]).astype(gaps.dtype)
    most = greatest_ratio(form.root, gaps, form.live[unit])[0] * form.scale + steps
    least = -greatest_ratio(form.root, -gaps, form.live[unit])[0] * form.scale + steps
    return least, most


def decide(form: Form, least: Numbers, most: Numbers, wins: Mask) -> NDArray[np.int64]:
    """Whether a rival with such leads stands before, if ties go to it or not.

    Of rounded totals a lead of 1 surely shows, and no lead surely does not; between, it depends.
    """
    step = 1 if form.is_rounded else 0
    always = np.where(wins, least >= 0, (least >= 1) if step else (least > 0)).astype(bool)
    never = np.where(wins, (most <= -1) if step else (most < 0), most <= 0).astype(bool)
    found = np.where(always, Outcome.ALWAYS, np.where(never, Outcome.NEVER, Outcome.OPEN))
    return np.asarray(found, dtype=np.int64)
