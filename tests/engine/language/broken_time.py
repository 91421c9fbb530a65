"""R3xx and R4xx: versions, their dates, what they hold, and how old their sources are."""

from __future__ import annotations

from tests.engine.language.broken import INSULT, LIMITATION, NOTIONS, THREAT, append, broken, replace, write
from tests.shared import ROOT

SOURCE = '{reference: "Loi d\'essai", legifrance: null, verified_on: 2026-11-01, confidence: M}'
RELATION = "kind: exclusion\n    prevails: this\n"
REASON = 'reason: {fr: "Encore.", en: "Again."}'
YOUNG = f"""\
  - id: jeune
    label: {{fr: "Jeune", en: "Young"}}
    article: "art. 9"
    versions: [{{from: 1995-01-01, condition: {{fact: age_victime, under: 15}}, source: {SOURCE}}}]
"""

SHORT = 'short: {fr: "Menace", en: "Threat"}'
OLD = '{until: 1999-12-31, fr: "Ancienne menace", en: "Old threat"}'
NEW = 'fr: "Menace", en: "Threat"'
CAUTION = "    condition: {fact: mise_en_ligne, under: 2000-01-01}\n"
RESTORED = '    change: {fr: "Rétablissement.", en: "Restored."}\n    elements: [publicite, menace]\n'
ORDER = (
    (ROOT / "docs/examples/ordre.yaml").read_text(encoding="utf-8").partition("distinctive:")[0]
    + """\
fields:
  - {id: harcelement, label: {fr: "menaces", en: "threats"}, usual: [menace-publique]}
gravity: []
"""
)

CASES = (
    broken("R301-fin-avant-debut", replace(THREAT, "until: 2000-12-31", "until: 1999-06-30")),
    broken("R301-sans-fin", replace(NOTIONS, "        until: 2009-12-31\n", "")),
    broken("R301-chevauchement", replace(NOTIONS, "until: 2009-12-31", "until: 2010-06-30")),
    broken("R301-dans-le-desordre", replace(NOTIONS, "from: 2010-01-01", "from: 1980-01-01")),
    broken("R302-trou", replace(THREAT, "until: 1999-12-31", "until: 1998-12-31")),
    broken("R302-rien-apres", replace(LIMITATION, "      - from: 1990-01-01", "      - from: 1990-01-01\n        until: 2020-12-31")),
    broken(
        "R303-notion-plus-jeune",
        append(NOTIONS, YOUNG),
        replace(THREAT, "{fact: menace}", "{all: [{fact: menace}, {notion: jeune}]}"),
    ),
    broken("R303-notion-plus-jeune-que-la-prudence", append(NOTIONS, YOUNG.replace("1995", "2015")),
           replace(THREAT, "{fact: mise_en_ligne, under: 2000-01-01}", "{any: [{fact: mise_en_ligne, under: 2000-01-01}, {notion: jeune}]}\n    from: 2010-01-01"),
           replace(THREAT, RESTORED, f"{RESTORED}    cautions: [ancien]\n"),
           replace(THREAT, "    cautions: [ancien]\n    penalty: {prison_months: 12, fine_euros: 15000}\n    limitation: delit_commun\n    source: {reference: \"Loi d'essai, art. 3\", legifrance: null, verified_on: 2026-11-01, confidence: M}\n  - id: vide2000", "    penalty: {prison_months: 12, fine_euros: 15000}\n    limitation: delit_commun\n    source: {reference: \"Loi d'essai, art. 3\", legifrance: null, verified_on: 2026-11-01, confidence: M}\n  - id: vide2000")),
    broken("R301-clause-inversee", replace(THREAT, CAUTION, f"{CAUTION}    from: 1995-01-01\n    until: 1994-01-01\n")),
    broken("R301-redactions-le-meme-jour", replace(THREAT, SHORT, f"short: [{OLD}, {{from: 1999-06-01, {NEW}}}]")),
    broken("R301-redactions-sans-fin", replace(THREAT, SHORT, f"short: [{{{NEW}}}, {{from: 1999-06-01, {NEW}}}]")),
    broken("R302-redactions-avec-un-trou", replace(THREAT, SHORT, f"short: [{OLD}, {{from: 2000-06-01, {NEW}}}]")),
    broken("R302-redactions-sans-suite", replace(THREAT, SHORT, f"short: [{OLD}]")),
    broken("R107-redaction-sans-anglais", replace(THREAT, SHORT, f"short: [{OLD}, {{from: 2000-01-01, fr: \"Menace\"}}]")),
    broken("R101-redaction-mal-ecrite", replace(THREAT, SHORT, f"short: [{OLD}, {{form: 2000-01-01, {NEW}}}]")),
    broken("R103-redactions-absentes", replace(THREAT, SHORT, "short: []")),
    broken("R801-clause-hors-de-ses-versions", replace(THREAT, CAUTION, f"{CAUTION}    from: 2015-01-01\n")),
    broken("R304-vide-avec-contenu", replace(THREAT, "    void: repealed\n", "    void: repealed\n    elements: [menace]\n")),
    broken("R304-transfert-sans-suite", replace(THREAT, "void: repealed", "void: transferred")),
    broken("R304-suite-sans-transfert", replace(THREAT, "void: repealed", "void: repealed\n    continued_by: injure-publique")),
    broken("R304-sans-element", replace(INSULT, "    elements: [publicite, injure]\n", "")),
    broken("R304-sans-element-caracteristique", replace(INSULT, "    core: true\n", "")),
    broken("R304-peine-nulle", replace(INSULT, "{fine_euros: 750, contravention_class: 4}", "{}")),
    broken("R304-delai-nul", replace(LIMITATION, "{years: 6}", "{years: 0}")),
    broken("R304-delai-compte-et-imprescriptible", replace(LIMITATION, "{years: 6}", "{years: 6, never: true}")),
    broken("R304-sans-peine", replace(INSULT, "    penalty: {fine_euros: 750, contravention_class: 4}\n", "")),
    broken("R304-sans-prescription", replace(INSULT, "    limitation: delit_commun\n", "")),
    broken("R304-circonstance-sans-effet", replace(THREAT, "{mineur: {prison_months: 24}}", "{mineur: {prison_months: 12}}")),
    broken("R305-notion-seule-a-changer", replace(NOTIONS, "on: publicite", "on: vie_privee"), also="R803"),
    broken("R305-une-infraction-de-trop", replace(NOTIONS, "from: 2010-01-01", "from: 2001-01-01"), replace(NOTIONS, "until: 2009-12-31", "until: 2000-12-31"), replace(NOTIONS, "on: publicite", "on: vie_privee"), also="R803"),
    broken("R307-dans-aucun-champ", write("parameters/ordre.yaml", ORDER)),
    broken("R306-avec-soi-meme", replace(THREAT, "with: injure-publique", "with: menace-publique")),
    broken("R306-priorites-en-cercle", append(INSULT, f"\nrelations:\n  - with: menace-publique\n    {RELATION}    {REASON}\n")),
    broken("R306-deux-fois", append(THREAT, '  - with: injure-publique\n    kind: neighbour\n    reason: {fr: "Encore.", en: "Again."}\n')),
    broken("R306-sans-preference", replace(THREAT, RELATION, "kind: exclusion\n")),
    broken("R306-preference-de-trop", replace(THREAT, RELATION, "kind: cumulation\n    prevails: this\n")),
    broken("R402-deux-sources-anciennes", replace(THREAT, "art. 3\", legifrance: null, verified_on: 2026-11-01, confidence: M}\n  - id: vide2000", "art. 3\", legifrance: null, verified_on: 2026-02-01, confidence: M}\n  - id: vide2000"), replace(THREAT, "verified_on: 2026-11-01, confidence: M}\n  - id: v2001", "verified_on: 2026-01-15, confidence: M}\n  - id: v2001")),
    broken("R402-source-ancienne", replace(LIMITATION, "verified_on: 2026-11-01", "verified_on: 2026-01-15")),
    broken("R403-source-future", replace(LIMITATION, "verified_on: 2026-11-01", "verified_on: 2027-11-01")),
)  # fmt: skip
