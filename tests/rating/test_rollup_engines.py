"""The same text on DuckDB, PostgreSQL and Spark, and the same digits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from adil.rating.errors import DataError, RatingError
from adil.rating.rollup import RolledUp, roll_up
from adil.rating.rollup.run import statement
from adil.rating.rollup.spark import open_session
from tests.rating.rollup_naive import roll_up_naively
from tests.rating.rollup_servers import postgresql, spark_master

ON, PERIOD = "2025-12-31", "2025"
PERIODS = ("2025", "2025-H1", "2025-H2", "2025-Q1", "2025-Q4", "2025-07", "2025-11-30", "2024")
RULES = [
    ("staff", "sum", "sum", ""),
    ("members", "sum", "last", ""),
    ("share", "mean", "last", "members"),
    ("marks", "mean", "sum", ""),
    ("record", "max", "sum", ""),
    ("budget", "last", "last", ""),
]


@pytest.fixture(scope="session")
def dsn() -> Iterator[str]:
    with postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def master() -> Iterator[str]:
    """One application for all tests: most of the time of a small roll-up is Java warming up."""
    with spark_master() as address, open_session(address):
        yield address


@pytest.fixture(scope="module")
def union() -> dict[str, Any]:
    """700 organizations on four levels and some thousands of figures, negative ones and all scales."""
    chance = random.Random(2026)
    parents = [-1] + [chance.randrange(0, max(1, unit // 12)) for unit in range(1, 700)]
    tree = [
        (f"Ұ-{unit}", f"Ұ-{parent}" if parent >= 0 else "", "", "") for unit, parent in enumerate(parents)
    ]
    facts: dict[tuple[str, ...], str] = {}
    for _ in range(6_000):
        unit, rule = chance.choice(tree)[0], chance.choice(RULES)[0]
        status = chance.choice(("reported", "reported", "verified", "rejected", "missing"))
        value = f"{chance.randrange(-(10**6), 10**6)}.{chance.randrange(10 ** chance.randrange(1, 6))}"
        facts[unit, rule, chance.choice(PERIODS), status] = value
    rows = [(unit, rule, period, value, status) for (unit, rule, period, status), value in facts.items()]
    return {"facts": rows, "tree": tree, "indicators": RULES}


def write_parquet(facts: list[tuple[str, ...]], folder: Path) -> Path:
    """The facts as decimals in a folder of three Parquet files."""
    folder.mkdir()
    with duckdb.connect() as desk:
        columns = [list(column) for column in zip(*facts, strict=True)]
        desk.execute(
            """CREATE TABLE facts AS SELECT unnest(?) AS unit, unnest(?) AS indicator, unnest(?) AS period,
                 CAST(unnest(?) AS DECIMAL(18, 5)) AS value, unnest(?) AS status""",
            columns,
        )
        for number in range(3):
            desk.execute(
                f"COPY (FROM facts WHERE hash(unit, period) % 3 = {number}) TO '{folder}/{number}.parquet'"
            )
    return folder


def plain(rolled: RolledUp) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (figure.unit, figure.indicator): (figure.own, figure.consolidated, figure.reported, figure.due)
        for figure in rolled.figures
    }


@pytest.mark.parametrize("levels", [None, 2])
def test_duckdb_agrees_with_plain_fractions(union: dict[str, Any], levels: int | None) -> None:
    rolled = roll_up(**union, on=ON, period=PERIOD, levels=levels)
    expected = roll_up_naively(union["facts"], union["tree"], RULES, ON, PERIOD)
    shown = {figure.unit for figure in rolled.figures}
    assert plain(rolled) == {key: value for key, value in expected.items() if key[0] in shown}
    assert len(shown) > (600 if levels is None else 5)


def test_parquet_gives_the_same_digits_as_rows(union: dict[str, Any], tmp_path: Path) -> None:
    folder = write_parquet(union["facts"], tmp_path / "facts")
    rows = roll_up(**union, on=ON, period=PERIOD)
    assert roll_up(**union | {"facts": folder}, on=ON, period=PERIOD).fingerprint() == rows.fingerprint()


@pytest.mark.parametrize("levels", [None, 2])
def test_postgresql_gives_the_same_digits(union: dict[str, Any], dsn: str, levels: int | None) -> None:
    wanted = {**union, "on": ON, "period": PERIOD, "levels": levels}
    there, here = roll_up(**wanted, engine="postgresql", dsn=dsn), roll_up(**wanted)
    assert there == here
    assert there.fingerprint() == here.fingerprint()


def test_postgresql_reads_parquet_and_leaves_nothing(union: dict[str, Any], dsn: str, tmp_path: Path) -> None:
    import psycopg

    wanted = {**union, "facts": write_parquet(union["facts"], tmp_path / "facts"), "on": ON, "period": PERIOD}
    there = roll_up(**wanted, engine="postgresql", dsn=dsn)
    assert there.fingerprint() == roll_up(**wanted).fingerprint()
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT count(*) FROM pg_class WHERE relname = 'facts'").fetchone()
    assert found == (0,)


def test_spark_gives_the_same_digits(union: dict[str, Any], master: str, tmp_path: Path) -> None:
    wanted = {**union, "facts": write_parquet(union["facts"], tmp_path / "facts"), "on": ON, "period": PERIOD}
    there, here = roll_up(**wanted, engine="spark", master=master), roll_up(**wanted)
    assert there == here
    assert there.fingerprint() == here.fingerprint()


LARGE = "99999999999999999999999999999999999999"
BROKEN: dict[str, list[tuple[str, ...]]] = {
    "more than 38 digits": [
        ("a", "staff", "2025", LARGE, "reported"),
        ("b", "staff", "2025", LARGE, "reported"),
    ],
    "2 times": [("a", "staff", "2025", "1", "reported"), ("a", "staff", "2025", "1", "reported")],
    "not in the tree": [("c", "staff", "2025", "1", "reported")],
}


def assert_refused(text: str, **where: str) -> None:
    tree = [("r", "", "", ""), ("a", "r", "", ""), ("b", "r", "", "")]
    with pytest.raises(DataError, match=text):
        roll_up(BROKEN[text], tree, RULES, on=ON, period=PERIOD, **where)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", BROKEN)
def test_duckdb_refuses(text: str) -> None:
    assert_refused(text)


@pytest.mark.parametrize("text", BROKEN)
def test_postgresql_refuses(text: str, dsn: str) -> None:
    assert_refused(text, engine="postgresql", dsn=dsn)


@pytest.mark.parametrize("text", ["more than 38 digits", "2 times"])
def test_spark_refuses(text: str, master: str) -> None:
    assert_refused(text, engine="spark", master=master)


def test_a_server_that_is_not_there_is_named(union: dict[str, Any]) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(RatingError, match="PostgreSQL does not answer"):
        roll_up(**union, on=ON, period=PERIOD, engine="postgresql", dsn="host=127.0.0.1 port=1 user=nobody")


def test_the_statement_neither_divides_nor_rounds() -> None:
    text = "\n".join(line.partition("--")[0] for line in statement().lower().splitlines())
    assert all(word not in text for word in ("/", "round", "avg", "float", "double"))
