"""The demonstration from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adil.show.ranking import show_ranking

if TYPE_CHECKING:
    pass


METHODOLOGY = Path(__file__).parents[2] / "methodologies" / "kz-education-union" / "2026"


def show_demo(folder: Path, language: str) -> None:
    """The demo union in ``folder/union``, its rating in ``rating``, the result in ``result`` beside it."""
    import shutil

    from adil.demo import build_demo
    from adil.rating import compute
    from adil.rating.errors import DataError
    from adil.rating.read.folder import find_files, read_folder
    from adil.rating.write import write_result

    if not METHODOLOGY.is_dir():
        raise DataError(
            "The demonstration needs the folder 'methodologies' of the project",
            where=str(METHODOLOGY),
            hint="Run it from a copy of the project's repository.",
        )
    build_demo(folder)
    shutil.copytree(METHODOLOGY, folder / "rating", dirs_exist_ok=True)
    result = compute(read_folder(find_files(folder / "rating")))
    write_result(result, folder / "result")
    show_ranking(result, language)
    for part in ("union", "rating", "result"):
        click.echo(folder / part)
