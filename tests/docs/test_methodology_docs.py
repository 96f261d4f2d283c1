"""The methodology pages tell the truth: each example runs, and each ability has one."""

from __future__ import annotations

import dataclasses
import doctest
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

import adil.rating
from adil.rating import Methodology, RatingError, Result, compute, methodology
from adil.rating.cases import read_case, run_case
from adil.rating.formula import Formula
from adil.rating.formula.parse import ARGUMENTS, BINDING, Call
from adil.rating.methodology import SCORES
from adil.rating.read.document import keys_of
from adil.rating.read.folder import Choices, find_files, read_folder
from adil.rating.write import POINTS, RANKING
from tests.docs.examples import (
    DOCS,
    Block,
    Example,
    blocks_of,
    bounds_lines,
    complete,
    examples,
    found_table,
    inputs_of,
    moved_lines,
    pages,
    read_example,
    read_table,
    result_of,
)

EXAMPLES = examples()
STARTER = Path(adil.rating.__file__).parent / "starter"
OWN = [
    part
    for part in vars(methodology).values()
    if getattr(part, "__module__", "").startswith(methodology.__name__)
]
LANGUAGE = [part for part in OWN if dataclasses.is_dataclass(part)]
"""Every mapping that a methodology file can hold."""
WORDS = [part for part in OWN if isinstance(part, type) and issubclass(part, StrEnum)]
"""Every set of words that a key can choose from."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_gives_what_the_page_says(example: Example, tmp_path: Path) -> None:
    assert example.blocks, f"{example.where}: nothing says what comes out of the example"
    result: Result | None = None
    given: Block | None = None
    for block in example.blocks:
        match block.kind:
            case "given":
                given = block
            case "file":
                (tmp_path / block.options["file"]).write_text(block.text, encoding="utf-8")
            case "expect":
                result = _result(example, block, tmp_path)
                table = read_table(block.text)
                assert _lines(table.given, table.wanted, found_table(result, table)) == _lines(
                    table.given, table.wanted, table.rows
                ), block.where
            case "error":
                with pytest.raises(RatingError) as caught:
                    _refused(example, given or block, tmp_path)
                assert _words(str(caught.value)) == _words(block.text), block.where
            case "case":
                assert _differences(example, block, tmp_path) == [], block.where
            case kind:
                assert result is not None, f"{block.where}: no table stands before this block"
                assert TRACES[kind](result) == block.text.splitlines(), block.where


TRACES = {
    "moved": moved_lines,
    "bounds": bounds_lines,
    "warnings": lambda result: [warning.en for warning in result.warnings],
}


def _result(example: Example, block: Block, folder: Path) -> Result:
    """The rating of a table, or of the files that the page shows."""
    if not any(folder.iterdir()):
        return result_of(example, block)
    (folder / "methodology.yaml").write_text(_whole(example), encoding="utf-8")
    wide = block.options.get("wide", "")
    choices = Choices(wide=bool(wide), unit=wide or "unit", period=block.options.get("period", ""))
    return compute(read_folder(find_files(folder), choices))


def _whole(example: Example) -> str:
    return example.text if example.is_whole else complete(example.text, [])


def _refused(example: Example, given: Block, folder: Path) -> None:
    if any(folder.iterdir()):
        _result(example, given, folder)
    found = read_example(example, given)
    if given.kind == "given":
        compute(inputs_of(found, read_table(given.text), "2026"))


def _differences(example: Example, block: Block, folder: Path) -> list[Any]:
    path = folder / "case.yaml"
    path.write_text(block.text, encoding="utf-8")
    return run_case(read_example(example, block), read_case(path))


def _lines(given: list[str], wanted: list[str], rows: list[Any]) -> list[str]:
    """A table as lines that a failing test can show."""
    return ["  ".join([*left, "->", *right]) for left, right in [(given, wanted), *rows]]


def _words(message: str) -> list[str]:
    """A message without line breaks, and without the number of the line it points at."""
    return re.sub(r"(methodology\.yaml):\d+", r"\1:N", message).split()


# --- every ability is there --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parsed() -> list[Methodology]:
    """The methodologies of all examples that can be read."""
    found = []
    for example in EXAMPLES:
        for block in example.blocks[:1]:
            try:
                found.append(read_example(example, block))
            except RatingError:
                assert any(block.kind == "error" for block in example.blocks), example.where
    return found


def test_every_mapping_differs_from_its_defaults_in_some_example(parsed: list[Methodology]) -> None:
    shown = {(type(part), name) for part in _parts(parsed) for name in _differing(part)}
    lacking = {
        f"{part.__name__}.{key}"
        for part in LANGUAGE
        for key, (declared, _) in keys_of(part).items()
        if (part, declared.name) not in shown
    }
    assert lacking == set()


def test_every_word_of_the_language_is_in_some_example(parsed: list[Methodology]) -> None:
    shown = {part for part in _parts(parsed) if isinstance(part, StrEnum)}
    assert {f"{kind.__name__}.{word}" for kind in WORDS for word in kind if word not in shown} == set()


def test_every_score_is_in_some_example(parsed: list[Methodology]) -> None:
    shown = {type(part) for part in _parts(parsed)}
    assert {rule for rule, kind in SCORES.items() if kind not in shown} == set()


def test_every_function_and_operator_is_in_some_example(parsed: list[Methodology]) -> None:
    calls = {
        part.function
        for formula in _parts(parsed)
        if isinstance(formula, Formula)
        for part in formula.walk()
        if isinstance(part, Call)
    }
    assert {*ARGUMENTS, *BINDING, "not", "negative"} - calls == set()


def _parts(value: Any) -> Iterator[Any]:
    """Everything inside a methodology, itself included."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, Formula):
        for part in dataclasses.fields(value):
            yield from _parts(getattr(value, part.name))
    elif isinstance(value, dict):
        yield from _parts(list(value.values()))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part)


def _differing(part: Any) -> list[str]:
    """The fields of a mapping that an author had to write."""
    if not dataclasses.is_dataclass(part) or isinstance(part, Formula):
        return []
    return [
        declared.name
        for declared in dataclasses.fields(part)
        if getattr(part, declared.name) != _default(declared)
    ]


def _default(declared: dataclasses.Field[Any]) -> Any:
    if declared.default_factory is not dataclasses.MISSING:
        return declared.default_factory()
    return declared.default


# --- the reference of keys ---------------------------------------------------------------------------

ROW = re.compile(r"^\| `(?P<key>\w+)` \| (?P<default>[^|]+?) \| (?P<what>[^|]+?) \|$", re.MULTILINE)


def reference() -> dict[str, list[tuple[str, str]]]:
    """The tables of docs/methodology/keys.md: for each heading its keys with what stands if left out."""
    text = (DOCS / "methodology" / "keys.md").read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading = section.splitlines()[0].strip()
        found[heading] = [(match["key"], match["default"]) for match in ROW.finditer(section)]
    return found


@pytest.mark.parametrize("mapping", LANGUAGE, ids=lambda mapping: mapping.__name__)
def test_reference_lists_the_keys_of(mapping: type) -> None:
    expected = [(key, _printed(declared)) for key, (declared, _) in keys_of(mapping).items()]
    assert sorted(reference()[mapping.__name__]) == sorted(expected)


def _printed(declared: dataclasses.Field[Any]) -> str:
    """What the reference says of a key that is left out."""
    default = _default(declared)
    if default is dataclasses.MISSING:
        return "required"
    if default is None or default == () or default == {}:
        return "–"
    if dataclasses.is_dataclass(default):
        return SHORT.get(declared.name, "–")
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


SHORT = {"combine": "`sum`", "pool": "`all`"}


def test_reference_has_no_mapping_that_is_not_there() -> None:
    assert set(reference()) == {mapping.__name__ for mapping in LANGUAGE}


# --- the rest of the pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_sessions_in_python_run(path: Path) -> None:
    for block in blocks_of(path):
        if block.kind == "python":
            session = doctest.DocTestParser().get_doctest(
                block.text, {"starter": STARTER}, block.where, str(path), 0
            )
            assert doctest.DocTestRunner().run(session).failed == 0, block.where


@pytest.mark.parametrize("column", [*RANKING, *POINTS])
def test_columns_of_the_result_are_described(column: str) -> None:
    assert f"`{column}`" in (DOCS / "methodology" / "folder.md").read_text(encoding="utf-8")


# --- the pages hold together ---------------------------------------------------------------------------


def test_examples_have_names_of_their_own() -> None:
    names = [example.name for example in EXAMPLES]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    for target, heading in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", path.read_text(encoding="utf-8")):
        page = path.parent / target if target else path
        assert page.exists(), target
        assert not heading or heading in anchors_of(page), f"{target}#{heading}"


def anchors_of(page: Path) -> set[str]:
    """The anchors that a page's headings get where Markdown is shown."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_blocks_of_yaml_are_tested(path: Path) -> None:
    untested = [block.where for block in blocks_of(path) if block.kind == "yaml"]
    assert untested == []
