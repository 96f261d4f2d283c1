"""A small rating with known answers, for tests of what is done with a result."""

from __future__ import annotations

from pathlib import Path

from adil.rating import Inputs, compute
from adil.rating.read.folder import Choices, find_files, read_folder
from adil.rating.result import Result

NAME = "{kk: %s, ru: %s, en: %s}"


def name(word: str) -> str:
    """A wording that says its language: ``коды-kk`` and so on would be too long."""
    return NAME % (f"{word} kk", f"{word} ru", f"{word} en")


METHODOLOGY = f"""
adil: 1
code: small
version: "1"
name: {name("small")}
effective: {{since: 2025-01-01}}
approval: {{body: {name("board")}, number: "7", date: 2024-12-20}}
value_digits: 3
constants:
  norm: {{name: {name("norm")}, value: 0.5}}
indicators:
  employees: {{name: {name("employees")}, unit: person, kind: count, source: {{form: F1, row: r01}}}}
  members: {{name: {name("members")}, unit: person, kind: count, source: {{form: F1, row: r03}}}}
  students: {{name: {name("students")}, unit: person, kind: count}}
  late: {{name: {name("late")}, kind: count, default: 0}}
  training: {{name: {name("training")}, unit: KZT}}
rating:
  code: rating
  name: {name("rating")}
  max: 20
  rounding: 2
  children:
    - code: D1
      name: {name("membership")}
      children:
        - code: "1.1"
          name: {name("coverage")}
          value: members / employees * 100
          unit: percent
          max: 6
          score:
            rule: bands
            edge: lower
            bands:
              - {{to: 60, points: 0}}
              - {{from: 60, to: 90, points: 3}}
              - {{from: 90, points: 6}}
        - code: "1.2"
          name: {name("growth")}
          value: (members - members@previous) / members@previous * 100
          max: 4
          score: {{rule: linear, worst: -5, best: 5}}
        - code: "1.3"
          name: {name("students")}
          value: students / employees * 100
          applies_when: students > 0
          max: 2
          score: {{rule: linear, worst: 0, best: 50}}
    - code: D2
      name: {name("order")}
      children:
        - code: "2.1"
          name: {name("audit")}
          max: 3
          score:
            rule: rubric
            combine: mean
            minimum_raters: 2
            anchors:
              - {{mark: bad, points: 0, text: {name("bad")}}}
              - {{mark: good, points: 3, text: {name("good")}}}
        - code: "2.2"
          name: {name("training")}
          value: training
          max: 5
          score: {{rule: minmax}}
adjustments:
  cases:
    - {{code: P1, name: {name("late")}, effect: penalty, times: late, each: 0.5, cap: 2}}
ranking:
  tie_breaks:
    - {{name: {name("higher D1")}, higher: "points('D1')"}}
categories:
  - {{code: A, name: {name("A")}, at_least: 15}}
  - {{code: B, name: {name("B")}}}
nominations:
  - {{code: N1, name: {name("membership")}, nodes: [D1], minimum_share: 0.5}}
awards: {{grand_prix: {name("grand")}}}
robustness: {{weights_of: [rating], spread: 0.25, draws: 200, seed: 7}}
"""

UNITS = """unit,name_kk,name_ru,name_en,type,since
A,А ұйымы,Организация А,Organization A,oblast,2000-01-01
B,Б ұйымы,Организация Б,Organization B,oblast,2000-01-01
C,В ұйымы,Организация В,Organization C,city,2000-01-01
"""

OBSERVATIONS = """unit,indicator,period,value,status,source,as_of,invented
A,employees,2025,1000,reported,form F1 v2,2026-01-01,no
A,members,2025,920,reported,,,no
A,members,2025,900,verified,check 4,2026-02-01,no
A,members,2024,900,reported,,,no
A,students,2025,100,reported,,,no
A,training,2025,50,reported,,,no
B,employees,2025,1000,reported,,,yes
B,members,2025,899,reported,,,yes
B,members,2024,870,reported,,,yes
B,students,2025,0,reported,,,yes
B,training,2025,100,reported,,,yes
B,late,2025,9,reported,,,yes
C,employees,2025,500,reported,,,yes
C,members,2025,480,reported,,,yes
C,members,2024,,missing,,,yes
C,students,2025,250,reported,,,yes
C,training,2025,75,reported,,,yes
"""

MARKS = """unit,criterion,rater,mark,comment
A,2.1,R1,good,well kept
A,2.1,R2,bad,
B,2.1,R1,good,
B,2.1,R2,good,
C,2.1,R1,good,
"""


def write_small(folder: Path, **changed: str) -> Path:
    """The small rating as a folder; files may be given in place of the ones above."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "methodology.yaml": METHODOLOGY,
        "units.csv": UNITS,
        "observations.csv": OBSERVATIONS,
        "marks.csv": MARKS,
    }
    for file, text in {**texts, **{f"{key}.csv": text for key, text in changed.items()}}.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def small_inputs(folder: Path, **changed: str) -> Inputs:
    return read_folder(find_files(write_small(folder, **changed)), Choices())


def small_result(folder: Path, **changed: str) -> Result:
    return compute(small_inputs(folder, **changed))
