"""League tables, nominations, the standing of one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click
from rich.console import Console
from rich.table import Table

from adil.rating.exact import decimal_text
from adil.rating.words import PHRASES, local_number
from adil.show.screen import console

if TYPE_CHECKING:
    from adil.rating import Result


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
