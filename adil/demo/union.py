"""The union as units and a tree: council, member organizations, districts, primaries."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np

from adil.demo.draw import Flags, Lots, Whole
from adil.demo.published import Branch, Organization, Published, Sector
from adil.demo.spread import spread

COUNCIL = "KZ"
COUNCIL_NAMES = (
    "Қазақстандық салалық білім және ғылым қызметкерлерінің кәсіподағы",
    "Казахстанский отраслевой профессиональный союз работников образования и науки",
    "Kazakhstan sectoral union of education and science workers",
)
# The first day on which public figures know all 20 member organizations.
KNOWN_SINCE = "2019-01-01"


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of ``units.csv``; ``parent`` and ``since`` also make its row of ``tree.csv``."""

    unit: str
    parent: str
    name_kk: str
    name_ru: str
    name_en: str
    type: str
    sector: str
    kato: str
    since: str
    is_invented: bool

    @property
    def is_rated(self) -> bool:
        return self.parent == COUNCIL


@dataclass(frozen=True, slots=True)
class Union:
    """All units, depth first by level, and where each level stands among them.

    ``committees`` report at the second level: the districts, and the student union itself, which has none.
    The ranges cut committees and primaries by organization; ``sectors`` and ``has_past`` run over primaries.
    """

    organizations: list[Organization]
    units: list[Unit]
    organization_numbers: Whole
    committee_numbers: Whole
    committee_ranges: list[slice]
    primary_numbers: Whole
    primary_ranges: list[slice]
    sectors: Whole
    has_past: Flags

    @property
    def is_student(self) -> Flags:
        return np.array([one.type == "student" for one in self.organizations])

    @property
    def is_district(self) -> Flags:
        """Which committees are districts."""
        return np.array([self.units[number].type == "district" for number in self.committee_numbers])

    @property
    def owners(self) -> Whole:
        """The number of the organization of each primary."""
        return np.repeat(np.arange(len(self.organizations)), [r.stop - r.start for r in self.primary_ranges])


def build_union(
    published: Published,
    organizations: list[Organization],
    branches: list[Branch],
    sectors: list[Sector],
    lots: Lots,
) -> Union:
    """Give back the union with as many districts and primaries as the documents count."""
    council = Unit(COUNCIL, "", *COUNCIL_NAMES, "national", "", "", KNOWN_SINCE, False)
    members = [_make_member(one) for one in organizations]
    districts = [[_make_district(one, n) for n in range(1, one.districts + 1)] for one in organizations]
    counts = spread(
        published.figure(COUNCIL, "f1_r18", "2020"), np.array([one.primaries for one in organizations])
    )
    primaries = [
        _make_primaries(one, int(count), branches=branches, sectors=sectors, lots=lots)
        for one, count in zip(organizations, counts, strict=True)
    ]
    units = [council, *members, *chain.from_iterable(districts), *chain.from_iterable(primaries)]
    numbers = {unit.unit: number for number, unit in enumerate(units)}
    committees = [
        [numbers[unit.unit] for unit in own or [member]]
        for own, member in zip(districts, members, strict=True)
    ]
    first_primary = len(units) - int(counts.sum())
    return Union(
        organizations=organizations,
        units=units,
        organization_numbers=np.arange(1, len(members) + 1),
        committee_numbers=np.array(list(chain.from_iterable(committees))),
        committee_ranges=_cut([len(own) for own in committees]),
        primary_numbers=np.arange(first_primary, len(units)),
        primary_ranges=_cut([len(own) for own in primaries]),
        sectors=_number_sectors(units[first_primary:], sectors),
        has_past=np.array([unit.since <= KNOWN_SINCE for unit in units[first_primary:]]),
    )


def _make_member(one: Organization) -> Unit:
    kato = f"{one.region}0000000"
    return Unit(
        one.unit, COUNCIL, one.name_kk, one.name_ru, one.name_en, one.type, "", kato, KNOWN_SINCE, False
    )


def _make_district(one: Organization, number: int) -> Unit:
    return Unit(
        f"{one.unit}-{number:02d}",
        one.unit,
        f"{one.short_kk}: №{number} аудандық (қалалық) ұйым",
        f"{one.short_ru}: районная (городская) организация № {number}",
        f"{one.short_en}: district (city) organization No {number}",
        "district",
        "",
        f"{one.region}0000000",
        KNOWN_SINCE,
        True,
    )


def _make_primaries(
    one: Organization, count: int, *, branches: list[Branch], sectors: list[Sector], lots: Lots
) -> list[Unit]:
    own_branches = [branch for branch in branches if branch.under == one.unit]
    made = [_make_branch(one, branch, n) for n, branch in enumerate(own_branches, start=1)]
    drawn = _draw_sectors(one, count - len(made), sectors=sectors, lots=lots)
    sizes = [count - len(made)] if not one.districts else _draw_sizes(one, count - len(made), lots)
    for district, size in enumerate(sizes, start=1 if one.districts else 0):
        made += [_make_primary(one, district, n, drawn.pop(0)) for n in range(1, size + 1)]
    return made


def _draw_sizes(one: Organization, count: int, lots: Lots) -> list[int]:
    drawn: list[int] = spread(count, lots.draw(f"districts {one.unit}", one.districts, 60, 140)).tolist()
    return drawn


def _draw_sectors(one: Organization, count: int, *, sectors: list[Sector], lots: Lots) -> list[str]:
    """Draw a sector for each primary; the first ones take each sector once, so that none is absent."""
    if one.type == "student":
        return ["university"] * count
    pool = [sector.sector for sector in sectors for _ in range(sector.share)]
    drawn = lots.draw(f"sectors {one.unit}", count, 0, len(pool) - 1)
    return [sector.sector for sector in sectors] + [pool[lot] for lot in drawn[len(sectors) :]]


def _make_branch(one: Organization, branch: Branch, number: int) -> Unit:
    return Unit(
        f"{one.unit}-00-{number:03d}",
        one.unit,
        branch.name_kk,
        branch.name_ru,
        branch.name_en,
        "primary",
        branch.sector,
        f"{one.region}0000000",
        branch.since,
        branch.invented == "yes",
    )


def _make_primary(one: Organization, district: int, number: int, sector: str) -> Unit:
    place = f"{one.unit}-{district:02d}" if district else one.unit
    mark = f"{district}-{number:03d}" if district else f"{number}"
    return Unit(
        f"{one.unit}-{district:02d}-{number:03d}",
        place,
        f"{one.short_kk}: №{mark} бастауыш ұйымы",
        f"{one.short_ru}: первичная организация № {mark}",
        f"{one.short_en}: primary organization No {mark}",
        "primary",
        sector,
        f"{one.region}0000000",
        KNOWN_SINCE,
        True,
    )


def _number_sectors(primaries: list[Unit], sectors: list[Sector]) -> Whole:
    numbers = {sector.sector: number for number, sector in enumerate(sectors)}
    return np.array([numbers[unit.sector] for unit in primaries])


def _cut(sizes: list[int]) -> list[slice]:
    ends = np.cumsum(sizes).tolist()
    return [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]
