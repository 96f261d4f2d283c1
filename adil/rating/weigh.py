"""What each child counts in its group."""

from __future__ import annotations

from fractions import Fraction

from adil.rating.methodology import Mean, Node


def weights(node: Node) -> tuple[Fraction, ...]:
    """The weight of each child within its group; they sum to 1.

    In a sum a child weighs as much as its maximum; in means as much as its ``weight``, or all the same.

    >>> from adil.rating.methodology import Wording
    >>> name = Wording("", "", "")
    >>> parts = (Node("a", name, max=Fraction(6)), Node("b", name, max=Fraction(2)))
    >>> [str(weight) for weight in weights(Node("d", name, children=parts))]
    ['3/4', '1/4']
    """
    if node.combine.method is Mean.SUM:
        raw = [child.max or Fraction(0) for child in node.children]
    else:
        raw = [Fraction(1) if child.weight is None else child.weight for child in node.children]
    total = sum(raw, start=Fraction(0))
    return tuple(weight / total for weight in raw)
