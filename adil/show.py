"""What the command prints: tables for the terminal."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from rich.console import Console
from rich.table import Table

from adil.rating.exact import decimal_text, plain_text
from adil.rating.words import PHRASES, local_number

if TYPE_CHECKING:
    from adil.rating import Inputs, Result
    from adil.rating.compare import Change, Comparison
    from adil.rating.perturb import LeftOut
    from adil.rating.reach import Reach
    from adil.rating.rollup import Figure

WORTH_A_BAR = 200_000
"""Units, or draws times units, below which the work is over before a bar can be read."""


def console() -> Console:
    """The terminal, or a page of 150 columns where the output goes elsewhere."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=150)


@contextmanager
def progress(what: str, *, is_long: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error for long work; nothing for short work."""
    if not is_long:
        yield None
        return
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# --- check ----------------------------------------------------------------------------------------


def show_check(path: Path, *, as_json: bool) -> bool:
    """Whether the methodology and its worked cases hold; says what does not."""
    from adil.rating.cases import read_cases, run_case
    from adil.rating.read.methodology import read_methodology
    from adil.rating.walk import walk

    methodology = read_methodology(path)
    cases = read_cases(path.parent / "cases")
    differences = {case.where.split(":")[0]: run_case(methodology, case) for case in cases}
    wrong = {name: [str(difference) for difference in found] for name, found in differences.items() if found}
    criteria = [node for node, _ in walk(methodology.rating) if not node.children]
    if as_json:
        import json

        content = {
            "methodology": methodology.code,
            "version": methodology.version,
            "fingerprint": methodology.fingerprint,
            "criteria": len(criteria),
            "cases": len(cases),
            "wrong": wrong,
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return not wrong
    click.echo(f"{methodology.code} {methodology.version}: {len(criteria)} criteria, no errors.")
    for name, found in wrong.items():
        click.echo(f"{name}:\n  " + "\n  ".join(found))
    click.echo(f"Worked cases: {len(cases) - len(wrong)} of {len(cases)} hold.")
    return not wrong


# --- rate -----------------------------------------------------------------------------------------

HEADINGS = {
    "kk": ("Орны", "Ұйым", "Балл", "Санаты", "Жүлде мен аталым", "Тең болғанда шешкен"),
    "ru": ("Место", "Организация", "Баллы", "Категория", "Призы и номинации", "Чем решено равенство"),
    "en": ("Place", "Organization", "Total", "Category", "Prizes and nominations", "What broke the tie"),
}
JUSTIFY: tuple[Literal["left", "right"], ...] = ("right", "left", "right", "left", "left", "left")
GRAND_PRIX = "★"
WITHOUT_PLACE = {"kk": "Орынсыз", "ru": "Без места", "en": "Without a place"}


def show_ranking(result: Result, language: str, screen: Console | None = None) -> None:
    """The league tables, nominations, warnings and fingerprints."""
    from adil.rating.write import order_of

    screen = screen or console()
    leagues = result.inputs.methodology.leagues
    names = {league.code: league.name.in_language(language) for league in leagues.list} if leagues else {}
    rows, units = order_of(result), result.inputs.units
    width = max(len(units.name(units.codes[row], language)) for row in rows)
    for code in dict.fromkeys(result.leagues[row] for row in rows):
        league_rows = [row for row in rows if result.leagues[row] == code]
        title = names.get(code) or result.inputs.methodology.name.in_language(language)
        screen.print(_league_table(result, league_rows, title, language, width))
    _show_nominations(result, language, screen)
    for warning in result.warnings:
        screen.print(f"! {_shortened(warning.in_language(language))}", style="yellow", markup=False)
    screen.print(f"inputs {result.inputs_fingerprint}\nresult {result.fingerprint}", style="dim")


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[:most].rsplit(",", 1)[0] + ", …"


def _league_table(result: Result, rows: list[int], title: str, language: str, width: int) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    has_ties = any(result.tie_breaks[row] for row in rows)
    for heading, justify in zip(HEADINGS[language][: 6 if has_ties else 5], JUSTIFY, strict=False):
        table.add_column(heading, justify=justify)
    table.columns[1].min_width = min(width, 60)
    for row in rows:
        has_place = bool(result.places[row])
        cells = (
            str(result.places[row]) if has_place else "–",
            result.inputs.units.name(result.inputs.units.codes[row], language),
            local_number(result.total_text(row), language) if has_place else "",
            result.categories[row] or (WITHOUT_PLACE[language] if not has_place else ""),
            _awards(result, row),
            tie.in_language(language) if (tie := result.tie_break(row)) else "",
        )
        table.add_row(*cells[: len(table.columns)])
    return table


def _awards(result: Result, row: int) -> str:
    code = result.inputs.units.codes[row]
    prize = GRAND_PRIX if code in result.grand_prix else ""
    degree = "I" * int(result.prizes[row]) if result.prizes[row] <= 3 else str(result.prizes[row])
    nominated = [
        name for name, winners in result.nominations.items() if code in [winner.unit for winner in winners]
    ]
    return " ".join(part for part in (prize, degree, *nominated) if part)


def _show_nominations(result: Result, language: str, screen: Console) -> None:
    for nomination in result.inputs.methodology.nominations:
        winners = result.nominations.get(nomination.code, ())
        names = ", ".join(result.inputs.units.name(winner.unit, language) for winner in winners) or "–"
        line = f"{nomination.code} {nomination.name.in_language(language)}: {names}"
        screen.print(line, markup=False)


def show_standing(result: Result, unit: str, language: str) -> None:
    """Place, total, penalties and bonuses of one unit."""
    row, units = result.row(unit), result.inputs.units
    adjusted = result.adjusted

    def amount(points: Any) -> str:
        return local_number(decimal_text(int(points[row]), adjusted.digits), language)

    lines = [
        (PHRASES["place"], str(result.places[row])),
        (PHRASES["league"], result.leagues[row]),
        (PHRASES["category"], result.categories[row]),
        (PHRASES["total"], local_number(result.total_text(row), language)),
        (
            PHRASES["penalty"],
            local_number(decimal_text(int(adjusted.penalties[row]), adjusted.digits), language),
        ),
        (PHRASES["bonus"], local_number(decimal_text(int(adjusted.bonuses[row]), adjusted.digits), language)),
    ]
    click.echo(units.name(unit, language))
    for phrase, value in lines:
        if value:
            click.echo(f"  {phrase.in_language(language)}: {value}")


# --- compare --------------------------------------------------------------------------------------

CHANGES = {
    "kk": ("Ұйым", "Орны", "Өзгеріс", "Деректен", "Әдістемеден", "Құрамнан", "Балл"),
    "ru": ("Организация", "Место", "Изменение", "От данных", "От методики", "От состава", "Баллы"),
    "en": ("Organization", "Place", "Change", "From data", "From methodology", "From the pool", "Total"),
}


def comparison_rows(comparison: Comparison, language: str) -> dict[str, Any]:
    """The comparison as plain data."""
    from adil.rating.write import plain

    return {
        "changes": [
            {
                "unit": change.unit,
                "name": comparison.new.inputs.units.name(change.unit, language),
                "place": _plain_change(change.place),
                "total": _plain_change(change.total),
                "nodes": plain(change.nodes),
            }
            for change in comparison.changes
        ],
        "left": list(comparison.left),
        "joined": list(comparison.joined),
        "old_fingerprint": comparison.old.fingerprint,
        "new_fingerprint": comparison.new.fingerprint,
    }


def _plain_change(change: Change) -> dict[str, str]:
    return {name: plain_text(getattr(change, name)) for name in ("old", "new", "data", "methodology", "pool")}


def show_comparison(comparison: Comparison, language: str) -> None:
    """A row an organization: places, the change and its causes; + is up."""
    table = Table()
    for index, heading in enumerate(CHANGES[language]):
        table.add_column(heading, justify="left" if index == 0 else "right")
    for change in sorted(comparison.changes, key=lambda change: (change.place.new, change.unit)):
        place, total = change.place, change.total
        table.add_row(
            comparison.new.inputs.units.name(change.unit, language),
            f"{place.old} → {place.new}",
            _signed(place.old - place.new, language),
            *(_signed(-part, language) for part in (place.data, place.methodology, place.pool)),
            _signed(total.new - total.old, language),
        )
    screen = console()
    screen.print(table)
    for sign, units in (("−", comparison.left), ("+", comparison.joined)):
        if units:
            screen.print(f"{sign} {', '.join(units)}", markup=False)


def _signed(value: Fraction, language: str) -> str:
    return ("+" if value > 0 else "") + local_number(plain_text(value), language)


# --- the demonstration ----------------------------------------------------------------------------

METHODOLOGY = Path(__file__).parents[1] / "methodologies" / "kz-education-union" / "2026"


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


# --- robustness and roll-up -----------------------------------------------------------------------


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
