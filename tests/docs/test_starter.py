"""The folder that ``adil new`` writes: it can be rated as it is, and speaks three languages."""

from __future__ import annotations

import csv
import dataclasses
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import adil.rating
from adil.rating import DataError, Result, compute
from adil.rating.cases import read_cases, run_case
from adil.rating.methodology import LANGUAGES, Wording
from adil.rating.read.folder import find_files, read_folder
from adil.rating.result import STATUS_WORDS
from adil.rating.starter import FILES, write_starter

STARTER = Path(adil.rating.__file__).parent / "starter"


@pytest.fixture(scope="module")
def rated() -> Result:
    return compute(read_folder(find_files(STARTER)))


def test_starter_is_written_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert write_starter(folder) == [folder / name for name in FILES]
    written = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
    assert written == {
        path.relative_to(STARTER): path.read_bytes()
        for path in STARTER.rglob("*.*")
        if path.suffix in (".yaml", ".csv")
    }


def test_starter_writes_over_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "marks.csv"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match=r"There is a marks\.csv already"):
        write_starter(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["marks.csv"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_starter_gives_every_unit_a_total_and_a_place(rated: Result) -> None:
    found = {
        unit: (rated.total_text(row), rated.leagues[row], int(rated.places[row]), rated.categories[row])
        for row, unit in enumerate(rated.inputs.units.codes)
    }
    assert found == {
        "city1": ("84.50", "I", 1, "A"),
        "city2": ("64.82", "I", 2, "B"),
        "tau": ("91.20", "II", 1, "A"),
        "kol": ("41.07", "II", 2, "C"),
        "dala": ("15.64", "II", 4, "C"),
        "orman": ("35.95", "II", 3, "C"),
    }


def test_starter_shows_what_a_gap_does(rated: Result) -> None:
    def status(criterion: str, unit: str) -> str:
        return STATUS_WORDS[rated.nodes[criterion].state(rated.row(unit))]

    assert status("1.2", "orman") == "not_applicable"  # it is younger than a year
    assert status("2.1", "kol") == "not_applicable"  # no violations
    assert status("2.1", "dala") == "scored"  # violations, but not one submission: 0 points
    assert status("2.2", "dala") == "missing"
    assert status("3.3", "orman") == "missing"  # two raters of three


def test_starter_gives_awards(rated: Result) -> None:
    assert rated.grand_prix == ("tau",)
    assert {code: [winner.unit for winner in winners] for code, winners in rated.nominations.items()} == {
        "legal": ["city1"],
        "publicity": ["city2"],
    }


def test_starter_says_that_it_is_a_proposal_with_invented_figures(rated: Result) -> None:
    assert [warning.en for warning in rated.warnings] == [
        "The methodology is not approved yet: it is a proposal.",
        "Some figures are invented for the demonstration: 59 of 59.",
    ]


def test_worked_case_of_the_starter_holds(rated: Result) -> None:
    (case,) = read_cases(STARTER / "cases")
    assert run_case(rated.inputs.methodology, case) == []


def test_starter_has_its_words_in_three_languages(rated: Result) -> None:
    wordings = list(wordings_of(rated.inputs.methodology))
    assert len(wordings) > 40
    for wording in [*wordings, *rated.inputs.units.names.values()]:
        kk, ru, en = (wording.in_language(language) for language in LANGUAGES)
        assert kk != ru, wording
        assert not re.search("[А-Яа-яЁё]", en.replace("І", "I")), wording
        assert re.search("[А-Яа-яЁё]", ru), wording


def wordings_of(part: Any) -> Iterator[Wording]:
    if isinstance(part, Wording):
        yield part
    elif dataclasses.is_dataclass(part):
        for declared in dataclasses.fields(part):
            yield from wordings_of(getattr(part, declared.name))
    elif isinstance(part, dict):
        yield from wordings_of(tuple(part.values()))
    elif isinstance(part, tuple):
        for item in part:
            yield from wordings_of(item)


def test_comments_of_the_starter_are_in_three_languages() -> None:
    text = (STARTER / "methodology.yaml").read_text(encoding="utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    counts = [len(re.findall(rf"(?<!\w){language}  ", comments)) for language in LANGUAGES]
    assert counts[0] > 15
    assert counts == [counts[0]] * 3


def test_order_of_rows_and_comments_do_not_change_the_fingerprints(rated: Result, tmp_path: Path) -> None:
    folder = shutil.copytree(STARTER, tmp_path / "copy")
    for name in ("units.csv", "observations.csv", "marks.csv"):
        _shuffle(folder / name)
    path = folder / "methodology.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.lstrip().startswith("#")), encoding="utf-8")
    again = compute(read_folder(find_files(folder)))
    assert again.inputs_fingerprint == rated.inputs_fingerprint
    assert again.fingerprint == rated.fingerprint


def _shuffle(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    random.Random(1).shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
