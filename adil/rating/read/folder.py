"""A folder becomes the inputs of a rating."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from adil.rating.errors import DataError
from adil.rating.frame import Inputs
from adil.rating.marks import Marks
from adil.rating.methodology import Methodology, Rubric
from adil.rating.observations import PERIOD, Observations, previous_period
from adil.rating.read.below import add_from_below, units_of_tree
from adil.rating.read.cells import check_period
from adil.rating.read.marks import collect_marks, mark_rows
from adil.rating.read.methodology import read_methodology
from adil.rating.read.observations import read_observations, read_wide
from adil.rating.read.units import read_units, units_of
from adil.rating.units import UnitTable
from adil.rating.walk import indicators_used, walk


@dataclass(frozen=True)
class Files:
    """Where the parts of a rating lie; each may be given apart from the folder."""

    methodology: Path
    observations: Path
    units: Path | None = None
    marks: Path | None = None
    tree: Path | None = None


@dataclass(frozen=True)
class Choices:
    """How the tables are to be read: wide or long, and of which period."""

    wide: bool = False
    unit: str = "unit"
    period: str = ""
    previous: str = ""
    by_another: bool = False
    """The marks may be of another methodology: those on criteria it does not know are left out."""


def find_files(
    folder: Path,
    *,
    methodology: Path | None = None,
    observations: Path | None = None,
    units: Path | None = None,
    marks: Path | None = None,
    tree: Path | None = None,
) -> Files:
    """The files of a folder, those given taking the place of those found.

    Errors: ``DataError`` if there is no such folder or no observations.
    """
    if not folder.is_dir():
        raise DataError(
            "There is no such folder", where=str(folder), hint="'adil new FOLDER' makes a starter."
        )
    observations = observations or _first(folder, "observations.csv", "observations.parquet", "observations")
    if observations is None:
        raise DataError(
            "There are no observations: neither observations.csv nor observations.parquet",
            where=str(folder),
            hint="Put one there, or name a file with --observations.",
        )
    return Files(
        methodology or folder / "methodology.yaml",
        observations,
        units or _first(folder, "units.csv"),
        marks or _first(folder, "marks.csv"),
        tree or _first(folder, "tree.csv"),
    )


def _first(folder: Path, *names: str) -> Path | None:
    return next((folder / name for name in names if (folder / name).exists()), None)


def read_folder(files: Files, choices: Choices = Choices()) -> Inputs:
    """The inputs of a rating from its files, read and checked."""
    methodology = read_methodology(files.methodology)
    units = read_units(files.units) if files.units else units_of(files.observations, choices.unit)
    if files.tree is not None:
        units = replace(units, left_out=units.left_out | units_of_tree(files.tree) - set(units.codes))
    marks = _marks(files, choices, methodology, units)
    observations = _observations(files, choices, methodology, units)
    period = choices.period or latest_period(observations, methodology)
    check_period(period, "--period")
    previous = choices.previous or previous_period(period)
    if files.tree is not None:
        observations = add_from_below(
            observations,
            observations=files.observations,
            tree=files.tree,
            methodology=methodology,
            units=units,
            periods=(period, previous),
        )
    return Inputs(methodology, units, observations, period, previous, marks)


def _marks(files: Files, choices: Choices, methodology: Methodology, units: UnitTable) -> Marks:
    if files.marks is None:
        return Marks()
    rows = mark_rows(files.marks)
    if choices.by_another:
        known = {
            (node.code, anchor.mark)
            for node, _ in walk(methodology.rating)
            if isinstance(node.score, Rubric)
            for anchor in node.score.anchors
        }
        rows = (row for row in rows if (row.criterion, row.mark) in known)
    return collect_marks(rows, methodology, units)


def read_crosswise(
    old: Files, new: Files, choices: Choices = Choices()
) -> tuple[Inputs, Inputs, Inputs, Inputs]:
    """Two editions and each one's figures under the other's methodology, for ``compare``.

    In order: old, new, old figures by the new methodology, new figures by the old one.
    """
    first, second = read_folder(old, choices), read_folder(new, choices)
    crossed = replace(choices, by_another=True)
    return (
        first,
        second,
        read_folder(
            replace(old, methodology=new.methodology),
            replace(crossed, period=first.period, previous=first.previous),
        ),
        read_folder(
            replace(new, methodology=old.methodology),
            replace(crossed, period=second.period, previous=second.previous),
        ),
    )


def _observations(files: Files, choices: Choices, methodology: Methodology, units: UnitTable) -> Observations:
    year = choices.period or str(methodology.effective.since.year)
    if choices.wide:
        return read_wide(files.observations, methodology, units, choices.unit, year)
    return read_observations(files.observations, methodology, units, year)


def latest_period(observations: Observations, methodology: Methodology) -> str:
    """The latest year that an indicator of the methodology was observed in, or else the latest period."""
    used = indicators_used(methodology)
    periods = sorted(
        {period for indicator, period in observations.columns if indicator in used and PERIOD.match(period)}
    )
    years = [period for period in periods if len(period) == 4]
    return (years or periods or [str(methodology.effective.since.year)])[-1]
