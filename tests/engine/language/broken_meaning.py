"""R5xx, R6xx and R8xx: conditions that decide nothing, are too large, or are used by nothing."""

from __future__ import annotations

from tests.engine.language.broken import FACTS, INSULT, LIMITATION, NOTIONS, THREAT, append, broken, replace

MENACE = "condition: {fact: menace}"
SOURCE = '{reference: "Loi d\'essai", legifrance: null, verified_on: 2026-11-01, confidence: M}'


def _boolean(name: str) -> str:
    return f"""\
  - id: {name}
    type: boolean
    label: {{fr: "Indice {name}", en: "Clue {name}"}}
    question: {{fr: "L'indice {name} est-il là ?", en: "Is the clue {name} there?"}}
    where: {{fr: "Le texte.", en: "The text."}}
    cost: 1
    exposure: none
    sources: [analyst]
"""


def clues(count: int) -> tuple[str, str]:
    """So many boolean facts, and a list of conditions that each look at one."""
    names = [f"indice_{i:02}" for i in range(count)]
    return "".join(map(_boolean, names)), ", ".join(f"{{fact: {name}}}" for name in names)


FIVE = replace(
    FACTS,
    '      injure: {fr: "injure", en: "insult"}',
    "\n".join(
        f'      {name}: {{fr: "{name}", en: "{name}"}}'
        for name in ("injure", "moquerie", "menace", "rumeur", "image", "appel")
    ),
)
"""Enough values for a list to be worth a name."""
LISTED = "{fact: forme, includes_any: [moquerie, menace, rumeur, image, appel]}"
CRITERIA = f"""\
  - id: criteres
    label: {{fr: "Critères", en: "Grounds"}}
    article: "art. 9"
    versions: [{{from: 1990-01-01, condition: {LISTED}, source: {SOURCE}}}]
"""
UNUSED_DELAY = f"""\
  - id: contravention_commun
    label: {{fr: "Contravention", en: "Petty offence"}}
    article: "art. 9"
    starts: facts
    versions: [{{from: 1990-01-01, delay: {{years: 1}}, source: {SOURCE}}}]
"""
TWELVE, SEVENTY = clues(12), clues(70)

CASES = (
    broken("R501-jamais-vraie", replace(THREAT, MENACE, "condition: {all: [{fact: menace}, {fact: menace, is: false}]}")),
    broken("R501-defense-jamais-vraie", replace(THREAT, "condition: {fact: forme, includes: citation}", "condition: {not: {any: [{fact: menace}, {fact: menace, is: false}]}}")),
    broken("R502-toujours-vraie", replace(THREAT, MENACE, "condition: {any: [{fact: age_victime, under: 18}, {fact: age_victime, from: 15}]}"), also="R801"),
    broken("R502-tous-les-choix", replace(NOTIONS, "in: [ouvert, groupe]", "in: [ouvert, groupe, prive]")),
    broken("R503-element-implique", replace(THREAT, MENACE, "condition: {any: [{fact: menace}, {notion: publicite}]}")),
    broken("R503-defense-impossible", replace(THREAT, "condition: {fact: forme, includes: citation}", "condition: {fact: menace, is: false}")),
    broken("R504-elements-contraires", replace(THREAT, MENACE, "condition: {fact: acces, is: prive}"), also="R801"),
    broken("R601-trop-de-raisons", append(FACTS, TWELVE[0]), replace(THREAT, MENACE, f"condition: {{at_least: 4, of: [{TWELVE[1]}]}}")),
    broken("R601-trop-de-comparaisons", append(FACTS, SEVENTY[0]), replace(THREAT, MENACE, f"condition: {{all: [{SEVENTY[1]}]}}")),
    broken("R501-trois-parties", replace(THREAT, MENACE, "condition: {all: [{fact: menace}, {fact: age_victime, under: 12}, {any: [{fact: forme, includes: injure}, {fact: age_victime, from: 15}]}, {not: {fact: forme, includes: injure}}]}")),
    broken("R501-chaque-branche", replace(THREAT, MENACE, "condition: {any: [{all: [{fact: menace}, {fact: menace, is: false}]}, {all: [{fact: acces, is: prive}, {fact: acces, is: groupe}]}]}")),
    broken("R802-liste-d-une-notion", FIVE, append(NOTIONS, CRITERIA), replace(THREAT, MENACE, f"condition: {{all: [{{fact: menace}}, {{notion: criteres}}, {{any: [{LISTED}, {{fact: acces, is: ouvert}}]}}]}}")),
    broken("R802-liste-de-deux-infractions", FIVE, replace(THREAT, MENACE, f"condition: {{all: [{{fact: menace}}, {LISTED}]}}"), replace(INSULT, "condition: {fact: forme, includes: injure}", f"condition: {{any: [{{fact: forme, includes: injure}}, {LISTED}]}}")),
    broken("R803-dispense-sans-objet", append(THREAT, "\nallow: [{code: R801, on: citation, reason: Rien.}]\n")),
    broken("R801-prescription-sans-emploi", append(LIMITATION, UNUSED_DELAY)),
    broken("R801-fait-sans-emploi", append(FACTS, _boolean("lien"))),
    broken("R801-notion-sans-emploi", append(NOTIONS, f"""\
  - id: intimite
    label: {{fr: "Intimité", en: "Privacy"}}
    article: "art. 9"
    versions: [{{from: 1990-01-01, condition: {{fact: acces, is: prive}}, source: {SOURCE}}}]
""")),
    broken("R801-defense-sans-emploi", replace(THREAT, "    defences: [citation]\n", "")),
)  # fmt: skip
