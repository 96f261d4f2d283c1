"""An explanation as a text that a person can read aloud, in Kazakh, Russian or English."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from adil.rating.exact import plain_text
from adil.rating.explain import Explanation, Figure, GivenMark, Part
from adil.rating.methodology import (
    Bands,
    Categories,
    Goalposts,
    Linear,
    Logarithmic,
    Node,
    PerUnit,
    Piecewise,
    Rubric,
)
from adil.rating.words import COMBINATIONS, PHRASES, RULES, STATUS, local_number, points, say


def tell(explanation: Explanation, node: Node, language: str) -> str:
    """The explanation as lines of text. ``node`` is the criterion or group it speaks of."""
    return "\n".join(_lines(explanation, node, language))


def _lines(explained: Explanation, node: Node, language: str) -> Iterator[str]:
    got = points(Fraction(explained.points), language)
    best = local_number(explained.max, language)
    score = say(PHRASES["points_of"], language, points=got, max=best)
    yield f"{explained.node}. {explained.name.in_language(language)}: {score}"
    if explained.status != "scored":
        yield f"  {STATUS[explained.status].in_language(language)}"
    if explained.condition:
        phrase = "by_condition" if explained.status == "not_applicable" else "zero_by_condition"
        yield "  " + say(PHRASES[phrase], language, condition=explained.condition)
    if explained.formula:
        yield "  " + say(PHRASES["formula"], language, formula=explained.formula)
    if explained.with_numbers and explained.value:
        numbers = f"{explained.with_numbers} = {explained.value}"
        yield "  " + say(PHRASES["with_numbers"], language, formula=numbers)
    yield "  " + say(PHRASES["rule"], language, rule=rule_text(explained, node, language))
    yield from _section("figures", [_figure(figure, language) for figure in explained.figures], language)
    yield from _section("marks", [_mark(mark, language) for mark in explained.marks], language)
    yield from _section("parts", [_part(part, language) for part in explained.parts], language)
    if any(not part.counts for part in explained.parts):
        yield "  " + say(PHRASES["rescaled"], language, max=best)
    if explained.lacking:
        yield "  " + say(PHRASES["lacking"], language, names=", ".join(explained.lacking))


def _section(title: str, lines: list[str], language: str) -> Iterator[str]:
    if lines:
        yield f"  {PHRASES[title].in_language(language)}"
        yield from (f"    {line}" for line in lines)


def _figure(figure: Figure, language: str) -> str:
    value = local_number(figure.value, language) if _is_number(figure.value) else figure.value
    head = f"{figure.indicator} {figure.name.in_language(language)}, {figure.period}: {value or '—'}"
    parts = [STATUS[figure.status].in_language(language)]
    if figure.reported:
        parts.append(say(PHRASES["reported_as"], language, value=local_number(figure.reported, language)))
    if figure.form:
        parts.append(say(PHRASES["row"], language, form=figure.form, row=figure.row))
    if figure.as_of:
        parts.append(say(PHRASES["as_of"], language, date=figure.as_of))
    if figure.is_invented:
        parts.append(PHRASES["invented"].in_language(language))
    if figure.one_more:
        gain = Fraction(figure.one_more)
        signed = ("+" if gain > 0 else "") + points(gain, language)
        parts.append(say(PHRASES["one_more"], language, points=signed))
    return f"{head}\n      {'; '.join(parts)}"


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _mark(mark: GivenMark, language: str) -> str:
    comment = f" ({mark.comment})" if mark.comment else ""
    worth = points(Fraction(mark.points), language)
    return f"{mark.rater}: {mark.mark}, {worth}; {mark.text.in_language(language)}{comment}"


def _part(part: Part, language: str) -> str:
    got, best = local_number(part.points, language), local_number(part.max, language)
    status = "" if part.status == "scored" else f"; {STATUS[part.status].in_language(language)}"
    return f"{part.code} {part.name.in_language(language)}: {got} / {best}{status}"


def rule_text(explained: Explanation, node: Node, language: str) -> str:
    """The rule in words, with its bounds and the band or category that was hit."""
    parts = {name: local_number(value, language) for name, value in explained.bounds}
    parts |= {"worst": parts.get("least", "?"), "best": parts.get("greatest", "?")}
    parts |= {"max": local_number(explained.max, language), "mean": parts.get("mean", "?")}
    parts |= {"deviation": parts.get("deviation", "?")} | _own_parts(explained, node, language)
    word = "linear" if explained.rule == "goalposts" and not _takes_logs(node) else explained.rule
    word = "logarithmic" if explained.rule == "goalposts" and _takes_logs(node) else word
    return say(RULES[word], language, **parts)


def _takes_logs(node: Node) -> bool:
    return isinstance(node.score, Goalposts) and node.score.transform == "ln"


def _own_parts(explained: Explanation, node: Node, language: str) -> dict[str, str]:
    match node.score:
        case Linear() | Logarithmic() | Goalposts() as score:
            return {
                "worst": local_number(plain_text(score.worst), language),
                "best": local_number(plain_text(score.best), language),
            }
        case Bands():
            band = explained.band or "?"
            return {
                "band": band if language == "en" else band.replace(".", ","),
                "points": points(Fraction(explained.points), language),
            }
        case Categories():
            value = next((figure.value for figure in explained.figures), "?")
            return {"category": value or "?", "points": points(Fraction(explained.points), language)}
        case Piecewise() as score:
            knots = [(plain_text(knot.at), plain_text(knot.points)) for knot in score.knots]
            shown = [f"{local_number(at, language)} → {local_number(worth, language)}" for at, worth in knots]
            return {"knots": "; ".join(shown)}
        case PerUnit() as score:
            return {"start": points(score.start, language), "each": points(score.each, language)}
        case Rubric() as score:
            return {
                "raters": str(len(explained.marks)),
                "combine": COMBINATIONS[score.combine].in_language(language),
                "minimum": str(score.minimum_raters),
            }
    return {"k": str(node.combine.k)}
