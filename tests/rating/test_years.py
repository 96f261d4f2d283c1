"""Parts of a year combine into the year by the indicator's rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from adil.rating.explain import explain
from tests.rating.small import METHODOLOGY, OBSERVATIONS, write_small


def value_of(tmp_path: Path, parts: str, rule: str = "sum", unit: str = "A") -> tuple[str, str]:
    """The year's figure of ``training`` and its source, made of the given rows."""
    figures = "\n".join(line for line in OBSERVATIONS.splitlines() if not line.startswith(f"{unit},training"))
    folder = write_small(tmp_path, observations=f"{figures}\n{parts}\n")
    methodology = METHODOLOGY.replace("unit: KZT", f"unit: KZT, over_time: {rule}")
    (folder / "methodology.yaml").write_text(methodology, encoding="utf-8")
    from adil.rating import compute
    from adil.rating.read.folder import find_files, read_folder

    figure = explain(compute(read_folder(find_files(folder))), unit, "2.2").figures[0]
    return figure.value, figure.source


@pytest.mark.parametrize(
    ("parts", "rule", "found"),
    [
        ("A,training,2025-H1,20.5\nA,training,2025-H2,30", "sum", ("50.5", "2025-H1 + 2025-H2")),
        ("A,training,2025-H2,30\nA,training,2025-H1,20.5", "last", ("30", "2025-H2")),
        ("A,training,2025-H1,20", "last", ("20", "2025-H1")),
        ("A,training,2025-H1,20", "sum", ("", "")),
        ("A,training,2025-H1,20\nA,training,2025-H2,30\nA,training,2025,77", "sum", ("77", "")),
        (
            "\n".join(f"A,training,2025-Q{quarter},{quarter}" for quarter in (1, 2, 3, 4)),
            "sum",
            ("10", "2025-Q1 + 2025-Q2 + 2025-Q3 + 2025-Q4"),
        ),
        ("\n".join(f"A,training,2025-{month:02d},1" for month in range(1, 13)), "last", ("1", "2025-12")),
    ],
)
def test_a_year_is_made_of_its_parts(tmp_path: Path, parts: str, rule: str, found: tuple[str, str]) -> None:
    assert value_of(tmp_path, parts, rule) == found


def test_a_part_that_is_missing_leaves_the_year_missing(tmp_path: Path) -> None:
    parts = "A,training,2025-H1,20,reported\nA,training,2025-H2,,missing"
    assert value_of(tmp_path, parts)[0] == ""
