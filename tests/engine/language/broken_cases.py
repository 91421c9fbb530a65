"""R7xx: case files that ask nothing, or ask it of something that does not exist."""

from __future__ import annotations

from tests.engine.language.broken import CROSS, INSULT_CASES, THREAT_CASES, broken, remove, replace, write

CASES = (
    broken("R701-sans-cas", remove(INSULT_CASES)),
    broken("R702-version-inconnue", replace(THREAT_CASES, "on: all", "on: [v1990, v2002]")),
    broken("R702-motif-inconnu", replace(THREAT_CASES, "because: [menace]", "because: [menaces]")),
    broken("R702-infraction-inconnue", replace(CROSS, "established: [menace-publique]", "established: [menace-privee]")),
    broken("R703-date-impossible", replace(THREAT_CASES, "2009-12-31:", "31/12/2009:")),
    broken("R704-rien-d-attendu", replace(INSULT_CASES, "    expect: {status: established}\n", "")),
    broken("R705-sans-motif", replace(THREAT_CASES, "excluded, because: [menace]", "excluded")),
    broken("R706-fait-mal-ecrit", replace(THREAT_CASES, "set: {menace: false}", "set: {menaces: false}")),
    broken("R706-valeur-refusee", replace(CROSS, "acces: ouvert", "acces: public")),
    broken("R706-dans-la-base", replace(THREAT_CASES, "acces: ouvert", "acces: public")),
    broken("R004-cas-illisibles", write(INSULT_CASES, "base: {\n")),
    broken("R101-cas-mal-ecrit", replace(INSULT_CASES, "  facts:", "  faits:"), also="R102"),
    broken("R103-on-mal-ecrit", replace(THREAT_CASES, "on: all", "on: v1990"), also="R104"),
    broken("R103-prescription-mal-ecrite", replace(INSULT_CASES, "{status: established}", "{status: established, time_barred: oui}"), also="R104"),
    broken("R104-etat-inconnu", replace(INSULT_CASES, "status: established", "status: etabli")),
    broken("R104-issue-inconnue", replace(CROSS, "issue: qualifie", "issue: established")),
)  # fmt: skip
