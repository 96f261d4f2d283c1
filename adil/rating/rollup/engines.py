"""The three engines. Each reads the same relations and is asked in the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from adil.rating.errors import DataError, RatingError
from adil.rating.rollup.facts import Facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Ask: TypeAlias = Callable[[str], list[tuple[Any, ...]]]
"""A statement in, its rows out."""
RELATIONS = ("tree", "home", "line", "indicator", "part")
TOO_LARGE = DataError(
    "A sum or a product has more than 38 digits",
    where="facts",
    hint="Give the values in a larger unit, or the column 'value' fewer digits after the point.",
)


@contextmanager
def on_duckdb(desk: DuckDBPyConnection, facts: Facts, options: Mapping[str, str | None]) -> Iterator[Ask]:
    import duckdb

    def ask(statement: str) -> list[tuple[Any, ...]]:
        try:
            return desk.execute(statement).fetchall()
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            raise TOO_LARGE from None
        except duckdb.Error as error:
            raise RatingError(
                f"DuckDB stopped: {str(error).splitlines()[0]}", where=facts.name, hint="Check the file."
            ) from error

    yield ask


@contextmanager
def on_postgresql(desk: DuckDBPyConnection, facts: Facts, options: Mapping[str, str | None]) -> Iterator[Ask]:
    """The relations are copied into temporary tables of one transaction, which is rolled back."""
    psycopg = _need("psycopg", "portal")
    try:
        connection = psycopg.connect(options["dsn"] or "", autocommit=False)
    except psycopg.OperationalError as error:
        raise RatingError(
            f"PostgreSQL does not answer: {str(error).strip().splitlines()[0]}",
            where="--dsn",
            hint="Check the address, the name of the database and the user.",
        ) from None

    def ask(statement: str) -> list[tuple[Any, ...]]:
        try:
            found: list[tuple[Any, ...]] = connection.execute(statement).fetchall()
        except psycopg.errors.NumericValueOutOfRange:
            raise TOO_LARGE from None
        return found

    try:
        for name in ("facts", *RELATIONS):
            _copy(desk, connection, name)
        yield ask
    finally:
        connection.rollback()
        connection.close()


def _copy(desk: DuckDBPyConnection, connection: Any, name: str) -> None:
    columns = [(column, kind) for column, kind, *_ in desk.execute(f"DESCRIBE {name}").fetchall()]
    typed = ", ".join(f"{column} {_postgresql_type(kind)}" for column, kind in columns)
    connection.execute(f"CREATE TEMPORARY TABLE {name} ({typed}) ON COMMIT DROP")
    found = desk.execute(f"SELECT {', '.join(column for column, _ in columns)} FROM {name}")
    with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
        while rows := found.fetchmany(10_000):
            for row in rows:
                copy.write_row(row)
    connection.execute(f"ANALYZE {name}")


def _postgresql_type(kind: str) -> str:
    if kind == "VARCHAR":
        return "text"
    return kind.replace("DECIMAL", "numeric") if kind.startswith("DECIMAL") else "bigint"


@contextmanager
def on_spark(desk: DuckDBPyConnection, facts: Facts, options: Mapping[str, str | None]) -> Iterator[Ask]:
    """Parquet is read by the cluster itself, so its path must be one that the workers see."""
    from adil.rating.rollup import spark

    _need("pyspark", "spark")
    with spark.open_session(options["master"] or "local[*]") as session:
        spark.lay_relations(session, desk, facts, RELATIONS)

        def ask(statement: str) -> list[tuple[Any, ...]]:
            try:
                return spark.ask(session, statement)
            except ArithmeticError:
                raise TOO_LARGE from None

        yield ask


def _need(module: str, extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        raise RatingError(
            f"The package '{module}' is not installed", hint=f"Install it: pip install 'adil[{extra}]'."
        ) from None


Engine: TypeAlias = Callable[
    ["DuckDBPyConnection", Facts, Mapping[str, str | None]], AbstractContextManager[Ask]
]
ENGINES: dict[str, Engine] = {"duckdb": on_duckdb, "spark": on_spark, "postgresql": on_postgresql}
