"""Lexicon files, already read as plain data, into sources; every fault of shape is told, none stops the rest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from classifiers.cues.model import (
    CONFIDENCE,
    REACHES,
    Example,
    Fault,
    Implication,
    Path,
    Rule,
    Says,
    Sources,
    Value,
)

FILE_KEYS = ("about", "words", "frames", "cues", "implies", "priority", "quiet")
RULE_KEYS = (
    "id", "says", "patterns", "from", "confidence", "reach", "unless", "with", "silences", "weakens", "between", "hits", "misses",
    "note",
)  # fmt: skip
MAX_LIST = 3_000
MAX_TEXT = 2_000
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
READ = {"{nombre}": "nombre", "{date}": "date"}


class Read(Protocol):
    """A file as its reader gives it: its name, and plain data (dict, tuple, str, int, bool, None, date)."""

    @property
    def file(self) -> str: ...
    @property
    def data(self) -> Any: ...


def read_shapes(documents: Iterable[Read]) -> tuple[Sources, list[Fault]]:
    """What the files define, and what is wrong with how they say it."""
    sources, faults = Sources(), []
    for document in documents:
        reader = _FileReader(document.file, sources)
        reader.read(document.data)
        faults += reader.faults
    return sources, faults


class _FileReader:
    def __init__(self, file: str, sources: Sources) -> None:
        self.file = file
        self.sources = sources
        self.faults: list[Fault] = []

    def read(self, data: Any) -> None:
        if not isinstance(data, Mapping):
            self.fault("L103", (), "un lexique est une suite de clés", f"clés : {', '.join(FILE_KEYS)}")
            return
        self.keys(data, FILE_KEYS, ())
        for name, terms in self.mapping(data, "words").items():
            self._words(name, terms)
        for key in ("frames", "cues"):
            for number, item in enumerate(self.list(data.get(key), (key,))):
                self._rule(item, (key, number), frame=key == "frames")
        for number, item in enumerate(self.list(data.get("implies"), ("implies",))):
            self._implication(item, ("implies", number))
        for fact, values in self.mapping(data, "priority").items():
            self._priority(fact, values)
        self.sources.quiet.extend((self.file, example) for example in self.examples(data.get("quiet"), ("quiet",)))

    def fault(self, code: str, path: Path, message: str, hint: str = "", other: tuple[str, Path] | None = None) -> None:
        self.faults.append(Fault(code, self.file, path, message, hint, other))

    def keys(self, data: Mapping[str, Any], known: tuple[str, ...], path: Path) -> None:
        for key in data:
            if key not in known:
                near = difflib.get_close_matches(str(key)[:60], known, n=1)
                hint = f"vouliez-vous `{near[0]}` ?" if near else f"clés : {', '.join(known)}"
                self.fault("L101", (*path, key), f"clé inconnue : `{str(key)[:60]}`", hint)

    def mapping(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        given = data.get(key)
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.fault(
                "L103", (key,), f"`{key}` : une suite de clés est attendue", "voir docs/guides/ecrire-un-lexique.md"
            )
            return {}
        return given

    def list(self, given: Any, path: Path) -> tuple[Any, ...]:
        """A list; one value alone is a list of one."""
        if given is None:
            return ()
        items = tuple(given) if isinstance(given, tuple | list) else (given,)
        if len(items) > MAX_LIST:
            self.fault("L103", path, f"liste de plus de {MAX_LIST} éléments", "la scinder")
            return items[:MAX_LIST]
        return items

    def texts(self, given: Any, path: Path) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for number, item in enumerate(self.list(given, path)):
            if isinstance(item, str) and item.strip() and len(item) <= MAX_TEXT:
                found.append(item.strip())
            else:
                self.fault("L103", (*path, number), "du texte est attendu", "l'écrire entre guillemets")
        return tuple(found)

    def examples(self, given: Any, path: Path) -> tuple[Example, ...]:
        """Sentences; `{text, words}` also says which words must be shown."""
        found = []
        for number, item in enumerate(self.list(given, path)):
            where = (*path, number)
            if isinstance(item, str):
                found.append(Example(item, where))
            elif isinstance(item, Mapping) and isinstance(item.get("text"), str) and set(item) <= {"text", "words"}:
                words = item.get("words")
                found.append(Example(item["text"], where, words if isinstance(words, str) else None))
            else:
                self.fault(
                    "L103", where, "une phrase est attendue", 'phrase entre guillemets, ou {text: "…", words: "…"}'
                )
        return tuple(found)

    def _words(self, name: str, terms: Any) -> None:
        path: Path = ("words", name)
        if not _NAME.fullmatch(name) or name in ("nombre", "date", "mot", "nom_propre"):
            self.fault(
                "L104",
                path,
                f"nom de classe refusé : `{name[:60]}`",
                "minuscules, chiffres et `_`, sans accent ; nombre, date, mot et nom_propre sont pris",
            )
            return
        if name in self.sources.words:
            other = self.sources.words[name][0]
            self.fault(
                "L105",
                path,
                f"la classe `{name}` est déjà définie",
                "changer de nom, ou réunir les deux",
                (other, ("words", name)),
            )
            return
        listed = self.texts(terms, path)
        if not listed:
            self.fault("L103", path, f"la classe `{name}` est vide", "y écrire au moins un terme")
            return
        self.sources.words[name] = (self.file, listed)

    def _rule(self, data: Any, path: Path, *, frame: bool) -> None:
        if not isinstance(data, Mapping):
            self.fault("L103", path, "un indice est une suite de clés", f"clés : {', '.join(RULE_KEYS)}")
            return
        self.keys(data, RULE_KEYS, path)
        name = data.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            self.fault(
                "L104", (*path, "id"), "`id` manquant ou refusé", "minuscules, chiffres et tirets : menace-de-mort"
            )
            return
        twin = next((rule for rule in self.sources.rules if rule.id == name), None)
        if twin is not None:
            self.fault(
                "L105", (*path, "id"), f"`{name}` est déjà défini", "changer de nom", (twin.file, (*twin.path, "id"))
            )
            return
        says = self._says(data.get("says"), (*path, "says"))
        patterns, source = self.texts(data.get("patterns"), (*path, "patterns")), data.get("from")
        if bool(patterns) == (source is not None) or (source is not None and not isinstance(source, str)):
            self.fault(
                "L102",
                path,
                f"`{name}` : `patterns` est attendu (ou `from`, et l'un des deux seulement)",
                "écrire au moins un motif",
            )
        if not frame and not says:
            self.fault(
                "L102",
                path,
                f"`{name}` ne dit aucun fait",
                "ajouter `says: {fait: valeur}`, ou le mettre dans `frames`",
            )
        confidence = self.one_of(data, "confidence", tuple(CONFIDENCE), "medium", path)
        reach = self.one_of(data, "reach", REACHES, "sentence", path)
        self.sources.rules.append(
            Rule(
                name, self.file, path, frame, says, patterns, source if isinstance(source, str) else None,
                CONFIDENCE[confidence], reach,
                unless=self.texts(data.get("unless"), (*path, "unless")),
                needs=self.texts(data.get("with"), (*path, "with")),
                silences=self.texts(data.get("silences"), (*path, "silences")),
                weakens=self.texts(data.get("weakens"), (*path, "weakens")),
                between=self._between(data.get("between"), (*path, "between")),
                hits=self.examples(data.get("hits"), (*path, "hits")),
                misses=self.examples(data.get("misses"), (*path, "misses")),
            )
        )  # fmt: skip

    def one_of(self, data: Mapping[str, Any], key: str, known: tuple[str, ...], default: str, path: Path) -> str:
        """One of the known words, or the default when nothing is said."""
        given = data.get(key, default)
        if isinstance(given, str) and given in known:
            return given
        self.fault("L103", (*path, key), f"`{key}` : valeur inconnue", f"{', '.join(known)}")
        return default

    def _says(self, given: Any, path: Path) -> tuple[Says, ...]:
        if given is None:
            return ()
        if not isinstance(given, Mapping):
            self.fault("L103", path, "`says` : fait et valeur attendus", "par exemple {menace: true, forme: menace}")
            return ()
        found: list[Says] = []
        for fact, value in given.items():
            for number, one in enumerate(value if isinstance(value, tuple | list) else (value,)):
                if not _NAME.fullmatch(fact) or not isinstance(one, bool | int | str):
                    where = (*path, fact, number) if isinstance(value, tuple | list) else (*path, fact)
                    self.fault(
                        "L103",
                        where,
                        f"valeur refusée pour `{fact[:60]}`",
                        "true, false, un nombre, un mot, {nombre} ou {date} entre guillemets",
                    )
                elif isinstance(one, str) and one in READ:
                    found.append(Says(fact, read=READ[one]))
                else:
                    found.append(Says(fact, one))
        return tuple(found)

    def _between(self, given: Any, path: Path) -> tuple[int, int] | None:
        if given is None:
            return None
        items = tuple(given) if isinstance(given, tuple | list) else ()
        if (
            len(items) != 2
            or not all(isinstance(n, int) and not isinstance(n, bool) for n in items)
            or items[0] > items[1]
        ):
            self.fault("L103", path, "`between` : deux nombres, le plus petit d'abord", "par exemple [0, 17]")
            return None
        return items[0], items[1]

    def _implication(self, data: Any, path: Path) -> None:
        given = data if isinstance(data, Mapping) else {}
        self.keys(given, ("if", "then"), path)
        condition, then = given.get("if"), self._says(given.get("then"), (*path, "then"))
        if not isinstance(condition, Mapping) or len(condition) != 1 or not then:
            self.fault(
                "L103",
                path,
                "`if` (un fait) et `then` (des faits) attendus",
                "par exemple {if: {menace: true}, then: {forme: menace}}",
            )
            return
        (fact, value), under = next(iter(condition.items())), None
        if isinstance(value, Mapping):
            under = value.get("under") if set(value) == {"under"} else None
            value = None
        if under is None and not isinstance(value, bool | int | str):
            self.fault("L103", (*path, "if"), "condition refusée", "{fait: valeur}, ou {fait: {under: nombre}}")
            return
        self.sources.implications.append(Implication(fact, value, under, then, self.file, path))

    def _priority(self, fact: str, values: Any) -> None:
        if fact in self.sources.priority:
            self.fault("L105", ("priority", fact), f"la priorité de `{fact}` est déjà donnée", "n'en garder qu'une")
            return
        self.sources.priority[fact] = self.texts(values, ("priority", fact))


def value_name(value: Value) -> str:
    """A value as files write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
