"""Every mistake gets a message that says what is wrong, where, and what to do now."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from adil.rating import RatingError, compute
from adil.rating.read.folder import Choices, find_files, read_folder
from adil.rating.read.methodology import parse_methodology, read_methodology
from adil.rating.read.tables import LONGEST_LINE

GOOD = """\
adil: 1
code: sample
version: "1"
name: {kk: Үлгі, ru: Пример, en: Sample}
effective: {since: 2026-01-01}
approval: {body: {kk: Кеңес, ru: Совет, en: Council}}
constants:
  norm: {name: {kk: Норма, ru: Норма, en: Norm}, value: 2, unit: person}
indicators:
  members: {name: {kk: а, ru: а, en: Members}, unit: person, kind: count}
  staff: {name: {kk: а, ru: а, en: Staff}, unit: person}
  money: {name: {kk: а, ru: а, en: Money}, unit: KZT}
  audit: {name: {kk: а, ru: а, en: Audit}, kind: choice, choices: [good, bad]}
  plan: {name: {kk: а, ru: а, en: Plan}, kind: yes_no}
  total: {name: {kk: а, ru: а, en: Both}, formula: members + staff}
rating:
  code: R
  name: {kk: а, ru: а, en: Rating}
  max: 10
  rounding: 2
  children:
    - code: coverage
      name: {kk: а, ru: а, en: Coverage}
      max: 6
      value: members / staff * 100
      unit: percent
      score: {rule: linear, worst: 0, best: 100}
    - code: quality
      name: {kk: а, ru: а, en: Quality}
      max: 4
      score:
        rule: rubric
        combine: mean
        minimum_raters: 1
        anchors:
          - {mark: "0", points: 0, text: {kk: а, ru: а, en: none}}
          - {mark: "1", points: 4, text: {kk: а, ru: а, en: full}}
""".replace("  total: {name", "  both: {name")

UNITS = "unit,name,kind\na,Alpha,city\nb,Beta,village\n"
OBSERVATIONS = "unit,indicator,value\na,members,50\na,staff,100\nb,members,30\nb,staff,60\n"
MARKS = "unit,criterion,rater,mark\na,quality,m1,1\nb,quality,m1,0\n"


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(RatingError) as caught:
        act()
    return str(caught.value)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_good_methodology_is_good() -> None:
    assert parse_methodology(GOOD).code == "sample"


# --- the methodology ------------------------------------------------------------------------------

MISTAKES = [
    # what is replaced, by what, words of the message, the line of that text
    ("rounding: 2", "roundin: 2", r"'rating' has no key 'roundin'.*Did you mean 'rounding'\?", "roundin"),
    (
        "max: 10",
        "max: 11",
        r"Points of 'R' sum to 10, its maximum is 11.*Raise a criterion, or lower",
        "code: R",
    ),
    (
        "max: 10",
        "max: 9",
        r"Points of 'R' sum to 10, its maximum is 9.*Lower a criterion, or raise",
        "code: R",
    ),
    ("max: 6\n", "max: six\n", r"'max' must be a number such as 2, 0.5 or 1/12, not 'six'", "max: six"),
    ("max: 6\n", "max: 1/0\n", r"'max' must be a number.*not '1/0'", "max: 1/0"),
    ("max: 6\n", "max: 0\n", r"maximum of 'coverage' is 0, not above 0", "code: coverage"),
    ("en: Sample}", "}", r"'name' lacks 'en'.*Add 'en:' here", "name: {kk: Үлгі"),
    ("en: Sample}", "en: }", r"'en' is empty.*Fill it in", "name: {kk: Үлгі"),
    (
        "name: {kk: Үлгі, ru: Пример, en: Sample}",
        "name: Sample",
        r"'name' must be a mapping.*kk, ru, en",
        "name: Sample",
    ),
    ("adil: 1", "adil: 7", r"language version 7, this program reads version 1", "adil"),
    ("adil: 1\n", "", r"does not begin with 'adil: 1'", "code: sample"),
    ("code: sample", "code: sample\ncode: other", r"The key 'code' stands twice.*Keep one", "code: other"),
    (
        "since: 2026-01-01",
        "since: 01.01.2026",
        r"'since' must be a date such as 2026-01-31, not '01.01.2026'",
        "since",
    ),
    (
        "since: 2026-01-01",
        "since: 2026-01-01, until: 2025-01-01",
        r"ends on 2025-01-01, before it begins",
        None,
    ),
    ("kind: count", "kind: counter", r"'kind' cannot be 'counter'.*Did you mean 'count'", "counter"),
    ("rule: linear", "rule: liner", r"There is no rule 'liner'.*Did you mean 'linear'", "liner"),
    (
        "{rule: linear, worst: 0, best: 100}",
        "{worst: 0}",
        r"does not say its 'rule'.*One of: bands",
        "score: {worst",
    ),
    ("best: 100", "best: 0", r"'worst' and 'best' of 'coverage' are the same", "code: coverage"),
    (
        "{rule: linear, worst: 0",
        "{rule: logarithmic, worst: 0",
        r"takes a logarithm.*must be above 0",
        "code: coverage",
    ),
    (
        "code: quality",
        "code: coverage",
        r"The code 'coverage' stands twice \(first at methodology.yaml:\d+\)",
        None,
    ),
    ("rounding: 2", "rounding: 12", r"rounds to 12 digits, not to 0 to 9", "code: R"),
    ("rounding: 2", "missing: impute", r"Only a criterion can be imputed.*on criteria", "code: R"),
    ("rounding: 2", "floor: 11", r"floor of 'R', 11, is above its maximum", "code: R"),
    (
        "unit: percent",
        "unit: KZT",
        r"declared in 'KZT', its formula gives a pure number.*Mend",
        "code: coverage",
    ),
    (
        "choices: [good, bad]",
        "choices: good",
        r"'choices' must be a list.*Begin each item with '- '",
        "choices: good",
    ),
    # formulas
    (
        "members / staff * 100",
        "member / staff",
        r"names 'member', which is not declared.*Did you mean 'members'",
        "member / st",
    ),
    (
        "members / staff * 100",
        "members + money",
        r"'person' and 'KZT' meet at '\+'.*members \+ money.*Only equal units",
        "members + mo",
    ),
    ("members / staff * 100", "ln(money)", r"ln is taken of 'KZT'.*Divide by a constant", "ln(money)"),
    ("members / staff * 100", "members / (1 - 1)", r"divides by zero: members / \(1 - 1\)", "(1 - 1)"),
    ("members / staff * 100", "members / 0", r"divides by zero: members / 0", "members / 0"),
    ("members / staff * 100", "members /", r"missing at the end in the formula", "members /"),
    ("members / staff * 100", "(members", r"'\)' is missing in the formula: \(members >>> ", "(members"),
    (
        "members / staff * 100",
        "members; staff",
        r"';' has no meaning in the formula: members >>> ;",
        "members; staff",
    ),
    ("members / staff * 100", "sqrt(members)", r"There is no function 'sqrt'.*There are: abs, count", "sqrt"),
    ("members / staff * 100", "members@2020", r"'@2020' is no period.*Write @previous", "@2020"),
    (
        "members / staff * 100",
        "1 < members < 5",
        r"Two comparisons stand in a row.*Join them with 'and'",
        "1 < members",
    ),
    ("members / staff * 100", "points('quality')", r"Points cannot be used to make points", "points("),
    ("members / staff * 100", "min(members)", r"'min' takes 2 to 99 arguments, not 1", "min(members)"),
    ("members / staff * 100", "norm@previous", r"constant 'norm' has no previous period", "norm@previous"),
    (
        "members / staff * 100",
        "(" * 200 + "members" + ")" * 200,
        r"Too many parts stand inside each other",
        "(((",
    ),
    (
        "formula: members + staff",
        "formula: both + staff",
        r"'both' is derived from itself \(a cycle\)",
        "both + staff",
    ),
    (
        "formula: members + staff",
        "formula: members@previous",
        r"derived indicator 'both' looks at the previous",
        "both:",
    ),
    ("plan: {name", "norm: {name", r"'norm' is both an indicator and a constant", None),
    ("choices: [good, bad]", "choices: []", r"'audit' is a choice without 'choices'", None),
]


@pytest.mark.parametrize(
    ("before", "after", "message", "line"), MISTAKES, ids=[row[2][:40] for row in MISTAKES]
)
def test_a_mistake_in_the_methodology_is_named(
    before: str, after: str, message: str, line: str | None
) -> None:
    text = GOOD.replace(before, after, 1)
    assert text != GOOD
    found = refusal(lambda: parse_methodology(text))
    assert re.search(message, found, re.DOTALL), found
    assert "methodology.yaml" in found
    if line is not None:
        assert f"methodology.yaml:{line_of(text, line)}" in found, found


def bands(*parts: str) -> str:
    listed = ", ".join(f"{{{part}}}" for part in parts)
    return GOOD.replace(
        "{rule: linear, worst: 0, best: 100}", f"{{rule: bands, edge: lower, bands: [{listed}]}}"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bands("points: 0, to: 60", "points: 3, from: 50"), r"Bands of 'coverage' overlap between 50 and 60"),
        (
            bands("points: 0, to: 50", "points: 3, from: 60"),
            r"Bands of 'coverage' leave a gap between 50 and 60",
        ),
        (bands("points: 3, from: 60", "points: 0, to: 50"), r"leave a gap between 50 and 60"),
        (bands("points: 0, to: 50", "points: 3"), r"Two bands of 'coverage' are open at the same end"),
        (bands("points: 0, to: 5", "points: 7, from: 5"), r"gives points outside 0 to 6"),
        (bands("points: 0, to: 5", "points: 6, from: 5, to: 9", "points: 1, from: 9"), r"go up and down"),
        (bands(), r"'coverage' has no bands"),
    ],
)
def test_bands_that_do_not_join_are_named(text: str, message: str) -> None:
    found = refusal(lambda: parse_methodology(text))
    assert re.search(message, found)
    assert f"methodology.yaml:{line_of(text, 'code: coverage')}" in found


def weighted(method: str, *weights: str) -> str:
    text = GOOD.replace("  rounding: 2", f"  combine: {method}")
    for weight, code in zip(weights, ("coverage", "quality"), strict=False):
        text = text.replace(f"- code: {code}", f"- code: {code}\n      weight: {weight}")
    return text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (weighted("weighted_mean", "0", "0"), r"All weights under 'R' are zero.*Give one of them"),
        (weighted("weighted_mean", "1"), r"Some children of 'R' have no weight: quality"),
        (weighted("weighted_mean"), r"children of 'R' have no weights.*Add 'weight:'"),
        (weighted("geometric_mean", "1", "-1"), r"A weight under 'R' is negative"),
        (weighted("power_mean", "1", "1"), r"power mean of 'R' has no power"),
        (weighted("worst_k"), r"'k' of 'R' must be from 1 to 2"),
        (weighted("table"), r"table of 'R' needs 'table:' and exactly two children"),
        (weighted("sum", "1", "2"), r"have weights, which 'sum' does not use"),
    ],
)
def test_weights_that_mean_nothing_are_named(text: str, message: str) -> None:
    found = refusal(lambda: parse_methodology(text))
    assert re.search(message, found), found
    assert f"methodology.yaml:{line_of(text, 'code: R')}" in found


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        GOOD.replace("best: 100", "best: 0")
        .replace("max: 10", "max: 12")
        .replace("members / staff", "a / staff")
    )
    assert len(refusal(lambda: parse_methodology(text)).splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"The file is empty \(methodology.yaml\).*'adil new'"),
        ("# only a comment\n", r"The file is empty"),
        (
            "adil: 1\ncode: [a\nversion: 1\n",
            r"not valid YAML.*methodology.yaml:[23]\).*Check the indentation",
        ),
        ("adil: 1\n\tcode: a\n", r"not valid YAML.*methodology.yaml:2"),
        ("- a\n- b\n", r"does not begin with 'adil: 1'"),
        ("adil: 1\n? [a, b]\n: c\n", r"A key of 'methodology' is not a plain word.*methodology.yaml:2"),
        ("adil: 1\ncode: &x [*x]\n", r"."),
        ("adil: 1\ncode: " + "[" * 3000 + "]" * 3000, r"."),
        ("adil: 1\x00\n", r"not valid YAML"),
    ],
)
def test_what_is_no_methodology_is_named(text: str, message: str) -> None:
    assert re.search(message, refusal(lambda: parse_methodology(text)), re.DOTALL)


def test_a_methodology_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "methodology.yaml"
    path.write_bytes("adil: 1\n# Ереже\ncode: Пример\n".encode("cp1251"))
    found = refusal(lambda: read_methodology(path))
    assert re.search(r"not in UTF-8 \(.*methodology.yaml:2\)\. Save it with the encoding UTF-8", found)


def test_a_methodology_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(lambda: read_methodology(tmp_path / "methodology.yaml"))


# --- tables ---------------------------------------------------------------------------------------


def rate(folder: Path, choices: Choices = Choices(), **files: str | bytes) -> Any:  # noqa: B008 - frozen
    """The rating of a folder with the good files, and those given in their place."""
    texts = {"units": UNITS, "observations": OBSERVATIONS, "marks": MARKS, **files}
    methodology = texts.pop("methodology", GOOD)
    (folder / "methodology.yaml").write_text(str(methodology), encoding="utf-8")
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return compute(read_folder(find_files(folder), choices))


def test_the_good_folder_is_good(tmp_path: Path) -> None:
    assert rate(tmp_path).total.tolist() == [700, 300]


LONG = "x" * (LONGEST_LINE + 10)
TABLES = [
    # file, its text, words of the message, the row
    (
        "observations",
        OBSERVATIONS + "a,members,51\n",
        r"Unit 'a' has indicator 'members' for 2026 twice, first in "
        r"observations.csv, row 2.*Keep one of the two",
        6,
    ),
    (
        "observations",
        OBSERVATIONS + "c,members,51\n",
        r"The unit 'c' is not in the table of units.*Add it to units.csv",
        6,
    ),
    (
        "observations",
        OBSERVATIONS.replace("60", "sixty"),
        r"'sixty' is no number \(indicator 'staff'\).*Write digits",
        5,
    ),
    ("observations", OBSERVATIONS.replace("60", '"1.234,5"'), r"'1.234,5' is no number", 5),
    ("observations", OBSERVATIONS.replace("60", "9" * 5000), r"'9{57}\.\.\.' is no number", 5),
    (
        "observations",
        OBSERVATIONS.replace("a,members,50", "a,members,50.5"),
        r"'50.5' is no whole number from 0",
        2,
    ),
    (
        "observations",
        OBSERVATIONS.replace("a,members,50", "a,members,-5"),
        r"'-5' is no whole number from 0",
        2,
    ),
    (
        "observations",
        OBSERVATIONS + "a,audit,fine\n",
        r"'fine' is no choice of 'audit'.*One of: good, bad",
        6,
    ),
    ("observations", OBSERVATIONS + "a,plan,2\n", r"'2' is neither yes nor no.*Write 1 or 0", 6),
    ("observations", OBSERVATIONS + "a,plan,1,5\n", r"The row has 4 cells, the header 3.*quotes", 6),
    ("observations", OBSERVATIONS + 'a,plan,"1\n', r"cannot be split into cells.*quotes", 6),
    (
        "observations",
        "unit,indicator,value,period\na,members,5,2026-13\n",
        r"'2026-13' is no period.*Write 2026",
        2,
    ),
    (
        "observations",
        "unit,indicator,value,period\na,members,5,2026-02-31\n",
        r"'2026-02-31' is no period",
        2,
    ),
    ("observations", "unit,indicator,value,period\na,members,5,last\n", r"'last' is no period", 2),
    (
        "observations",
        "unit,indicator,value,status\na,members,5,sure\n",
        r"no status 'sure'.*One of: reported",
        2,
    ),
    (
        "observations",
        "unit,indicator,value,status\na,members,,reported\n",
        r"'reported' but has no value.*An empty "
        r"cell is not zero",
        2,
    ),
    ("observations", "unit,indicator\na,members\n", r"lacks the column 'value'.*It has: unit, indicator", 1),
    ("observations", "unit,unit,indicator,value\n", r"The column 'unit' stands twice", 1),
    ("observations", OBSERVATIONS + LONG, r"line is longer than 1,048,576 characters.*line breaks", 6),
    ("observations", LONG, r"line is longer than", 1),
    ("observations", OBSERVATIONS + "a,plan,\0\n", r"holds zero bytes.*Save it as 'CSV UTF-8'", 6),
    (
        "observations",
        OBSERVATIONS.encode() + "a,plan,иә\n".encode("cp1251", "replace"),
        r"not in UTF-8.*CSV UTF-8",
        6,
    ),
    ("observations", OBSERVATIONS.encode("utf-16"), r"not in UTF-8", 1),
    ("units", UNITS + "a,Again,city\n", r"The unit 'a' stands twice, first in units.csv, row 2", 4),
    ("units", UNITS + ",Nameless,city\n", r"The unit has no code.*Fill the column 'unit'", 4),
    (
        "units",
        "unit,since\na,1 May\nb,2020-01-01\n",
        r"'1 May' in the column 'since' is no date.*2026-01-31",
        2,
    ),
    (
        "marks",
        MARKS + "a,quality,m1,0\n",
        r"Rater 'm1' marks unit 'a' on 'quality' twice, first in marks.csv, row 2",
        4,
    ),
    ("marks", MARKS + "a,quality,m2,5\n", r"'5' is no mark of 'quality'.*One of: 0, 1", 4),
    (
        "marks",
        MARKS + "a,coverage,m2,1\n",
        r"'coverage' is no criterion with a rubric.*Marks are given on: quality",
        4,
    ),
    ("marks", MARKS + "z,quality,m2,1\n", r"The unit 'z' is not in the table of units", 4),
    ("marks", MARKS + "a,quality,,1\n", r"The mark has no rater.*Fill the column 'rater'", 4),
]


@pytest.mark.parametrize(("file", "text", "message", "row"), TABLES, ids=[row[2][:30] for row in TABLES])
def test_a_mistake_in_a_table_is_named(
    tmp_path: Path, file: str, text: str | bytes, message: str, row: int
) -> None:
    found = refusal(lambda: rate(tmp_path, Choices(), **{file: text}))
    assert re.search(message, found, re.DOTALL), found[:500]
    assert f"{file}.csv, row {row}" in found
    assert len(found) < 400


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", "   \n"])
def test_an_empty_table_is_named(tmp_path: Path, text: str) -> None:
    found = refusal(lambda: rate(tmp_path, observations=text))
    assert re.search(r"The file is empty \(observations.csv\)\. Its first line names the columns", found)


def test_a_byte_that_is_not_utf8_is_found_in_its_row(tmp_path: Path) -> None:
    """The file is decoded in blocks, so the row must be looked for."""
    rows = "".join(f"a,unknown{number},1\n" for number in range(300))
    data = OBSERVATIONS.encode() + rows.encode() + b"a,plan,\xff\n"
    assert "row 306" in refusal(lambda: rate(tmp_path, observations=data))


def test_nothing_to_rate_is_named(tmp_path: Path) -> None:
    empty = {
        "units": "unit\n",
        "observations": "unit,indicator,value\n",
        "marks": "unit,criterion,rater,mark\n",
    }
    assert "There are no units to rate" in refusal(lambda: rate(tmp_path, Choices(), **empty))


@pytest.mark.parametrize(
    "observations", ["unit,indicator,value\n", "unit,indicator,value\na,members,\nb,staff,\n"]
)
def test_nothing_observed_is_named(tmp_path: Path, observations: str) -> None:
    no_marks = "unit,criterion,rater,mark\n"
    found = refusal(lambda: rate(tmp_path, observations=observations, marks=no_marks))
    assert re.search(r"Not one observation .* for 2026.*--period", found)


def test_a_period_without_observations_is_named(tmp_path: Path) -> None:
    no_marks = "unit,criterion,rater,mark\n"
    dated = "unit,indicator,value,period\na,members,50,2026\n"
    found = refusal(lambda: rate(tmp_path, Choices(period="2019"), observations=dated, marks=no_marks))
    assert re.search(r"Not one observation .* for 2019.*2026", found)
    assert "'soon' is no period" in refusal(
        lambda: rate(tmp_path, Choices(period="soon"), observations=dated)
    )


def test_division_by_zero_names_unit_and_figures(tmp_path: Path) -> None:
    found = refusal(lambda: rate(tmp_path, observations=OBSERVATIONS.replace("60", "0")))
    assert re.search(
        r"'coverage' divides by zero.*unit 'b': members / staff \* 100, where members = 30, staff = 0", found
    )
    assert f"methodology.yaml:{line_of(GOOD, 'members / staff')}" in found
    assert "applies_when" in found


# --- what is accepted -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["50000", "50 000", "50\u00a0000", "50\u202f000", "50000,0", "50000.0"])
def test_numbers_are_read_as_people_write_them(tmp_path: Path, number: str) -> None:
    figures = f'unit,indicator,value\na,members,"{number}"\na,staff,100000\nb,members,30\nb,staff,60\n'
    assert rate(tmp_path, observations=figures).total.tolist() == [700, 300]


def test_a_byte_order_mark_semicolons_and_windows_lines_are_read(tmp_path: Path) -> None:
    text = "\ufeff" + OBSERVATIONS.replace(",", ";").replace("\n", "\r\n")
    assert rate(tmp_path, observations=text).total.tolist() == [700, 300]


def test_a_verified_figure_takes_the_place_of_the_reported_one(tmp_path: Path) -> None:
    """In either order of the rows; a third row is refused."""
    header = "unit,indicator,value,status\nb,members,30,\nb,staff,60,\na,staff,100,\n"
    reported, verified = "a,members,90,reported\n", "a,members,50,verified\n"
    for rows in (reported + verified, verified + reported):
        result = rate(tmp_path, observations=header + rows)
        assert result.total.tolist() == [700, 300]
        note = result.inputs.observations.notes["a", "members", "2026"]
        assert (note.status, note.reported) == ("verified", "90")
    found = refusal(lambda: rate(tmp_path, observations=header + reported + verified + verified))
    assert "only a verified figure may stand beside a reported one" in found


def test_an_indicator_that_is_not_declared_is_told_and_passed_over(tmp_path: Path) -> None:
    result = rate(tmp_path, observations=OBSERVATIONS + "a,colour,red\n")
    assert result.inputs.observations.unknown_indicators == ("colour",)
    assert any("colour" in str(warning) for warning in result.warnings)


def test_units_that_are_not_rated_may_have_figures(tmp_path: Path) -> None:
    units = "unit,name,rated\na,Alpha,yes\nb,Beta,\nc,Gamma,no\n"
    result = rate(
        tmp_path, units=units, observations=OBSERVATIONS + "c,members,1\n", marks=MARKS + "c,quality,m1,1\n"
    )
    assert result.inputs.units.codes == ("a", "b")


# --- Parquet --------------------------------------------------------------------------------------


def write_parquet(path: Path, kind: str) -> None:
    with duckdb.connect() as connection:
        rows = "('a', 'members', 50), ('a', 'staff', 100), ('b', 'members', 30), ('b', 'staff', 60)"
        table = f"(VALUES {rows}) AS t(unit, indicator, value)"
        facts = f"SELECT unit, indicator, value::{kind} AS value FROM {table}"
        connection.execute(f"COPY ({facts}) TO '{path}' (FORMAT PARQUET)")


def parquet_folder(folder: Path) -> Path:
    for name, text in (("methodology.yaml", GOOD), ("units.csv", UNITS), ("marks.csv", MARKS)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "observations.parquet"


@pytest.mark.parametrize("kind", ["DECIMAL(18, 3)", "BIGINT", "VARCHAR"])
def test_exact_parquet_is_read(tmp_path: Path, kind: str) -> None:
    write_parquet(parquet_folder(tmp_path), kind)
    assert compute(read_folder(find_files(tmp_path))).total.tolist() == [700, 300]


def test_floating_point_parquet_is_refused(tmp_path: Path) -> None:
    write_parquet(parquet_folder(tmp_path), "DOUBLE")
    found = refusal(lambda: read_folder(find_files(tmp_path)))
    assert re.search(
        r"'value' is stored as floating point.*\(observations.parquet\)\. Store it as DECIMAL", found
    )


def test_wide_floating_point_parquet_is_refused(tmp_path: Path) -> None:
    path = parquet_folder(tmp_path)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'a' AS unit, 50.5::DOUBLE AS members) TO '{path}' (FORMAT PARQUET)")
    found = refusal(lambda: read_folder(find_files(tmp_path), Choices(wide=True)))
    assert "'members' is stored as floating point" in found


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    parquet_folder(tmp_path).write_bytes(b"unit,indicator,value\n")
    found = refusal(lambda: read_folder(find_files(tmp_path)))
    assert re.search(r"cannot be read as Parquet.*\(observations.parquet\)\. Write it again", found)


def test_a_folder_without_observations_is_named(tmp_path: Path) -> None:
    assert "--observations" in refusal(lambda: find_files(tmp_path))
    assert "There is no such folder" in refusal(lambda: find_files(tmp_path / "nowhere"))


def test_a_wide_table_without_an_indicator_is_named(tmp_path: Path) -> None:
    found = refusal(lambda: rate(tmp_path, Choices(wide=True), observations="unit,colour\na,red\nb,blue\n"))
    assert re.search(r"No column .* is an indicator.*observations.csv, row 1.*Indicators: members", found)


def test_aliases_that_grow_without_end_are_refused() -> None:
    lines = ["adil: 1", "a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise("abcdefghi")]
    with pytest.raises(RatingError, match=r"more than 1,000,000 parts.*methodology\.yaml"):
        parse_methodology("\n".join(lines))
