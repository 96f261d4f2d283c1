"""The terminal: where tables go, and the bar of long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    pass


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
