"""Rows of CSV and Parquet files as they stand, each with the place it came from."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from adil.rating.errors import DataError

LONGEST_LINE = 1 << 20
"""Characters; a longer line is not a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as text, column by column, and where it stands: ``units.csv, row 3``."""

    cells: Mapping[str, str]
    file: str
    number: int

    @property
    def where(self) -> str:
        return f"{self.file}, row {self.number}"

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()


def read_rows(
    path: Path,
    needed: Sequence[str] = (),
    figures: Container[str] = ("value",),
    units: Sequence[str] = (),
) -> Iterator[Row]:
    """The rows of a table, CSV (comma or semicolon, UTF-8) or Parquet.

    ``figures``: columns of exact numbers, which Parquet must not hold as floating point. ``units``: of
    Parquet only the rows of these units; a CSV file is read whole.

    Errors: ``DataError`` with file and row: not there, empty, wrong encoding, a column lacking, a
    column twice, a row longer than the header, a line beyond ``LONGEST_LINE``.
    """
    if path.is_dir() or path.suffix == ".parquet":
        return _read_parquet(path, needed, figures, units)
    return _read_csv(path, needed)


def _read_csv(path: Path, needed: Sequence[str]) -> Iterator[Row]:
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise DataError(f"The file cannot be opened: {error.strerror}", where=str(path)) from None
    with file:
        lines = _Lines(file, path.name)
        header_line = next(lines, "")
        if not header_line.strip():
            raise DataError("The file is empty", where=path.name, hint="Its first line names the columns.")
        separator = ";" if header_line.count(";") > header_line.count(",") else ","
        header = [name.strip() for name in next(csv.reader([header_line], delimiter=separator))]
        _check_header(header, needed, path.name)
        for number, cells in _split(lines, separator):
            if len(cells) > len(header):
                raise DataError(
                    f"The row has {len(cells)} cells, the header {len(header)}",
                    where=f"{path.name}, row {number}",
                    hint="Put quotes around a cell that holds the separator.",
                )
            if any(cells):
                yield Row(dict(zip(header, cells, strict=False)), path.name, number)


def _split(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the number of the line on which it begins."""
    rows = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        number = lines.number + 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(
                f"The row cannot be split into cells: {error}",
                where=f"{lines.name}, row {number}",
                hint="Check its quotes: each one that opens must close, and one inside a cell is doubled.",
            ) from None


def _check_header(header: list[str], needed: Sequence[str], name: str) -> None:
    twice = {column for column in header if column and header.count(column) > 1}
    if twice:
        raise DataError(
            f"The column '{min(twice)}' stands twice", where=f"{name}, row 1", hint="Rename or remove one."
        )
    lacking = [column for column in needed if column not in header]
    if lacking:
        raise DataError(
            f"The table lacks the column '{lacking[0]}'",
            where=f"{name}, row 1",
            hint=f"It has: {', '.join(header)}.",
        )


class _Lines:
    """The lines of a text file with their number, none longer than a table's can be."""

    def __init__(self, file: IO[str], name: str) -> None:
        self.file, self.name, self.number = file, name, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number += 1
        try:
            line = self.file.readline(LONGEST_LINE + 1)
        except UnicodeDecodeError:
            raise DataError(
                "The file is not in UTF-8",
                where=f"{self.name}, row {self._bad_row()}",
                hint="Save it as 'CSV UTF-8'.",
            ) from None
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise DataError(
                f"The line is longer than {LONGEST_LINE:,} characters",
                where=f"{self.name}, row {self.number}",
                hint="Check that the rows end with line breaks.",
            )
        if "\0" in line:
            raise DataError(
                "The file holds zero bytes, so it is no text",
                where=f"{self.name}, row {self.number}",
                hint="Save it as 'CSV UTF-8'.",
            )
        return line

    def _bad_row(self) -> int:
        """The row of the first byte that is not UTF-8; text is decoded in blocks, which begin before it."""
        with open(self.file.name, "rb") as file:
            for number in count(1):
                line = file.readline(LONGEST_LINE)
                if not line:
                    return self.number
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return number
        return self.number


def _read_parquet(
    path: Path, needed: Sequence[str], figures: Container[str], units: Sequence[str]
) -> Iterator[Row]:
    """The rows of a Parquet file or a folder of them, exact decimals as text."""
    import duckdb

    source = str(path / "*.parquet") if path.is_dir() else str(path)
    with duckdb.connect() as connection:
        try:
            relation = connection.read_parquet(source)
            for column, kind in zip(relation.columns, relation.types, strict=True):
                if column in figures and str(kind) in ("FLOAT", "DOUBLE"):
                    raise DataError(
                        f"The column '{column}' is stored as floating point, so its digits are not exact",
                        where=path.name,
                        hint="Store it as DECIMAL, integer or text.",
                    )
            _check_header(relation.columns, needed, path.name)
            found = connection.execute(
                "SELECT file_row_number + 1, COLUMNS(* EXCLUDE file_row_number)::VARCHAR "
                "FROM read_parquet(?, file_row_number = true)"
                + (" WHERE list_contains(?, unit::VARCHAR)" if units else ""),
                [source, list(units)] if units else [source],
            )
            while rows := found.fetchmany(10_000):
                for number, *row in rows:
                    cells = {name: cell or "" for name, cell in zip(relation.columns, row, strict=True)}
                    yield Row(cells, path.name, number)
        except duckdb.Error as error:
            raise DataError(
                f"The file cannot be read as Parquet: {str(error).splitlines()[0]}",
                where=path.name,
                hint="Write it again, or give the table as CSV.",
            ) from None
