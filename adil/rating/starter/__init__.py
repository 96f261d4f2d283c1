"""A small commented rating to start from, with a worked case."""

from __future__ import annotations

from pathlib import Path

from adil.rating.errors import DataError

FILES = ("methodology.yaml", "units.csv", "observations.csv", "marks.csv", "cases/exactly-90-per-cent.yaml")


def write_starter(folder: Path) -> list[Path]:
    """Write the starter's files into the folder and give their paths.

    Errors: ``DataError`` if one of them is there already; then nothing is written.
    """
    from adil.rating.write import write_all

    for name in FILES:
        if (folder / name).exists():
            raise DataError(
                f"There is a {name} already, and it stays as it is",
                where=str(folder),
                hint="Name a new folder.",
            )
    here = Path(__file__).parent
    for name in FILES:
        path = folder / name
        write_all(path.parent, {path.name: (here / name).read_text(encoding="utf-8")})
    return [folder / name for name in FILES]
