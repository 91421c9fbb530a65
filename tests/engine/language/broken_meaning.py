"""R5xx, R6xx and R8xx: conditions that decide nothing, are too large, or are used by nothing."""

from __future__ import annotations

from tests.engine.language.broken import FACTS, NOTIONS, THREAT, append, broken, replace

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
    broken("R801-fait-sans-emploi", append(FACTS, _boolean("lien"))),
    broken("R801-notion-sans-emploi", append(NOTIONS, f"""\
  - id: intimite
    label: {{fr: "Intimité", en: "Privacy"}}
    article: "art. 9"
    versions: [{{from: 1990-01-01, condition: {{fact: acces, is: prive}}, source: {SOURCE}}}]
""")),
    broken("R801-defense-sans-emploi", replace(THREAT, "    defences: [citation]\n", "")),
)  # fmt: skip
