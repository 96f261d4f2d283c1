"""The totals of a roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from adil.rating.exact import plain_text
from adil.show.screen import console, progress

if TYPE_CHECKING:
    from adil.rating.rollup import Figure


def show_rollup(
    *,
    facts: str,
    tree: Path,
    indicators: Path,
    on_day: str,
    period: str,
    engine: str,
    master: str | None,
    dsn: str | None,
    levels: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """The totals as a file, or those of the top of the tree on the screen; counts and fingerprint."""
    import json

    from adil.rating.rollup import roll_up

    with progress("steps", is_long=True) as report:
        rolled = roll_up(
            facts, tree, indicators,
            on=on_day, period=period, engine=engine, master=master, dsn=dsn, levels=levels, progress=report,
        )  # fmt: skip
    if out is not None:
        rolled.write(out)
    if as_json:
        content = {
            "period": rolled.period,
            "on": rolled.on.isoformat(),
            "figures": len(rolled.figures),
            "units": len({figure.unit for figure in rolled.figures}),
            "unknown_indicators": dict(rolled.unknown_indicators),
            "fingerprint": rolled.fingerprint(),
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    screen = console()
    if out is None:
        screen.print(_rollup_table(rolled.figures))
    for code, count in rolled.unknown_indicators.items():
        screen.print(f"! No rule for {code}: {count} observations left out", style="yellow", markup=False)
    screen.print(f"{len(rolled.figures)} figures, fingerprint {rolled.fingerprint()}", style="dim")


MOST_ROWS = 60


def _rollup_table(figures: Sequence[Figure]) -> Table:
    """The figures of the organizations that stand above the most others."""
    top = max((figure.due for figure in figures), default=0)
    shown = [figure for figure in figures if figure.due == top][:MOST_ROWS]
    table = Table()
    for heading in ("unit", "indicator", "own", "consolidated", "reported", "due"):
        table.add_column(heading, justify="left" if heading in ("unit", "indicator") else "right")
    for figure in shown:
        own = "" if figure.own is None else plain_text(Fraction(figure.own))
        table.add_row(
            figure.unit,
            figure.indicator,
            own,
            str(figure.consolidated),
            str(figure.reported),
            str(figure.due),
        )
    return table
