"""The roll-up on DuckDB: a union small enough to add up by hand, each refusal, and the laws."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adil.rating.errors import DataError, TreeError
from adil.rating.rollup import RolledUp, roll_up
from adil.rating.rollup.periods import parts_of
from adil.rating.rollup.result import exact_text
from tests.rating.rollup_naive import Fact, Rule, roll_up_naively

ON, PERIOD = "2025-12-31", "2025"
TREE = [
    ("union", "", "", ""),
    ("north", "union", "", ""),
    ("south", "union", "", ""),
    ("school", "north", "", ""),
    ("college", "north", "", ""),
    ("clinic", "south", "", ""),
]
RULES: list[Rule] = [
    ("staff", "sum", "sum", ""),
    ("members", "sum", "last", ""),
    ("share", "mean", "last", "members"),
    ("marks", "mean", "sum", ""),
    ("record", "max", "sum", ""),
    ("budget", "last", "last", ""),
]
Told = dict[tuple[str, str], tuple[Any, Any, int, int]]


def rolled(facts: list[Fact], **other: Any) -> Told:
    given = {"tree": TREE, "indicators": RULES, "on": ON, "period": PERIOD} | other
    return plain(roll_up(facts, **given))


def plain(found: RolledUp) -> Told:
    return {
        (figure.unit, figure.indicator): (figure.own, figure.consolidated, figure.reported, figure.due)
        for figure in found.figures
    }


def fact(
    unit: str, value: str, indicator: str = "staff", period: str = PERIOD, status: str = "reported"
) -> Fact:
    return (unit, indicator, period, value, status)


# --- over the tree --------------------------------------------------------------------------------


def test_own_and_consolidated_are_kept_apart() -> None:
    found = rolled([fact("school", "1.25"), fact("college", "2"), fact("north", "10"), fact("clinic", "-3")])
    assert found == {
        ("school", "staff"): (Decimal("1.25"), Decimal("1.25"), 1, 1),
        ("college", "staff"): (2, 2, 1, 1),
        ("clinic", "staff"): (-3, -3, 1, 1),
        ("north", "staff"): (10, Decimal("13.25"), 3, 3),
        ("south", "staff"): (None, -3, 1, 2),
        ("union", "staff"): (None, Decimal("10.25"), 4, 6),
    }


def test_mean_is_weighted_by_those_that_gave_both() -> None:
    facts = [
        fact("school", "50", "share"),
        fact("school", "1", "members"),
        fact("college", "80", "share"),
        fact("college", "2", "members"),
        fact("clinic", "99", "share"),
    ]
    found = roll_up(facts, TREE, RULES, on=ON, period=PERIOD)
    (union,) = (figure for figure in found.figures if (figure.unit, figure.indicator) == ("union", "share"))
    assert (union.consolidated, union.reported, union.weighed) == (70, 3, 2)
    assert (union.product, union.weight) == (210, 3)
    assert plain(found)["south", "share"] == (None, None, 1, 2)


def test_plain_mean_maximum_and_last() -> None:
    facts = [fact(unit, value, name) for name in ("marks", "record", "budget") for unit, value in
             (("school", "4"), ("college", "-1"), ("north", "7"))]  # fmt: skip
    found = rolled(facts)
    assert found["north", "marks"] == (7, Fraction(10, 3), 3, 3)
    assert found["north", "record"] == (7, 7, 3, 3)
    assert found["north", "budget"] == (7, 7, 3, 3)
    assert found["union", "budget"] == (None, None, 3, 6)


def test_a_weight_of_zero_gives_no_mean_and_no_zero() -> None:
    assert rolled([fact("school", "5", "share"), fact("school", "0", "members")])["school", "share"] == (
        5,
        None,
        1,
        1,
    )


def test_levels_hide_figures_but_not_sums() -> None:
    facts = [fact("school", "1"), fact("north", "2"), fact("clinic", "4")]
    whole = rolled(facts)
    assert rolled(facts, levels=2) == {
        key: value for key, value in whole.items() if key[0] in ("north", "south", "union")
    }
    assert rolled(facts, levels=1) == {("union", "staff"): (None, 7, 3, 6)}


def test_more_organizations_than_a_block_holds() -> None:
    tree = [("r", "", "", ""), *((f"u{n}", "r", "", "") for n in range(300))]
    facts = [fact(f"u{n}", str(n), period=part) for n in range(0, 300, 2) for part in ("2025-H1", "2025-H2")]
    facts += [fact("u0", "5", "members", "2025-Q1"), fact("u200", "6", "members", "2025-Q4")]
    found = rolled(facts, tree=tree, levels=1)
    assert found == {
        ("r", "staff"): (None, 2 * sum(range(0, 300, 2)), 150, 301),
        ("r", "members"): (None, 11, 2, 301),
    }


# --- over time ------------------------------------------------------------------------------------


@pytest.mark.parametrize("levels", [None, 1])
@pytest.mark.parametrize(
    ("indicator", "parts", "total"),
    [
        ("staff", {"2025-H1": "1", "2025-H2": "2"}, 3),
        ("staff", {"2025-H1": "1", "2025-Q1": "5", "2025-Q3": "7", "2025-12-31": "9"}, 17),
        ("staff", {"2025": "4", "2025-H1": "1", "2025-01": "8"}, 4),
        ("staff", {"2025-Q1": "3", "2024": "100", "2026-Q1": "100"}, 3),
        ("members", {"2025-Q1": "3", "2025-Q2": "2"}, 2),
        ("members", {"2025-H2": "6", "2025-Q4": "5", "2025-12": "4"}, 6),
        ("members", {"2025": "9", "2025-12-31": "1"}, 9),
        ("record", {"2025-H1": "3", "2025-H2": "4"}, 7),
    ],
)
def test_parts_of_a_year(indicator: str, parts: dict[str, str], total: int, levels: int | None) -> None:
    facts = [fact("school", value, indicator, period) for period, value in parts.items()]
    assert rolled(facts, levels=levels)["union", indicator] == (None, total, 1, 6)


def test_a_part_may_be_asked_for_alone() -> None:
    facts = [
        fact("school", "1", period="2025-H1"),
        fact("school", "2", period="2025-Q3"),
        fact("school", "4"),
    ]
    assert rolled(facts, period="2025-H2")["union", "staff"] == (None, 2, 1, 6)


def test_parts_are_counted_by_their_last_day() -> None:
    names = [part.period for part in parts_of("2024")]
    assert len(names) == 1 + 2 + 4 + 12 + 366
    assert names[-5:] == ["2024-12-31", "2024-12", "2024-Q4", "2024-H2", "2024"]
    assert [part.period for part in parts_of("2025-02-03")] == ["2025-02-03"]


# --- statuses and the tree of a day ---------------------------------------------------------------


@pytest.mark.parametrize("levels", [None, 1])
def test_verified_goes_before_reported(levels: int | None) -> None:
    facts = [fact("school", "5"), fact("school", "4", status="verified"), fact("college", "1")]
    assert rolled(facts, levels=levels)["union", "staff"] == (None, 5, 2, 6)
    assert rolled(facts[::-1], levels=levels)["union", "staff"] == (None, 5, 2, 6)


def test_only_told_figures_count() -> None:
    facts = [fact("school", "5"), fact("college", "", status="missing")]
    facts += [fact("clinic", "7", status="rejected"), fact("north", "", status="not_applicable")]
    assert rolled(facts)["union", "staff"] == (None, 5, 1, 6)
    assert ("college", "staff") not in rolled(facts)


def test_a_move_changes_the_sums_from_its_day() -> None:
    tree = [row for row in TREE if row[0] != "school"]
    tree += [("school", "north", "", "2025-07-01"), ("school", "south", "2025-07-01", "")]
    facts = [fact("school", "3")]
    before, after = (rolled(facts, tree=tree, on=day) for day in ("2025-06-30", "2025-07-01"))
    assert before["north", "staff"] == (None, 3, 1, 3)
    assert after["south", "staff"] == (None, 3, 1, 3)
    assert before["union", "staff"] == after["union", "staff"] == (None, 3, 1, 6)
    assert ("north", "staff") not in after


def test_unknown_indicators_are_counted_not_summed() -> None:
    found = roll_up([fact("school", "1"), fact("school", "2", "shoes")], TREE, RULES, on=ON, period=PERIOD)
    assert found.unknown_indicators == {"shoes": 1}
    assert {figure.indicator for figure in found.figures} == {"staff"}


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([("a", "b", "", ""), ("b", "a", "", "")], "cycle: (a -> b -> a|b -> a -> b)"),
        ([("a", "a", "", "")], "cycle: a -> a"),
        ([("a", "lost", "", "")], "The parent of 'a' is 'lost', which is not in the tree on 2025-12-31"),
        ([("r", "", "", "2025-01-01"), ("a", "r", "", "")], "The parent of 'a' is 'r'"),
        ([("r", "", "", ""), ("s", "", "", ""), ("a", "r", "", ""), ("a", "s", "", "")],
         "two parents.*'r' and 's'"),
        ([("r", "", "", "2020-06-01"), ("r", "", "2020-05-01", "")],
         "The affiliations of 'r' overlap.*rows 1 and 2"),
        ([("r", "", "2025-02-30", "")], "'2025-02-30' is no date .tree, row 1"),
        ([("r", "", "2025-02-01", "2025-02-01")], "ends on 2025-02-01, before it begins"),
        ([("", "", "", "")], "names no organization"),
        ([("r", "", "2026-01-01", "")], "Nobody is in the tree on 2025-12-31"),
        ([], "The table has no rows"),
    ],
)  # fmt: skip
def test_a_tree_that_is_refused(rows: list[tuple[str, ...]], text: str) -> None:
    kind = TreeError if rows else DataError
    with pytest.raises(kind, match=text) as refused:
        roll_up([fact("r", "1")], rows, RULES, on=ON, period=PERIOD)
    assert refused.value.where
    assert refused.value.hint


@pytest.mark.parametrize("levels", [None, 1])
@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ([fact("school", "1"), fact("school", "1")], "'staff' of 'school' for 2025 is reported 2 times"),
        ([fact("school", "1", status="verified")] * 3, "is verified 3 times"),
        ([fact("nobody", "1")], "not in the tree on that day: 'nobody'"),
        ([fact("school", "1,2,3")], "'1,2,3' is no number .indicator 'staff'. .facts, row 1"),
        ([fact("school", "")], "'reported' but has no value"),
        ([fact("school", "1", status="guessed")], "no status 'guessed'"),
        ([fact("school", "1", period="2025-13")], "'2025-13' is no period"),
        ([fact("", "1")], "names no unit"),
        ([fact("school", "9" * 39)], "more digits than can be summed"),
        ([fact("school", "9" * 38), fact("college", "9" * 38)], "more than 38 digits"),
        ([fact("school", "9" * 20, "share"), fact("school", "9" * 20, "members")], "more than 38 digits"),
        ([fact("school", "1", period="2024")], "No observation of 2025 carries a value"),
        ([], "The table has no rows"),
    ],
)
def test_facts_that_are_refused(facts: list[Fact], text: str, levels: int | None) -> None:
    with pytest.raises(DataError, match=text) as refused:
        rolled(facts, levels=levels)
    assert refused.value.where
    assert refused.value.hint


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ([("staff", "total", "sum", "")], "'total' is no rule for 'over_tree'"),
        ([("staff", "sum", "mean", "")], "'mean' is no rule for 'over_time'"),
        ([("staff", "mean", "sum", "lost")], "weighted by 'lost'"),
        ([("staff", "sum", "sum", "staff")], "has a weight but its rule over the tree is 'sum'"),
        ([("staff", "sum", "sum", "")] * 2, "'staff' stands twice"),
        ([], "no rows"),
    ],
)
def test_rules_that_are_refused(rules: list[Rule], text: str) -> None:
    with pytest.raises(DataError, match=text):
        rolled([fact("school", "1")], indicators=rules)


@pytest.mark.parametrize(
    "wrong", [{"engine": "abacus"}, {"on": "31.12.2025"}, {"period": "25"}, {"levels": 0}]
)
def test_options_that_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        rolled([fact("school", "1")], **wrong)


# --- files ----------------------------------------------------------------------------------------


def parquet(tmp_path: Path, query: str) -> Path:
    with duckdb.connect() as desk:
        desk.execute(f"COPY ({query}) TO '{tmp_path}/facts.parquet'")
    return tmp_path / "facts.parquet"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SELECT 'school' unit, 'staff' indicator, '2025' period, 1.5::DOUBLE AS value, 'reported' status",
         "stored as DOUBLE, so its digits are not exact"),
        ("SELECT 'school' unit, 'staff' indicator, '2025' period, 1.5 AS value", "lacks the column 'status'"),
        ("SELECT 'school' unit, 'staff' indicator, '2025' period, 1.5 AS value, 'guessed' status",
         "no status 'guessed' .facts.parquet: unit 'school', indicator 'staff', 2025"),
        ("SELECT 'school' unit, 'staff' indicator, '2025' period, 1.5 AS value, NULL::VARCHAR status",
         "no status ''"),
        ("SELECT 'school' unit, 'staff' indicator, '2025' period, NULL::DECIMAL(5,1) AS value, "
         "'verified' status",
         "'verified' but has no value"),
        ("SELECT 'school' unit, 'staff' indicator, '2025' period, 1.5 AS value, 'reported' status LIMIT 0",
         "No observation of 2025"),
        ("SELECT 'school' unit, 'staff' indicator, '2025-H1' period, 1.5 AS value, 'reported' status "
         "FROM range(2)", "is reported 2 times"),
    ],
)  # fmt: skip
def test_parquet_that_is_refused(query: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=text):
        roll_up(parquet(tmp_path, query), TREE, RULES, on=ON, period=PERIOD)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.parquet").write_text("unit,indicator\n", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        roll_up(tmp_path / "facts.parquet", TREE, RULES, on=ON, period=PERIOD)


def test_keys_may_be_integers(tmp_path: Path) -> None:
    query = """SELECT u::INT unit, 7::TINYINT indicator, '2025' period, u AS value, 'reported' status
               FROM range(1, 3) t(u)"""
    tree, rules = (
        [("0", "", "", ""), ("1", "0", "", ""), ("2", "0", "", ""), ("x", "0", "", "")],
        [("7", "sum", "sum")],
    )
    found = plain(roll_up(parquet(tmp_path, query), tree, rules, on=ON, period=PERIOD))
    assert found == {("0", "7"): (None, 3, 2, 4), ("1", "7"): (1, 1, 1, 1), ("2", "7"): (2, 2, 1, 1)}


def test_text_values_in_parquet_keep_their_digits(tmp_path: Path) -> None:
    query = "SELECT 'school' unit, 'staff' indicator, '2025' period, '12 345,670' AS value, 'reported' status"
    found = plain(roll_up(parquet(tmp_path, query), TREE, RULES, on=ON, period=PERIOD))
    assert found["union", "staff"] == (None, Decimal("12345.67"), 1, 6)


@pytest.mark.parametrize("years", [("2025",), ("2024", "2025", "2026")])
def test_other_years_in_the_file_are_left_out(years: tuple[str, ...], tmp_path: Path) -> None:
    listed = ", ".join(f"('{year}')" for year in years)
    query = f"""SELECT 'school' unit, 'staff' indicator, y AS period, 2.5 AS value, 'reported' status
                FROM (VALUES {listed}) t(y)"""
    found = plain(roll_up(parquet(tmp_path, query), TREE, RULES, on=ON, period=PERIOD))
    assert found["union", "staff"] == (None, Decimal("2.5"), 1, 6)


def test_csv_files_are_read(tmp_path: Path) -> None:
    tables = {
        "facts": [("unit", "indicator", "period", "value", "status"), fact("school", "1 000,5")],
        "tree": [("unit", "parent", "since", "until"), *TREE],
        "indicators": [("indicator", "over_tree", "over_time", "weight"), *RULES],
    }
    for name, rows in tables.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    paths = [tmp_path / f"{name}.csv" for name in tables]
    assert plain(roll_up(*paths, on=ON, period=PERIOD))["union", "staff"] == (None, Decimal("1000.5"), 1, 6)


def test_figures_are_written_whole(tmp_path: Path) -> None:
    facts = [
        fact(unit, value, "marks") for unit, value in (("school", "4"), ("college", "-1"), ("north", "7.5"))
    ]
    found = roll_up(facts, TREE, RULES, on=ON, period=PERIOD)
    for name in ("out.csv", "out.parquet"):
        found.write(tmp_path / name)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[:3] == [
        "unit,indicator,period,over_tree,own,consolidated,reported,due,total,highest,weighed,product,weight",
        "college,marks,2025,mean,-1,-1,1,1,-1,-1,0,,",
        "north,marks,2025,mean,7.5,3.5,3,3,10.5,7.5,0,,",
    ]
    with duckdb.connect() as desk:
        rows = desk.execute(f"SELECT unit, own, consolidated, total FROM '{tmp_path}/out.parquet'").fetchall()
    assert rows == [
        (figure.unit, figure.own, exact_text(figure.consolidated), figure.total) for figure in found.figures
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.parquet"]


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    found = roll_up([fact("school", "1")], TREE, RULES, on=ON, period=PERIOD)
    with pytest.raises(DataError, match=r"'.xls' is no format"):
        found.write(tmp_path / "out.xls")
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    rolled([fact("school", "1")], progress=lambda done, steps: told.append((done, steps)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_nothing_heavy_is_imported_with_the_engine() -> None:
    code = "import sys, adil.rating.rollup; print({'duckdb', 'pyspark', 'psycopg'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


# --- laws -----------------------------------------------------------------------------------------

PERIODS = (
    "2025",
    "2025-H1",
    "2025-H2",
    "2025-Q1",
    "2025-Q2",
    "2025-Q4",
    "2025-05",
    "2025-12",
    "2025-12-31",
    "2024",
)
VALUES = st.decimals(min_value=-1000, max_value=1000, places=3) | st.integers(-50, 50)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Fact], list[tuple[str, str, str, str]]]:
    parents = [draw(st.integers(-1, unit - 1)) for unit in range(draw(st.integers(1, 9)))]
    tree = [(f"u{unit}", f"u{parent}" if parent >= 0 else "", "", "") for unit, parent in enumerate(parents)]
    keys = st.tuples(
        st.sampled_from([row[0] for row in tree]),
        st.sampled_from([rule[0] for rule in RULES]),
        st.sampled_from(PERIODS),
        st.sampled_from(["reported", "verified", "rejected", "missing"]),
    )
    told = draw(st.dictionaries(keys, VALUES, max_size=30))
    facts = [(unit, name, period, f"{value:f}" if isinstance(value, Decimal) else str(value), status)
             for (unit, name, period, status), value in told.items()]  # fmt: skip
    return [*facts, fact("u0", "1", "anchor")], tree


ANCHORED: list[Rule] = [*RULES, ("anchor", "sum", "sum", "")]


@given(world=worlds(), levels=st.none() | st.integers(1, 3), seed=st.integers(0, 99))
def test_agrees_with_plain_fractions_in_any_order(
    world: tuple[list[Fact], list[tuple[str, str, str, str]]], levels: int | None, seed: int
) -> None:
    facts, tree = world
    found = roll_up(facts, tree, ANCHORED, on=ON, period=PERIOD, levels=levels)
    expected = roll_up_naively(facts, tree, ANCHORED, ON, PERIOD)
    shown = {unit for unit, *_ in tree if levels is None or depth(unit, tree) < levels}
    assert plain(found) == {key: value for key, value in expected.items() if key[0] in shown}
    chance = random.Random(seed)
    mixed = [chance.sample(table, len(table)) for table in (facts, tree, ANCHORED)]
    again = roll_up(*mixed, on=ON, period=PERIOD, levels=levels)
    assert again.fingerprint() == found.fingerprint()


@given(world=worlds())
def test_the_whole_is_the_sum_of_its_parts(world: tuple[list[Fact], list[tuple[str, str, str, str]]]) -> None:
    facts, tree = world
    found = plain(roll_up(facts, tree, ANCHORED, on=ON, period=PERIOD))
    for (unit, indicator), (own, whole, reported, due) in found.items():
        below = [found.get((child, indicator)) for child, parent, *_ in tree if parent == unit]
        told = [figure for figure in below if figure]
        if indicator in ("staff", "members"):
            assert whole == (own or 0) + sum(figure[1] for figure in told)
        assert reported == (own is not None) + sum(figure[2] for figure in told)
        assert due == sum(unit in line_of(other, tree) for other, *_ in tree)


def depth(unit: str, tree: list[tuple[str, str, str, str]]) -> int:
    return len(line_of(unit, tree)) - 1


def line_of(unit: str, tree: list[tuple[str, str, str, str]]) -> list[str]:
    parents = {name: parent for name, parent, *_ in tree}
    line = [unit]
    while parents[line[-1]]:
        line.append(parents[line[-1]])
    return line
