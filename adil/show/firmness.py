"""How firm places are."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.table import Table

from adil.rating.words import local_number
from adil.show.screen import WORTH_A_BAR, console, progress

if TYPE_CHECKING:
    from adil.rating import Inputs, Result
    from adil.rating.perturb import LeftOut
    from adil.rating.reach import Reach


LEFT_OUT = {
    "kk": ("Өлшемшартсыз", "Орны өзгергендер", "Ең үлкен жылжу", "Орындардың байланысы"),
    "ru": ("Без критерия", "Сменили место", "Наибольший сдвиг", "Связь мест"),
    "en": ("Without the criterion", "Places changed", "Largest shift", "Rank correlation"),
}


def show_robustness(
    inputs: Inputs, *, draws: int | None, seed: int | None, language: str, as_json: bool
) -> None:
    """How firm each place is, over draws and over all allowed weights, and what each criterion carries."""
    import json

    from adil.rating import compute
    from adil.rating.perturb import leave_one_out, perturb
    from adil.rating.perturb.tell import COLUMNS, as_data, table_rows

    result = compute(inputs)
    wanted = inputs.methodology.robustness.draws if draws is None else draws
    with progress("draws", is_long=wanted * len(inputs.units) >= WORTH_A_BAR) as report:
        firmness = perturb(inputs, draws=draws, seed=seed, progress=report, baseline=result)
    left_out = leave_one_out(inputs, baseline=result)
    reach = find_reach_quietly(result) if len(inputs.units) <= MOST_REACHED else ()
    if as_json:
        click.echo(json.dumps(as_data(firmness, left_out, reach), ensure_ascii=False, indent=1))
        return
    screen = console()
    table = Table(title=f"{firmness.draws:,} draws, seed {firmness.seed}", title_justify="left")
    for heading in COLUMNS:
        table.add_column(heading.in_language(language))
    rows = table_rows(firmness, inputs.units, language, reach)
    for column, cells in zip(table.columns, zip(*rows, strict=True), strict=False):
        column.min_width = min(max(map(len, cells)), 36)
    for row in rows:
        table.add_row(*row)
    screen.print(table)
    screen.print(_left_out_table(left_out, language))


MOST_REACHED = 200
"""Units up to which the best and worst places over all weights are found in seconds."""


def find_reach_quietly(result: Result) -> tuple[Reach, ...]:
    """The reach of every unit, without what the solver's C code prints past Python's standard output."""
    import os

    from adil.rating.reach import find_reach

    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        return find_reach(result.inputs, baseline=result)
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _left_out_table(left_out: Sequence[LeftOut], language: str) -> Table:
    table = Table()
    for index, heading in enumerate(LEFT_OUT[language]):
        table.add_column(heading, justify="right" if index else "left")
    for each in left_out:
        correlation = "–" if each.correlation is None else local_number(f"{each.correlation:.3f}", language)
        shift = f"{each.largest} ({each.unit})" if each.unit else str(each.largest)
        table.add_row(each.criterion, f"{each.changed} / {each.units}", shift, correlation)
    return table
