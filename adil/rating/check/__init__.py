"""Does the methodology make sense? Every finding names file and line, and all are given at once."""

from __future__ import annotations

from adil.rating.check.after import check_after_points
from adil.rating.check.findings import Findings
from adil.rating.check.head import check_codes, check_header, check_indicators
from adil.rating.check.nodes import check_node
from adil.rating.errors import raise_all
from adil.rating.methodology import Methodology
from adil.rating.walk import walk


def check_methodology(methodology: Methodology) -> None:
    """Nothing if the methodology can be followed, else all its errors together."""
    raise_all(list(find_errors(methodology)))


def find_errors(methodology: Methodology) -> Findings:
    """Every error of a methodology, in the order of its parts."""
    yield from check_header(methodology)
    yield from check_indicators(methodology)
    yield from check_codes(methodology)
    for node, parent in walk(methodology.rating):
        yield from check_node(node, parent, methodology)
    yield from check_after_points(methodology)


__all__ = ["check_methodology", "find_errors"]
