"""When a methodology holds, what it replaces, and who decided it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adil.rating.methodology.wording import Wording


@dataclass(frozen=True)
class Effective:
    since: date
    until: date | None = None
    where: str = ""


@dataclass(frozen=True)
class Supersedes:
    version: str
    reason: Wording


@dataclass(frozen=True)
class Approval:
    """The decision that put the methodology in force; without number and date it is a proposal."""

    body: Wording
    number: str | None = None
    date: date | None = None
