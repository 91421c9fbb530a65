"""Whether a text is in English: no word of French outside backquotes, where names of machines and of the law stay as they are."""

from __future__ import annotations

import re

_NAMES = re.compile(r"`[^`]*`|«[^»]*»|“[^”]*”")
_WORD = re.compile(r"[a-zàâäçéèêëîïôöùûüœ']+", re.IGNORECASE)
_LISTED = (
    "le la les l un une des du au aux ce cet cette ces et ou où est sont pas ne ni que qui dans par pour sur sous avec sans entre avant "
    "après plus moins au trop déjà aucun aucune inconnu inconnue attendu attendue refusé refusée valeur valeurs fait faits champ champs "
    "clé clés voir dire donner choisir écrire corriger garder vérifier signalement signalements infraction infractions hébergeur annuaire "
    "vouliez-vous vouliez rien jour nombre entier liste texte adresse autre autres même motif caractères chiffres lignes"
)
_FRENCH = frozenset(_LISTED.split())


def french_in(text: str) -> list[str]:
    """The words of French of a text; empty when it is in English."""
    words = _WORD.findall(_NAMES.sub(" ", text))
    return [w for w in words if not w.isascii() or w.lower() in _FRENCH or re.match(r"[ldnsqcj]'[a-zéèêàâô]{2}", w)]
