"""R301: dates inverted or overlapping; R302: a hole in a timeline; R303: a notion not defined over
the whole of a version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.language.project import Definition, Project
from engine.model.condition import Condition
from engine.model.dated import ONE_DAY
from engine.model.law import DatedVersion, Notion, Offence, Version
from engine.reasoning.in_force import conditions_of, wording
from textfile.diagnostics import Diagnostic


def timelines_have_no_gap_or_overlap(project: Project) -> Iterator[Diagnostic]:
    """Checks that every timeline runs from its first day to today without overlap or hole; a gap in
    the law is a `void` version.
    """
    for group in (project.notions, project.limitations, project.offences, project.routes):
        for placed in group:
            found = list(_timeline(placed, placed.value.versions))
            inverted = [fault for fault in found if fault.code == "R301"]
            yield from inverted or found  # a hole beside inverted dates is the same mistake


def _timeline(placed: Definition[Any], versions: Sequence[DatedVersion]) -> Iterator[Diagnostic]:
    name = placed.value.id
    is_offence = isinstance(placed.value, Offence)
    for i, version in enumerate(versions):
        if version.until is not None and version.until < version.from_:
            yield Diagnostic(
                "R301",
                placed.value_place("versions", i, "until"),
                f"`{name}` : {version.until} précède {version.from_}",
                "échanger les dates",
            )
        if i == len(versions) - 1:
            if version.until is not None:
                yield Diagnostic(
                    "R302", placed.value_place("versions", i, "until"), f"`{name}` : rien n'est dit après le {version.until}",
                    "ôter `until`, ou ajouter une version `void`" if is_offence else "ôter `until`, ou ajouter une version",
                )  # fmt: skip
            continue
        following = versions[i + 1]
        if version.until is None:
            yield Diagnostic(
                "R301",
                placed.place("versions", i),
                f"`{name}` : une version sans `until` précède celle du {following.from_}",
                "corriger les dates"
                if following.from_ <= version.from_
                else f"écrire `until: {following.from_ - ONE_DAY}`",
            )
        elif following.from_ <= version.until:
            yield Diagnostic(
                "R301", placed.value_place("versions", i + 1, "from"), f"`{name}` : le {following.from_} appartient déjà à la version précédente",
                f"la précédente finit le {version.until}", ((placed.place("versions", i), "version précédente"),),
            )  # fmt: skip
        elif following.from_ - version.until > ONE_DAY:
            yield Diagnostic(
                "R302", placed.value_place("versions", i + 1, "from"),
                f"`{name}` : rien du {version.until + ONE_DAY} au {following.from_ - ONE_DAY}",
                "rapprocher les dates, ou écrire une version `void` qui dit pourquoi" if is_offence else "rapprocher les dates",
                ((placed.place("versions", i), "version précédente"),),
            )  # fmt: skip


def notions_cover_versions(project: Project) -> Iterator[Diagnostic]:
    """Checks that, on the first day of each version, every notion it needs is defined."""
    notions = {n.value.id: n.value for n in project.notions}
    for placed in project.offences:
        for i, version in enumerate(placed.value.versions):
            _, missing = wording(_conditions_on(placed.value, version, version.from_), notions, version.from_)
            for name in missing:
                yield Diagnostic(
                    "R303", placed.value_place("versions", i, "from"),
                    f"la notion `{name}` n'est pas définie le {version.from_}, où commence la version `{version.id}`",
                    f"faire commencer la version le {notions[name].versions[0].from_}, ou dater la notion plus tôt",
                )  # fmt: skip
            yield from _notions_cover_clauses(placed, i, notions, {*missing})


def _notions_cover_clauses(
    placed: Definition[Offence], i: int, notions: Mapping[str, Notion], told: set[str]
) -> Iterator[Diagnostic]:
    """A defence or a caution that starts within a version starts when its notions are defined."""
    law, version = placed.value, placed.value.versions[i]
    for word, group in (("defences", law.defences), ("cautions", law.cautions)):
        for name in getattr(version, word):
            start = group[name].from_
            if start is None or start <= version.from_ or not version.covers(start):
                continue
            for notion in wording((group[name].condition,), notions, start)[1]:
                if notion not in told:
                    yield Diagnostic(
                        "R303", placed.value_place(word, name, "from"), f"la notion `{notion}` n'est pas définie le {start}, où commence `{name}`",
                        f"commencer le {notions[notion].versions[0].from_}, ou dater la notion plus tôt",
                    )  # fmt: skip


def _conditions_on(offence: Offence, version: Version, day: date) -> tuple[Condition, ...]:
    return conditions_of(offence, offence.as_on(version, day))
