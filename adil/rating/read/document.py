"""A YAML document as dataclasses, each error with file and line.

The class says which keys a mapping may have and what their values are; nothing is guessed. Numbers
are read from their text, so 0.1 is one tenth and the code 1.10 is not 1.1.
"""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from adil.rating.errors import MethodologyError
from adil.rating.exact import parse_number
from adil.rating.formula import Formula, parse_formula
from adil.rating.methodology import SCORES, Combine, Mean, Pool, Rounding, Score

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str, name: str) -> yaml.Node:
    """The document as YAML nodes; ``MethodologyError`` with the line if it is no YAML."""
    try:
        node = yaml.compose(text, Loader=Loader)
        size = expanded_size(node, {}) if node is not None else 0
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise MethodologyError(
            f"The file is not valid YAML: {error.problem or error.context}",
            where=where,
            hint="Check the indentation and the quotes there.",
        ) from None
    except yaml.YAMLError as error:
        raise MethodologyError(f"The file is not valid YAML: {error}", where=name) from None
    except RecursionError:
        raise MethodologyError("The file is nested too deep", where=name) from None
    if node is None:
        raise MethodologyError("The file is empty", where=name, hint="'adil new' writes a starter.")
    if size > MOST_NODES:
        raise MethodologyError(
            f"The file has more than {MOST_NODES:,} parts once its aliases (*) are filled in",
            where=name,
            hint="Write the parts out instead of repeating them by aliases.",
        )
    return node


MOST_NODES = 1_000_000


def expanded_size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many nodes there are when every alias is filled in, found without filling them in."""
    if id(node) not in known:
        known[id(node)] = 1  # an alias to a node that is still open: it is refused when it is read
        parts = node.value if isinstance(node, yaml.CollectionNode) else []
        flat = [part for pair in parts for part in pair] if isinstance(node, yaml.MappingNode) else parts
        known[id(node)] = 1 + sum(expanded_size(part, known) for part in flat)
    return known[id(node)]


def plain(node: yaml.Node) -> Any:
    """The node as plain dicts, lists and texts: what a fingerprint is taken of."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return "" if _is_null(node) else node.value


class Reader:
    """Reads the nodes of one file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def where(self, node: yaml.Node) -> str:
        return f"{self.name}:{node.start_mark.line + 1}"

    def fail(self, node: yaml.Node, what: str, hint: str = "") -> MethodologyError:
        return MethodologyError(what, where=self.where(node), hint=hint)

    def read(self, wanted: Any, node: yaml.Node, key: str) -> Any:
        """The node as the wanted type: a dataclass, a container of them, or a scalar."""
        origin = typing.get_origin(wanted)
        if origin in (typing.Union, types.UnionType):
            return self._union(wanted, node, key)
        if origin is tuple:
            return self._sequence(typing.get_args(wanted)[0], node, key)
        if origin is dict:
            return self._dictionary(typing.get_args(wanted)[1], node, key)
        if wanted in SHORTHANDS and isinstance(node, yaml.ScalarNode):
            return SHORTHANDS[wanted](self, node, key)
        if dataclasses.is_dataclass(wanted) and wanted is not Formula:
            return self._mapping(wanted, node, key)
        return self._scalar(wanted, node, key)

    def _union(self, wanted: Any, node: yaml.Node, key: str) -> Any:
        if wanted == Score:
            return self._tagged(SCORES, "rule", node, key)
        if _is_null(node):
            return None
        (inner,) = (
            (part for part in typing.get_args(wanted) if part is not types.NoneType)
            if (wanted != Score | None)
            else (Score,)
        )
        return self.read(inner, node, key)

    def _tagged(self, classes: dict[str, type], tag: str, node: yaml.Node, key: str) -> Any:
        """A mapping whose ``tag`` says of which class it is."""
        pairs = self._pairs(node, key)
        if tag not in pairs:
            raise self.fail(node, f"'{key}' does not say its '{tag}'", f"One of: {', '.join(classes)}.")
        value = pairs[tag].value
        if value not in classes:
            raise self.fail(pairs[tag], f"There is no {tag} '{value}'", _did_you_mean(value, classes))
        return self._mapping(classes[value], node, key, skip=tag)

    def _pairs(self, node: yaml.Node, key: str, hint: str = "") -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, f"'{key}' must be a mapping with keys", hint)
        pairs: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise self.fail(name, f"A key of '{key}' is not a plain word")
            if name.value in pairs:
                raise self.fail(name, f"The key '{name.value}' stands twice", "Keep one of the two.")
            pairs[name.value] = value
        return pairs

    def _mapping(self, wanted: Any, node: yaml.Node, key: str, skip: str = "") -> Any:
        fields = keys_of(wanted)
        pairs = self._pairs(node, key, f"Its keys: {', '.join(fields)}.")
        values: dict[str, Any] = {"where": self.where(node)} if _has_where(wanted) else {}
        for name, value in pairs.items():
            if name == skip:
                continue
            if name not in fields:
                # {each: 0,5} is read as the keys each and 5
                is_comma = _is_null(value) and isinstance(node, yaml.CollectionNode) and node.flow_style
                raise self.fail(
                    value, f"'{key}' has no key '{name}'", COMMA if is_comma else _did_you_mean(name, fields)
                )
            field, hint = fields[name]
            values[field.name] = self.read(hint, value, name)
        for name, (field, _) in fields.items():
            if field.name not in values and not _has_default(field):
                raise self.fail(node, f"'{key}' lacks '{name}'", f"Add '{name}:' here.")
        return wanted(**values)

    def _sequence(self, wanted: Any, node: yaml.Node, key: str) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(node, f"'{key}' must be a list", "Begin each item with '- '.")
        return tuple(self.read(wanted, item, key) for item in node.value)

    def _dictionary(self, wanted: Any, node: yaml.Node, key: str) -> dict[str, Any]:
        return {name: self.read(wanted, value, name) for name, value in self._pairs(node, key).items()}

    def _scalar(self, wanted: Any, node: yaml.Node, key: str) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            raise self.fail(node, f"'{key}' must be a single value")
        if wanted is Formula:
            return parse_formula(node.value, self.where(node))
        if isinstance(wanted, type) and issubclass(wanted, StrEnum):
            if node.value not in list(wanted):
                raise self.fail(
                    node, f"'{key}' cannot be '{node.value}'", _did_you_mean(node.value, list(wanted))
                )
            return wanted(node.value)
        if wanted is str and not node.value.strip():
            raise self.fail(node, f"'{key}' is empty", "Fill it in.")
        reader, kind = SCALARS[wanted]
        try:
            return reader(node.value)
        except ValueError:
            raise self.fail(node, f"'{key}' must be {kind}, not '{node.value}'") from None


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _has_where(wanted: Any) -> bool:
    return any(field.name == "where" for field in dataclasses.fields(wanted))


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _did_you_mean(word: str, known: typing.Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(known)}."


COMMA = "Within { } a comma ends the value: write 0.5 with a dot, and put a text with a comma in quotes."

HIDDEN = ("where", "fingerprint")


@cache
def keys_of(wanted: Any) -> dict[str, tuple[dataclasses.Field[Any], Any]]:
    """The keys of a mapping with the field and the type that each fills."""
    hints = typing.get_type_hints(wanted)
    return {
        field.metadata.get("key", field.name): (field, hints[field.name])
        for field in dataclasses.fields(wanted)
        if field.name not in HIDDEN
    }


def _fraction(text: str) -> Fraction:
    top, slash, bottom = text.partition("/")
    number = parse_number(top)
    if not slash:
        return number
    if not parse_number(bottom):
        raise ValueError(text)
    return number / parse_number(bottom)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


SCALARS: dict[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, "text"),
    int: (int, "a whole number"),
    bool: (_boolean, "true or false"),
    Fraction: (_fraction, "a number such as 2, 0.5 or 1/12"),
    date: (date.fromisoformat, "a date such as 2026-01-31"),
}

SHORTHANDS: dict[Any, Callable[[Reader, yaml.Node, str], Any]] = {
    Combine: lambda reader, node, key: Combine(reader.read(Mean, node, key)),
    Rounding: lambda reader, node, key: Rounding(reader.read(int, node, key)),
    Pool: lambda _, node, __: Pool(str(node.value)),
}


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MethodologyError(f"The file cannot be opened: {error.strerror}", where=str(path)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MethodologyError(
            "The file is not in UTF-8", where=f"{path}:{line}", hint="Save it with the encoding UTF-8."
        ) from None
