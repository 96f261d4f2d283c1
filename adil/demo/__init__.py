"""The demo union: the published figures of a real union, spread over invented districts and primaries.

What the documents publish comes out exactly when summed; everything else is drawn by lot
and marked ``invented`` in every row.
"""

from __future__ import annotations

from pathlib import Path


def build_demo(folder: Path, *, seed: int = 2020) -> None:
    """Write the demo union into ``folder``, the same bytes for the same seed.

    **Shape** ``folder/union``: ``units.csv``, ``tree.csv``, ``branches.csv``, ``indicators.csv``,
    ``facts.parquet``, ``published.csv``, ``sources.csv``; ``folder/rating``: ``units.csv``,
    ``observations.csv``, ``marks.csv`` of the rated member organizations.
    Files of the same names are replaced, other files are left alone.
    """
    from adil.demo.build import build_union_and_rating

    build_union_and_rating(folder, seed=seed)
