"""Lots: whole numbers that depend on a seed and a label only, the same on every machine and version."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lots:
    """A source of lots. Two labels never share a stream, so a new draw leaves the old ones as they were."""

    seed: int

    def draw(self, label: str, count: int, low: int, high: int) -> Whole:
        """Give back ``count`` whole numbers from ``low`` to ``high``, both included.

        **Source** the finalizer of SplitMix64 (Steele, Lea, Flood 2014) over a counter, keyed by SHA-256.
        """
        key = int.from_bytes(sha256(f"{self.seed}:{label}".encode()).digest()[:8], "big")
        mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        return low + (mixed % np.uint64(high - low + 1)).astype(np.int64)

    def shuffle(self, label: str, count: int) -> Whole:
        """Give back the numbers from 0 to ``count - 1`` in an order drawn by lot."""
        return np.argsort(self.draw(label, count, 0, 2**62), kind="stable")


class Quality:
    """How well an organization works, from 0 to 100: drawn by lot, so nobody's opinion of a real body."""

    def __init__(self, lots: Lots, count: int) -> None:
        self._lots = lots
        places = np.empty(count, dtype=np.int64)
        places[lots.shuffle("quality", count)] = np.arange(count)
        self.levels: Whole = 44 + places * 56 // (count - 1)

    def between(self, label: str, low: int, high: int) -> Whole:
        """Give back a number for each organization, near ``low`` for poor work and ``high`` for good."""
        wander = self._lots.draw(f"quality {label}", len(self.levels), -14, 14)
        near: Whole = low + (high - low) * np.clip(self.levels + wander, 0, 100) // 100
        return near

    def worst(self, place: int) -> int:
        """Give back the number of the organization that stands ``place`` from the bottom, 0 is the last."""
        return int(np.argsort(self.levels, kind="stable")[place])
