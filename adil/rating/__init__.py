"""The rating engine: a methodology file and observations in, an explained ranking out.

Pure functions over tables: no clock, no network, no environment. Nothing heavy is imported until
it is used.
"""

from adil.rating.compute import compute
from adil.rating.errors import DataError, FormulaError, MethodologyError, RatingError, TreeError
from adil.rating.frame import Inputs
from adil.rating.methodology import Methodology
from adil.rating.result import Result

__all__ = [
    "DataError",
    "FormulaError",
    "Inputs",
    "Methodology",
    "MethodologyError",
    "RatingError",
    "Result",
    "TreeError",
    "compute",
]
