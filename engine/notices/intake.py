"""A case file from plain data, with the proof of an answer: what the command line and the service give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.model.ruleset import Ruleset
from engine.notices.casefile import CaseFile
from engine.notices.faults import Fault, NoticeRefused
from engine.notices.words import words_for

_MADE = ("proof", "words")
_WORDS = {
    "missing": "champ absent",
    "extra_forbidden": "champ inconnu",
    "string_pattern_mismatch": "forme refusée",
    "string_too_long": "trop long",
    "string_too_short": "vide",
    "string_type": "un texte est attendu",
    "literal_error": "valeur refusée",
    "too_long": "trop d'éléments",
    "timezone_aware": "un moment a un fuseau : 2026-11-24T09:30:00Z",
    "model_type": "des clés sont attendues",
    "model_attributes_type": "des clés sont attendues",
    "tuple_type": "une liste est attendue",
}


def casefile_from(data: Mapping[str, Any], ruleset: Ruleset, proof: Mapping[str, Any]) -> CaseFile:
    """The case file. `offence` is the main one of the answer unless it is said; the words are those of the ruleset.

    Raises:
        NoticeRefused: with every field that cannot be read.
    """
    for name in _MADE:
        if name in data:
            raise NoticeRefused([Fault("shape", name, "champ que le service écrit lui-même", "l'ôter")])
    offence = data.get("offence", proof["main"])
    if offence is not None and offence not in ruleset.offences:
        what = "infraction inconnue des règles"
        raise NoticeRefused([Fault("shape", "offence", what, "`qualif rules show` les énumère")])
    words = words_for(ruleset, proof, offence)
    try:
        return CaseFile.model_validate({**data, "offence": offence, "proof": dict(proof), "words": words})
    except ValidationError as error:
        raise NoticeRefused(_fault(dict(found)) for found in error.errors(include_url=False)) from error


def _fault(found: dict[str, Any]) -> Fault:
    kind, context = found["type"], found.get("ctx", {})
    place = ".".join(map(str, found["loc"])) or "(dossier)"
    if kind == "value_error":
        return Fault("shape", place, "valeur refusée", str(context["error"]))
    if kind == "literal_error":
        return Fault("shape", place, "valeur refusée", f"écrire {context['expected'].replace(' or ', ' ou ')}")
    remedy = (
        f"forme attendue : {context['pattern']}"
        if "pattern" in context
        else "voir le guide « Écrire une notification »"
    )
    return Fault("shape", place, _WORDS.get(kind, "valeur refusée"), remedy)
