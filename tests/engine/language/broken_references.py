"""R2xx: names, types and values that do not fit the vocabulary or one another."""

from __future__ import annotations

from tests.engine.language.broken import (
    FACTS,
    INSULT,
    LIMITATION,
    NOTIONS,
    OUT_OF_FIELD,
    THREAT,
    append,
    broken,
    replace,
)

MENACE = "condition: {fact: menace}"
SOURCE = '{reference: "Loi d\'essai", legifrance: null, verified_on: 2026-11-01, confidence: M}'
AGE = "{fact: age_victime, under: 18}"
MINOR = """\
  - id: mineur
    type: boolean
    label: {fr: "Mineur", en: "Minor"}
    question: {fr: "La victime est-elle mineure ?", en: "Is the victim under age?"}
    where: {fr: "Le profil.", en: "The profile."}
    cost: 1
    exposure: none
    sources: [analyst]
    means: MEANS
"""
SETS = "    sources: [analyst, text_cue]\n"
AGED = '    unit: {fr: "ans", en: "years"}\n'
ACCESS = """\
      prive: {fr: "une personne", en: "one person"}
    cost: 1
    exposure: none
    sources: [analyst, metadata]
"""
THREATENING = """\
    where: {fr: "Le texte.", en: "The text."}
    cost: 1
    exposure: low
    sources: [analyst]
"""
"""How the first fact ends, whose type is boolean."""
PRESUMED = """\
    presumed_when:
      - condition: {fact: menace}
        value: VALUE
        reason: {fr: "Une raison.", en: "A reason."}
"""


def _notion(name: str, uses: str) -> str:
    return (
        f'  - id: {name}\n    label: {{fr: "{name}", en: "{name}"}}\n    article: "art. 9"\n    versions:\n'
        f"      - from: 1990-01-01\n        condition: {uses}\n        source: {SOURCE}\n"
    )


CASES = (
    broken("R201-fait-mal-ecrit", replace(THREAT, MENACE, "condition: {fact: menaces}")),
    broken("R201-fait-inconnu", replace(THREAT, MENACE, "condition:\n      any:\n        - {fact: menace}\n        - {not: {fact: zèle}}")),
    broken("R202-booleen", replace(THREAT, MENACE, "condition: {fact: menace, is: explicite}")),
    broken("R202-choix", replace(NOTIONS, "{fact: acces, is: ouvert}", "{fact: acces}")),
    broken("R202-ensemble", replace(THREAT, "includes: citation", "is: citation")),
    broken("R202-nombre", replace(THREAT, AGE, "{fact: age_victime}")),
    broken("R202-nombre-contre-date", replace(THREAT, AGE, "{fact: age_victime, under: 2010-01-01}")),
    broken("R202-date-contre-nombre", replace(THREAT, "under: 2000-01-01}", "under: 2000}")),
    broken("R203-pays-non-attribue", replace(THREAT, "{fact: pays_auteur, is: FR}", "{fact: pays_auteur, in: [FR, UK, AA]}")),
    broken("R202-pays", replace(THREAT, "{fact: pays_auteur, is: FR}", "{fact: pays_auteur, includes: FR}")),
    broken("R202-langue", replace(OUT_OF_FIELD, "{not: {fact: langue_texte, in: [fr, en]}}", "{not: {fact: langue_texte}}")),
    broken("R203-valeur-mal-ecrite", replace(NOTIONS, "[ouvert, groupe]", "[ouvert, groupes]")),
    broken("R203-valeur-inconnue", replace(NOTIONS, "[ouvert, groupe]", "[ouvert, famille]")),
    broken("R203-valeur-deux-fois", replace(NOTIONS, "[ouvert, groupe]", "[ouvert, groupe, ouvert]")),
    broken("R203-membre-inconnu", replace(THREAT, "includes: citation}", "includes: satire}")),
    broken("R203-pays", replace(THREAT, "is: FR", "is: France")),
    broken("R203-langue", replace(OUT_OF_FIELD, "[fr, en]", "[fr, anglais]")),
    broken("R204-fait-deux-fois", replace(FACTS, "id: mise_en_ligne", "id: menace"), also="R201 R202"),
    broken("R204-version-deux-fois", replace(THREAT, "id: v2001", "id: v1990")),
    broken("R204-nom-pris-par-une-defense", replace(THREAT, "  citation:\n", "  menace:\n"), also="R206"),
    broken("R205-notion-par-elle-meme", append(NOTIONS, _notion("ouverture", "{notion: ouverture}"))),
    broken(
        "R205-cercle-de-trois",
        append(NOTIONS, _notion("a", "{notion: b}") + _notion("b", "{not: {notion: c}}") + _notion("c", "{notion: a}")),
    ),
    broken("R206-notion-mal-ecrite", replace(THREAT, "{notion: publicite}", "{notion: publicité}")),
    broken("R206-element", replace(INSULT, "elements: [publicite, injure]", "elements: [publicite, insulte]")),
    broken("R206-defense", replace(THREAT, "defences: [citation]", "defences: [citation, satire]")),
    broken("R206-champ", replace(THREAT, "scope: [auteur_en_france]", "scope: [auteur_en_belgique]")),
    broken("R206-prudence", replace(THREAT, "cautions: [ancien]", "cautions: [ancien, douteux]")),
    broken("R206-circonstance", replace(THREAT, "{mineur: {prison_months: 24}}", "{majeur: {prison_months: 24}}")),
    broken("R206-prescription", replace(INSULT, "limitation: delit_commun", "limitation: delit_comun")),
    broken(
        "R206-prescription-selon-circonstance",
        replace(THREAT, "    cautions: [ancien]", "    cautions: [ancien]\n    limitation_if: {majeur: crime_commun}"),
    ),
    broken("R206-suite", replace(THREAT, "void: repealed", "void: transferred\n    continued_by: menace-privee")),
    broken("R206-voisin", replace(THREAT, "with: injure-publique", "with: injure")),
    broken("R207-intervalle-vide", replace(THREAT, AGE, "{fact: age_victime, from: 18, under: 15}")),
    broken("R207-dates-inversees", replace(THREAT, "under: 2000-01-01}", "from: 2001-01-01, under: 2000-01-01}")),
    broken("R207-seuil-trop-haut", replace(THREAT, AGE, "{fact: age_victime, under: 150}")),
    broken("R207-seuil-trop-bas", replace(THREAT, AGE, "{fact: age_victime, from: 0}")),
    broken("R207-sans-maximum", replace(FACTS, "    max: 120\n", ""), replace(THREAT, AGE, "{fact: age_victime, from: 0}")),
    broken("R208-ancien-nom-encore-la", replace(FACTS, SETS, SETS + "    was: [{fact: menace}]\n")),
    broken("R208-valeur-partie-encore-la", replace(FACTS, THREATENING, THREATENING + "    was: [{fact: forme, value: injure, now: true}]\n")),
    broken("R208-valeur-partie-d-un-booleen", replace(FACTS, SETS, SETS + "    was: [{fact: menace, value: true, now: injure}]\n")),
    broken("R208-valeur-partie-vers-deux", replace(FACTS, THREATENING, THREATENING + "    was: [{fact: forme, value: cri, now: true}]\n"), replace(FACTS, SETS, SETS + "    was: [{value: cri, now: injure}]\n")),
    broken("R208-valeur-partie-vers-plusieurs", replace(FACTS, ACCESS, ACCESS + "    was: [{fact: forme, value: cri, now: [ouvert, groupe]}]\n")),
    broken("R208-ancienne-valeur-encore-la", replace(FACTS, SETS, SETS + "    was: [{value: injure, now: citation}]\n")),
    broken("R208-devenue-une-valeur-inconnue", replace(FACTS, SETS, SETS + "    was: [{value: insulte, now: injures}]\n")),
    broken("R208-devenue-on-ne-sait-quoi", replace(FACTS, SETS, SETS + "    was: [{value: insulte}]\n")),
    broken("R208-was-qui-ne-dit-rien", replace(FACTS, SETS, SETS + "    was: [{now: injure}]\n")),
    broken("R208-was-sans-valeurs", replace(FACTS, AGED, AGED + "    was: [{value: jeune, now: injure}]\n")),
    broken("R208-was-deux-fois", replace(FACTS, SETS, SETS + "    was: [{fact: ancien}]\n"), replace(FACTS, AGED, AGED + "    was: [{fact: ancien}]\n")),
    broken("R208-une-seule-valeur", replace(FACTS, '      injure: {fr: "injure", en: "insult"}\n', ""), also="R203"),
    broken("R208-valeurs-d-un-booleen", replace(FACTS, "type: set", "type: boolean"), also="R202"),
    broken("R208-valeur-reservee", replace(FACTS, "      prive:", "      inconnu:")),
    broken("R208-bornes-d-un-booleen", replace(FACTS, "    type: boolean\n", "    type: boolean\n    min: 0\n")),
    broken("R208-min-au-dessus-de-max", replace(FACTS, "    min: 0\n", "    min: 130\n")),
    broken("R208-presomption-d-une-autre-valeur", replace(FACTS, ACCESS, f"{ACCESS}{PRESUMED.replace('VALUE', 'public')}")),
    broken("R208-presomption-qui-ne-dit-rien", replace(FACTS, ACCESS, f"{ACCESS}{PRESUMED.replace('VALUE', 'inconnu')}")),
    broken("R208-presomption-sur-soi", replace(FACTS, ACCESS, f"{ACCESS}{PRESUMED.replace('VALUE', 'groupe').replace('{fact: menace}', '{fact: acces, is: ouvert}')}")),
    broken("R208-presomption-sur-une-notion", replace(FACTS, ACCESS, f"{ACCESS}{PRESUMED.replace('VALUE', 'groupe').replace('{fact: menace}', '{notion: publicite}')}")),
    broken("R208-presomption-d-un-sens", append(FACTS, MINOR.replace("MEANS", AGE) + PRESUMED.replace("VALUE", "true"))),
    broken("R201-presomption-sur-un-fait-inconnu", replace(FACTS, ACCESS, f"{ACCESS}{PRESUMED.replace('VALUE', 'groupe').replace('{fact: menace}', '{fact: menaces}')}")),
    broken("R208-sens-sans-seuil", append(FACTS, MINOR.replace("MEANS", "{fact: age_victime}"))),
    broken("R208-sens-d-un-ensemble", replace(FACTS, "      injure: {fr: \"injure\", en: \"insult\"}\n", "      injure: {fr: \"injure\", en: \"insult\"}\n    means: {fact: age_victime, under: 18}\n")),
    broken("R208-sens-de-deux-seuils", append(FACTS, MINOR.replace("MEANS", "{fact: age_victime, from: 13, under: 18}"))),
    broken("R208-sens-d-un-choix", append(FACTS, MINOR.replace("MEANS", "{fact: acces, under: 18}"))),
    broken("R208-sens-hors-des-bornes", append(FACTS, MINOR.replace("MEANS", "{fact: age_victime, from: 0}"))),
    broken("R208-sens-d-un-fait-inconnu", append(FACTS, MINOR.replace("MEANS", "{fact: age, under: 18}"))),
    broken("R209-identifiant-et-dossier", replace(INSULT, "id: injure-publique", "id: injure")),
    broken("R209-theme-et-dossier", replace(THREAT, "theme: essai", "theme: haine")),
    broken("R204-prescription-deux-fois", append(LIMITATION, f"""\
  - id: delit_commun
    label: {{fr: "Encore", en: "Again"}}
    article: "art. 2"
    starts: facts
    versions: [{{from: 1990-01-01, delay: {{years: 3}}, source: {SOURCE}}}]
""")),
)  # fmt: skip
