"""How many open rivals can stand before a unit at once, fewest and most: a mixed-integer program.

The total of the unit lies between two half-way marks around a whole number, and every rival either
stays below the mark that would put it before, or is counted. So rounding and ties are asked as they
are, not approximated.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask
from adil.rating.reach.form import Form, Group

Floats = NDArray[np.float64]

MARGIN = 1e-4
"""In units of the last digit: so far from an edge the solver's tolerances change no place."""


@dataclass(frozen=True)
class Effort:
    """How long the solver may look at one question; what it has not settled then is given as a range.

    ``nodes`` alone leaves the result reproducible; ``seconds`` may cut a search differently on
    another machine. ``most_open``: with more open rivals the solver is not asked.
    """

    nodes: int = 5_000
    seconds: float = 10.0
    most_open: int = 250


@dataclass(frozen=True)
class Answer:
    """What the solver is sure of, and weights (as shares of their groups) that it found."""

    bound: int
    shares: dict[str, tuple[float, ...]] | None
    is_settled: bool


@dataclass
class _Rows:
    """Constraints ``low <= coefficients . x <= high``."""

    size: int
    coefficients: list[Floats]
    low: list[float]
    high: list[float]

    def add(self, terms: dict[int, float], low: float, high: float) -> None:
        row = np.zeros(self.size)
        for column, number in terms.items():
            row[column] += number
        self.add_row(row, low, high)

    def add_row(self, row: Floats, low: float, high: float) -> None:
        """The row over its largest coefficient: the solver's tolerances are absolute."""
        largest = float(np.abs(row).max())
        self.coefficients.append(row / largest)
        self.low.append(low / largest)
        self.high.append(high / largest)


@dataclass(frozen=True)
class Question:
    """One unit, its open rivals, and who of them wins a tie. ``leads``: the most each can lead by."""

    form: Form
    unit: int
    rivals: NDArray[np.intp]
    wins: Mask
    most: Floats
    least: Floats
    span: tuple[float, float]


class _Layout:
    """Where the variables stand: the mass of every node below the root, of the root, the mark, rivals."""

    def __init__(self, question: Question) -> None:
        self.nodes: list[tuple[int, float, float]] = []
        self.groups: list[tuple[Group, int, list[int]]] = []
        self.of_leaf: dict[int, int] = {}
        self._place(question.form.root, -1)
        self.root = len(self.nodes)
        self.mark = self.root + 1
        self.first = self.root + 2
        self.size = self.first + len(question.rivals)

    def _place(self, group: Group, above: int) -> None:
        below = []
        for part, weight in zip(group.parts, group.weights, strict=True):
            here = len(self.nodes)
            below.append(here)
            self.nodes.append((above, float(weight), float(group.spread)))
            if isinstance(part, int):
                self.of_leaf[part] = here
            else:
                self._place(part, here)
        self.groups.append((group, above, below))


def ask(question: Question, effort: Effort, *, most: bool, margin: float = 0.0) -> Answer | None:
    """The fewest (or most) open rivals that stand before the unit at some allowed weights.

    Without ``margin`` the edges of roundings and ties belong to either side, so that no place is
    overlooked; with one, weights nearer to an edge than that are not looked at, so that what is found
    holds. Nothing if the solver found no answer within the effort.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # heavy, and seldom needed

    layout = _Layout(question)
    rows = _weights_allowed(layout, question)
    _unit_at_mark(rows, layout, question, margin)
    for index in range(len(question.rivals)):
        _rival(rows, layout, question, index, most=most, margin=margin)
    objective = np.zeros(layout.size)
    objective[layout.first :] = -1.0 if most else 1.0
    integrality = np.zeros(layout.size, dtype=np.uint8)
    integrality[layout.mark :] = 1
    low, high = _bounds(layout, question)
    found = milp(
        objective,
        integrality=integrality,
        bounds=Bounds(low, high),
        constraints=LinearConstraint(np.array(rows.coefficients), rows.low, rows.high),
        options={
            "node_limit": effort.nodes,
            "time_limit": effort.seconds,
            "mip_rel_gap": 0.0,
            "presolve": False,
        },
    )
    if found.mip_dual_bound is None or not np.isfinite(found.mip_dual_bound):
        return None
    sure = int(np.floor(-found.mip_dual_bound + 1e-6)) if most else int(np.ceil(found.mip_dual_bound - 1e-6))
    if found.x is None:
        return Answer(sure, None, False)
    chosen = np.round(found.x[layout.first :]).astype(bool)
    inner = _middle(layout, question, float(np.round(found.x[layout.mark])), chosen, most=most)
    solution = found.x if inner is None else inner
    return Answer(sure, _shares(layout, solution), found.status == 0)


def _weights_allowed(layout: _Layout, question: Question) -> _Rows:
    rows = _Rows(layout.size, [], [], [])
    for _, above, below in layout.groups:
        parent = layout.root if above < 0 else above
        rows.add({**dict.fromkeys(below, 1.0), parent: -1.0}, 0.0, 0.0)
        for node in below:
            _, weight, spread = layout.nodes[node]
            rows.add({node: 1.0, parent: -weight * (1 - spread)}, 0.0, np.inf)
            rows.add({node: 1.0, parent: -weight * (1 + spread)}, -np.inf, 0.0)
    live = question.form.live[question.unit]
    rows.add({layout.of_leaf[leaf]: 1.0 for leaf in np.flatnonzero(live).tolist()}, 1.0, 1.0)
    return rows


def _total(layout: _Layout, form: Form, unit: int) -> Floats:
    """The coefficients of a unit's total without its steps; what counts weighs 1 together."""
    row = np.zeros(layout.size)
    for leaf, node in layout.of_leaf.items():
        row[node] = form.floats[unit, leaf] * form.scale
    return row


def _unit_at_mark(rows: _Rows, layout: _Layout, question: Question, margin: float) -> None:
    """The unit's total rounds to the mark, or if nothing is rounded, is the mark."""
    form, unit = question.form, question.unit
    row = _total(layout, form, unit)
    steps = float(form.steps[unit])
    if form.is_rounded:
        row[layout.mark] = -1.0
        rows.add_row(row, -0.5 - steps + margin, 0.5 - steps - margin)


def _lead(layout: _Layout, question: Question, index: int) -> tuple[Floats, float]:
    """The rival's total over what puts it before the unit, as a row and a constant: before if >= 0."""
    form, unit, rival = question.form, question.unit, int(question.rivals[index])
    row, wins = _total(layout, form, rival), bool(question.wins[index])
    if form.is_rounded:
        row[layout.mark] = -1.0
        return row, float(form.steps[rival]) + (0.5 if wins else -0.5)
    return row - _total(layout, form, unit), float(form.steps[rival] - form.steps[unit])


def _rival(
    rows: _Rows, layout: _Layout, question: Question, index: int, *, most: bool, margin: float
) -> None:
    """Counted where it stands before; a lead is never greater, nor smaller, than the closed form says."""
    row, constant = _lead(layout, question, index)
    column = layout.first + index
    if most:
        room = max(1.0 - float(question.least[index]), 1.0) + 1.0
        row[column] = -room
        rows.add_row(row, margin - room - constant, np.inf)
    else:
        room = max(float(question.most[index]), 0.0) + 1.0
        row[column] = -room
        rows.add_row(row, -np.inf, -constant - margin)


def _bounds(layout: _Layout, question: Question) -> tuple[Floats, Floats]:
    low, high = np.zeros(layout.size), np.ones(layout.size)
    high[: layout.root + 1] = np.inf
    low[layout.mark] = np.floor(question.span[0] - 1) if question.form.is_rounded else 0.0
    high[layout.mark] = np.ceil(question.span[1] + 1) if question.form.is_rounded else 0.0
    return low, high


def _middle(
    layout: _Layout, question: Question, mark: float, chosen: NDArray[np.bool_], *, most: bool
) -> Floats | None:
    """Weights well inside what the solver chose, so that small errors of floats change no place."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = _weights_allowed(layout, question)
    margin = layout.first  # the first rival's column serves as the margin
    for index, is_before in enumerate(chosen):
        if is_before == most:
            row, constant = _lead(layout, question, index)
            row[margin] = -1.0 if is_before else 1.0
            rows.add_row(row, -constant if is_before else -np.inf, np.inf if is_before else -constant)
    if question.form.is_rounded:
        row, steps = _total(layout, question.form, question.unit), float(question.form.steps[question.unit])
        for sign, edge in ((-1.0, -0.5), (1.0, 0.5)):
            side = row.copy()
            side[layout.mark], side[margin] = -1.0, sign
            low, high = (edge - steps, np.inf) if sign < 0 else (-np.inf, edge - steps)
            rows.add_row(side, low, high)
    low_bounds, high_bounds = _bounds(layout, question)
    low_bounds[layout.mark] = high_bounds[layout.mark] = mark if question.form.is_rounded else 0.0
    objective = np.zeros(layout.size)
    objective[margin] = -1.0
    found: Any = milp(
        objective,
        bounds=Bounds(low_bounds, high_bounds),
        constraints=LinearConstraint(np.array(rows.coefficients), rows.low, rows.high),
    )
    return None if found.x is None else np.asarray(found.x)


def _shares(layout: _Layout, solution: Floats) -> dict[str, tuple[float, ...]]:
    """The weights of each moving group as shares of it."""
    found = {}
    for group, above, below in layout.groups:
        whole = float(solution[layout.root if above < 0 else above])
        if group.spread and whole > 0:
            found[group.code] = tuple(float(solution[node]) / whole for node in below)
    return found


def masses_of(form: Form, shares: dict[str, tuple[float, ...]]) -> NDArray[Any]:
    """Exact masses of the leaves near to the given shares, and within what is allowed."""
    masses = np.zeros(form.values.shape[1], dtype=object)

    def go(group: Group, mass: Fraction) -> None:
        near = shares.get(group.code)
        exact = group.weights if near is None else allowed_near(near, group)
        for part, share in zip(group.parts, exact, strict=True):
            if isinstance(part, int):
                masses[part] = mass * share
            else:
                go(part, mass * share)

    go(form.root, Fraction(1))
    return masses


def allowed_near(shares: tuple[float, ...], group: Group) -> tuple[Fraction, ...]:
    """Fractions within the box of the group that sum to 1, near to the given floats."""
    ends = [(weight * (1 - group.spread), weight * (1 + group.spread)) for weight in group.weights]
    found = [
        min(max(Fraction(share).limit_denominator(10**9), low), high)
        for share, (low, high) in zip(shares, ends, strict=True)
    ]
    rest = 1 - sum(found, start=Fraction(0))
    for index, (low, high) in enumerate(ends):
        moved = min(max(found[index] + rest, low), high)
        rest -= moved - found[index]
        found[index] = moved
    return tuple(found)
