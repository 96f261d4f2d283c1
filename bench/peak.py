"""Runs one subject once in this process and prints the peak of its memory, in megabytes."""

from __future__ import annotations

import importlib
import resource
import sys
from pathlib import Path


def main(module: str, question: str, subject: str, size: str) -> None:
    importlib.import_module(module).subjects(question, quick=size == "quick")[subject]()
    print(peak_kb() / 1024)


def peak_kb() -> int:
    """Linux's own mark where there is one, since ``ru_maxrss`` may be the parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
