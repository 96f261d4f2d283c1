"""The exact best and worst place of each unit over all allowed weights."""

from adil.rating.reach.run import Among, End, Reach, Sureness, find_reach
from adil.rating.reach.solver import Effort

__all__ = ["Among", "Effort", "End", "Reach", "Sureness", "find_reach"]
