"""Times, side by side: the subjects of a question take turns, so that a busy machine slows all alike."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

RUNS = 5

Row = dict[str, Any]
"""``question``, ``subject``, ``wall_s``, ``cpu_s``, ``peak_mb``, ``ratio_to_floor``; ``goal`` in words.

``peak_mb`` is that of a process of its own, inputs included; nothing where memory is no question.
"""

Subjects = Mapping[str, Callable[[], Any]]
"""What is compared, by name; a run is a call. The first one is the floor."""


@dataclass(frozen=True)
class Timing:
    """Seconds of one run."""

    wall: float
    cpu: float


def time_once(run: Callable[[], Any]) -> Timing:
    gc.collect()
    wall, cpu = time.perf_counter(), cpu_seconds()
    run()
    return Timing(time.perf_counter() - wall, cpu_seconds() - cpu)


def cpu_seconds() -> float:
    """Of all threads of this process, and of the processes that it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def take_turns(subjects: Subjects, runs: int = RUNS) -> dict[str, list[Timing]]:
    """Every subject's runs, taken in turn, after one round that is not counted."""
    timings: dict[str, list[Timing]] = {name: [] for name in subjects}
    for turn in range(runs + 1):
        for name, run in subjects.items():
            timing = time_once(run)
            if turn:
                timings[name].append(timing)
    return timings


def compare(
    question: str,
    subjects: Subjects,
    *,
    goal: str = "",
    module: str = "",
    parts: Mapping[str, int] | None = None,
    quick: bool = False,
) -> Iterator[Row]:
    """A row a subject: medians, and the median of the ratios to the floor's run of the same round.

    ``module``: where ``subjects`` stands, for the peak memory of a process of its own.
    ``parts``: a subject that does only one of so many equal parts of the job, to save time; its
    seconds are multiplied.
    """
    timings = take_turns(subjects, 1 if quick else RUNS)
    for name, part in (parts or {}).items():
        timings[name] = [Timing(timing.wall * part, timing.cpu * part) for timing in timings[name]]
    floor = next(iter(timings.values()))
    for name, found in timings.items():
        yield {
            "question": question,
            "subject": name,
            "wall_s": round(statistics.median(timing.wall for timing in found), 4),
            "cpu_s": round(statistics.median(timing.cpu for timing in found), 4),
            "peak_mb": peak_mb(module, question, name, quick=quick) if module else None,
            "ratio_to_floor": ratio(found, floor),
            "goal": goal,
        }


def ratio(found: list[Timing], floor: list[Timing]) -> float:
    return round(statistics.median(mine.wall / its.wall for mine, its in zip(found, floor, strict=True)), 2)


def peak_mb(module: str, question: str, subject: str, *, quick: bool) -> float:
    """Peak memory of a process that imports the module and runs one subject once, inputs included."""
    command = [sys.executable, "-m", "bench.peak", module, question, subject, "quick" if quick else "full"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return round(float(json.loads(done.stdout)), 1)
