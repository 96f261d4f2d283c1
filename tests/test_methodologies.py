"""The worked cases of every methodology of the project hold, and its wordings are complete."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adil.rating.cases import Case, read_cases, run_case
from adil.rating.methodology import Methodology, Wording
from adil.rating.read.methodology import read_methodology

FOLDERS = sorted(path.parent for path in Path("methodologies").glob("*/*/methodology.yaml"))
CASES = [(folder, case) for folder in FOLDERS for case in read_cases(folder / "cases")]


@pytest.fixture(scope="module")
def methodologies() -> dict[Path, Methodology]:
    return {folder: read_methodology(folder / "methodology.yaml") for folder in FOLDERS}


def wordings(value: Any) -> Iterator[Wording]:
    if isinstance(value, Wording):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from wordings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from wordings(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from wordings(part)


def test_there_are_methodologies_with_cases() -> None:
    assert [str(folder) for folder in FOLDERS] == [
        "methodologies/hdi/2022",
        "methodologies/kz-education-union/2026",
    ]
    assert len(CASES) >= 15


@pytest.mark.parametrize(("folder", "case"), CASES, ids=[f"{f.parent.name}-{c.where}" for f, c in CASES])
def test_worked_case_holds(folder: Path, case: Case, methodologies: dict[Path, Methodology]) -> None:
    assert run_case(methodologies[folder], case) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_wording_is_filled_in_three_languages(
    folder: Path, methodologies: dict[Path, Methodology]
) -> None:
    found = list(wordings(methodologies[folder]))
    assert found
    assert [wording for wording in found if not (wording.kk and wording.ru and wording.en)] == []
