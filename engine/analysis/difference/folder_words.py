"""Sentences of what differs beside the law, in French, by place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.analysis.difference.findings import (
    ConsequenceChange,
    DifferenceClass,
    FileDifference,
    FolderDifference,
    RouteChange,
)
from engine.analysis.difference.place_words import say_order, say_place
from engine.analysis.difference.words import CLASSES, say_datum, say_days
from engine.model.outcome import Outcome
from textfile.quoting import short

PLACES = {
    "parameters/bruit.yaml": "Filtre de bruit",
    "parameters/danger.yaml": "Danger",
    "parameters/hebergement.yaml": "Hébergement",
    "parameters/inhope.yaml": "Membres d’INHOPE",
    "parameters/lecteur_modele.yaml": "Lecture par un serveur de modèle",
    "parameters/plateformes.yaml": "Plateformes",
    "parameters/priorites.yaml": "Ordre de la file",
    "parameters/registre.yaml": "Registre",
    "parameters/relecture.yaml": "Seconde lecture en aveugle",
    "parameters/second_lecteur.yaml": "Second lecteur",
    "parameters/suivi.yaml": "Suivi des envois",
    "routing/contacts.yaml": "Contacts",
    "routing/familles.yaml": "Familles d’infractions du routage",
    "routing/union.yaml": "États de l’Union",
    "notices/manifest.yaml": "Rédactions des notifications",
    "notices/familles.yaml": "Familles d’infractions des notifications",
    "notices/orientations.yaml": "Orientations du signalant",
}
_FOLDERS = {
    "routing/rules": "Règles de routage",
    "routing/facts": "Faits du routage",
    "routing/notions": "Notions du routage",
    "lexicons": "Lexique",
    "notices/templates": "Modèle de notification",
    "notices/schema": "Schéma de notification",
    "notices": "Notifications",
    "parameters": "Paramètres",
}
LONGEST = 300
"""Characters of a datum that a sentence shows; the data hold it whole."""
_ALTERNATIVES = re.compile(r"[|()]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CLASSES = {DifferenceClass.CONSEQUENCES: "ce que fait le service change"}
ROUTES = {Outcome.ESTABLISHED: "due", Outcome.OPEN: "ouverte", Outcome.REFUTED: "non due"}


def folder_lines(found: FolderDifference) -> Iterator[str]:
    """The whole of it: routing as it answers, then each file."""
    yield f"À côté du droit : {_CLASSES.get(found.of_class, CLASSES[found.of_class])}."
    for route in found.routes:
        yield ""
        first, *rest = route_lines(route)
        yield first
        yield from (f"    {line}" for line in rest)
    for file in found.files:
        yield ""
        yield f"{title_of(file)} — {class_of(file)}"
        yield from (f"  · {line}" for line in file_lines(file))


def route_lines(change: RouteChange) -> Iterator[str]:
    """A change of what a rule of routing makes due."""
    yield (
        f"Routage, {change.title} ({change.rule}), {say_days(change.days)} : "
        f"{ROUTES[change.old]} → {ROUTES[change.new]}"
    )
    yield f"dès que : {change.words}"
    yield f"règles dues : {', '.join(change.old_due) or 'aucune'} → {', '.join(change.new_due) or 'aucune'}"


def title_of(file: FileDifference) -> str:
    """What a file holds, with its place in the folder."""
    folder = next((words for start, words in _FOLDERS.items() if file.file.startswith(f"{start}/")), "Fichier")
    return f"{PLACES.get(file.file, folder)} ({file.file})"


def class_of(file: FileDifference) -> str:
    """The class of a file in words."""
    match file.present:
        case (False, True):
            return "nouveau fichier"
        case (True, False):
            return "fichier supprimé"
        case _:
            return _CLASSES.get(file.of_class, CLASSES[file.of_class])


def file_lines(file: FileDifference) -> Iterator[str]:
    """Each change of a file, consequences first."""
    for change in file.consequences:
        yield f"{say_place(change.what)} : {_change(change)}"
    for text in file.wordings:
        yield f"texte, {say_place(text.place)} : {_said(text.old)} → {_said(text.new)}"


def _change(change: ConsequenceChange) -> str:
    match change.old, change.new:
        case list() as old, list() as new:
            if words := say_order(old, new) or _words_of(old, new):
                return words
            added, removed = ([one for one in side if one not in other] for side, other in ((new, old), (old, new)))
            said = [f"ajouté {_said(one)}" for one in added] + [f"retiré {_said(one)}" for one in removed]
            return " ; ".join(said) or "dans un autre ordre"
        case None, new if not isinstance(new, bool):
            return f"ajouté {_said(new)}"
        case old, None if not isinstance(old, bool):
            return f"retiré {_said(old)}"
        case old, new:
            return f"{_said(old)} → {_said(new)}"


def _words_of(old: list[Any], new: list[Any]) -> str:
    """Patterns whose alternatives differ, by these; empty where that says nothing."""
    if not all(isinstance(one, str) for one in (*old, *new)) or not any("|" in one for one in (*old, *new)):
        return ""
    before, after = ({word for one in side for word in _ALTERNATIVES.split(one) if word.strip()} for side in (old, new))
    said = [f"ajouté {_said(word)}" for word in sorted(after - before)]
    said += [f"retiré {_said(word)}" for word in sorted(before - after)]
    return " ; ".join(said)


def _said(value: Any) -> str:
    said = short(say_datum(value), LONGEST)
    return f"« {said} »" if isinstance(value, str) and not _NUMBER.fullmatch(value) else said
