"""Names under which analysts appear, that say nothing of them."""

from __future__ import annotations

import secrets

_BIRDS = [
    "Mésange",
    "Alouette",
    "Hirondelle",
    "Fauvette",
    "Grive",
    "Loriot",
    "Merle",
    "Pinson",
    "Rossignol",
    "Sittelle",
    "Verdier",
    "Chouette",
    "Cigogne",
    "Courlis",
    "Épervier",
    "Faucon",
    "Grèbe",
    "Héron",
    "Huppe",
    "Linotte",
    "Martinet",
    "Milan",
    "Moineau",
    "Perdrix",
    "Pic",
    "Pipit",
    "Pluvier",
    "Roitelet",
    "Rouge-gorge",
    "Sarcelle",
    "Tarin",
    "Tourterelle",
    "Traquet",
    "Troglodyte",
    "Vanneau",
    "Bergeronnette",
    "Bouvreuil",
    "Bruant",
    "Bécasse",
    "Coucou",
]


def new_pseudonym() -> str:
    """A bird and three digits."""
    return f"{secrets.choice(_BIRDS)} {secrets.randbelow(900) + 100}"
