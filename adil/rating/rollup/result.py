"""What a roll-up found, and how it is written and fingerprinted."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

from adil.rating.errors import DataError
from adil.rating.methodology import OverTree

Exact: TypeAlias = Decimal | Fraction
HEADER = (
    "unit", "indicator", "period", "over_tree", "own", "consolidated", "reported", "due",
    "total", "highest", "weighed", "product", "weight",
)  # fmt: skip
EXACT_COLUMNS = ("own", "total", "highest", "product", "weight")


class Figure(NamedTuple):
    """One indicator of one organization. No figure where nobody in its subtree gave a value."""

    unit: str
    indicator: str
    over_tree: OverTree
    own: Decimal | None
    """What the organization said of itself."""
    reported: int
    """Organizations in the subtree, itself included, that gave a value."""
    due: int
    """Organizations in the subtree, itself included."""
    total: Decimal
    highest: Decimal
    weighed: int
    """Organizations that gave both the value and its weight."""
    product: Decimal | None
    """The sum of values times weights."""
    weight: Decimal | None
    """The sum of the weights of those that gave both."""
    is_weighted: bool

    @property
    def consolidated(self) -> Exact | None:
        """The figure of the whole subtree by the indicator's rule; ``None`` is missing, not zero."""
        if self.over_tree is OverTree.SUM:
            return self.total
        if self.over_tree is OverTree.MAX:
            return self.highest
        if self.over_tree is OverTree.LAST:
            return self.own
        if not self.is_weighted:
            return Fraction(self.total) / self.reported
        if not self.weight or self.product is None:
            return None
        return Fraction(self.product) / Fraction(self.weight)


@dataclass(frozen=True)
class RolledUp:
    """All figures, by organization and indicator, of one period on the tree of one day."""

    period: str
    on: date
    figures: tuple[Figure, ...]
    unknown_indicators: Mapping[str, int]
    """Observations left out by indicator, since no rule was given for it."""

    def fingerprint(self) -> str:
        """SHA-256 of the period, the day and every digit of every figure; the engine leaves no trace."""
        digest = hashlib.sha256()
        digest.update(json.dumps([self.period, self.on.isoformat(), dict(self.unknown_indicators)]).encode())
        for row in self._rows():
            digest.update(json.dumps(row).encode())
        return digest.hexdigest()

    def write(self, path: Path) -> None:
        """The figures as ``.csv`` or ``.parquet``: whole, or not at all.

        A mean that has no end as a decimal is written as a fraction, such as ``10/3``.
        """
        if path.suffix not in (".csv", ".parquet"):
            raise DataError(
                f"'{path.suffix}' is no format for figures", where=str(path), hint="Name it .csv or .parquet."
            )
        unfinished = path.with_name(f"{path.name}.unfinished")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                self._write_csv(file)
            if path.suffix == ".parquet":
                self._to_parquet(unfinished)
            unfinished.replace(path)
        except OSError as error:
            raise DataError(
                f"The figures cannot be written: {error.strerror}",
                where=str(path),
                hint="Choose another place.",
            ) from None
        finally:
            unfinished.unlink(missing_ok=True)

    def _rows(self) -> Iterator[tuple[str | int, ...]]:
        for figure in self.figures:
            yield (
                figure.unit, figure.indicator, self.period, figure.over_tree.value,
                exact_text(figure.own), exact_text(figure.consolidated), figure.reported, figure.due,
                exact_text(figure.total), exact_text(figure.highest),
                figure.weighed, exact_text(figure.product), exact_text(figure.weight),
            )  # fmt: skip

    def _write_csv(self, file: IO[str]) -> None:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(self._rows())

    def _to_parquet(self, path: Path) -> None:
        """Turns the CSV file into Parquet; ``consolidated`` stays text, which a fraction needs."""
        import duckdb

        kinds = dict.fromkeys(HEADER, "VARCHAR") | dict.fromkeys(("reported", "due", "weighed"), "BIGINT")
        kinds |= {column: f"DECIMAL(38, {self._places(column)})" for column in EXACT_COLUMNS}
        other = path.with_name(f"{path.name}.parquet")
        with duckdb.connect() as desk:
            rows = desk.read_csv(str(path), header=True, dtype=kinds, quotechar='"', escapechar='"')
            rows.write_parquet(str(other))
        other.replace(path)

    def _places(self, column: str) -> int:
        values = (getattr(figure, column) for figure in self.figures)
        return max((places_of(value) for value in values if value is not None), default=0)


def places_of(value: Decimal) -> int:
    """Digits after the point, without zeros at the end.

    >>> places_of(Decimal("1.500"))
    1
    """
    return len(exact_text(value).partition(".")[2])


def exact_text(value: Exact | None) -> str:
    """Every digit and no more; a fraction with an end as a decimal, one without as a fraction.

    >>> exact_text(Decimal("1.50")), exact_text(Fraction(5, 4)), exact_text(Fraction(10, 3)), exact_text(None)
    ('1.5', '1.25', '10/3', '')
    """
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return _fraction_text(value)
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _fraction_text(value: Fraction) -> str:
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
