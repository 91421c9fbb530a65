"""A case file from plain data, with the proof of an answer: what the command line and the service
give.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.model.ruleset import Ruleset
from engine.notices.casefile import CaseFile
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.words import words_for
from textfile.text import Text, Unfit

_MADE = ("proof", "words")
_REFUSED = Text(fr="valeur refusée", en="value refused")
_KEYS = Text(fr="des clés sont attendues", en="keys are expected")
_GUIDE = Text(fr="voir le guide « Écrire une notification »", en="see the guide « Écrire une notification »")
_WORDS = {
    "missing": Text(fr="champ absent", en="missing field"),
    "extra_forbidden": Text(fr="champ inconnu", en="unknown field"),
    "string_pattern_mismatch": Text(fr="forme refusée", en="wrong form"),
    "string_too_long": Text(fr="trop long", en="too long"),
    "string_too_short": Text(fr="vide", en="empty"),
    "string_type": Text(fr="un texte est attendu", en="text is expected"),
    "literal_error": _REFUSED,
    "too_long": Text(fr="trop d'éléments", en="too many items"),
    "timezone_aware": Text(
        fr="un moment a un fuseau : 2026-11-24T09:30:00Z", en="a moment has a time zone: 2026-11-24T09:30:00Z"
    ),
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "tuple_type": Text(fr="une liste est attendue", en="a list is expected"),
}


def casefile_from(data: Mapping[str, Any], ruleset: Ruleset, proof: Mapping[str, Any]) -> CaseFile:
    """The case file.

    `offence` is the main one of the answer unless it is said; the words are those of the ruleset.

    Raises:
        NoticeError: with every field that cannot be read.
    """
    for name in _MADE:
        if name in data:
            raise NoticeError(
                [
                    NoticeFault(
                        "shape",
                        name,
                        Text(fr="champ que le service écrit lui-même", en="a field that the service writes itself"),
                        Text(fr="l'ôter", en="remove it"),
                    )
                ]
            )
    offence = data.get("offence", proof["main"])
    if offence is not None and offence not in ruleset.offences:
        what = Text(fr="infraction inconnue des règles", en="offence unknown to the rules")
        raise NoticeError(
            [
                NoticeFault(
                    "shape",
                    "offence",
                    what,
                    Text(fr="`qualif rules show` les énumère", en="`qualif rules show` lists them"),
                )
            ]
        )
    words = words_for(ruleset, proof, offence)
    try:
        return CaseFile.model_validate({**data, "offence": offence, "proof": dict(proof), "words": words})
    except ValidationError as error:
        raise NoticeError(_fault(dict(found)) for found in error.errors(include_url=False)) from error


def _fault(found: dict[str, Any]) -> NoticeFault:
    kind, context = found["type"], found.get("ctx", {})
    place = ".".join(map(str, found["loc"])) or "(dossier)"
    if kind == "value_error" and isinstance(context["error"], Unfit):
        return NoticeFault("shape", place, _REFUSED, context["error"].text)
    if kind == "literal_error":
        expected = context["expected"]
        remedy = Text(fr=f"écrire {expected.replace(' or ', ' ou ')}", en=f"write {expected}")
        return NoticeFault("shape", place, _REFUSED, remedy)
    if "pattern" in context:
        pattern = context["pattern"]
        remedy = Text(fr=f"forme attendue : {pattern}", en=f"expected form: {pattern}")
        return NoticeFault("shape", place, _WORDS.get(kind, _REFUSED), remedy)
    return NoticeFault("shape", place, _WORDS.get(kind, _REFUSED), _GUIDE)
