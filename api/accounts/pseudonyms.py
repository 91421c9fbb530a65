"""Names under which analysts appear, that say nothing of them."""

from __future__ import annotations

import secrets
from collections.abc import Collection

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


_MACHINE = "Automate"


def new_pseudonym(taken: Collection[str], *, machine: bool) -> str:
    """A bird and three digits, of a bird that nobody bears while there is one; a machine says that
    it is one.
    """
    borne = {name.rpartition(" ")[0] for name in taken}
    names = [_MACHINE] if machine else [bird for bird in _BIRDS if bird not in borne] or _BIRDS
    while (found := f"{secrets.choice(names)} {secrets.randbelow(900) + 100}") in taken:
        pass
    return found
