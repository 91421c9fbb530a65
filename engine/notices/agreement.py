"""Agreement of the tables with the law: offences, facts, values and out-of-field rules that they
name are there, and each has its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.language.checks.typed_tests import KINDS
from engine.language.names import LawNames
from engine.notices.tables import Codes, Directive, Families, Orientations
from textfile.diagnostics import Diagnostic
from textfile.quoting import choices, did_you_mean, nearest, short
from textfile.reader import Document, Path_

SUPPORT = "nature_support"
"""The fact that says of what kind a content is."""


def offences_are_in_a_family(families: Families, document: Document, law: LawNames) -> Iterator[Diagnostic]:
    """Checks that families hold every offence, and no other."""
    listed: set[str] = set()
    misspelt: set[str | None] = set()
    for i, family in enumerate(families.families):
        for j, offence in enumerate(family.offences):
            listed.add(offence)
            if law.is_missing(offence, law.offences):
                misspelt.add(nearest(offence, law.offences))
                yield _unknown("infraction inconnue", offence, law.offences, document, ("families", i, "offences", j))
    for offence in sorted(law.offences.keys() - listed - misspelt - law.doubtful):
        message = f"`{offence}` n'est dans aucune famille"
        yield Diagnostic("N111", document.place(("families",)), message, "l'écrire dans l'une d'elles")


def directive_names_the_law(directive: Directive, document: Document, law: LawNames) -> Iterator[Diagnostic]:
    """Checks that the directive is told of offences, and of facts that give an age."""
    for i, covered in enumerate(directive.offences):
        if law.is_missing(covered.offence, law.offences):
            yield _unknown("infraction inconnue", covered.offence, law.offences, document, ("offences", i, "offence"))
    for i, name in enumerate(directive.minor_facts):
        path: Path_ = ("minor_facts", i)
        if law.is_missing(name, law.facts):
            hint = did_you_mean(name, law.facts, "`qualif facts` les liste")
            yield Diagnostic("R201", document.place(path), f"fait inconnu : `{short(name)}`", hint)
        elif name in law.facts and law.facts[name].type != "integer":
            message = f"`{name}` est {KINDS[law.facts[name].type]} : un âge est un nombre"
            yield Diagnostic("R202", document.place(path), message, "nommer un fait qui donne un âge en années")


def codes_name_values(codes: Codes, document: Document, law: LawNames) -> Iterator[Diagnostic]:
    """Checks that codes are given of values of the fact that says the kind of content."""
    if SUPPORT not in law.facts:
        return
    known = law.facts[SUPPORT].values
    tables: tuple[tuple[Path_, Collection[str]], ...] = (
        (("tdb_content_type",), codes.tdb_content_type),
        (("media_type",), codes.media_type),
        (("iccam", "content_type"), codes.iccam.get("content_type", {})),
    )
    for path, values in tables:
        for value in values:
            if value not in known:
                hint = did_you_mean(value, known, f"valeurs : {choices(known)}")
                message = f"`{SUPPORT}` ne peut pas valoir `{short(value)}`"
                yield Diagnostic("R203", document.place((*path, value)), message, hint)


def orientations_are_of_rules(orientations: Orientations, document: Document, law: LawNames) -> Iterator[Diagnostic]:
    """Checks that orientations are those of out-of-field rules, and that each rule has its own."""
    written = orientations.orientations.keys()
    misspelt: set[str | None] = set()
    for name in written:
        if law.is_missing(name, law.out_of_field):
            misspelt.add(nearest(name, law.out_of_field))
            yield _unknown("règle hors champ inconnue", name, law.out_of_field, document, ("orientations", name))
    for name in sorted(law.out_of_field - written - misspelt):
        message = f"`{name}` manque dans `orientations`"
        yield Diagnostic(
            "N107", document.place(("orientations",)), message, "l'y écrire, ou `null` s'il n'y a rien à dire"
        )


def _unknown(what: str, name: str, known: Collection[str], document: Document, path: Path_) -> Diagnostic:
    hint = did_you_mean(name, known, "corriger le nom, ou le définir")
    return Diagnostic("R206", document.value_place(path), f"{what} : `{short(name)}`", hint)
