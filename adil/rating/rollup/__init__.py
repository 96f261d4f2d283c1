"""Roll-up: the figures of all organizations summed up the tree of one day, exactly, on three engines."""

from adil.rating.rollup.result import Figure, RolledUp
from adil.rating.rollup.run import roll_up

__all__ = ["Figure", "RolledUp", "roll_up"]
