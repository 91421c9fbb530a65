"""Validation of a document against a pydantic model: each complaint in French, at the place that
must change.

Codes R101 to R104, R106, R107, and R401.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from textfile.diagnostics import Diagnostic
from textfile.pydantic_messages import message_of
from textfile.quoting import choices, nearest, quoted, short
from textfile.reader import Document, Path_
from textfile.text import CHOICES, Text

M = TypeVar("M", bound=BaseModel)

_MAPPING = "une suite de clés est attendue"
_REASONS = {
    "bool_type": "true ou false est attendu",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "too_short": "la liste est vide",
    "too_long": "la liste est trop longue",
    "string_too_short": "le texte est vide",
    "string_too_long": "le texte est trop long",
}
"""What a YAML file says otherwise than `textfile.pydantic_messages`."""
_EITHER = {
    "on": "`on` attend `all` ou une liste de versions",
    "time_barred": "`time_barred` attend true, false ou unknown",
    "expect": "`expect` attend true, false ou open",
}
"""Fields of which the value has one of two types: pydantic complains of both, one message is
enough.
"""
_FILL = "écrire à la place de « À REMPLIR » ce que dit le commentaire"
_DATES = ["from", "until"]
_LANGUAGES = {"fr": "français", "en": "anglais"}
_UNION = re.compile(r"(bool|literal\[.*|tuple\[.*)\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


TO_FILL = "À REMPLIR"
"""What a drafted file writes where a person must write something."""


def unfilled(document: Document) -> list[Diagnostic]:
    """What a drafted file leaves to be filled, each place once."""
    return [
        Diagnostic("R106", document.value_place(path), f"à remplir : `{short(dotted(path))}`", _FILL)
        for path in _to_fill(document)
    ]


def besides_unfilled(document: Document, faults: list[Diagnostic]) -> list[Diagnostic]:
    """The faults that are not of a place to be filled."""
    places = {place for path in _to_fill(document) for place in (document.place(path), document.value_place(path))}
    return [fault for fault in faults if fault.code == "R106" or fault.place not in places]


def _to_fill(document: Document) -> list[Path_]:
    drafted = TO_FILL in document.text or document.elsewhere
    return list(_marked(document.data, ())) if drafted else []


def _marked(data: Any, path: Path_) -> Iterator[Path_]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _marked(value, (*path, key))
    elif isinstance(data, tuple):
        for i, item in enumerate(data):
            yield from _marked(item, (*path, i))
    elif isinstance(data, str) and TO_FILL in data:
        yield path


def dotted(path: Path_) -> str:
    """A path as a person reads it, items counted from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def validate(model: type[M], document: Document, data: Any) -> tuple[M | None, list[Diagnostic]]:
    """The data of a file as a model, or None with every fault of its shape."""
    if not isinstance(data, dict):
        message = "le fichier est vide" if data is None else "le fichier doit commencer par des clés, non par une liste"
        if isinstance(data, str | int | float):
            message = "le fichier doit commencer par des clés, non par une valeur"
        return None, [Diagnostic("R103", document.place(()), message, f"commencer par `{_keys(model)[0]}:`")]
    left = unfilled(document)
    try:
        value: M | None = model.model_validate(data)
    except ValidationError as error:
        return None, [*left, *besides_unfilled(document, list(_diagnostics(error, document, model)))]
    return (None if left else value), left


def _diagnostics(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Diagnostic]:
    """Each complaint once, in French.

    A missing key is left out when a misspelt one is suggested in its stead.
    """
    faults: list[dict[str, Any]] = [dict(fault) for fault in error.errors(include_url=False)]
    suggested: set[Path_] = set()
    either: set[Path_] = set()
    for fault in sorted(faults, key=lambda f: f["type"] == "missing"):  # misspelt keys before missing ones
        path: Path_ = tuple(p for p in fault["loc"] if p not in ("[key]", *CHOICES))
        of = _either(path)
        if of is not None:
            if of not in either:
                either.add(of)
                yield Diagnostic("R103", document.value_place(of), _EITHER[str(of[-1])], _received(document.at(of)))
            continue
        if fault["type"] == "too_short" and fault["input"]:
            continue  # not empty: its items were refused, and each says why
        if fault["type"] == "extra_forbidden":
            keys = _keys(_model_at(model, path[:-1])) + _DATES * _is_wording(path[:-1], model)
            near = nearest(str(path[-1]), keys)
            if near is not None:
                suggested.add((*path[:-1], near))
            hint = f"vouliez-vous `{near}` ?" if near is not None else f"clés possibles : {choices(keys)}"
            yield Diagnostic("R101", document.place(path), f"clé inconnue `{short(str(path[-1]))}`", hint)
        elif fault["type"] != "missing":
            yield _refused(fault, path, document, model)
        elif path not in suggested:
            yield _missing(path, document, model)


def _missing(path: Path_, document: Document, model: type[BaseModel]) -> Diagnostic:
    name, outer = str(path[-1]), next((p for p in reversed(path[:-1]) if isinstance(p, str)), None)
    place = document.place(path)
    if name == "source":
        return Diagnostic("R401", place, "`source` manque", "dire d'où vient cette règle")
    if name in _LANGUAGES and _model_at(model, path[:-1]) is Text:
        message = f"`{short(str(outer))}` : le texte {_LANGUAGES[name]} (`{name}`) manque"
        return Diagnostic("R107" if name == "en" else "R102", place, message, "l'ajouter")
    inside = f"`{short(str(path[-2]))}` : " if len(path) > 1 and isinstance(path[-2], str) else ""
    return Diagnostic("R102", place, f"{inside}`{name}` manque", "l'ajouter")


def _refused(fault: dict[str, Any], path: Path_, document: Document, model: type[BaseModel]) -> Diagnostic:
    given, context = fault["input"], fault.get("ctx", {})
    name = short(str(next((p for p in reversed(path) if isinstance(p, str)), "")))
    place = document.place(path) if "[key]" in fault["loc"] else document.value_place(path)
    match fault["type"]:
        case "literal_error" | "enum":
            words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            message = f"`{name}` : valeur refusée, {quoted(given)}"
            return Diagnostic("R104", place, message, f"choisir parmi : {choices(words)}")
        case "string_pattern_mismatch":
            message = f"identifiant mal formé : {quoted(given)}"
            return Diagnostic("R104", place, message, _letters(str(context.get("pattern", ""))))
        case "greater_than_equal":
            return Diagnostic("R103", place, f"`{name}` : au moins {context['ge']}", _received(given))
        case "less_than_equal":
            return Diagnostic("R103", place, f"`{name}` : au plus {context['le']}", _received(given))
        case "model_type" if _model_at(model, path) is Text:
            return Diagnostic(
                "R103", place, f"`{name}` : un texte dans les deux langues est attendu", 'écrire {fr: "…", en: "…"}'
            )
        case "date_type" if isinstance(given, str) and _DAY.match(given):
            return Diagnostic("R103", place, f"`{name}` : une date est attendue", "l'écrire sans guillemets")
        case "too_short" | "string_too_short" as kind:
            return Diagnostic("R103", place, f"`{name}` : {_REASONS[kind]}", "y écrire quelque chose")
        case kind:
            reason = _REASONS.get(kind) or message_of(fault).fr
            return Diagnostic("R103", place, f"`{name}` : {reason}", _received(given))


def _received(value: Any) -> str:
    return f"reçu : {quoted(value)}"


def _letters(pattern: str) -> str:
    if pattern.startswith("^[a-z0-9"):
        return "minuscules sans accent, chiffres et traits bas"
    link = "tirets" if "-]" in pattern else "traits bas"
    return f"minuscules sans accent, chiffres et {link}, en commençant par une lettre"


def _either(path: Path_) -> Path_ | None:
    """The path of the field of two types that a complaint is about, if it is about one."""
    for i, part in enumerate(path[:-1]):
        following = path[i + 1]
        if part in _EITHER and isinstance(following, str) and _UNION.match(following):
            return path[: i + 1]
    return None


def _model_at(model: type[BaseModel], path: Path_) -> type[BaseModel] | None:
    """The model of what stands at a path; None where it is not one."""
    current: Any = model
    for part in path:
        if current is Text and isinstance(part, int):
            continue  # one wording of a dated text
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = next((f.annotation for n, f in current.model_fields.items() if part in (n, f.alias)), None)
        else:
            current = (getattr(current, "__args__", None) or (None,))[0 if isinstance(part, int) else -1]
        current = _bare(current)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _is_wording(path: Path_, model: type[BaseModel]) -> bool:
    """Whether a path leads to one wording of a dated text."""
    return bool(path) and isinstance(path[-1], int) and _model_at(model, path) is Text


def _bare(annotation: Any) -> Any:
    """The type itself, without `| None` nor what is asked of it besides."""
    annotation = annotation.__origin__ if get_origin(annotation) is Annotated else annotation
    options = [a for a in getattr(annotation, "__args__", ()) if a is not type(None)]
    return _bare(options[0]) if len(options) == 1 and type(None) in annotation.__args__ else annotation


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model is not None else []
