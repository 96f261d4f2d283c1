"""``methodology.yaml`` as a ``Methodology``, with what is inherited filled in."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import yaml

from adil.rating.check import check_methodology
from adil.rating.errors import MethodologyError
from adil.rating.methodology import Mean, Methodology, Node, Policy
from adil.rating.read.document import Reader, compose, plain, read_text

LANGUAGE_VERSION = "1"


def read_methodology(path: Path) -> Methodology:
    """The checked methodology of a file.

    Errors: ``MethodologyError`` with file and line; all that ``check`` finds, in one go.
    """
    return parse_methodology(read_text(path), path.name)


def parse_methodology(text: str, name: str = "methodology.yaml") -> Methodology:
    """The checked methodology of a text. ``name`` stands in the errors."""
    node = compose(text, name)
    _check_language_version(node, name)
    read: Methodology = Reader(name).read(Methodology, node, "methodology")
    settled = dataclasses.replace(
        read, rating=settle(read.rating), where=name, fingerprint=fingerprint(plain(node))
    )
    check_methodology(settled)
    return settled


def fingerprint(content: object) -> str:
    """SHA-256 of the content, whatever the order of keys, the comments and the layout.

    >>> fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
    True
    """
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def settle(node: Node, parent: Node | None = None) -> Node:
    """The node with what it leaves out taken from its parent, down to the criteria."""
    settled = dataclasses.replace(
        node,
        missing=node.missing or (parent.missing if parent else Policy.ZERO),
        not_applicable=node.not_applicable or (parent.not_applicable if parent else Policy.RESCALE),
        rounding=node.rounding or (parent.rounding if parent else None),
    )
    children = tuple(settle(child, settled) for child in node.children)
    return dataclasses.replace(settled, children=children, max=_maximum(node, children))


def _maximum(node: Node, children: tuple[Node, ...]) -> Fraction | None:
    """What is declared, or else what a sum can reach."""
    if node.max is not None:
        return node.max
    maxima = [child.max for child in children if child.max is not None]
    if node.combine.method is not Mean.SUM or not maxima or len(maxima) < len(children):
        return None
    return sum(maxima, start=Fraction(0))


def _check_language_version(node: yaml.Node, name: str) -> None:
    """Say it plainly when the file is no methodology at all, or one of a later program."""
    pairs = (
        {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        if isinstance(node, yaml.MappingNode)
        else {}
    )
    if "adil" not in pairs:
        raise MethodologyError(
            "The file does not begin with 'adil: 1', so it is no methodology",
            where=f"{name}:1",
            hint="'adil new FOLDER' writes a starter.",
        )
    if pairs["adil"].value != LANGUAGE_VERSION:
        raise MethodologyError(
            f"The file is written in language version {pairs['adil'].value}, this program reads "
            f"version {LANGUAGE_VERSION}",
            where=f"{name}:{pairs['adil'].start_mark.line + 1}",
        )
