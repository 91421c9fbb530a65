"""Edits of the shipped law that check and cases were silent on: each on a copy, by replacing words of one file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from tests.shared import RULESETS

AL7, AL8 = "offences/haine/loi-1881-24-al7/offence.yaml", "offences/haine/loi-1881-24-al8/offence.yaml"
LATEST = "        agent_public: {prison_months: 36, fine_euros: 75000}\n"
"""The last line of what the version in force says of its own."""
APOLOGY = "offences/terrorisme/cp-421-2-5-apologie/offence.yaml"


class Edit(NamedTuple):
    """Replacement in a file, at its last occurrence: the wording in force stands last."""

    file: str
    old: str
    new: str


EDITS: dict[str, tuple[Edit, ...]] = {
    "exclusives": (
        Edit(AL8, "  - with: loi-1881-24-al7\n    kind: cumulation\n", "  - with: loi-1881-24-al7\n    kind: exclusion\n    prevails: this\n"),
    ),
    "prevails": (
        Edit(
            AL8,
            "  - with: loi-1881-33-al4\n    kind: exclusion\n    prevails: this\n",
            "  - with: loi-1881-33-al4\n    kind: exclusion\n    prevails: other\n",
        ),
    ),
    "penalty": (Edit(AL7, LATEST, f"{LATEST}      penalty: {{prison_months: 24, fine_euros: 4500}}\n"),),
    "limitation": (Edit(AL7, LATEST, f"{LATEST}      limitation: delit_droit_commun\n"),),
    "nature": (Edit(AL7, "nature: delit", "nature: crime"),),
    "conduct": (Edit(AL7, "conduct: instantaneous", "conduct: continuing"),),
    "caution": (
        Edit(
            AL7,
            LATEST,
            f"{LATEST}      cautions: [boycott_officiel, groupe_ferme, grand_groupe, oeuvre_ou_humour, commentaire_tiers]\n",
        ),
    ),
    "confidence": (Edit("offences/haine/loi-1881-24-al1-1/offence.yaml", "confidence: AV", "confidence: T"),),
    "notion_without_version": (
        Edit(
            "notions/haine.yaml",
            "            - {fact: terme_outrageant}\n            - {fact: forme, includes: insulte}\n"
            "        source: {reference: \"Loi du 29 juillet 1881, art. 29\", legifrance: null, verified_on: 2026-11-24, confidence: M}\n",
            "            - {fact: terme_outrageant}\n            - {fact: forme, includes: insulte}\n"
            "        source: {reference: \"Loi du 29 juillet 1881, art. 29\", legifrance: null, verified_on: 2026-11-24, confidence: M}\n"
            "        until: 2026-12-31\n"
            "      - from: 2027-01-01\n"
            "        condition: {fact: terme_outrageant}\n"
            "        source: {reference: \"Loi inventée\", legifrance: null, verified_on: 2026-11-24, confidence: AV}\n",
        ),
    ),
    "notion_retroactive": (
        Edit(
            "notions/commun.yaml",
            "includes_any: [sexe, orientation_sexuelle, identite_genre, handicap]}",
            "includes_any: [sexe, orientation_sexuelle, identite_genre]}",
        ),
    ),
    "defence": (
        Edit(
            APOLOGY,
            "\nscope:\n",
            "  recherche:\n"
            '    label: {fr: "Travail de recherche", en: "Research"}\n'
            '    article: "CP 421-2-5"\n'
            "    condition: {fact: contexte, includes: recherche}\n"
            "    confidence: AV\n"
            "\nscope:\n",
        ),
        Edit(APOLOGY, "appartenance_pour_effrayer]", "appartenance_pour_effrayer, recherche]"),
    ),
}  # fmt: skip


def edited(name: str, place: Path) -> Path:
    """A copy of the shipped rules with one edit.

    Raises:
        ValueError: the shipped rules no longer hold what it replaces.
    """
    folder = place / "rulesets"
    shutil.copytree(RULESETS, folder, ignore=shutil.ignore_patterns("lexicons"))
    for file, old, new in EDITS[name]:
        before, found, after = (folder / file).read_text(encoding="utf-8").rpartition(old)
        if not found:
            raise ValueError(f"{file} no longer holds {old!r}")
        (folder / file).write_text(f"{before}{new}{after}", encoding="utf-8")
    return folder
