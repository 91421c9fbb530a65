"""What an offence takes by reference and cannot: from nowhere, twice defined, with keys beside."""

from __future__ import annotations

from tests.engine.language.broken import THREAT, broken, replace, write

CLAUSES = "clauses/commun.yaml"
CAUTION = """\
cautions:
  ancien:
    label: {fr: "Contenu ancien", en: "Old content"}
    condition: {fact: mise_en_ligne, under: 2000-01-01}
"""
WRITTEN = """\
  ancien:
    label: {fr: "Contenu ancien", en: "Old content"}
    condition: {fact: mise_en_ligne, under: 2000-01-01}
"""
RESTORED = """\
    elements: [publicite, menace]
    penalty: {prison_months: 12, fine_euros: 15000}
"""
LARGE = f"""\
cautions:
  ancien:
    label: {{fr: "{"é" * 60_000}", en: "Old content"}}
    condition: {{fact: mise_en_ligne, under: 2000-01-01}}
"""
MANY = "".join(f"  ancien_{n}: {{as: ancien}}\n" for n in range(40))

CASES = [
    broken("R206-clause-partagee", write(CLAUSES, CAUTION), replace(THREAT, WRITTEN, "  ancien: {as: anciens}\n")),
    broken("R206-clause-d-une-autre-sorte", write(CLAUSES, CAUTION.replace("cautions", "aggravations").rstrip() + """
    article: "loi d'essai"
    confidence: M
"""), replace(THREAT, WRITTEN, "  ancien: {as: ancien}\n")),
    broken("R206-version-reprise", replace(THREAT, RESTORED, "    as: v1989\n")),
    broken("R206-version-plus-bas", replace(THREAT, "    void: repealed\n", "    as: v2001\n")),
    broken("R101-a-cote-de-as", replace(THREAT, RESTORED, "    as: v1990\n    elements: [menace]\n"),
           replace(THREAT, "    limitation: delit_commun\n    source: {reference: \"Loi d'essai, art. 3\", legifrance: null, verified_on: 2026-11-01, confidence: M}\n\n", "    source: {reference: \"Loi d'essai, art. 3\", legifrance: null, verified_on: 2026-11-01, confidence: M}\n\n")),
    broken("R101-reprise-de-ce-qui-est-propre", replace(THREAT, RESTORED + "    limitation: delit_commun\n", "    as: v1990\n    but: {law: \"autre loi\"}\n")),
    broken("R103-reprise-mal-ecrite", write(CLAUSES, CAUTION), replace(THREAT, WRITTEN, "  ancien: {as: [ancien]}\n")),
    broken("R103-difference-mal-ecrite", write(CLAUSES, CAUTION), replace(THREAT, WRITTEN, "  ancien: {as: ancien, but: label}\n")),
    broken("R204-clause-deux-fois", write(CLAUSES, CAUTION), write("clauses/encore.yaml", CAUTION), replace(THREAT, WRITTEN, "  ancien: {as: ancien}\n")),
    broken("R801-clause-sans-emploi", write(CLAUSES, CAUTION)),
    broken("R201-dans-une-clause", write(CLAUSES, CAUTION.replace("mise_en_ligne", "mise_en_lignes")), replace(THREAT, WRITTEN, "  ancien: {as: ancien}\n")),
    broken("R201-dans-ce-qui-differe", write(CLAUSES, CAUTION), replace(THREAT, WRITTEN, "  ancien:\n    as: ancien\n    but:\n      condition: {fact: mise_en_lignes, under: 2000-01-01}\n")),
    broken("R206-dans-une-version-reprise", replace(THREAT, RESTORED + "    limitation: delit_commun\n", "    as: v1990\n    but:\n      elements: [publicite, menaces]\n")),
    broken("R107-clause-sans-anglais", write(CLAUSES, CAUTION.replace(', en: "Old content"', "")), replace(THREAT, WRITTEN, "  ancien: {as: ancien}\n")),
    broken("R007-trop-de-reprises", write(CLAUSES, LARGE), replace(THREAT, WRITTEN, MANY)),
]  # fmt: skip
