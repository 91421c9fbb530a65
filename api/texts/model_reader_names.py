"""Names in the file of a model reader, against the law and what the product reads reports into."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check
from api.texts.model_questions import FILE, ModelReaderFile
from engine.language.names import LawNames
from engine.model.indications import GRAVITIES, REPORT_FIELDS
from textfile.diagnostics import Diagnostic
from textfile.quoting import nearest, short
from textfile.reader import Document


def check_model_reader(root: Path, law: LawNames) -> list[Diagnostic]:
    """What is wrong in the file of a folder: `fields`, `gravity` and `themes` name each of what
    there is, and nothing else.
    """

    def names(file: ModelReaderFile, document: Document) -> Iterator[Diagnostic]:
        named = NameChecks(document, law)
        yield from _exactly(named, "champ inconnu", file.fields, REPORT_FIELDS, "fields")
        yield from _exactly(named, "gravité inconnue", file.gravity, GRAVITIES, "gravity")
        yield from _exactly(named, "thème inconnu", file.themes, law.themes, "themes")
        yield from named.fact_items(file.always, "always")
        yield from named.fact_items(file.never, "never")

    return read_for_check(ModelReaderFile, FILE, root).with_names(names)


def _exactly(
    named: NameChecks, what: str, written: Iterable[str], known: Collection[str], key: str
) -> Iterator[Diagnostic]:
    names = {*written}
    yield from named.keys_of(what, written, known, key)
    misspelt = {nearest(name, known) for name in names if name not in known}  # said already
    for name in sorted({*known} - names - misspelt):
        yield Diagnostic("R102", named.place(key), f"`{key}` : `{short(name)}` manque", "l'ajouter")
