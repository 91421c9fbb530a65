"""Terminal output of `qualif route`: who is told, in order, and the questions that are left."""

from __future__ import annotations

from collections.abc import Iterator

from api.hosting.result import HostingResult
from engine.model.routing import Deadline, RoutingRules
from engine.routing.router import Route, Routing
from textfile.text import COLON, Language

_WORDS = {
    "call": ("à appeler", "call"),
    "two": ("deux personnes confirment", "two persons confirm"),
    "one": ("une personne confirme", "one person confirms"),
    "at_once": ("sans attendre", "at once"),
    "hours": ("sous {n} h", "within {n} h"),
    "days": ("sous {n} j", "within {n} d"),
    "binding": ("délai du texte", "set by a text"),
    "own": ("délai de la hotline", "the hotline's own"),
    "presumed": ("repose sur des faits présumés : à confirmer", "rests on presumed facts: to be confirmed"),
    "because": ("parce que", "because"),
    "open": ("Encore ouvert, la question la plus utile d'abord", "Still open, the most useful question first"),
    "nobody": ("Personne à prévenir pour l'instant.", "Nobody to tell for now."),
    "hosting": ("hébergement", "hosting"),
    "unknown": ("pays inconnu", "unknown country"),
    "untraceable": ("pays indéterminable", "country that cannot be told"),
    "mmdb": ("base d'adresses", "address database"),
    "delegations": ("délégations", "delegations"),
    "platform": ("table des plateformes", "table of platforms"),
    "high": ("confiance haute", "high confidence"),
    "medium": ("confiance moyenne", "medium confidence"),
    "low": ("confiance faible", "low confidence"),
    "digest": ("empreinte du routage", "digest of the routing"),
}


def route_lines(
    name: str, hosting: HostingResult | None, routing: Routing, rules: RoutingRules, lang: Language
) -> Iterator[str]:
    """The lines of one answer."""
    yield f"{name} — {routing.day.isoformat()}"
    if hosting is not None:
        yield from _hosting(hosting, lang)
    due = routing.having("due")
    if not due:
        yield f"  {_word('nobody', lang)}"
    for place, found in enumerate(due, 1):
        yield from _due(place, found, rules, lang)
    yield from _open(routing.having("open"), rules, lang)
    yield f"  {_word('digest', lang)}{_colon(lang)}{routing.digest}"


def _hosting(hosting: HostingResult, lang: Language) -> Iterator[str]:
    where = hosting.country or _word("untraceable" if hosting.untraceable else "unknown", lang)
    if hosting.organisation is not None:
        where += f", {hosting.organisation}"
    if hosting.country is not None:
        dated = f", {hosting.source_date.isoformat()}" if hosting.source_date is not None else ""
        where += f" ({_word(hosting.method, lang)}{dated} ; {_word(hosting.confidence, lang)})"
    yield f"  {_word('hosting', lang)}{_colon(lang)}{where}"
    yield from (f"      {text.in_(lang)}" for text in hosting.reservation_texts())


def _open(routes: tuple[Route, ...], rules: RoutingRules, lang: Language) -> Iterator[str]:
    """Each missing fact once, with the rules that wait for it: those of the first rules first."""
    waiting: dict[str, list[str]] = {}
    for found in routes:
        for fact in found.missing:
            waiting.setdefault(fact, []).append(found.rule)
    if waiting:
        yield f"  {_word('open', lang)}"
    for fact, names in waiting.items():
        yield f"  ? {rules.facts[fact].question.in_(lang)} ({fact})"
        yield f"      {', '.join(names)}"


def _due(place: int, route: Route, rules: RoutingRules, lang: Language) -> Iterator[str]:
    recipient = rules.facts["deja_transmis"].values[route.recipient].in_(lang)
    yield f"  {place}. {route.title.in_(lang)} — {recipient} [{route.rule}, {route.confidence.value}]"
    yield f"      {route.reason.in_(lang)}"
    if route.contacts:
        numbers = " ; ".join(f"{c.number} ({c.label.in_(lang)})" for c in route.contacts)
        yield f"      {_word('call', lang)}{_colon(lang)}{numbers}"
    terms = [_word("two" if route.two_persons else "one", lang)] if route.recipient != "aucun" else []
    if route.deadline is not None:
        terms.insert(0, _when(route.deadline, lang))
    if terms:
        yield f"      {' ; '.join(terms)}"
    if route.presumed:
        yield f"      {_word('presumed', lang)}"
    yield f"      {_word('because', lang)}{_colon(lang)}{' ; '.join(text.in_(lang) for text in route.because)}"


def _when(deadline: Deadline, lang: Language) -> str:
    if deadline.hours == 0:
        said = _word("at_once", lang)
    elif deadline.hours is not None:
        said = _word("hours", lang).format(n=deadline.hours)
    else:
        said = _word("days", lang).format(n=deadline.days)
    return f"{said} ({_word('binding' if deadline.binding else 'own', lang)}, {deadline.source.confidence.value})"


def _word(key: str, lang: Language) -> str:
    return _WORDS[key][0 if lang == "fr" else 1]


def _colon(lang: Language) -> str:
    return COLON[lang]
