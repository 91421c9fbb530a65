"""R7xx: case files that ask nothing, or ask it of something that does not exist."""

from __future__ import annotations

from tests.engine.language.broken import CROSS, INSULT_CASES, OUT_OF_FIELD, THREAT_CASES, broken, remove, replace, write

CASES = (
    broken("R701-sans-cas", remove(INSULT_CASES)),
    broken("R702-version-inconnue", replace(THREAT_CASES, "on: all", "on: [v1990, v2002]")),
    broken("R702-motif-inconnu", replace(THREAT_CASES, "because: [menace]", "because: [menaces]")),
    broken("R702-infraction-inconnue", replace(CROSS, "established: [menace-publique]", "established: [menace-privee]")),
    broken("R702-motif-inconnu-ailleurs", replace(CROSS, "established: [menace-publique]}", "established: [menace-publique], excluded: {injure-publique: [insulte]}}")),
    broken("R702-principale-inconnue", replace(CROSS, "main: menace-publique", "main: menace-privee")),
    broken("R702-hors-champ-inconnu", replace(CROSS, "established: [menace-publique]}", "established: [menace-publique], out_of_field: [langue]}")),
    broken("R702-souleve-inconnu", replace(THREAT_CASES, "    set: {menace: false}", "    raised: [citations]\n    set: {menace: false}")),
    broken("R702-voisin-inconnu", replace(THREAT_CASES, "    set: {menace: false}", "    neighbour: injure\n    set: {menace: false}")),
    broken("R702-version-attendue-inconnue", replace(INSULT_CASES, "established}", "established, version: v2001}")),
    broken("R702-circonstance-inconnue", replace(THREAT_CASES, "    on: all\n    expect: {status: established}", "    on: all\n    expect: {status: established, aggravations: [mineure], cautions: [vieux]}")),
    broken("R702-consequence-inconnue", replace(THREAT_CASES, "cases:\n", """consequences:
  nature: delit
  conduct: instantaneous
  versions:
    vide2000: {prison_months: 12, limitation: delit, confidence: M}
  aggravations: {mineure: {v1990: {prison_months: 24}}}
  cautions: {ancien: [v1991]}
  to_verify: {menaces: [all]}
  relations: {injure: this}
cases:
""")),
    broken("R703-jour-sans-tirets", replace(THREAT_CASES, "2009-12-31:", "20091231:")),
    broken("R703-decision-avant-les-faits", replace(INSULT_CASES, "    expect", "    date_of_decision: 2000-01-01\n    expect")),
    broken("R703-decision-avant-les-faits-ailleurs", replace(CROSS, "date_of_facts: 2024-05-01", "date_of_facts: 2024-05-01\n    date_of_decision: 2023-05-01")),
    broken("R704-aucune-version", replace(THREAT_CASES, "on: all", "on: []")),
    broken("R706-fait-ote-inconnu", replace(THREAT_CASES, "set: {menace: false}", "unset: [menaces]")),
    broken("R706-fait-ote-absent", replace(THREAT_CASES, "set: {menace: false}", "set: {menace: false}\n    unset: [forme]")),
    broken("R706-hors-champ", replace(OUT_OF_FIELD, "{langue_texte: fr}", "{langue: fr}")),
    broken("R703-date-impossible", replace(THREAT_CASES, "2009-12-31:", "31/12/2009:")),
    broken("R704-rien-d-attendu", replace(INSULT_CASES, "    expect: {status: established}\n", "")),
    broken("R705-sans-motif", replace(THREAT_CASES, "excluded, because: [menace]", "excluded")),
    broken("R705-version-de-personne", replace(CROSS, "main: menace-publique", "version: v2001")),
    broken("R706-fait-mal-ecrit", replace(THREAT_CASES, "set: {menace: false}", "set: {menaces: false}")),
    broken("R706-valeur-refusee", replace(CROSS, "acces: ouvert", "acces: public")),
    broken("R706-dans-la-base", replace(THREAT_CASES, "acces: ouvert", "acces: public")),
    broken("R004-cas-illisibles", write(INSULT_CASES, "base: {\n")),
    broken("R101-cas-mal-ecrit", replace(INSULT_CASES, "  facts:", "  faits:")),
    broken("R103-on-mal-ecrit", replace(THREAT_CASES, "on: all", "on: v1990")),
    broken("R103-prescription-mal-ecrite", replace(INSULT_CASES, "{status: established}", "{status: established, time_barred: oui}")),
    broken("R104-etat-inconnu", replace(INSULT_CASES, "status: established", "status: etabli")),
    broken("R104-issue-inconnue", replace(CROSS, "issue: qualifie", "issue: established")),
)  # fmt: skip
