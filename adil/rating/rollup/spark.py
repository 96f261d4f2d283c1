"""What Spark needs: a session of one's own, the relations as views, rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adil.rating.errors import RatingError
from adil.rating.rollup.desk import EVERY_FILE
from adil.rating.rollup.facts import Facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # overflow is an error, not an empty cell
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # a product keeps all digits or fails
    "spark.sql.session.timeZone": "UTC",
}
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
TYPES = {
    "VARCHAR": "string",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
}


@contextmanager
def open_session(master: str) -> Iterator[Any]:
    """A session with its own settings and views; Spark is stopped at the end if it was started here."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("adil rollup").master(master)
    for key, value in QUIET.items():
        builder = builder.config(key, value)
    try:
        base = running or builder.getOrCreate()
    except Exception as error:  # py4j and Java raise what they like
        raise RatingError(
            f"Spark does not start: {_first_line(error)}",
            where=f"--master {master}",
            hint="Check the address, and that Java 17 or newer is installed.",
        ) from error
    session = base.newSession()
    for key, value in SETTINGS.items():
        session.conf.set(key, value)
    try:
        yield session
    finally:
        if running is None:
            base.stop()


def lay_relations(session: Any, desk: DuckDBPyConnection, facts: Facts, names: Sequence[str]) -> None:
    if facts.source:
        _view_facts(session, facts)
    else:
        _lay(session, desk, "facts")
    for name in names:
        _lay(session, desk, name)


def _view_facts(session: Any, facts: Facts) -> None:
    session.read.parquet(facts.source.removesuffix(EVERY_FILE)).createOrReplaceTempView("stored")
    listed = ", ".join(f"{text} AS {column}" for column, text in facts.columns.items())
    condition = f" WHERE {facts.condition}" if facts.condition else ""
    session.sql(f"SELECT {listed} FROM stored{condition}").createOrReplaceTempView("facts")


def _lay(session: Any, desk: DuckDBPyConnection, name: str) -> None:
    described = desk.execute(f"DESCRIBE {name}").fetchall()
    schema = ", ".join(f"{column} {TYPES.get(kind, kind)}" for column, kind, *_ in described)
    rows = desk.execute(f"SELECT * FROM {name}").fetchall()
    session.createDataFrame(rows, schema).createOrReplaceTempView(name)


def ask(session: Any, statement: str) -> list[tuple[Any, ...]]:
    """The rows. Errors: ``ArithmeticError`` where a number does not fit, whatever Java called it."""
    try:
        return [tuple(row) for row in session.sql(statement).collect()]
    except Exception as error:  # py4j and Java raise what they like
        text = str(error)
        if "ARITHMETIC_OVERFLOW" in text or "NUMERIC_VALUE_OUT_OF_RANGE" in text:
            raise ArithmeticError(text) from None
        raise RatingError(
            f"Spark stopped: {_first_line(error)}", where="spark", hint="See its log."
        ) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
