"""Words of a place in the data of a file, and of an order, in French."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from engine.explanation.words import say_day

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
KEYS = {
    "rules": "règle",
    "versions": "version",
    "deadline": "délai",
    "days": "jours",
    "hours": "heures",
    "two_persons": "deux personnes",
    "notice": "envoi",
    "contacts": "contacts",
    "recipient": "destinataire",
    "order": "rang",
    "urgent": "urgente",
    "yields_to": "cède à",
    "condition": "condition",
    "families": "famille",
    "offences": "infractions",
    "priorities": "priorité",
    "categories": "catégories",
    "facts": "faits",
    "themes": "thèmes",
    "text": "motifs nommés",
    "words": "mots",
    "cues": "indice",
    "frames": "cadre",
    "patterns": "motifs",
    "says": "fait présumé",
    "unless": "sauf",
    "confidence": "confiance",
    "shares": "part relue",
    "other_fields": "part relue dans les autres champs",
    "always": "toujours relues",
    "least": "relectures au moins",
    "keep_on_cues": "gardé si présumé",
    "min_words": "mots au moins",
    "audit_share": "part auditée",
    "presume": "seuil pour présumer",
    "doubt": "seuil du doute",
    "numbers": "numéro",
    "number": "numéro",
    "wordings": "rédaction",
    "until": "dernier jour",
    "from": "premier jour",
    "members": "membres",
    "countries": "pays",
    "domains": "domaines",
    "label": "libellé",
    "reason": "raison",
    "title": "titre",
    "source": "source",
    "fields": "champ",
    "usual": "infractions usuelles",
    "others": "autres infractions",
    "gravity": "gravité",
    "criteria": "critère",
    "points": "points",
    "distinctive": "ce qui distingue",
    "cautious": "suggérées des seuls faits confirmés",
    "variants": "infractions d’un même article",
    "yields_to_noise": "cède au bruit à partir de",
    "likely": "champ dit probable à partir de",
    "unlikely": "champ dit improbable en dessous de",
    "unlikely_offence": "infraction dite improbable en dessous de",
    "recognised": "infraction à regarder à partir de",
    "suggested": "infraction suggérée à partir de",
    "outshone": "éclipsée en dessous de",
    "surer": "avance devant laquelle cède ce qui n’est que présumé",
    "unabsorbed": "avance à partir de laquelle un texte présumé n’absorbe plus",
    "places": "suggestions à compléter en deçà de",
    "noise": "devant un bruit reconnu",
    "bound": "à partir de",
    "values": "valeurs",
    "means": "sens",
    "presumed_when": "présumé si",
    "question": "question",
    "where": "où regarder",
    "cost": "coût de la vérification",
    "exposure": "exposition",
    "sources": "qui peut le dire",
    "type": "type",
    "was": "ancien nom",
    "months": "mois",
    "years": "années",
    "element": "élément",
    "defence": "défense",
    "scope": "champ d’application",
    "core": "élément distinctif",
    "about": "présentation",
    "id": "identifiant",
    "name": "nom",
    "kind": "sorte",
    "note": "remarque",
    "article": "article",
    "allow": "avertissements permis",
    "code": "code de l’avertissement",
    "on": "objet",
    "reference": "référence",
    "legifrance": "identifiant Légifrance",
    "text_sha256": "empreinte du texte lu",
    "verified_on": "jour de lecture",
    "fr": "en français",
    "en": "en anglais",
    "fact": "fait",
    "notion": "notion",
    "notions": "notions",
    "all": "toutes",
    "any": "l’une",
    "not": "contraire",
    "at_least": "au moins",
    "of": "parmi",
    "is": "vaut",
    "in": "vaut l’une des valeurs",
    "includes": "comprend",
    "includes_any": "comprend l’une des valeurs",
    "under": "au-dessous de",
    "min": "plus petit nombre",
    "max": "plus grand nombre",
    "unit": "unité",
    "value": "valeur",
    "now": "valeur d’aujourd’hui",
    "observable": "visible dans le contenu",
    "binding": "délai légal",
    "union": "État de l’Union",
    "reach": "portée",
    "with": "indices exigés",
    "silences": "indices tus",
    "weakens": "indices affaiblis",
    "between": "bornes",
    "hits": "phrases à trouver",
    "misses": "phrases à laisser",
    "quiet": "phrases sans rien à présumer",
    "implies": "fait qui en fait présumer d’autres",
    "priority": "rang des valeurs",
    "because": "ce qui est dit",
    "why": "pourquoi",
    "established": "établie",
    "offence": "infraction",
    "field": "champ",
    "category": "catégorie",
    "named": "infraction nommée",
    "language": "langue",
    "version": "numéro de rédaction",
    "template": "modèle",
    "subject": "objet de l’envoi",
    "statement": "déclaration",
    "csam": "image d’abus sur mineur",
    "csem": "atteinte sans image",
    "tdb_category": "catégorie de la base de transparence",
    "tdb_specification": "mots-clés de la base de transparence",
    "tdb_content_type": "type de contenu de la base de transparence",
    "terrorist_content": "contenu terroriste",
    "media_type": "type de média",
    "minor_facts": "faits qui donnent un âge",
    "only_if_minor": "si la victime est mineure",
    "orientations": "orientation",
    "dangers": "danger",
    "signs": "signes",
    "indications": "indications",
    "actions": "conduite à tenir",
    "lifted_by": "levé par",
    "link": "lien",
    "never_set_aside": "jamais écarté",
    "unseen": "seuil d’un contenu absent",
    "uncertified_floor": "seuil sans certificat",
    "noise_kind": "seuil d’un genre de bruit",
    "never_doubt": "jamais mis en doute",
    "platforms": "plateforme",
    "service": "type de service",
    "country": "pays",
    "eu_establishment": "établissement dans l’Union",
    "delivery_networks": "réseau de diffusion",
    "shorteners": "raccourcisseur",
    "asns": "numéros de réseau",
    "stale_after_days": "âge limite en jours",
    "register": "registre",
    "sure": "confiance",
    "followup": "suivi",
    "answers": "réponses",
    "requests": "demandes",
    "complaint": "réclamation",
    "contestation_hours": "délai de contestation en heures",
    "reminder_hours": "rappel en heures",
    "escalation_hours": "relance en heures",
    "classes": "classes",
    "signed_by": "signée par",
    "published_by": "publiée par",
    "ratified_by": "ratifiée par",
    "within_hours": "délai en heures",
    "emergency": "urgence",
}
"""What a key of the data is called; recipients, which are identifiers too, have no other name."""


def say_place(path: str) -> str:
    """A place in a file, from the keys that lead to it."""
    said = ""
    for key in path.split("/"):
        day = say_iso(key)
        part = KEYS.get(key, key) if day is None else f"du {day}"
        said += part if not said else f" {part}" if day is not None else f", {part}"
    return said or "le fichier"


def say_iso(value: str) -> str | None:
    """A day written as data write it, in words; None of anything else."""
    if not _DAY.fullmatch(value):
        return None
    try:
        return say_day(date.fromisoformat(value), "fr")
    except ValueError:
        return None


def say_order(old: Any, new: Any) -> str:
    """Which items of a list pass before which, where only their order differs; empty elsewhere."""
    if not (isinstance(old, list) and isinstance(new, list) and old != new):
        return ""
    if not all(isinstance(one, str) for one in (*old, *new)) or sorted(old) != sorted(new):
        return ""
    return " ; ".join(_moves(old, new))


def _moves(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Each item that was moved, with the one that it passes before, or after where it is last."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same = {place for block in blocks for place in range(block.b, block.b + block.size)}
    said = []
    for place, one in enumerate(new):
        if place in same:
            continue
        if place + 1 < len(new):
            said.append(f"« {one} » passe avant « {new[place + 1]} »")
        else:
            said.append(f"« {one} » passe après « {new[place - 1]} »")
    return said
