"""Scoring rules: their bounds, bands, knots and anchors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from adil.rating.check.findings import Findings, check_number, error
from adil.rating.exact import plain_text
from adil.rating.formula.parse import Name
from adil.rating.methodology import (
    Bands,
    Categories,
    Checklist,
    Goalposts,
    Linear,
    Logarithmic,
    Methodology,
    Node,
    PerUnit,
    Piecewise,
    Rubric,
    Transform,
    ZScore,
)


def nothing(node: Node, methodology: Methodology) -> Findings:
    return iter(())


def _outside(points: Fraction, node: Node) -> bool:
    return not 0 <= points <= (node.max or 0)


def _check_bands(node: Node, _: Methodology) -> Findings:
    """Bands go on from each other, from open end to open end, in whatever order they are listed."""
    assert isinstance(node.score, Bands)
    if not node.score.bands:
        yield error(node.where, f"'{node.code}' has no bands")
        return
    bands = sorted(node.score.bands, key=lambda band: (band.above is not None, band.above or 0))
    for left, right in pairwise(bands):
        if left.to is None or right.above is None:
            yield error(
                node.where,
                f"Two bands of '{node.code}' are open at the same end",
                "Only the lowest band may lack 'from', only the highest 'to'.",
            )
        elif left.to != right.above:
            between = f"{plain_text(min(left.to, right.above))} and {plain_text(max(left.to, right.above))}"
            kind = "overlap" if left.to > right.above else "leave a gap"
            yield error(
                node.where,
                f"Bands of '{node.code}' {kind} between {between}",
                "Each band begins where the one before ends.",
            )
    points = [band.points for band in bands]
    if points != sorted(points) and points != sorted(points, reverse=True):
        yield error(node.where, f"The points of the bands of '{node.code}' go up and down")
    if any(_outside(band.points, node) for band in bands):
        yield error(
            node.where, f"A band of '{node.code}' gives points outside 0 to {plain_text(node.max or 0)}"
        )
    for band in bands:
        if band.above is not None and band.to is not None and band.above >= band.to:
            yield error(node.where, f"A band of '{node.code}' ends at {plain_text(band.to)} before it begins")


def _check_ends(node: Node, _: Methodology) -> Findings:
    assert isinstance(node.score, Linear | Logarithmic | Goalposts)
    score = node.score
    if score.worst == score.best:
        yield error(node.where, f"'worst' and 'best' of '{node.code}' are the same")
    takes_ln = isinstance(score, Logarithmic) or (
        isinstance(score, Goalposts) and score.transform is Transform.LN
    )
    if takes_ln and min(score.worst, score.best) <= 0:
        yield error(node.where, f"'{node.code}' takes a logarithm, so 'worst' and 'best' must be above 0")


def _check_piecewise(node: Node, _: Methodology) -> Findings:
    assert isinstance(node.score, Piecewise)
    knots = node.score.knots
    if len(knots) < 2 or any(left.at >= right.at for left, right in pairwise(knots)):
        yield error(node.where, f"The knots of '{node.code}' must be two or more, with 'at' rising")
    if any(_outside(knot.points, node) for knot in knots):
        yield error(
            node.where, f"A knot of '{node.code}' gives points outside 0 to {plain_text(node.max or 0)}"
        )


def _check_per_unit(node: Node, _: Methodology) -> Findings:
    assert isinstance(node.score, PerUnit)
    if node.score.each == 0:
        yield error(node.where, f"'each' of '{node.code}' is 0")
    if _outside(node.score.start, node):
        yield error(node.where, f"'start' of '{node.code}' is outside 0 to {plain_text(node.max or 0)}")


def _check_categories(node: Node, methodology: Methodology) -> Findings:
    assert isinstance(node.score, Categories)
    tree = node.value.tree if node.value else None
    indicator = methodology.indicators.get(tree.code) if isinstance(tree, Name) else None
    if indicator is not None and set(indicator.choices) != set(node.score.points):
        yield error(
            node.where,
            f"The categories of '{node.code}' are not the choices of its indicator "
            f"({', '.join(indicator.choices) or 'it has none'})",
        )
    if any(_outside(points, node) for points in node.score.points.values()):
        yield error(node.where, f"A category of '{node.code}' gives points outside its maximum")


def _check_checklist(node: Node, methodology: Methodology) -> Findings:
    assert isinstance(node.score, Checklist)
    for item in node.score.items:
        yield from check_number(item.indicator, node.where, methodology)
    total = sum((item.points for item in node.score.items), start=Fraction(0))
    if total != node.max:
        yield error(
            node.where,
            f"The items of '{node.code}' sum to {plain_text(total)}, not to its maximum",
        )


def _check_rubric(node: Node, _: Methodology) -> Findings:
    assert isinstance(node.score, Rubric)
    anchors = node.score.anchors
    if not anchors:
        yield error(node.where, f"'{node.code}' has no anchors", "Write one for each mark.")
    if len({anchor.mark for anchor in anchors}) < len(anchors):
        yield error(node.where, f"Two anchors of '{node.code}' have the same mark")
    if any(_outside(anchor.points, node) for anchor in anchors):
        yield error(node.where, f"An anchor of '{node.code}' gives points outside its maximum")
    if node.score.minimum_raters < 1:
        yield error(node.where, f"'minimum_raters' of '{node.code}' must be 1 or more")


def _check_zscore(node: Node, _: Methodology) -> Findings:
    assert isinstance(node.score, ZScore)
    if node.score.spread <= 0:
        yield error(node.where, f"'spread' of '{node.code}' must be above 0")


SCORE_CHECKS: dict[type, Callable[[Node, Methodology], Findings]] = {
    Bands: _check_bands,
    Linear: _check_ends,
    Logarithmic: _check_ends,
    Goalposts: _check_ends,
    Piecewise: _check_piecewise,
    PerUnit: _check_per_unit,
    Categories: _check_categories,
    Checklist: _check_checklist,
    Rubric: _check_rubric,
    ZScore: _check_zscore,
}
