"""The command as a union economist meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adil.cli import main
from tests.rating.small import METHODOLOGY, OBSERVATIONS, write_small


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_help_lists_every_command_with_a_line() -> None:
    shown = run("--help").output
    for command in ("check", "rate", "explain", "robustness", "compare", "rollup", "new", "demo"):
        assert f"\n  {command} " in shown


@pytest.mark.parametrize(
    "command", ["check", "rate", "explain", "robustness", "compare", "rollup", "new", "demo"]
)
def test_every_command_has_help(command: str) -> None:
    found = run(command, "--help")
    assert found.exit_code == 0
    assert len(found.output.splitlines()) > 5


def test_check_says_that_all_is_well(tmp_path: Path) -> None:
    found = run("check", write_small(tmp_path))
    assert (found.exit_code, found.output) == (
        0,
        "small 1: 5 criteria, no errors.\nWorked cases: 0 of 0 hold.\n",
    )


def test_check_names_every_error_with_its_line(tmp_path: Path) -> None:
    text = METHODOLOGY.replace("max: 4", "max: 5").replace("students / employees", "students / employes")
    path = tmp_path / "methodology.yaml"
    path.write_text(text, encoding="utf-8")
    found = run("check", path)
    assert found.exit_code == 1
    assert "Points of 'rating' sum to 21, its maximum is 20 (methodology.yaml:" in found.output
    assert "Did you mean 'employees'?" in found.output
    assert "Traceback" not in found.output


def test_check_runs_the_worked_cases(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    (folder / "cases").mkdir()
    (folder / "cases" / "edge.yaml").write_text(
        "name: {kk: a, ru: a, en: a}\nperiod: '2025'\nobservations: {members: 9, employees: 10, students: 0,"
        " training: 1, members@previous: 9}\nexpect: {points: {'1.1': '5.00'}}\n",
        encoding="utf-8",
    )
    (folder / "methodology.yaml").write_text(METHODOLOGY.replace("minmax", "rank"), encoding="utf-8")
    found = run("check", folder)
    assert found.exit_code == 1
    assert "points of 1.1: expected 5.00, found 6.00" in found.output


def test_rate_prints_places_in_the_language_and_writes_files(tmp_path: Path) -> None:
    found = run("rate", write_small(tmp_path / "in"), "--out", tmp_path / "out", "--language", "ru")
    assert found.exit_code == 0
    assert "Организация Б" in found.output
    assert "13,60" in found.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "explanation.json", "points.csv", "ranking.csv", "result.json",
    ]  # fmt: skip


def test_rate_as_json(tmp_path: Path) -> None:
    found = json.loads(run("rate", write_small(tmp_path), "--json").output)
    assert [(row["place"], row["unit"], row["total"]) for row in found["ranking"]] == [
        ("1", "B", "13.60"),
        ("2", "C", "10.50"),
        ("3", "A", "9.90"),
    ]


def test_rate_writes_nothing_after_an_error(tmp_path: Path) -> None:
    wrong = OBSERVATIONS.replace("C,training,2025,75", "C,training,2025,seventy")
    found = run("rate", write_small(tmp_path / "in", observations=wrong), "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "'seventy' is no number (indicator 'training') (observations.csv, row 18)" in found.output
    assert not (tmp_path / "out").exists()


def test_explain_opens_a_criterion(tmp_path: Path) -> None:
    found = run("explain", write_small(tmp_path), "B", "1.1", "--language", "en")
    assert "With numbers: 899 ÷ 1000 × 100 = 89.900" in found.output


def test_explain_without_a_node_gives_the_standing(tmp_path: Path) -> None:
    found = run("explain", write_small(tmp_path), "B", "--language", "kk")
    assert "Орны: 1" in found.output
    assert "Айыппұл балы: 2,00" in found.output


def test_compare_prints_the_causes(tmp_path: Path) -> None:
    old = write_small(tmp_path / "old")
    new = write_small(
        tmp_path / "new", observations=OBSERVATIONS.replace("C,students,2025,250", "C,students,2025,0")
    )
    found = run("compare", old, new, "--language", "en")
    assert found.exit_code == 0
    assert "From methodology" in found.output
    changes = json.loads(run("compare", old, new, "--json").output)["changes"]
    assert {change["unit"]: change["total"]["data"] for change in changes} == {
        "A": "0",
        "B": "0",
        "C": "-0.8",
    }


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    found = run("rate", tmp_path / "nowhere")
    assert (found.exit_code, "There is no such folder" in found.output) == (1, True)


def test_robustness_gives_ranges_and_shares(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    found = run("robustness", folder, "--draws", 50, "--language", "en")
    assert found.exit_code == 0
    assert "50 draws, seed 7" in found.output
    data = json.loads(run("robustness", folder, "--draws", 50, "--json").output)
    assert [unit["unit"] for unit in data["units"]] == ["B", "C", "A"]
    assert {each["criterion"] for each in data["left_out"]} == {"1.1", "1.2", "1.3", "2.1", "2.2"}


def test_new_writes_a_starter_that_can_be_rated_and_checked(tmp_path: Path) -> None:
    assert run("new", tmp_path / "mine").exit_code == 0
    assert run("rate", tmp_path / "mine").exit_code == 0
    assert "Worked cases: 1 of 1 hold." in run("check", tmp_path / "mine").output
    assert "There is a methodology.yaml already" in run("new", tmp_path / "mine").output


def test_rollup_sums_up_the_tree_and_writes_totals(tmp_path: Path) -> None:
    tables = {
        "facts": "unit,indicator,period,value,status\nA,members,2025,10,reported\n"
        "B,members,2025,2.5,verified\n",
        "tree": "unit,parent,since,until\nN,,,\nA,N,,\nB,N,,\n",
        "indicators": "indicator,over_tree,over_time,weight\nmembers,sum,last,\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    files = [word for name in tables for word in (f"--{name}", tmp_path / f"{name}.csv")]
    asked = ["rollup", *files, "--on", "2025-12-31", "--period", "2025"]
    shown = run(*asked).output
    assert "members" in shown
    assert "12.5" in shown
    counted = json.loads(run(*asked, "--levels", 1, "--out", tmp_path / "totals.csv", "--json").output)
    assert (counted["figures"], counted["units"]) == (1, 1)
    totals = (tmp_path / "totals.csv").read_text(encoding="utf-8").splitlines()
    assert totals[1].startswith("N,members,2025,sum,,12.5,2,3,")
    assert "is no date" in run(*asked, "--on", "yesterday").output
