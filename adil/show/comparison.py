"""The causes of changes between two editions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.table import Table

from adil.rating.exact import plain_text
from adil.rating.words import local_number
from adil.show.screen import console

if TYPE_CHECKING:
    from adil.rating.compare import Change, Comparison


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
