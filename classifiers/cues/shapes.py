"""Schemas of lexicon files; and files of these schemas into sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticKnownError

from classifiers.cues.model import (
    CONFIDENCE,
    CueRule,
    Implication,
    LexiconFault,
    Path,
    Reach,
    Says,
    Sources,
    TrialSentence,
    Value,
)
from textfile.text import Frozen

MAX_LIST = 3_000
MAX_TEXT = 2_000
BUILT_IN = ("nombre", "date", "mot", "nom_propre")
"""Names that no class of words may take."""
READ = {"{nombre}": "nombre", "{date}": "date"}
T = TypeVar("T")


def _listed(value: Any) -> Any:
    """A list; one value alone is a list of one."""
    return () if value is None else tuple(value) if isinstance(value, tuple | list) else (value,)


def _sentence(value: Any) -> Any:
    """A sentence alone says nothing of the words to show."""
    if not isinstance(value, str | Mapping):
        raise PydanticKnownError("string_type")
    return {"text": value} if isinstance(value, str) else value


def _value(value: Any) -> Any:
    """One complaint, where a union would make three."""
    if not isinstance(value, bool | int | str):
        raise PydanticKnownError("string_type")
    return value


class Sentence(Frozen):
    """A sentence that tries a rule, and the words that must be shown."""

    text: str
    words: str | None = None


OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_listed, json_schema_input_type=Any), Field(max_length=MAX_LIST)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
StatedValues = Mapping[Name, OneOrMany[Annotated[Any, BeforeValidator(_value)]]]
Sentences = OneOrMany[Annotated[Sentence, BeforeValidator(_sentence)]]


class CueEntry(Frozen):
    """A cue, or a frame."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-][a-z0-9]+)*$")]
    says: StatedValues = {}
    patterns: OneOrMany[Words] = ()
    source: Annotated[str | None, Field(alias="from")] = None
    confidence: Literal["high", "medium", "low"] = "medium"
    reach: Reach = "sentence"
    unless: OneOrMany[Words] = ()
    needs: Annotated[OneOrMany[Words], Field(alias="with")] = ()
    silences: OneOrMany[Words] = ()
    weakens: OneOrMany[Words] = ()
    between: tuple[int, int] | None = None
    hits: Sentences = ()
    misses: Sentences = ()
    note: Any = None


class UpperBound(Frozen):
    """A number under a bound."""

    under: int


def _condition(value: Any) -> Any:
    return UpperBound.model_validate(value) if isinstance(value, Mapping) else _value(value)


class Following(Frozen):
    """Implication from a fact to others, as the file writes it."""

    condition: Annotated[
        Mapping[str, Annotated[Any, BeforeValidator(_condition)]], Field(alias="if", min_length=1, max_length=1)
    ]
    then: Annotated[StatedValues, Field(min_length=1)]


class LexiconFile(Frozen):
    """`lexicons/*.yaml`."""

    about: Any = None
    words: Mapping[Name, Annotated[OneOrMany[Words], Field(min_length=1)]] = {}
    frames: OneOrMany[CueEntry] = ()
    cues: OneOrMany[CueEntry] = ()
    implies: OneOrMany[Following] = ()
    priority: Mapping[str, OneOrMany[Words]] = {}
    quiet: Sentences = ()


def define(files: Mapping[str, LexiconFile]) -> tuple[Sources, list[LexiconFault]]:
    """The definitions of files, by name, and the faults that no model can see: names taken twice,
    cues that find or say nothing.
    """
    sources = Sources()
    return sources, [fault for name, file in files.items() for fault in _define(file, name, sources)]


def _define(shape: LexiconFile, file: str, sources: Sources) -> Iterator[LexiconFault]:
    for name, terms in shape.words.items():
        path: Path = ("words", name)
        if name in BUILT_IN:
            yield LexiconFault(
                "L104", file, path, f"nom de classe pris : `{name}`", f"en choisir un autre que {', '.join(BUILT_IN)}"
            )
        elif (other := sources.words.get(name)) is not None:
            message, hint = f"la classe `{name}` est déjà définie", "changer de nom, ou réunir les deux"
            yield LexiconFault("L105", file, path, message, hint, (other[0], path))
        else:
            sources.words[name] = (file, terms)
    taken = {rule.id: rule for rule in sources.rules}
    for key, cues in (("frames", shape.frames), ("cues", shape.cues)):
        for number, cue in enumerate(cues):
            rule = _rule(cue, file, (key, number), frame=key == "frames")
            if (twin := taken.get(rule.id)) is not None:
                first = (twin.file, (*twin.path, "id"))
                yield LexiconFault(
                    "L105", file, (*rule.path, "id"), f"`{rule.id}` est déjà défini", "changer de nom", first
                )
                continue
            taken[rule.id] = rule
            sources.rules.append(rule)
            yield from _incomplete(rule)
    for number, one in enumerate(shape.implies):
        [(fact, value)] = one.condition.items()
        under, value = (value.under, None) if isinstance(value, UpperBound) else (None, value)
        sources.implications.append(Implication(fact, value, under, _says(one.then), file, ("implies", number)))
    for fact, values in shape.priority.items():
        if fact in sources.priority:
            message = f"la priorité de `{fact}` est déjà donnée"
            yield LexiconFault("L105", file, ("priority", fact), message, "n'en garder qu'une")
        else:
            sources.priority[fact] = values
    sources.quiet.extend((file, example) for example in _examples(shape.quiet, ("quiet",)))


def _incomplete(rule: CueRule) -> Iterator[LexiconFault]:
    if bool(rule.patterns) == (rule.source is not None):
        message = f"`{rule.id}` : `patterns` est attendu (ou `from`, et l'un des deux seulement)"
        yield LexiconFault("L102", rule.file, rule.path, message, "écrire au moins un motif")
    if not rule.frame and not rule.says:
        hint = "ajouter `says: {fait: valeur}`, ou le mettre dans `frames`"
        yield LexiconFault("L102", rule.file, rule.path, f"`{rule.id}` ne dit aucun fait", hint)
    if rule.between is not None and rule.between[0] > rule.between[1]:
        path: Path = (*rule.path, "between")
        yield LexiconFault("L103", rule.file, path, "`between` : le plus petit nombre d'abord", "par exemple [0, 17]")


def _rule(shape: CueEntry, file: str, path: Path, *, frame: bool) -> CueRule:
    return CueRule(
        shape.id, file, path, frame, _says(shape.says), shape.patterns, shape.source, CONFIDENCE[shape.confidence], shape.reach,
        shape.unless, shape.needs, shape.silences, shape.weakens, shape.between,
        _examples(shape.hits, (*path, "hits")), _examples(shape.misses, (*path, "misses")),
    )  # fmt: skip


def _examples(sentences: Iterable[Sentence], path: Path) -> tuple[TrialSentence, ...]:
    return tuple(TrialSentence(one.text, (*path, number), one.words) for number, one in enumerate(sentences))


def _says(stated: Mapping[str, tuple[Value, ...]]) -> tuple[Says, ...]:
    return tuple(
        Says(fact, read=READ[one]) if isinstance(one, str) and one in READ else Says(fact, one)
        for fact, values in stated.items()
        for one in values
    )


def value_name(value: Value) -> str:
    """A value as files write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
