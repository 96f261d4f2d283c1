"""The command ``adil``: check a methodology, rate a folder, explain a place, ask how firm it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from adil.rating.read.folder import Choices, Files

LANGUAGES = click.Choice(["kk", "ru", "en"])
FILE = click.Path(path_type=Path)
ENGINES = click.Choice(["duckdb", "spark", "postgresql"])


class Commands(click.Group):
    """Says an error of the engine plainly: what, where, what to do now. No traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        from adil.rating.errors import RatingError

        try:
            return super().invoke(ctx)
        except RatingError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Commands)
@click.version_option(package_name="adil")
def main() -> None:
    """Ädil rates the member organizations of a federated union, fairly and in the open.

    A methodology is a file; figures are tables; every point can be explained and recomputed.
    Begin with: adil new FOLDER, then adil rate FOLDER.
    """


def folder_options(command: Any) -> Any:
    """The options that say where the parts of a rating lie and how to read them."""
    for option in reversed(
        [
            click.option("--methodology", type=FILE, help="A methodology apart from the folder's."),
            click.option("--observations", type=FILE, help="The figures: CSV or Parquet."),
            click.option("--units", type=FILE, help="The table of organizations."),
            click.option("--marks", type=FILE, help="The marks of raters."),
            click.option("--tree", type=FILE, help="Who belongs to whom; figures are summed up it."),
            click.option("--wide", is_flag=True, help="A row a unit, a column an indicator."),
            click.option("--unit", default="unit", show_default=True, help="The column of codes (wide)."),
            click.option("--period", default="", help="The period, such as 2026. Else the latest year."),
            click.option("--previous", default="", help="The period compared with. Else a year earlier."),
        ]
    ):
        command = option(command)
    return command


def find(folder: Path, options: dict[str, Any]) -> tuple[Files, Choices]:
    """The files and choices that folder and options name."""
    from adil.rating.read.folder import Choices, find_files

    parts = ("methodology", "observations", "units", "marks", "tree")
    files = find_files(folder, **{part: options.get(part) for part in parts})
    kept = {name: options[name] for name in ("wide", "unit", "period", "previous") if name in options}
    return files, Choices(**kept)


def read(folder: Path, options: dict[str, Any]) -> Any:
    from adil.rating.read.folder import read_folder

    return read_folder(*find(folder, options))


def show_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


@main.command()
@click.argument("methodology", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(methodology: Path, as_json: bool) -> None:
    """Check that METHODOLOGY (a file, or a folder with one) can be followed, and run its worked cases.

    Every error is named with file and line, all in one go.
    """
    from adil.show.checking import show_check

    path = methodology / "methodology.yaml" if methodology.is_dir() else methodology
    if not show_check(path, as_json=as_json):
        sys.exit(1)


@main.command()
@click.argument("folder", type=FILE)
@folder_options
@click.option("--out", type=FILE, help="Write ranking.csv, points.csv, explanation.json, result.json there.")
@click.option("--language", type=LANGUAGES, default="kk", show_default=True, help="The language of names.")
@click.option("--json", "as_json", is_flag=True, help="Print the ranking as JSON.")
def rate(folder: Path, out: Path | None, language: str, as_json: bool, **options: Any) -> None:
    """Rate the organizations of FOLDER and print the league tables.

    FOLDER holds methodology.yaml, units.csv, observations.csv (or .parquet), and where they are
    needed marks.csv and tree.csv.
    """
    from adil.rating import compute
    from adil.rating.write import RANKING, ranking_rows, summary, write_result
    from adil.show.ranking import show_ranking
    from adil.show.screen import WORTH_A_BAR, progress

    inputs = read(folder, options)
    with progress("organizations", is_long=len(inputs.units) >= WORTH_A_BAR) as report:
        result = compute(inputs, report)
    if out is not None:
        write_result(result, out)
    if as_json:
        rows = [dict(zip(RANKING, row, strict=True)) for row in ranking_rows(result)]
        show_json({"summary": summary(result), "ranking": rows})
    else:
        show_ranking(result, language)


@main.command()
@click.argument("folder", type=FILE)
@click.argument("organization", metavar="UNIT")
@click.argument("node", required=False)
@folder_options
@click.option("--language", type=LANGUAGES, default="kk", show_default=True, help="The language of the text.")
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain(
    folder: Path, organization: str, node: str | None, language: str, as_json: bool, **options: Any
) -> None:
    """Explain the points of UNIT for NODE (a direction or criterion; without one, for the total).

    Every figure with its source, the formula with the numbers put in, the rule, and what one more
    would give.
    """
    from adil.rating import compute
    from adil.rating.explain import explain as explain_node
    from adil.rating.tell import tell
    from adil.rating.write import plain
    from adil.show.ranking import show_standing

    result = compute(read(folder, options))
    explained = explain_node(result, organization, node)
    if as_json:
        show_json(plain(explained))
        return
    if node is None:
        show_standing(result, organization, language)
    click.echo(tell(explained, result.nodes[explained.node].node, language))


@main.command()
@click.argument("folder", type=FILE)
@folder_options
@click.option("--draws", type=int, help="How many draws. Else as the methodology says.")
@click.option("--seed", type=int, help="The seed of the draws. Else as the methodology says.")
@click.option("--language", type=LANGUAGES, default="kk", show_default=True, help="The language of names.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def robustness(
    folder: Path, draws: int | None, seed: int | None, language: str, as_json: bool, **options: Any
) -> None:
    """Ask how firm the places are: other weights, errors in the data, other raters, one criterion less."""
    from adil.show.firmness import show_robustness

    show_robustness(read(folder, options), draws=draws, seed=seed, language=language, as_json=as_json)


@main.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--language", type=LANGUAGES, default="kk", show_default=True, help="The language of names.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare(old: Path, new: Path, language: str, as_json: bool) -> None:
    """Compare two editions, the folders OLD and NEW: what moved each organization.

    Of each change of place: how much came from the figures, from the methodology, and from who is
    in the rating.
    """
    from adil.rating.compare import compare as compare_editions
    from adil.rating.read.folder import read_crosswise
    from adil.show.comparison import comparison_rows, show_comparison

    comparison = compare_editions(*read_crosswise(find(old, {})[0], find(new, {})[0]))
    if as_json:
        show_json(comparison_rows(comparison, language))
    else:
        show_comparison(comparison, language)


@main.command()
@click.option("--facts", required=True, help="Figures: Parquet (file, folder, or address) or CSV.")
@click.option("--tree", type=FILE, required=True, help="Who belonged to whom, and when.")
@click.option("--indicators", type=FILE, required=True, help="How each indicator is rolled up.")
@click.option("--on", "on_day", required=True, help="The day whose tree is used, such as 2026-01-01.")
@click.option("--period", required=True, help="The period wanted, such as 2025.")
@click.option("--engine", type=ENGINES, default="duckdb", show_default=True)
@click.option("--levels", type=int, help="Totals of so many levels from the top only.")
@click.option("--master", help="The address of the Spark master.")
@click.option("--dsn", help="The PostgreSQL connection.")
@click.option("--out", type=FILE, help="Write the totals there: .csv or .parquet.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and the fingerprint as JSON.")
def rollup(**options: Any) -> None:
    """Sum the figures of all organizations up the tree, exactly.

    Beside each total stands how many organizations reported; own and consolidated figures are
    kept apart. The digits are the same on every engine.
    """
    from adil.show.totals import show_rollup

    show_rollup(**options)


@main.command()
@click.argument("folder", type=FILE)
def new(folder: Path) -> None:
    """Write a small commented rating into FOLDER to start from."""
    from adil.rating.starter import write_starter

    for path in write_starter(folder):
        click.echo(path)
    click.echo(f"Now: adil rate {folder}")


@main.command()
@click.option("--out", type=FILE, default=Path("build/demo"), show_default=True, help="Where it is built.")
@click.option("--language", type=LANGUAGES, default="kk", show_default=True, help="The language of names.")
def demo(out: Path, language: str) -> None:
    """Build the demo union from the published figures, rate it, and print the league tables."""
    from adil.show.demonstration import show_demo

    show_demo(out, language)
