"""`qualif facts`: the vocabulary, so that anybody can describe a case without reading code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.shared import fail, open_engine
from engine.model.fact import FactDefinition
from textfile.text import Language

_TYPES = {
    "boolean": ("oui ou non", "yes or no"),
    "choice": ("une valeur", "one value"),
    "set": ("une liste, vide : aucune", "a list, empty: none"),
    "integer": ("un nombre entier", "a whole number"),
    "date": ("une date AAAA-MM-JJ", "a date YYYY-MM-DD"),
    "country": ("un pays (FR)", "a country (FR)"),
    "language": ("une langue (fr)", "a language (fr)"),
}


def facts(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MOT]...", help="Ces faits, ou ceux dont le nom ou la question contient ces mots."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue.")] = "fr",
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
) -> None:
    """Liste le vocabulaire : chaque fait, sa question, les réponses possibles."""
    every = open_engine(rulesets).ruleset.facts
    named = [every[word] for word in words or [] if word in every]
    vocabulary = (
        named if words and len(named) == len(words) else [f for f in every.values() if _matches(f, words or [])]
    )
    if not vocabulary:
        fail("aucun fait ne contient ces mots ; `qualif facts` les liste tous")
    if as_json:
        print(json.dumps([f.model_dump(mode="json", by_alias=True) for f in vocabulary], ensure_ascii=False, indent=2))
        return
    for fact in vocabulary:
        print("\n".join(_lines(fact, lang)))


def _matches(fact: FactDefinition, words: list[str]) -> bool:
    text = f"{fact.id} {fact.label.fr} {fact.question.fr} {fact.label.en} {fact.question.en}".casefold()
    return all(word.casefold() in text for word in words)


def _lines(fact: FactDefinition, language: Language) -> list[str]:
    how = _TYPES[fact.type][0 if language == "fr" else 1]
    bounds = f", {fact.min}–{fact.max}" if fact.min is not None and fact.max is not None else ""
    unit = f" {fact.unit.in_(language)}" if fact.unit else ""
    lines = [f"{fact.id} — {fact.question.in_(language)}", f"    {how}{bounds}{unit}"]
    if fact.means is not None:
        bound = f"< {fact.means.under}" if fact.means.under is not None else f"≥ {fact.means.from_}"
        lines.append(f"    {'veut dire' if language == 'fr' else 'means'} : {fact.means.fact} {bound}")
    lines += [f"    · {value} : {label.in_(language)}" for value, label in fact.values.items()]
    for rule in fact.presumed_when:
        lines.append(f"    {'se présume : ' if language == 'fr' else 'presumed: '}{rule.reason.in_(language)}")
    return lines
