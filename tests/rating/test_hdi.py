"""A real rating that nobody here computed: the Human Development Index 2022, all 193 countries."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from adil.rating import compute
from adil.rating.read.folder import Choices, find_files, read_folder

ROOT = Path(__file__).resolve().parents[2]
METHODOLOGY = ROOT / "methodologies" / "hdi" / "2022"
PUBLISHED = ROOT.parent / "shared" / "reference" / "hdi_2022.csv"


@pytest.mark.skipif(not PUBLISHED.exists(), reason=f"the published table is not here: {PUBLISHED.name}")
@pytest.mark.skipif(not (METHODOLOGY / "methodology.yaml").exists(), reason="the methodology is not here")
def test_every_published_value_place_and_tier_comes_out() -> None:
    files = find_files(METHODOLOGY, observations=PUBLISHED)
    result = compute(read_folder(files, Choices(wide=True, unit="iso3")))
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        published = {row["iso3"]: row for row in csv.DictReader(file)}
    found = {
        code: (result.total_text(row), str(result.places[row]), result.categories[row])
        for row, code in enumerate(result.inputs.units.codes)
    }
    expected = {
        code: (f"{float(row['hdi_published']):.3f}", row["rank_published"], row["tier_published"])
        for code, row in published.items()
        if row["rank_published"]
    }
    assert len(expected) == 193
    assert {code: row for code, row in found.items() if code in expected} == expected
    assert {found[code][1] for code in set(found) - set(expected)} <= {"0"}
