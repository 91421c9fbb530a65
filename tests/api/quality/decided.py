"""A register of a day's decisions, for the figures of quality."""

from __future__ import annotations

from tests.api.service.world import NOON
from tests.api.statistics.registers import Rows, Values, decision, fact_row, report

DAY = "from=2024-06-03&to=2024-06-03"
CUE = "indice textuel (menace-de-coups)"
GONE = "commentaire du signalant (parti, menace-de-coups)"
_DECISIONS = (
    ("accept", "menace", "menace"),
    ("accept", "menace", "menace"),
    ("correct", "moquerie", "menace"),
    ("noise", None, "menace"),
    ("correct", "moquerie", None),
    ("none_applies", None, None),
)
"""Kind, offence, what was suggested, of each report in its order."""


def decided() -> Rows:
    """Six reports: `menace` suggested on four, retained on two. The cue of the small law is confirmed
    once, corrected once, withdrawn once, unjudged once; another is no longer in the lexicons.
    """
    rows = Rows()
    for n, (kind, offence, suggested) in enumerate(_DECISIONS):
        rows.reports.append(report(f"rep_{n:026}", NOON, state="decided", reference=f"dossier-{n}"))
        rows.decisions.append(decision(f"dec_{n:026}", f"rep_{n:026}", NOON, kind, offence, suggested=suggested))
    undone: Values = {"undone_at": NOON, "undone_by": "acc", "suggested": "menace"}
    rows.decisions.append(decision(f"dec_{9:026}", f"rep_{0:026}", NOON, "noise", None, **undone))
    names = [row["id"] for row in rows.reports]
    away: Values = {"withdrawn_at": NOON, "withdrawn_by": "acc"}
    rows.facts += [
        fact_row(names[0], "menace", 0, True, NOON, CUE, **away),
        fact_row(names[0], "menace", 1, True, NOON, None, by="acc"),
        fact_row(names[2], "menace", 0, True, NOON, GONE, **away),
        fact_row(names[2], "menace", 1, False, NOON, None, by="acc"),
        fact_row(names[3], "menace", 0, True, NOON, CUE, **away),
        fact_row(names[5], "menace", 0, True, NOON, CUE),
    ]
    rows.facts = [{**row, "id": f"fac_{n}"} for n, row in enumerate(rows.facts)]
    return rows
