"""A folder with a tree: the figures of those below are summed to the rated units."""

from __future__ import annotations

from pathlib import Path

import pytest

from adil.rating import DataError, Inputs
from adil.rating.compute import compute
from adil.rating.explain import explain
from adil.rating.read.folder import find_files, read_folder
from tests.rating.small import METHODOLOGY, OBSERVATIONS, write_small

TREE = """unit,parent,since,until
A,,2000-01-01,
B,,2000-01-01,
C,,2000-01-01,
A1,A,2000-01-01,
A2,A,2000-01-01,2025-07-01
A2,B,2025-07-01,
A3,A,2026-01-01,
"""

BELOW = """A1,students,2025,40,reported,,,no
A2,students,2025,60,reported,,,no
A1,late,2025,1,reported,,,no
A2,training,2025,9,reported,,,no
"""


def read_with_tree(
    tmp_path: Path, methodology: str = METHODOLOGY, tree: str = TREE, figures: str = OBSERVATIONS
) -> Inputs:
    folder = write_small(tmp_path, tree=tree, observations=figures + BELOW)
    (folder / "methodology.yaml").write_text(methodology, encoding="utf-8")
    return read_folder(find_files(folder))


def figure_of(inputs: Inputs, unit: str, indicator: str) -> tuple[str, str]:
    """The figure that was rated, and how many organizations it is made of."""
    column = inputs.observations.columns[indicator, "2025"]
    row = inputs.units.index[unit]
    return str(column.scaled[row]), inputs.observations.notes[unit, indicator, "2025"].source


def test_own_figures_and_those_below_are_summed_on_the_last_day_of_the_period(tmp_path: Path) -> None:
    inputs = read_with_tree(tmp_path)
    # A2 belongs to B at the end of 2025; A3 joins A only in 2026
    assert figure_of(inputs, "A", "students") == ("140", "2 / 2")
    assert figure_of(inputs, "B", "students") == ("60", "2 / 2")
    assert figure_of(inputs, "B", "training") == ("109", "2 / 2")
    assert figure_of(inputs, "C", "students") == ("250", "1 / 1")


def test_an_indicator_that_is_not_summed_keeps_the_units_own_figure(tmp_path: Path) -> None:
    own_only = METHODOLOGY.replace(
        "students: {name: {kk: students kk, ru: students ru, en: students en}, unit: person",
        "students: {name: {kk: students kk, ru: students ru, en: students en}, over_tree: last, unit: person",
    )
    assert own_only != METHODOLOGY
    inputs = read_with_tree(tmp_path, own_only)
    assert inputs.observations.columns["students", "2025"].scaled[:2].tolist() == [100, 0]


def test_a_verified_figure_of_the_unit_goes_into_the_sum(tmp_path: Path) -> None:
    inputs = read_with_tree(tmp_path)
    assert figure_of(inputs, "A", "members") == ("900", "check 4; 1 / 2")
    note = inputs.observations.notes["A", "members", "2025"]
    assert (note.status, note.reported, note.as_of) == ("verified", "920", "2026-02-01")


def test_the_explanation_says_how_many_reported(tmp_path: Path) -> None:
    explained = explain(compute(read_with_tree(tmp_path)), "A", "1.3")
    assert [(figure.indicator, figure.value, figure.source) for figure in explained.figures] == [
        ("students", "140", "2 / 2"),
        ("employees", "1000", "form F1 v2; 1 / 2"),
    ]


def test_a_tree_that_goes_round_is_refused(tmp_path: Path) -> None:
    round_tree = TREE.replace("A,,2000-01-01,", "A,A1,2000-01-01,")
    with pytest.raises(DataError, match="A"):
        read_with_tree(tmp_path, tree=round_tree)


def test_what_is_invented_below_is_invented_above(tmp_path: Path) -> None:
    notes = read_with_tree(tmp_path).observations.notes
    assert notes["A", "students", "2025"].is_invented
    real = OBSERVATIONS.replace(",yes", ",no")
    notes = read_with_tree(tmp_path / "real", figures=real).observations.notes
    assert not any(note.is_invented for note in notes.values())


def test_units_without_a_figure_get_the_default_beside_those_that_have_one_from_below(tmp_path: Path) -> None:
    without_own = OBSERVATIONS.replace("B,late,2025,9,reported,,,yes\n", "")
    result = compute(read_with_tree(tmp_path, figures=without_own))
    column = result.inputs.observations.columns["late", "2025"]
    assert (column.scaled.tolist(), column.states) == ([1, 0, 0], None)
    assert result.adjusted.penalties.tolist() == [50, 0, 0]


def test_a_rejected_figure_stays_rejected_whatever_was_reported_below(tmp_path: Path) -> None:
    rejected = OBSERVATIONS.replace("A,students,2025,100,reported", "A,students,2025,100,rejected")
    result = compute(read_with_tree(tmp_path, figures=rejected))
    assert explain(result, "A", "1.3").status == "rejected"
    assert result.inputs.observations.notes["A", "students", "2025"].status == "rejected"
