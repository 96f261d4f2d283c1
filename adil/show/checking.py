"""What a check found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    pass


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
