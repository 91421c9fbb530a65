"""R1xx and R401: keys, types and conditions that do not have the shape the language wants."""

from __future__ import annotations

from tests.engine.language.broken import (
    CROSS,
    FACTS,
    INSULT,
    LIMITATION,
    NOTIONS,
    THREAT,
    THREAT_CASES,
    append,
    broken,
    replace,
    write,
)

CONDITION = "condition: {fact: menace}"

CASES = (
    broken(
        "R101-un-fait-inconnu-et-un-trou",
        replace(THREAT, "    core: true\n", "    coer: true\n"),
        replace(THREAT, "condition: {fact: menace}", "condition: {fact: menase}"),
        replace(INSULT, "condition: {fact: forme, includes: injure}", "condition: {fact: forme, includes: injuri}"),
        replace(LIMITATION, "      - from: 1990-01-01", "      - from: 1990-01-01\n        until: 2020-12-31"),
        also="R201 R203 R302",
    ),
    broken("R101-cle-mal-ecrite", replace(THREAT, "nature: delit", "natrue: delit")),
    broken("R101-cle-inconnue", replace(THREAT, "nature: delit", "nature: delit\nzone: mer")),
    broken("R101-dans-un-texte", replace(FACTS, '"Menace", en: "Threat"}', '"Menace", en: "Threat", de: "Drohung"}')),
    broken("R101-dans-un-element", replace(THREAT, "core: true", "core: true\n    poids: 3")),
    broken(
        "R106-ebauche",
        replace(THREAT, "nature: delit", "nature: À REMPLIR"),
        replace(THREAT, CONDITION, "condition: À REMPLIR"),
    ),
    broken("R106-cas-en-ebauche", append(THREAT_CASES, "  - name: À REMPLIR\n    expect: {status: established}\n")),
    broken(
        "R106-dans-un-fichier-de-cas",
        append(CROSS, "# À REMPLIR\n"),
        replace(CROSS, "main: menace-publique", "main: À REMPLIR"),
    ),
    broken("R102-libelle-absent", replace(THREAT, 'short: {fr: "Menace", en: "Threat"}\n', "")),
    broken("R107-anglais-absent", replace(THREAT, '"Menace", en: "Threat"}\ncitation', '"Menace"}\ncitation')),
    broken("R102-condition-absente", replace(THREAT, f"    {CONDITION}\n", "")),
    broken(
        "R102-exposition-absente",
        replace(
            FACTS, "    exposure: low\n    sources: [analyst]\n  - id: acces", "    sources: [analyst]\n  - id: acces"
        ),
    ),
    broken("R103-fichier-vide", write(NOTIONS, "# rien encore\n")),
    broken("R103-liste-au-lieu-de-cles", write(NOTIONS, "- id: publicite\n")),
    broken("R103-liste-vide", write(NOTIONS, "notions: []\n")),
    broken("R103-texte-vide", replace(THREAT, 'short: {fr: "Menace", en: "Threat"}', 'short: {fr: "", en: "Threat"}')),
    broken("R103-texte-attendu", replace(THREAT, 'citation: "Loi d\'essai, art. 3"', "citation: 3")),
    broken("R103-texte-bilingue-attendu", replace(THREAT, 'short: {fr: "Menace", en: "Threat"}', 'short: "Menace"')),
    broken("R103-nombre-attendu", replace(FACTS, "cost: 3", "cost: cher")),
    broken("R103-nombre-a-virgule", replace(FACTS, "cost: 3", "cost: 1.5")),
    broken("R103-nombre-trop-petit", replace(FACTS, "cost: 3", "cost: 0")),
    broken("R103-nombre-trop-grand", replace(FACTS, "cost: 3", "cost: 6")),
    broken("R103-oui-au-lieu-de-true", replace(THREAT, "core: true", "core: oui")),
    broken("R103-date-attendue", replace(THREAT, "from: 2001-01-01", "from: 2001")),
    broken("R103-date-entre-guillemets", replace(THREAT, "from: 2001-01-01", 'from: "2001-01-01"')),
    broken("R103-liste-attendue", replace(THREAT, "routing: [pharos]", "routing: pharos")),
    broken("R103-cles-attendues", replace(LIMITATION, "delay: {years: 6}", "delay: 6 ans")),
    broken(
        "R103-elements-en-liste",
        replace(THREAT, "aggravations: {mineur: {prison_months: 24}}", "aggravations: [mineur]"),
    ),
    broken("R104-type-inconnu", replace(FACTS, "type: boolean", "type: bool")),
    broken("R104-champ-inconnu", replace(THREAT, "field: autre", "field: divers")),
    broken(
        "R104-confiance-inconnue",
        replace(THREAT, "core: true\n", "core: true\n"),
        replace(LIMITATION, "confidence: M", "confidence: sûre"),
    ),
    broken("R104-route-inconnue", replace(THREAT, "routing: [pharos]", "routing: [pharos, gendarmerie]")),
    broken("R104-identifiant-accentue", replace(FACTS, "id: forme", "id: Forme")),
    broken("R104-nom-d-element-accentue", replace(THREAT, "  menace:\n    kind", "  menacé:\n    kind")),
    broken("R104-identifiant-d-infraction", replace(THREAT, "id: menace-publique", "id: menace_publique")),
    broken("R104-identifiant-de-version", replace(THREAT, "id: v2001", 'id: "version 2001"')),
    broken("R104-dispense-d-une-erreur", append(THREAT, "\nallow: [{code: R201, reason: Plus tard.}]\n")),
    broken("R104-dispense-inconnue", append(THREAT, "\nallow: [{code: R8O1, reason: Plus tard.}]\n")),
    broken("R102-dispense-sans-raison", append(THREAT, "\nallow: [{code: R801}]\n")),
    broken(
        "R105-comparaison-mal-ecrite",
        replace(THREAT, "{fact: forme, includes: citation}", "{fact: forme, includes_an: [citation]}"),
    ),
    broken("R105-sorte-mal-ecrite", replace(THREAT, "condition: {fact: menace}", "condition: {al: [{fact: menace}]}")),
    broken("R105-condition-vide", replace(THREAT, CONDITION, "condition:")),
    broken("R105-condition-en-texte", replace(THREAT, CONDITION, "condition: menace")),
    broken("R105-mot-inconnu", replace(THREAT, CONDITION, "condition: {every: [{fact: menace}]}")),
    broken("R105-deux-mots", replace(THREAT, CONDITION, "condition: {all: [{fact: menace}], any: [{fact: menace}]}")),
    broken("R105-liste-vide", replace(THREAT, CONDITION, "condition: {all: []}")),
    broken("R105-liste-absente", replace(THREAT, CONDITION, "condition: {all: {fact: menace}}")),
    broken(
        "R105-dans-une-liste",
        replace(THREAT, CONDITION, "condition:\n      all:\n        - {fact: menace}\n        - menace"),
    ),
    broken(
        "R105-at-least-trop-grand",
        replace(THREAT, CONDITION, "condition: {at_least: 3, of: [{fact: menace}, {notion: publicite}]}"),
    ),
    broken("R105-at-least-sans-of", replace(THREAT, CONDITION, "condition: {at_least: 1}")),
    broken("R105-fait-sans-nom", replace(THREAT, CONDITION, "condition: {fact: [menace]}")),
    broken("R105-notion-sans-nom", replace(THREAT, "condition: {notion: publicite}", "condition: {notion: 1}")),
    broken("R105-comparaison-inconnue", replace(THREAT, CONDITION, "condition: {fact: menace, equals: true}")),
    broken(
        "R105-comparaison-a-un-nombre", replace(THREAT, "{fact: age_victime, under: 18}", "{fact: age_victime, is: 18}")
    ),
    broken(
        "R105-seuil-en-texte", replace(THREAT, "{fact: age_victime, under: 18}", '{fact: age_victime, under: "18"}')
    ),
    broken("R105-deux-comparaisons", replace(THREAT, "includes: citation}", "includes: citation, is: citation}")),
    broken("R105-in-avec-une-valeur", replace(NOTIONS, "in: [ouvert, groupe]", "in: ouvert")),
    broken(
        "R401-source-absente",
        replace(
            LIMITATION,
            '        source: {reference: "Loi d\'essai, art. 2", legifrance: null, verified_on: 2026-11-01, confidence: M}\n',
            "",
        ),
    ),
)
