"""Records for authorities: PHAROS and Arcom.

Neither publishes a format: these are ours, to be copied or imported.
"""

from __future__ import annotations

from typing import Any

from engine.notices.casefile import NOT_TOLD_OUTSIDE
from engine.notices.records.common import (
    Matter,
    grounds_data,
    hash_data,
    hosting_data,
    location_data,
    moment,
    present,
    sender_data,
)
from engine.notices.tables import PHAROS_IN_DANGER


def pharos(matter: Matter) -> dict[str, Any]:
    """Category, situation, qualification suggested, hosting, known author, urgency, digests, what
    was done already.

    A danger told before any offence is upheld has no qualification.
    """
    case = matter.case
    accounts = dict.fromkeys(place.account for place in case.locations if place.account)
    return {
        "notice": "pharos",
        "reference": case.reference,
        "date": matter.day.isoformat(),
        "language": matter.language,
        **present(sender=sender_data(case)),
        "category": matter.family.pharos if matter.grounds else PHAROS_IN_DANGER[case.urgency],
        "situation": {
            **present(date=_day_of_facts(matter)),
            **present(observed_at=moment(next((p.observed_at for p in case.locations if p.observed_at), None))),
            "locations": [location_data(place) for place in case.locations],
        },
        "urgency": case.urgency,
        **({"qualification": grounds_data(matter)[0], "explanation": matter.explanation} if matter.grounds else {}),
        "author_accounts": list(accounts),
        "hosting": hosting_data(case.hosting),
        "hashes": hash_data(case.hashes),
        "already_notified": [
            {"recipient": n.recipient, "on": n.on.isoformat()}
            for n in case.already_notified
            if n.recipient not in NOT_TOLD_OUTSIDE
        ],
        "from_iccam": case.from_iccam is not None,
        **present(iccam_reference=case.from_iccam.reference if case.from_iccam else None),
        **({"tco_probable": matter.family.terrorist_content} if matter.grounds else {}),
    }


def _day_of_facts(matter: Matter) -> str | None:
    return next((g.date_of_facts.isoformat() for g in matter.grounds if not g.date_is_assumed), None)


def arcom(matter: Matter) -> dict[str, Any]:
    """Entry addresses, the age check observed in words, the editor's country; never a preview."""
    case = matter.case
    known = matter.grounds[0].confirmed_values
    return {
        "notice": "arcom",
        "reference": case.reference,
        "date": matter.day.isoformat(),
        "language": matter.language,
        **present(sender=sender_data(case)),
        "entry_locations": [location_data(place) for place in case.locations],
        "age_check": known["controle_age"],
        **present(editor_country=known.get("pays_editeur")),
        "hosting": hosting_data(case.hosting),
        "qualification": grounds_data(matter)[0],
        "explanation": matter.explanation,
        "preview": False,
    }
