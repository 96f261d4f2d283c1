"""Two editions: the causes of each change add up to the change."""

from __future__ import annotations

from pathlib import Path

import pytest

from adil.rating import DataError
from adil.rating.compare import Comparison, compare
from adil.rating.read.folder import find_files, read_crosswise
from tests.rating.small import METHODOLOGY, OBSERVATIONS, UNITS, write_small


def compared(tmp_path: Path, methodology: str = METHODOLOGY, **changed: str) -> Comparison:
    old, new = write_small(tmp_path / "old"), write_small(tmp_path / "new", **changed)
    (new / "methodology.yaml").write_text(methodology, encoding="utf-8")
    return compare(*read_crosswise(find_files(old), find_files(new)))


def test_the_same_edition_changes_nothing(tmp_path: Path) -> None:
    comparison = compared(tmp_path)
    assert comparison.old.fingerprint == comparison.new.fingerprint
    for change in comparison.changes:
        for part in (change.place, change.total):
            assert (part.old, part.data, part.methodology, part.pool) == (part.new, 0, 0, 0)


def test_new_figures_are_all_the_cause(tmp_path: Path) -> None:
    better = OBSERVATIONS.replace("B,members,2025,899", "B,members,2025,960")
    (change,) = [part for part in compared(tmp_path, observations=better).changes if part.unit == "B"]
    assert change.total.data == change.total.new - change.total.old != 0
    assert (change.total.methodology, change.total.pool) == (0, 0)


def test_new_methodology_is_all_the_cause(tmp_path: Path) -> None:
    milder = METHODOLOGY.replace("from: 90, points: 6", "from: 85, points: 6").replace("to: 90", "to: 85")
    (change,) = [part for part in compared(tmp_path, milder).changes if part.unit == "B"]
    assert change.total.methodology == change.total.new - change.total.old != 0
    assert (change.total.data, change.total.pool) == (0, 0)


def test_a_unit_that_leaves_moves_the_others_by_the_pool(tmp_path: Path) -> None:
    units = "\n".join(line for line in UNITS.splitlines() if not line.startswith("B,"))
    figures = "\n".join(line for line in OBSERVATIONS.splitlines() if not line.startswith("B,"))
    marks = "unit,criterion,rater,mark\nA,2.1,R1,good\nA,2.1,R2,bad\n"
    comparison = compared(tmp_path, units=units, observations=figures, marks=marks)
    assert (comparison.left, comparison.joined) == (("B",), ())
    (change,) = [part for part in comparison.changes if part.unit == "C"]
    # C was in the middle of the pool of 2.2 and is now its best: 2.5 points more
    assert (change.total.pool, change.total.data) == (2.5, 0)


def test_effects_add_up_to_the_change(tmp_path: Path) -> None:
    figures = OBSERVATIONS.replace("A,members,2025,900", "A,members,2025,1000").replace(
        "C,training,2025,75", "C,training,2025,99"
    )
    methodology = METHODOLOGY.replace("worst: -5, best: 5", "worst: 0, best: 12")
    for change in compared(tmp_path, methodology, observations=figures).changes:
        for part in (change.place, change.total):
            assert part.data + part.methodology + part.pool == part.new - part.old


def test_editions_without_a_common_unit_are_refused(tmp_path: Path) -> None:
    others = {
        "units": UNITS.replace("\nA,", "\nX,").replace("\nB,", "\nY,").replace("\nC,", "\nZ,"),
        "observations": OBSERVATIONS.replace("\nA,", "\nX,").replace("\nB,", "\nY,").replace("\nC,", "\nZ,"),
        "marks": "unit,criterion,rater,mark\n",
    }
    with pytest.raises(DataError, match="no unit in common"):
        compared(tmp_path, **others)
