"""The invented report of the guide, as a trial: what is made of it hangs on the rules in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.trial.schemas import TrialCreate

REFERENCE = "premier-dossier"
TEXT = "Ces gens-là n'ont rien à faire ici. Chassons-les de la ville, tous, dès samedi."
URL = "https://forum.exemple/fil/4821"
CATEGORY = "haine"
_SOURCE = "indice textuel (exemple)"
_KNOWN: Mapping[str, Any] = {
    "acces": "ouvert",
    "moyen_en_ligne": True,
    "critere_protege": ["origine"],
    "acte_demande": ["exclusion"],
    "danger_immediat": False,
}
"""What is known of it, confirmed."""
PRESUMED: Mapping[str, tuple[Any, str]] = {
    "cible": ("groupe", "Ces gens-là"),
    "exhortation": ("explicite", "Chassons-les de la ville"),
}
"""What its words make presumed, and which; each is confirmed or denied by whoever learns."""
DENIED: Mapping[str, Any] = {"cible": "etat", "exhortation": "absente"}
"""What denying each of them states."""
_ROUTING: Mapping[str, bool] = {
    "annonce_suicide": False,
    "enfant_en_danger": False,
    "manifeste": True,
    "en_ligne": True,
    "archive_authentifiee": False,
    "derriere_cdn": False,
    "hebergeur_identifie": True,
    "signalant_joignable": False,
}


def fiction(answers: Mapping[str, bool]) -> TrialCreate:
    """The report, after these answers on what is presumed: True confirms, False denies."""
    facts: dict[str, Any] = dict(_KNOWN)
    for name, (value, words) in PRESUMED.items():
        start = TEXT.index(words)
        if name in answers:
            facts[name] = value if answers[name] else DENIED[name]
        else:
            facts[name] = {
                "value": value,
                "standing": "presumed",
                "source": _SOURCE,
                "span": [start, start + len(words)],
            }
    return TrialCreate.model_validate(
        {
            "id": REFERENCE,
            "text": TEXT,
            "url": URL,
            "reported_category": CATEGORY,
            "facts": facts,
            "routing": dict(_ROUTING),
            "read_text": False,
        }
    )
