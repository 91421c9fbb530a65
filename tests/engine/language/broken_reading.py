"""R0xx: files that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

from tests.engine.language.broken import FACTS, NOTIONS, THREAT, append, broken, remove, replace, write


def _folder_in_place_of_the_file(root: Path) -> None:
    (root / NOTIONS).unlink()
    (root / NOTIONS).mkdir()


def _pipe_in_place_of_the_file(root: Path) -> None:
    (root / NOTIONS).unlink()
    os.mkfifo(root / NOTIONS)


def _link_to_itself(root: Path) -> None:
    (root / NOTIONS).unlink()
    (root / NOTIONS).symlink_to("commun.yaml")


def _link_out_of_the_folder(root: Path) -> None:
    secret = root.parent / "secret.yaml"
    secret.write_text("notions: []\n", encoding="utf-8")
    (root / NOTIONS).unlink()
    (root / NOTIONS).symlink_to(secret)


def _folder_linked_out(root: Path) -> None:
    (root / "notions").rename(root.parent / "ailleurs")
    (root / "notions").symlink_to(root.parent / "ailleurs")


CASES = (
    broken("R011-lien-qui-sort", _link_out_of_the_folder),
    broken("R011-dossier-qui-sort", _folder_linked_out),
    broken("R001-dossier-absent", remove(".")),
    broken("R001-dossier-au-lieu-de-fichier", _folder_in_place_of_the_file),
    broken("R001-lien-vers-lui-meme", _link_to_itself),
    broken(
        "R001-dossier-sans-regles",
        *(remove(name) for name in ("facts", "notions", "limitation", "hors_champ", "offences")),
    ),
    broken("R001-tube", _pipe_in_place_of_the_file),
    broken("R010-cas-sans-infraction", write("offences/essai/autre/cases.yaml", "cases: []\n")),
    broken("R010-dossier-mal-ecrit", write("notion/autres.yaml", "notions: []\n")),
    broken("R010-dossier-voisin-mal-ecrit", write("lexicon/haine.yaml", "mots: []\n")),
    broken("R010-dossier-inconnu", write("brouillons/autres.yaml", "notions: []\n")),
    broken("R010-extension", write("facts/autres.yml", "facts: []\n")),
    broken("R010-infraction-mal-ecrite", write("offences/essai/autre/ofence.yaml", "id: autre\n")),
    broken("R010-infraction-trop-haut", write("offences/essai/offence.yaml", "id: autre\n")),
    broken("R010-sous-dossier", write("facts/haine/autres.yaml", "facts: []\n")),
    broken("R002-trop-gros", append(FACTS, "# " + "x" * 512 * 1024)),
    broken("R003-latin-1", write(NOTIONS, "notions:\n  - id: publicité\n".encode("latin-1"))),
    broken("R003-utf-16", write(NOTIONS, "notions: []\n".encode("utf-16"))),
    broken("R004-alias-sans-ancre", replace(NOTIONS, 'label: {fr: "Publicité", en: "Publicity"}', "label: *publicite")),
    broken("R004-caractere-de-controle", replace(NOTIONS, "Publicité", "Publi\x07cité")),
    broken("R004-deux-documents", append(NOTIONS, "---\nnotions: []\n")),
    broken(
        "R004-deux-points-dans-un-texte", replace(THREAT, '"Loi d\'essai, art. 3"\nleg', "Loi d'essai : art. 3\nleg")
    ),
    broken("R004-guillemet-ouvert", replace(THREAT, 'citation: "Loi d\'essai, art. 3"', "citation: \"Loi d'essai")),
    broken("R004-indentation", replace(THREAT, "theme: essai", "  theme: essai")),
    broken("R004-tabulation", replace(THREAT, "  menace:\n    kind", "\tmenace:\n    kind")),
    broken("R004-trop-de-crochets", write(NOTIONS, "notions: " + "[" * 5000)),
    broken("R004-virgule-oubliee", replace(THREAT, '"Menace", en: "Threat"}\ncit', '"Menace" en: "Threat"}\ncit')),
    broken("R005-cle-deux-fois", replace(THREAT, "nature: delit\n", "nature: delit\nnature: crime\n")),
    broken("R006-ancre", replace(NOTIONS, '{fr: "Publicité"', '&nom {fr: "Publicité"')),
    broken("R006-alias", replace(NOTIONS, "article:", "note: &a {x: y}\n    autre: *a\n    article:")),
    broken("R007-trop-profond", replace(THREAT, "{fact: menace}", "{not: " * 41 + "{fact: menace}" + "}" * 41)),
    broken("R007-trop-long", write(NOTIONS, "notions: [" + "a," * 60_001 + "]\n")),
    broken("R008-cle-composee", replace(THREAT, "nature: delit", "? [nature, conduct]\n: delit")),
    broken("R008-etiquette", replace(THREAT, "nature: delit", "nature: !!python/object:os.system delit")),
    broken("R008-fusion", replace(THREAT, "nature: delit", "<<: {nature: delit}")),
    broken("R009-jour-inexistant", replace(THREAT, "from: 2001-01-01", "from: 2001-02-30")),
    broken("R009-annee-zero", replace(THREAT, "from: 1990-01-01", "from: 0000-01-01")),
)
