"""Records of letters to a person: a reply, a sheet, an orientation.

Their words are their content; the data only files them.
"""

from __future__ import annotations

from typing import Any

from engine.notices.records.common import Matter, location_data, present


def letter(kind: str, matter: Matter) -> dict[str, Any]:
    """Reference, day, decision. No address, no account, no person."""
    case = matter.case
    return {
        "notice": kind,
        "reference": case.reference,
        "date": matter.day.isoformat(),
        "language": matter.language,
        "decision": case.decision.kind,
        **(present(offence=case.offence) if kind == "sheet" else {}),
    }


def emergency(matter: Matter) -> dict[str, Any]:
    """The record of a call to those who can find somebody: the urgency, and where the content
    stands.
    """
    return {
        "notice": "emergency",
        "reference": matter.case.reference,
        "date": matter.day.isoformat(),
        "language": matter.language,
        "urgency": matter.case.urgency,
        "locations": [location_data(place) for place in matter.case.locations],
    }
