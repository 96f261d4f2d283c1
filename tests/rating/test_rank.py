"""Leagues, places, ties, categories, penalties, prizes and nominations, in small worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from adil.rating import compute
from adil.rating.result import Result
from tests.rating.worlds import Document, document, inputs_of, words, world_of

ROUNDED = {"rule": "per_unit", "each": "1"}


def content(**more: Any) -> Document:
    """Two directions of 50 points, each of one criterion whose points are its value; 2 digits."""
    directions = [
        {
            "code": code,
            "children": [{"code": f"{code}.1", "max": "50", "value": code.lower(), "score": ROUNDED}],
        }
        for code in ("D1", "D2")
    ]
    indicators = {code: {"default": "0"} for code in ("d1", "d2", "late", "medals", "members", "fraud")}
    return document({"code": "r", "rounding": "2", "children": directions}, indicators, **more)


def rate(
    figures: Mapping[str, Mapping[str, object]], outside: Mapping[str, Any] | None = None, **more: Any
) -> Result:
    return compute(inputs_of(world_of(content(**more), figures, **(outside or {}))))


def scored(**points: tuple[object, object]) -> dict[str, dict[str, object]]:
    return {unit: {"d1": first, "d2": second} for unit, (first, second) in points.items()}


def tie(name: str, **by: str) -> Document:
    return {"name": words(name), **by}


# --- order ----------------------------------------------------------------------------------------


def test_equal_totals_share_a_place_and_the_next_is_skipped() -> None:
    result = rate(scored(a=(10, 10), b=(20, 10), c=(10, 20), d=(1, 1), e=(40, 5)))
    assert result.places.tolist() == [4, 2, 2, 5, 1]
    assert result.tie_breaks.tolist() == [0, -1, -1, 0, 0]


def test_tie_breaks_are_asked_one_after_the_other() -> None:
    """Higher D1, then fewer late forms, then a shared place."""
    ties = [tie("higher D1", higher="points('D1')"), tie("fewer late forms", lower="late")]
    figures = scored(a=(10, 20), b=(20, 10), c=(10, 20), d=(10, 20))
    figures["c"]["late"] = 2
    result = rate(figures, ranking={"tie_breaks": ties})
    assert result.places.tolist() == [2, 1, 4, 2]
    assert result.tie_breaks.tolist() == [-1, 1, 2, -1]
    broken_by = result.tie_break(2)
    assert broken_by is not None
    assert broken_by.en == "fewer late forms"


def test_an_unknown_tie_break_is_the_worst() -> None:
    figures = scored(a=(10, 10), b=(10, 10))
    founded = {"since": {"b": date(2020, 1, 1)}}
    result = rate(figures, founded, ranking={"tie_breaks": [tie("older", lower="unit.age_months")]})
    assert result.places.tolist() == [2, 1]


def test_ties_are_compared_after_rounding_unless_the_methodology_says_otherwise() -> None:
    figures = scored(a=("10.001", 10), b=("10.004", 10))
    assert rate(figures).places.tolist() == [1, 1]
    whole = content(ranking={"basis": "exact", "digits": 2})
    whole["rating"].pop("rounding")
    result = compute(inputs_of(world_of(whole, figures)))
    assert result.places.tolist() == [2, 1]
    assert [result.total_text(row) for row in range(2)] == ["20.00", "20.00"]


def test_the_exact_basis_holds_floor_and_cap() -> None:
    whole = content(ranking={"basis": "exact", "digits": 2}, adjustments={"total_cap": "15"})
    whole["rating"].pop("rounding")
    result = compute(inputs_of(world_of(whole, scored(a=("10.001", 10), b=("10.004", 10)))))
    assert result.places.tolist() == [1, 1]
    assert result.total_text(0) == "15.00"


# --- leagues --------------------------------------------------------------------------------------

LEAGUES = {"smallest": 2, "list": [
    {"code": "I", "name": words("I"), "when": "members >= 40000", "joins": "II"},
    {"code": "II", "name": words("II"), "when": "members >= 15000"},
    {"code": "III", "name": words("III"), "when": "1 = 1", "joins": "II"},
]}  # fmt: skip


def test_places_are_within_leagues_and_overall() -> None:
    figures = scored(a=(40, 0), b=(30, 0), c=(20, 0), d=(10, 0))
    for unit, members in zip("abcd", (50000, 15000, 40000, 39999), strict=True):
        figures[unit]["members"] = members
    result = rate(figures, leagues=LEAGUES)
    assert result.leagues == ("I", "II", "I", "II")
    assert result.places.tolist() == [1, 1, 2, 2]
    assert result.overall.tolist() == [1, 2, 3, 4]


def test_a_short_league_joins_the_one_it_names() -> None:
    figures = scored(a=(40, 0), b=(30, 0), c=(20, 0), d=(10, 0))
    for unit, members in zip("abcd", (50000, 15000, 20000, 5), strict=True):
        figures[unit]["members"] = members
    assert rate(figures, leagues=LEAGUES).leagues == ("II", "II", "II", "II")


# --- penalties and bonuses ------------------------------------------------------------------------

CASES = {
    "cases": [
        {
            "code": "P1",
            "name": words("Late"),
            "effect": "penalty",
            "times": "late",
            "each": "0.5",
            "cap": "3",
        },
        {"code": "P2", "name": words("Fraud"), "effect": "penalty", "times": "fraud", "each": "5"},
        {
            "code": "B1",
            "name": words("Medals"),
            "effect": "bonus",
            "times": "medals",
            "each": "1/3",
            "cap": "2",
        },
    ],
    "penalties_cap": "7",
    "total_floor": "0",
}


@pytest.mark.parametrize(
    ("figures", "penalties", "bonuses", "total"),
    [
        ({}, "0", "0", "20.00"),
        ({"late": 3}, "150", "0", "18.50"),
        ({"late": 100}, "300", "0", "17.00"),
        ({"late": 100, "fraud": 1}, "700", "0", "13.00"),
        ({"medals": 1}, "0", "33", "20.33"),
        ({"medals": 2}, "0", "67", "20.67"),
        ({"medals": 100}, "0", "200", "22.00"),
        ({"late": -4}, "0", "0", "20.00"),
    ],
)
def test_cases_count_up_to_their_caps(
    figures: dict[str, object], penalties: str, bonuses: str, total: str
) -> None:
    result = rate({"a": {"d1": 10, "d2": 10, **figures}}, adjustments=CASES)
    assert (str(result.adjusted.penalties[0]), str(result.adjusted.bonuses[0])) == (penalties, bonuses)
    assert result.total_text(0) == total


def test_the_total_has_a_floor_and_a_cap() -> None:
    assert rate({"a": {"d1": 1, "fraud": 1}}, adjustments=CASES).total_text(0) == "0.00"
    assert (
        rate({"a": {"d1": 50, "d2": 50, "medals": 9}}, adjustments={**CASES, "total_cap": "101"}).total_text(
            0
        )
        == "101.00"
    )


# --- categories -----------------------------------------------------------------------------------

CATEGORIES = [
    {
        "code": "A",
        "name": words("A"),
        "at_least": "85",
        "floor": {"of": "r", "share": "1/2", "otherwise": "B"},
    },
    {"code": "B", "name": words("B"), "at_least": "70"},
    {"code": "C", "name": words("C")},
]


@pytest.mark.parametrize(
    ("first", "second", "category"),
    [
        ("42.5", "42.5", "A"),
        ("50", "34.99", "B"),
        ("50", "25", "B"),
        ("50", "24.99", "B"),
        ("50", "20", "B"),
        ("50", "19.99", "C"),
        ("0", "0", "C"),
    ],
)
def test_a_category_is_the_first_that_is_reached(first: str, second: str, category: str) -> None:
    assert rate(scored(a=(first, second)), categories=CATEGORIES).categories == (category,)


def test_the_best_category_needs_every_direction() -> None:
    """86 points, but 24 of the weaker direction's 50 are less than half: B."""
    whole = content(categories=CATEGORIES)
    whole["rating"]["children"][0]["children"][0]["max"] = "70"
    assert compute(inputs_of(world_of(whole, scored(a=(70, "24.99"))))).categories == ("B",)
    assert compute(inputs_of(world_of(whole, scored(a=(70, "25"))))).categories == ("A",)


def test_a_direction_that_does_not_apply_has_no_floor() -> None:
    assert rate(scored(a=(45, "not_applicable")), categories=CATEGORIES).categories == ("A",)


# --- prizes and nominations -----------------------------------------------------------------------


def test_prizes_go_to_the_eligible_and_shared_places_share_them() -> None:
    eligibility = [{"code": "debts", "name": words("No debts"), "when": "late = 0"}]
    figures = scored(a=(50, 0), b=(40, 0), c=(30, 0), d=(30, 0), e=(20, 0))
    figures["a"]["late"] = 1
    result = rate(figures, eligibility=eligibility)
    assert result.ineligible == (("debts",), (), (), (), ())
    assert result.prizes.tolist() == [0, 1, 2, 2, 0]
    assert result.places.tolist() == [1, 2, 3, 3, 5]


def test_a_disqualified_unit_keeps_its_place_and_gets_no_prize() -> None:
    rules = {"disqualify": [{"code": "P2", "name": words("Fraud"), "when": "fraud >= 2"}]}
    figures = scored(a=(50, 0), b=(40, 0))
    figures["a"]["fraud"] = 2
    result = rate(figures, adjustments=rules, awards={"grand_prix": words("Grand Prix")})
    assert result.disqualified == (("P2",), ())
    assert result.places.tolist() == [1, 2]
    assert result.prizes.tolist() == [0, 1]
    assert result.grand_prix == ("b",)


def test_prizes_may_ask_for_the_category() -> None:
    rule = [{"code": "not_c", "name": words("Not C"), "when": "category != 'C'"}]
    result = rate(scored(a=(50, 45), b=(10, 10)), eligibility=rule, categories=CATEGORIES)
    assert result.prizes.tolist() == [1, 0]


def nominations(*nodes: str, **more: Any) -> list[Document]:
    return [
        {"code": f"N{node}", "name": words(node), "nodes": [node], "minimum_share": "0.7"} for node in nodes
    ]


def winners(result: Result) -> dict[str, list[str]]:
    return {code: [winner.unit for winner in found] for code, found in result.nominations.items()}


def test_a_nomination_goes_to_the_best_direction_above_its_floor() -> None:
    result = rate(scored(a=(40, 34), b=(36, 20)), nominations=nominations("D1", "D2"))
    assert winners(result) == {"ND1": ["a"], "ND2": []}
    assert winners(rate(scored(a=(40, 35)), nominations=nominations("D2"))) == {"ND2": ["a"]}


def test_a_unit_takes_one_nomination_and_leaves_the_next_to_others() -> None:
    figures = scored(a=(50, 50), b=(40, 45))
    assert winners(rate(figures, nominations=nominations("D1", "D2"))) == {"ND1": ["a"], "ND2": ["b"]}
    free = {"one_nomination_per_unit": "false"}
    assert winners(rate(figures, nominations=nominations("D1", "D2"), awards=free)) == {
        "ND1": ["a"],
        "ND2": ["a"],
    }


def test_the_overall_winner_takes_no_nomination() -> None:
    awards: Document = {"grand_prix": words("Grand Prix")}
    figures = scored(a=(50, 50), b=(40, 45))
    result = rate(figures, nominations=nominations("D1"), awards=awards)
    assert (result.grand_prix, winners(result)) == (("a",), {"ND1": ["b"]})
    result = rate(
        figures, nominations=nominations("D1"), awards={**awards, "winner_takes_nominations": "true"}
    )
    assert winners(result) == {"ND1": ["a"]}


def test_of_equals_the_better_total_is_nominated_and_full_equals_share() -> None:
    assert winners(rate(scored(a=(40, 1), b=(40, 2)), nominations=nominations("D1"))) == {"ND1": ["b"]}
    assert winners(rate(scored(a=(40, 2), b=(40, 2)), nominations=nominations("D1"))) == {"ND1": ["a", "b"]}


def test_a_nomination_by_formula_takes_the_largest_increase() -> None:
    figures = scored(a=(40, 10), b=(30, 10))
    figures["a"]["members@previous"], figures["b"]["members@previous"] = 45, 20
    rule = [{"code": "leap", "name": words("Leap"), "by": "total - members@previous"}]
    result = rate(figures, nominations=rule)
    assert winners(result) == {"leap": ["b"]}
    assert result.nominations["leap"][0].by == 20


def test_a_share_is_of_what_applies() -> None:
    """The unit to which D2 does not apply is measured by D1 alone."""
    both = [{"code": "N", "name": words("N"), "nodes": ["D1", "D2"]}]
    figures = scored(a=(40, "not_applicable"), b=(50, 29))
    result = rate(figures, nominations=both)
    assert winners(result) == {"N": ["a"]}
    assert str(result.nominations["N"][0].by) == "4/5"
