"""Messages of pydantic errors, in both languages. The value that was refused is never repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from textfile.text import Language, Text, Unfit

_OTHER = Text(fr="valeur refusée", en="value refused")
_OBJECT = ("un objet est attendu", "an object is expected")
_LIST = ("une liste est attendue", "a list is expected")
_NUMBER = ("un nombre est attendu", "a number is expected")
_WHOLE = ("un nombre entier est attendu", "a whole number is expected")
_BOOL = ("`true` ou `false` est attendu", "`true` or `false` is expected")
_DAY = ("une date AAAA-MM-JJ est attendue", "a date YYYY-MM-DD is expected")
_MOMENT = ("un instant ISO 8601 est attendu", "an ISO 8601 moment is expected")
_CHOICE = ("valeurs possibles : {choices}", "possible values: {choices}")
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("champ nécessaire", "required field"),
    "extra_forbidden": ("champ inconnu", "unknown field"),
    "string_type": ("du texte est attendu", "text is expected"),
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "string_unicode": ("moitié de caractère : l'enregistrer en UTF-8", "half a character: save it in UTF-8"),
    "string_too_short": ("trop court : au moins {n} caractère{s}", "too short: at least {n} character{s}"),
    "string_too_long": ("trop long : au plus {n} caractère{s}", "too long: at most {n} character{s}"),
    "string_pattern_mismatch": ("forme refusée", "wrong form"),
    "too_short": ("au moins {n} élément{s}", "at least {n} item{s}"),
    "too_long": ("au plus {n} élément{s}", "at most {n} item{s}"),
    "greater_than_equal": ("au moins {n}", "at least {n}"),
    "less_than_equal": ("au plus {n}", "at most {n}"),
    "greater_than": ("plus de {n}", "more than {n}"),
    "less_than": ("moins de {n}", "less than {n}"),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
}
_BOUNDS = ("min_length", "max_length", "ge", "le", "gt", "lt")
_OR = {"fr": "ou", "en": "or"}


def message_of(fault: Mapping[str, Any]) -> Text:
    """A fault of pydantic, in words."""
    context = fault.get("ctx") or {}
    if fault["type"] == "value_error":
        return _own(context.get("error"))
    kind = fault["type"]
    if context.get("field_type") == "Value":  # a text whose length is read after another check
        kind = f"string_{kind}"
    if kind not in _WORDS:
        return _OTHER
    bound = next((context[name] for name in _BOUNDS if name in context), 0)
    expected = str(context.get("expected", ""))
    french, english = _WORDS[kind]
    return Text(
        fr=french.format(n=bound, s="s" if bound > 1 else "", choices=_choices(expected, "fr")),
        en=english.format(n=bound, s="s" if bound != 1 else "", choices=_choices(expected, "en")),
    )


def _own(error: Any) -> Text:
    """What a check of ours says."""
    return error.text if isinstance(error, Unfit) else _OTHER


def _choices(expected: str, language: Language) -> str:
    """« a, b ou c », from what pydantic writes: `'a', 'b' or 'c'`."""
    *first, last = re.findall(r"'([^']*)'", expected) or [expected]
    return f"{', '.join(f'`{word}`' for word in first)} {_OR[language]} `{last}`" if first else f"`{last}`"
