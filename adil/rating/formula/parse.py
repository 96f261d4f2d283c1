"""The text of a formula as a tree.

Loosest to tightest: ``or``, ``and``, ``not``, comparison, ``+ -``, ``* /``, unary minus, atom.
Atoms: ``12.5``, ``'text'``, ``f1_r03``, ``f1_r03@previous``, ``unit.type``, ``name(argument, ...)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from adil.rating.errors import FormulaError

COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
ARGUMENTS: dict[str, tuple[int, int]] = {
    "min": (2, 99),
    "max": (2, 99),
    "abs": (1, 1),
    "ln": (1, 1),
    "if": (3, 3),
    "count": (1, 99),
    "known": (1, 1),
    "points": (1, 1),
    "share": (1, 1),
}
"""Functions with the fewest and the most arguments they take."""

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?(?:@\w+)?)|(?P<sign><=|>=|!=|[-+*/(),<>=]))"
)


@dataclass(frozen=True)
class Number:
    value: Fraction


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Name:
    """An indicator, a constant or a result; ``previous`` if it is last period's."""

    code: str
    previous: bool = False

    def __str__(self) -> str:
        return f"{self.code}@previous" if self.previous else self.code


@dataclass(frozen=True)
class Attribute:
    """A column of the table of units: ``unit.type``."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function or an operator with its arguments."""

    function: str
    arguments: tuple[Tree, ...]


Tree = Number | Text | Name | Attribute | Call


@dataclass(frozen=True)
class Formula:
    """A formula as text, as a tree, and the place where it stands."""

    text: str
    tree: Tree
    where: str = ""

    def walk(self) -> Iterator[Tree]:
        """Every part of the tree, outermost first."""
        return _walk(self.tree)

    def names(self) -> tuple[Name, ...]:
        """The indicators, constants and results named, each once, in order of appearance."""
        return tuple(dict.fromkeys(part for part in self.walk() if isinstance(part, Name)))


def _walk(tree: Tree) -> Iterator[Tree]:
    yield tree
    if isinstance(tree, Call):
        for argument in tree.arguments:
            yield from _walk(argument)


def parse_formula(text: str, where: str = "") -> Formula:
    """The formula of that text; ``FormulaError`` shows the place where it stops making sense."""
    parser = _Parser(text, where)
    tree = parser.expression(0)
    parser.expect_end()
    return Formula(text, tree, where)


BINDING = {
    "or": 1, "and": 2,
    "<": 4, "<=": 4, ">": 4, ">=": 4, "=": 4, "!=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6,
}  # fmt: skip
NOT_BINDS, MINUS_BINDS = 3, 7
DEEPEST = 100
"""Parts inside each other; left to right, ``a + b + c`` is one."""


class _Parser:
    """Reads by precedence climbing: ``expression(n)`` takes operators that bind tighter than n."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where = text, where
        self.tokens = list(self._tokens())
        self.at = self.depth = 0

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        place, text = 0, self.text.rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise self.error(f"'{text[place:].strip()[0]}' has no meaning", place)
            yield match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)
            place = match.end()

    def error(self, what: str, place: int | None = None, hint: str = "") -> FormulaError:
        if place is None:
            place = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        shown = f"{self.text[:place]} >>> {self.text[place:]}"
        return FormulaError(f"{what} in the formula: {shown}", where=self.where, hint=hint)

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.error(f"'{sign}' is missing")
        self.at += 1

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            raise self.error(f"'{self.peek()}' is not expected here")

    def expression(self, floor: int) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("Too many parts stand inside each other", hint="Name a part as an indicator.")
        left = self.climb(floor)
        self.depth -= 1
        return left

    def climb(self, floor: int) -> Tree:
        left = self.prefix()
        while (binding := BINDING.get(self.peek(), 0)) > floor:
            sign = self.peek()
            self.at += 1
            left = Call(sign, (left, self.expression(binding)))
            if sign in COMPARISONS and self.peek() in COMPARISONS:
                raise self.error("Two comparisons stand in a row", hint="Join them with 'and'.")
        return left

    def prefix(self) -> Tree:
        if self.at >= len(self.tokens):
            raise self.error("Something is missing at the end")
        kind, word, place = self.tokens[self.at]
        self.at += 1
        if word == "-":
            return Call("negative", (self.expression(MINUS_BINDS),))
        if word == "not":
            return Call("not", (self.expression(NOT_BINDS),))
        if word == "(":
            inside = self.expression(0)
            self.expect(")")
            return inside
        if kind == "number":
            return Number(Fraction(word))
        if kind == "text":
            return Text(word[1:-1])
        if kind == "name" and word not in BINDING:
            return self.call(word, place) if self.peek() == "(" else self.name(word, place)
        raise self.error(f"'{word}' is not expected here", place)

    def name(self, word: str, place: int) -> Tree:
        code, _, period = word.partition("@")
        if period not in ("", "previous"):
            raise self.error(f"'@{period}' is no period", place, "Write @previous.")
        owner, dot, attribute = code.partition(".")
        if not dot:
            return Name(code, previous=bool(period))
        if owner != "unit" or period:
            raise self.error(f"'{word}' has no meaning", place, "Attributes are written unit.type.")
        return Attribute(attribute)

    def call(self, function: str, place: int) -> Tree:
        if function not in ARGUMENTS:
            known = ", ".join(sorted(ARGUMENTS))
            raise self.error(f"There is no function '{function}'", place, f"There are: {known}.")
        self.expect("(")
        arguments = [self.expression(0)]
        while self.peek() == ",":
            self.at += 1
            arguments.append(self.expression(0))
        self.expect(")")
        fewest, most = ARGUMENTS[function]
        if not fewest <= len(arguments) <= most:
            raise self.error(f"'{function}' takes {fewest} to {most} arguments, not {len(arguments)}", place)
        return Call(function, tuple(arguments))
