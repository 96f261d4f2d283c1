"""A second, naive evaluator: one unit, one node, one number at a time, straight from the documents.

Numbers are fractions. Logarithms and roots are taken to 110 digits, and numbers that are nearer to
each other than ``NEAR`` count as equal; so a rational logarithm or root needs no special care here.
Nothing of the engine's own arithmetic, rules or groups is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from adil.rating.formula import Formula
from adil.rating.formula.parse import Attribute, Call, Name, Number, Text, Tree
from adil.rating.methodology import (
    Bands,
    Better,
    Categories,
    Checklist,
    Combination,
    Edge,
    Effect,
    Goalposts,
    Impute,
    Linear,
    Logarithmic,
    Mean,
    Methodology,
    MinMax,
    Node,
    PercentileRank,
    PerUnit,
    Piecewise,
    Policy,
    Pool,
    Rank,
    Rubric,
    ShareOfBest,
    Statistic,
    Transform,
    Treat,
    Treatment,
    ZScore,
)
from adil.rating.walk import indicators_used

NEAR = Fraction(1, 10**60)
DIGITS = Context(prec=110)

SCORED, DIVIDED, MISSING, REJECTED, NOT_APPLICABLE = (
    "scored", "divided", "missing", "rejected", "not_applicable",
)  # fmt: skip
EXCLUDED, IMPUTED = "excluded", "imputed"
SEVERITY = (SCORED, DIVIDED, MISSING, REJECTED, NOT_APPLICABLE)
HAS_POINTS = (SCORED, IMPUTED)

Value = Fraction | bool | str
Cell = tuple[str, Value]
"""A state and, where it is ``scored``, the value."""


class Refused(Exception):
    """The methodology cannot be followed for these figures."""


@dataclass(frozen=True, repr=False)
class World:
    """The inputs of a rating as plain dictionaries.

    ``observations``: unit, indicator and period to a state and a value (choices: their code).
    ``marks``: unit, criterion, rater, mark.
    """

    methodology: Methodology
    units: tuple[str, ...]
    observations: Mapping[tuple[str, str, str], Cell]
    period: str = "2026"
    previous: str = "2025"
    marks: Sequence[tuple[str, str, str, str]] = ()
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    text: str = ""

    def __repr__(self) -> str:
        """What a person needs to see of a world that failed."""
        lines = (f"{' '.join(key)}: {' '.join(map(str, cell))}" for key, cell in self.observations.items())
        figures = "\n".join(lines)
        return f"{self.text}\n{figures}\n{self.marks}\n{self.attributes}\n{self.since}"


# --- numbers --------------------------------------------------------------------------------------


def is_equal(left: Fraction, right: Fraction) -> bool:
    return abs(left - right) < NEAR


def is_less(left: Fraction, right: Fraction) -> bool:
    return left < right and not is_equal(left, right)


def round_half_away(number: Fraction, digits: int) -> Fraction:
    sign = -1 if number < 0 else 1
    return Fraction(sign * floor(abs(number) * 10**digits + Fraction(1, 2) + NEAR), 10**digits)


def text_of(number: Fraction, digits: int) -> str:
    """The number, which has no more than those digits, as the result writes it."""
    whole = int(number * 10**digits)
    body = f"{abs(whole):0{digits + 1}d}"
    plain = f"{body[:-digits]}.{body[-digits:]}" if digits else body
    return f"-{plain}" if whole < 0 else plain


def to_decimal(number: Fraction) -> Decimal:
    return DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))


def ln(number: Fraction) -> Fraction:
    return Fraction(DIGITS.ln(to_decimal(number)))


def raise_to(number: Fraction, power: Fraction) -> Fraction:
    if number == 0:
        return Fraction(0)
    return Fraction(DIGITS.exp(DIGITS.multiply(to_decimal(ln(number)), to_decimal(power))))


def mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def median(numbers: Sequence[Fraction]) -> Fraction:
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def clamp(number: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return max(low, min(high, number))


def worst_of(*states: str) -> str:
    return max(states, key=SEVERITY.index)


# --- formulas -------------------------------------------------------------------------------------


def evaluate(tree: Tree, world: World, unit: str, previous: bool = False) -> Cell:
    """The value of a formula for one unit."""
    match tree:
        case Number():
            return SCORED, tree.value
        case Text():
            return SCORED, tree.value
        case Name():
            return look_up(tree, world, unit, previous)
        case Attribute("age_months"):
            return age(world, unit)
        case Attribute():
            return SCORED, world.attributes[unit][tree.name]
        case Call("known", (argument,)):
            return SCORED, evaluate(argument, world, unit, previous)[0] == SCORED
        case Call("if", (condition, yes, no)):
            state, truth = condition_of(condition, world, unit, previous)
            return (
                (state, Fraction(0))
                if state != SCORED
                else evaluate(yes if truth else no, world, unit, previous)
            )
        case Call("and" | "or" as function, arguments):
            return join(function, [condition_of(argument, world, unit, previous) for argument in arguments])
        case Call("not", (argument,)):
            state, truth = condition_of(argument, world, unit, previous)
            return state, not truth
        case Call("count", arguments):
            truths = [condition_of(argument, world, unit, previous) for argument in arguments]
            return worst_of(*(state for state, _ in truths)), Fraction(sum(truth for _, truth in truths))
        case Call(function, arguments):
            cells = [evaluate(argument, world, unit, previous) for argument in arguments]
            state = worst_of(*(cell[0] for cell in cells))
            return (
                calculate(function, [cell[1] for cell in cells]) if state == SCORED else (state, Fraction(0))
            )


def condition_of(tree: Tree, world: World, unit: str, previous: bool) -> tuple[str, bool]:
    state, value = evaluate(tree, world, unit, previous)
    return state, bool(value)


def truth_of(formula: Formula, world: World, unit: str) -> tuple[str, bool]:
    return condition_of(formula.tree, world, unit, False)


def join(function: str, truths: list[tuple[str, bool]]) -> Cell:
    decisive = function == "or"
    if any(state == SCORED and truth == decisive for state, truth in truths):
        return SCORED, decisive
    return worst_of(*(state for state, _ in truths)), not decisive


def look_up(name: Name, world: World, unit: str, previous: bool) -> Cell:
    constant = world.methodology.constants.get(name.code)
    if constant is not None:
        return (MISSING, Fraction(0)) if constant.value is None else (SCORED, constant.value)
    indicator = world.methodology.indicators[name.code]
    previous = previous or name.previous
    if indicator.formula is not None:
        return evaluate(indicator.formula.tree, world, unit, previous)
    period = world.previous if previous else world.period
    found = world.observations.get((unit, name.code, period))
    if found is not None:
        return found
    return (MISSING, Fraction(0)) if indicator.default is None else (SCORED, indicator.default)


def age(world: World, unit: str) -> Cell:
    """Whole months from foundation to the end of the year."""
    since = world.since.get(unit)
    if since is None:
        return MISSING, Fraction(0)
    end, months = date(int(world.period) + 1, 1, 1), 0
    while True:
        year, month = divmod(since.year * 12 + since.month - 1 + months + 1, 12)
        first = date(year, month + 1, 1)
        anniversary = first + timedelta(days=since.day - 1)
        if anniversary > end:
            return SCORED, Fraction(months)
        months += 1


def calculate(function: str, values: Sequence[Value]) -> Cell:
    if function in ("=", "!="):
        same = (
            values[0] == values[1]
            if isinstance(values[0], str)
            else is_equal(Fraction(values[0]), Fraction(values[1]))
        )
        return SCORED, same == (function == "=")
    numbers = [Fraction(value) for value in values]
    left, right = numbers[0], numbers[-1]
    match function:
        case "+":
            return SCORED, left + right
        case "-":
            return SCORED, left - right
        case "*":
            return SCORED, left * right
        case "/":
            return (DIVIDED, Fraction(0)) if is_equal(right, Fraction(0)) else (SCORED, left / right)
        case "negative":
            return SCORED, -left
        case "abs":
            return SCORED, abs(left)
        case "min":
            return SCORED, min(numbers)
        case "max":
            return SCORED, max(numbers)
        case "ln":
            return (SCORED, ln(left)) if is_less(Fraction(0), left) else (DIVIDED, Fraction(0))
        case "<":
            return SCORED, is_less(left, right)
        case ">":
            return SCORED, is_less(right, left)
        case "<=":
            return SCORED, not is_less(right, left)
        case ">=":
            return SCORED, not is_less(left, right)
    raise AssertionError(function)


# --- leagues and pools ----------------------------------------------------------------------------


def leagues_of(world: World) -> dict[str, str]:
    """The league of each unit, after short ones have joined others."""
    leagues = world.methodology.leagues
    if leagues is None:
        return dict.fromkeys(world.units, "")
    codes = dict.fromkeys(world.units, "")
    for unit in world.units:
        for league in leagues.list:
            if truth_of(league.when, world, unit) == (SCORED, True):
                codes[unit] = league.code
                break
    for league in leagues.list:
        members = [unit for unit, code in codes.items() if code == league.code]
        if league.joins is not None and len(members) < leagues.smallest:
            codes |= dict.fromkeys(members, league.joins)
    return codes


def pool_of(pool: Pool, unit: str, world: World) -> list[str]:
    """The units of the unit's pool, itself among them."""
    if pool.over == "all":
        return list(world.units)
    words = (
        leagues_of(world)
        if pool.over == "league"
        else {other: world.attributes[other][pool.over] for other in world.units}
    )
    return [other for other in world.units if words[other] == words[unit]]


# --- criteria -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Points:
    """The points of a node for a unit; ``out``: its maximum does not count."""

    state: str
    points: Fraction
    out: bool = False


def screened(node: Node, world: World, unit: str) -> tuple[str, Fraction, bool]:
    """State and value of a criterion, and whether its points are zero by rule."""
    state, value = value_of(node, world, unit)
    states = [state]
    if node.applies_when is not None:
        known, holds = truth_of(node.applies_when, world, unit)
        states.append(known if known != SCORED else SCORED if holds else NOT_APPLICABLE)
    if node.minimum_base is not None:
        known, base = look_up(Name(node.minimum_base.indicator), world, unit, False)
        is_below = known == SCORED and is_less(Fraction(base), node.minimum_base.at_least)
        states += [known, node.minimum_base.otherwise if is_below else SCORED]
    if node.minimum_age_months is not None:
        known, months = age(world, unit)
        is_young = known == SCORED and Fraction(months) < node.minimum_age_months
        states.append(NOT_APPLICABLE if is_young else SCORED)
    state = worst_of(*states)
    if node.zero_when is not None and state not in (REJECTED, NOT_APPLICABLE):
        known, holds = truth_of(node.zero_when, world, unit)
        if known == SCORED and holds:
            return SCORED, Fraction(0), True
    if state == DIVIDED:
        raise Refused(f"{node.code} divides by zero for {unit}")
    return state, value, False


def value_of(node: Node, world: World, unit: str) -> tuple[str, Fraction]:
    match node.score:
        case Categories(points):
            assert node.value is not None
            state, word = evaluate(node.value.tree, world, unit)
            return state, points[str(word)] if state == SCORED else Fraction(0)
        case Checklist():
            return checklist(node, node.score, world, unit)
        case Rubric():
            return rubric(node, node.score, world, unit)
    assert node.value is not None
    state, value = evaluate(node.value.tree, world, unit)
    return state, Fraction(value) if state == SCORED else Fraction(0)


def checklist(node: Node, score: Checklist, world: World, unit: str) -> tuple[str, Fraction]:
    cells = [(look_up(Name(item.indicator), world, unit, False), item.points) for item in score.items]
    live = [(cell, points) for cell, points in cells if cell[0] != NOT_APPLICABLE]
    if not live:
        return NOT_APPLICABLE, Fraction(0)
    state = worst_of(*(cell[0] for cell, _ in live))
    if state != SCORED:
        return state, Fraction(0)
    got = sum((points for cell, points in live if cell[1] != 0), Fraction(0))
    possible = sum((points for _, points in live), Fraction(0))
    assert node.max is not None
    return SCORED, got * node.max / possible


def rubric(node: Node, score: Rubric, world: World, unit: str) -> tuple[str, Fraction]:
    worth = {anchor.mark: anchor.points for anchor in score.anchors}
    marks = sorted(
        worth[mark] for of, criterion, _, mark in world.marks if (of, criterion) == (unit, node.code)
    )
    if len(marks) < score.minimum_raters:
        return MISSING, Fraction(0)
    if score.combine is Combination.MEAN:
        return SCORED, mean(marks)
    if score.combine is Combination.MEDIAN:
        return SCORED, median(marks)
    return SCORED, mean(marks[1:-1]) if len(marks) >= 5 else median(marks) if len(marks) >= 3 else mean(marks)


Prepared = dict[str, tuple[str, Fraction, bool]]
"""For each unit state, value, and whether zero by rule."""


def prepared(node: Node, world: World) -> Prepared:
    """Values after imputation and treatment."""
    cells = {unit: screened(node, world, unit) for unit in world.units}
    if node.missing is Policy.IMPUTE or node.impute is not None:
        cells = imputed(cells, node.impute or Impute(), world)
    return cells if node.treat is None else treated(cells, node.treat)


def imputed(cells: Prepared, rule: Impute, world: World) -> Prepared:
    filled = dict(cells)
    for unit, (state, _, _) in cells.items():
        others = [cells[other] for other in pool_of(rule.pool, unit, world)]
        values = [value for known, value, zero in others if known == SCORED and not zero]
        if state == MISSING and values:
            filled[unit] = IMPUTED, (mean if rule.statistic is Statistic.MEAN else median)(values), False
    return filled


def valid(cells: Prepared) -> list[str]:
    return [unit for unit, (state, _, zero) in cells.items() if state in HAS_POINTS and not zero]


def treated(cells: Prepared, rule: Treat) -> Prepared:
    units = valid(cells)
    values = {unit: cells[unit][1] for unit in units}
    if not is_outlying(list(values.values()), rule):
        return cells
    if rule.method is Treatment.LOG_SHIFT:
        low, high = min(values.values()), max(values.values())
        moved = {unit: ln(value - low + (high - low) / 100) for unit, value in values.items()}
    else:
        moved = winsorised(values, rule)
    return cells | {unit: (cells[unit][0], moved[unit], False) for unit in units}


def is_outlying(values: list[Fraction], rule: Treat) -> bool:
    if len(values) < 3 or len(set(values)) == 1:
        return False
    centre = mean(values)
    second, third, fourth = (mean([(value - centre) ** power for value in values]) for power in (2, 3, 4))
    return third**2 > rule.skewness**2 * second**3 and fourth > rule.kurtosis * second**2


def winsorised(values: dict[str, Fraction], rule: Treat) -> dict[str, Fraction]:
    now = dict(values)
    while is_outlying(list(now.values()), rule):
        centre = mean(list(now.values()))
        is_up = sum((value - centre) ** 3 for value in now.values()) > 0
        extreme = max(now.values()) if is_up else min(now.values())
        rest = [value for value in now.values() if value != extreme]
        following = max(rest) if is_up else min(rest)
        after = {unit: following if value == extreme else value for unit, value in now.items()}
        if sum(after[unit] != values[unit] for unit in values) > rule.most_moved:
            break
        now = after
    return now


def criterion(node: Node, world: World) -> dict[str, Points]:
    cells = prepared(node, world)
    found = {}
    for unit, (state, value, zero) in cells.items():
        points = Fraction(0)
        if state in HAS_POINTS and not zero:
            points = points_of(node, value, unit, cells, world)
        found[unit] = finish(node, state, points, unit)
    return found


def points_of(node: Node, value: Fraction, unit: str, cells: Prepared, world: World) -> Fraction:
    """The points of a value by the rule of the criterion."""
    best = node.max or Fraction(0)
    match node.score:
        case Categories() | Checklist() | Rubric():
            return value
        case Linear(worst, top):
            return best * clamp((value - worst) / (top - worst), Fraction(0), Fraction(1))
        case Bands():
            return band(node.score, value)
        case Piecewise(knots):
            if value <= knots[0].at:
                return knots[0].points
            for left, right in pairwise(knots):
                if value <= right.at:
                    part = (value - left.at) / (right.at - left.at)
                    return left.points + part * (right.points - left.points)
            return knots[-1].points
        case Logarithmic(worst, top):
            if not is_less(Fraction(0), value):
                return Fraction(0) if worst < top else best
            return best * clamp(ln(value / worst) / ln(top / worst), Fraction(0), Fraction(1))
        case PerUnit(each, start):
            return clamp(start + each * value, Fraction(0), best)
        case Goalposts():
            return best * goalposts(node.score, value)
    return over_pool(node, value, unit, cells, world)


def band(score: Bands, value: Fraction) -> Fraction:
    for part in score.bands:
        if score.edge is Edge.LOWER:
            is_in = (part.above is None or value >= part.above) and (part.to is None or value < part.to)
        else:
            is_in = (part.above is None or value > part.above) and (part.to is None or value <= part.to)
        if is_in:
            return part.points
    raise Refused("no band")


def goalposts(score: Goalposts, value: Fraction) -> Fraction:
    if score.transform is Transform.LN:
        if not is_less(Fraction(0), value):
            raise Refused("logarithm")
        share = ln(value / score.worst) / ln(score.best / score.worst)
    else:
        share = (value - score.worst) / (score.best - score.worst)
    return clamp(share, Fraction(0), Fraction(1)) if score.clip else share


def over_pool(node: Node, value: Fraction, unit: str, cells: Prepared, world: World) -> Fraction:
    """The points of a value beside those of its pool."""
    best, score = node.max or Fraction(0), node.score
    assert isinstance(score, MinMax | ZScore | Rank | PercentileRank | ShareOfBest)
    counted = set(valid(cells))
    pool = [cells[other][1] for other in pool_of(score.pool, unit, world) if other in counted]
    if score.better is Better.LOW and not isinstance(score, ShareOfBest):
        value, pool = -value, [-number for number in pool]
    low, high = min(pool), max(pool)
    below = sum(is_less(other, value) for other in pool)
    equal = sum(is_equal(other, value) for other in pool)
    match score:
        case MinMax():
            if is_equal(low, high):
                raise Refused("constant")
            return best * (value - low) / (high - low)
        case ZScore():
            if is_equal(low, high):
                raise Refused("constant")
            spread = raise_to(mean([(other - mean(pool)) ** 2 for other in pool]), Fraction(1, 2))
            return clamp(score.centre + score.spread * (value - mean(pool)) / spread, Fraction(0), best)
        case Rank():
            place = len(pool) - below - Fraction(equal - 1, 2)  # the mean place of the equals; 1 is the best
            return best if len(pool) == 1 else best * (len(pool) - place) / (len(pool) - 1)
        case PercentileRank():
            return best * (below + Fraction(equal, 2)) / len(pool)
    if score.better is Better.HIGH:
        if value < 0 or high <= 0:
            raise Refused("share of the best")
        return best * value / high
    if value <= 0:
        raise Refused("share of the best")
    return best * low / value


# --- groups ---------------------------------------------------------------------------------------


def finish(node: Node, state: str, points: Fraction, unit: str) -> Points:
    """Floor, cap, policy and rounding."""
    if node.floor is not None:
        points = max(points, node.floor)
    if node.cap is not None:
        points = min(points, node.cap)
    out = False
    policy = {MISSING: node.missing, NOT_APPLICABLE: node.not_applicable}.get(state)
    if policy is Policy.REFUSE:
        raise Refused(f"{node.code} of {unit}")
    if policy is Policy.EXCLUDE:
        state = EXCLUDED
    out = policy is Policy.RESCALE
    if state not in HAS_POINTS:
        points = Fraction(0)
    return Points(
        state, points if node.rounding is None else round_half_away(points, node.rounding.digits), out
    )


Scores = dict[str, dict[str, Points]]
"""For each node and unit the points that go on to the parent."""


def score_all(world: World) -> Scores:
    """The points of every node of every unit."""
    refuse_empty(world)
    found: Scores = {}
    score(world.methodology.rating, world, found)
    return found


def refuse_empty(world: World) -> None:
    used = indicators_used(world.methodology)
    figures = [cell for (_, code, period), cell in world.observations.items()
               if code in used and period == world.period and cell[0] == SCORED]  # fmt: skip
    if used and not figures and not world.marks:
        raise Refused("nothing observed")


def score(node: Node, world: World, found: Scores) -> None:
    for child in node.children:
        score(child, world, found)
    found[node.code] = (
        {unit: group(node, unit, found) for unit in world.units} if node.children else criterion(node, world)
    )


def group(node: Node, unit: str, found: Scores) -> Points:
    method = node.combine.method
    uses_weights = method in (Mean.WEIGHTED_MEAN, Mean.GEOMETRIC_MEAN, Mean.POWER_MEAN)
    parts = [child for child in node.children if not (uses_weights and child.weight == 0)]
    results = [found[child.code][unit] for child in parts]
    if any(result.state == EXCLUDED for result in results):
        return finish(node, EXCLUDED, Fraction(0), unit)
    live = [(child, result.points) for child, result in zip(parts, results, strict=True) if not result.out]
    if not live:
        is_missing = any(result.state == MISSING for result in results)
        return finish(node, MISSING if is_missing else NOT_APPLICABLE, Fraction(0), unit)
    return finish(node, SCORED, combine(node, live), unit)


def combine(node: Node, live: list[tuple[Node, Fraction]]) -> Fraction:
    """The points of a group from the children that count."""
    best = node.max or Fraction(0)
    shares = [points / (child.max or Fraction(1)) for child, points in live]
    weights = [Fraction(1) if child.weight is None else child.weight for child, _ in live]
    weights = [weight / sum(weights) for weight in weights]
    match node.combine.method:
        case Mean.SUM:
            got = sum((points for _, points in live), Fraction(0))
            possible = sum((child.max or Fraction(0) for child, _ in live), Fraction(0))
            return got * best / possible
        case Mean.MEAN:
            return best * mean(shares)
        case Mean.WEIGHTED_MEAN:
            return best * sum(
                (share * weight for share, weight in zip(shares, weights, strict=True)), Fraction(0)
            )
        case Mean.GEOMETRIC_MEAN:
            return best * power_mean(shares, weights, Fraction(0))
        case Mean.POWER_MEAN:
            return best * power_mean(shares, weights, node.combine.power or Fraction(1))
        case Mean.MIN:
            return best * min(shares)
        case Mean.WORST_K:
            return best * mean(sorted(shares)[: node.combine.k])
    if len(live) < 2:
        return best * shares[0]
    table = node.combine.table
    assert table is not None
    row, column = (
        max([0, *(place for place, edge in enumerate(edges) if points >= edge)])
        for (_, points), edges in zip(live, (table.rows, table.columns), strict=True)
    )
    return table.points[row][column]


def power_mean(shares: Sequence[Fraction], weights: Sequence[Fraction], power: Fraction) -> Fraction:
    pairs = list(zip(shares, weights, strict=True))
    lowest = min(shares)
    if power == 1:
        return sum((share * weight for share, weight in pairs), Fraction(0))
    if (power <= 0 and not is_less(Fraction(0), lowest)) or is_less(lowest, Fraction(0)):
        raise Refused("not positive")
    if power == 0:
        total = sum((ln(share) * weight for share, weight in pairs), Fraction(0))
        return Fraction(DIGITS.exp(to_decimal(total)))
    return raise_to(sum((raise_to(share, power) * weight for share, weight in pairs), Fraction(0)), 1 / power)


# --- what is shown --------------------------------------------------------------------------------


def digits_shown(node: Node, methodology: Methodology) -> int:
    if node is methodology.rating and methodology.ranking.digits is not None:
        return methodology.ranking.digits
    return methodology.value_digits if node.rounding is None else node.rounding.digits


def nodes_of(node: Node) -> list[Node]:
    return [node] + [below for child in node.children for below in nodes_of(child)]


def table(world: World) -> dict[tuple[str, str], tuple[str, str]]:
    """For each unit and node its points as text, and its state."""
    found = score_all(world)
    rows = {}
    for node in nodes_of(world.methodology.rating):
        digits = digits_shown(node, world.methodology)
        for unit, got in found[node.code].items():
            rows[unit, node.code] = text_of(round_half_away(got.points, digits), digits), got.state
    return rows


def totals(world: World) -> dict[str, Fraction]:
    """The root's points with bonuses and penalties under their caps."""
    methodology = world.methodology
    root, rule = methodology.rating, methodology.adjustments
    digits = digits_shown(root, methodology)
    found = score_all(world)[root.code]
    return {
        unit: clamped(
            round_half_away(found[unit].points, digits)
            + adjusted(Effect.BONUS, rule.bonuses_cap, world, unit, digits)
            - adjusted(Effect.PENALTY, rule.penalties_cap, world, unit, digits),
            rounded_cap(rule.total_floor, digits),
            rounded_cap(rule.total_cap, digits),
        )
        for unit in world.units
    }


def clamped(number: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    number = number if low is None else max(number, low)
    return number if high is None else min(number, high)


def adjusted(effect: Effect, cap: Fraction | None, world: World, unit: str, digits: int) -> Fraction:
    total = Fraction(0)
    for case in world.methodology.adjustments.cases:
        state, times = evaluate(case.times.tree, world, unit)
        if case.effect is effect and state == SCORED:
            points = clamped(Fraction(times) * case.each, Fraction(0), case.cap)
            total += round_half_away(points, digits)
    return clamped(total, None, rounded_cap(cap, digits))


def rounded_cap(cap: Fraction | None, digits: int) -> Fraction | None:
    return None if cap is None else round_half_away(cap, digits)
