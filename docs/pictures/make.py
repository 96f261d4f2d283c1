"""Draw the pictures of the documentation from what the command prints.

Run ``python docs/pictures/make.py`` after ``make demo``.
"""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from adil.rating import compute
from adil.rating.explain import explain
from adil.rating.read.folder import find_files, read_folder
from adil.rating.tell import tell
from adil.show.ranking import show_ranking

HERE = Path(__file__).parent
DEMO = Path("build/demo/rating")


def draw(name: str, title: str, console: Console) -> None:
    """Save what the console printed; fonts are the reader's own, nothing is loaded from elsewhere."""
    svg = console.export_svg(title=title)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    (HERE / name).write_text(svg, encoding="utf-8")


def main() -> None:
    result = compute(read_folder(find_files(DEMO)))
    tables = Console(record=True, width=104, highlight=False)
    show_ranking(result, "kk", tables)
    draw("league-tables.svg", "make demo", tables)
    told = tell(explain(result, "KYZ", "1.4"), result.nodes["1.4"].node, "en")
    words = Console(record=True, width=118, highlight=False)
    words.print(Text(told))
    draw("explanation.svg", "adil explain build/demo/rating KYZ 1.4 --language en", words)


if __name__ == "__main__":
    main()
