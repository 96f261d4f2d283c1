"""How firm the places of a rating are: draws, criteria left out, agreement of raters.

``adil.rating.perturb.tell`` gives them as table rows and as plain data.
"""

from adil.rating.perturb.firmness import (
    Firmness,
    Moved,
    Neighbour,
    PlaceShare,
    Robustness,
    Share,
    Spread,
)
from adil.rating.perturb.left_out import LeftOut, leave_one_out
from adil.rating.perturb.run import perturb
from adil.rating.perturb.words import share_text

__all__ = [
    "Firmness",
    "LeftOut",
    "Moved",
    "Neighbour",
    "PlaceShare",
    "Robustness",
    "Share",
    "Spread",
    "leave_one_out",
    "perturb",
    "share_text",
]
