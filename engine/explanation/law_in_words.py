"""An offence or a notion as a lawyer reads it: elements and conditions in words, timeline,
defences, neighbours, sources, and who uses a notion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.explanation.phrases import say
from engine.explanation.words import say_day, say_literal, say_penalty
from engine.explanation.wrapping import wrap
from engine.model.condition import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    IncludesAny,
    IsOneOf,
    IsTrue,
    Not,
    NotionRef,
    Within,
    notions_in,
)
from engine.model.dated import DatedText, Lasting
from engine.model.law import (
    Aggravation,
    Caution,
    Defence,
    Element,
    Notion,
    NotionVersion,
    Offence,
    ScopeRule,
    Source,
    Version,
)
from engine.model.literal import Atom, FactLiteral
from engine.model.ruleset import Ruleset
from textfile.text import COLON, SEMICOLON, Language, Text


def say_condition(condition: Condition, ruleset: Ruleset, language: Language) -> str:
    """A condition in words; a notion is named, not unfolded."""
    facts = ruleset.facts
    french = language == "fr"

    def literal(atom: Atom, holds: bool = True) -> str:
        return say_literal(FactLiteral(atom, holds), facts, language)

    match condition:
        case IsTrue(fact, value):
            return literal(Atom(fact, "true"), value)
        case IsOneOf(fact, values):
            return literal(Atom(fact, "is", values))
        case IncludesAny(fact, members):
            return literal(Atom(fact, "has", members))
        case Within(fact, lower, upper):
            bounds = [literal(Atom(fact, "from", threshold=lower))] if lower is not None else []
            bounds += [literal(Atom(fact, "from", threshold=upper), False)] if upper is not None else []
            return (" et " if french else " and ").join(bounds)
        case NotionRef(notion):
            return f"« {ruleset.notions[notion].label.in_(language)} »"
        case Not(part):
            return ("non (" if french else "not (") + say_condition(part, ruleset, language) + ")"
        case All(parts):
            return _joined(parts, " et " if french else " and ", ruleset, language)
        case AnyOf(parts):
            return _joined(parts, " ou " if french else " or ", ruleset, language)
        case AtLeast(count, parts):
            lead = f"au moins {count} de : " if french else f"at least {count} of: "
            return lead + SEMICOLON[language].join(say_condition(p, ruleset, language) for p in parts)


def _joined(parts: tuple[Condition, ...], link: str, ruleset: Ruleset, language: Language) -> str:
    said = []
    for part in parts:
        text = say_condition(part, ruleset, language)
        said.append(f"({text})" if isinstance(part, All | AnyOf | AtLeast) and len(parts) > 1 else text)
    return link.join(said)


def tell_offence(offence: Offence, ruleset: Ruleset, language: Language = "fr") -> str:
    """The whole offence."""
    return "\n".join(_lines(offence, ruleset, language)) + "\n"


def _lines(offence: Offence, ruleset: Ruleset, language: Language) -> Iterator[str]:
    french = language == "fr"
    yield from wrap(offence.title.in_(language), "")
    yield from _earlier(offence.title, "", language)
    yield f"{offence.citation} · {say(f'nature.{offence.nature}', language)} · {offence.id}"
    yield from wrap(say("authority", language, authority=offence.authority.in_(language)), "")
    yield ""
    yield say("elements", language)
    for element in offence.elements.values():
        core = (" (caractéristique)" if french else " (core)") if element.core else ""
        yield from wrap(f"{element.label.in_(language)}{core} — {element.article} [{element.confidence.value}]", "  · ")
        yield from _earlier(element.label, "      ", language)
        yield from _under(clause_sentences(element, ruleset, language))
    for title, group in (
        ("Exceptions" if french else "Defences", offence.defences),
        ("Champ d'application" if french else "Scope", offence.scope),
    ):
        if group:
            yield title
        for clause in group.values():
            since = _lasting(clause, language) if isinstance(clause, Lasting) else ""
            yield from wrap(
                f"{clause.label.in_(language)} — {clause.article} [{clause.confidence.value}]{since}", "  · "
            )
            yield from _earlier(clause.label, "      ", language)
            yield from _under(clause_sentences(clause, ruleset, language))
    if offence.aggravations:
        yield "Circonstances aggravantes" if french else "Aggravating circumstances"
    for aggravation in offence.aggravations.values():
        yield from wrap(f"{aggravation.label.in_(language)} — {aggravation.article}", "  · ")
        yield from wrap(say_condition(aggravation.condition, ruleset, language), "      ")
    if offence.cautions:
        yield "Prudence" if french else "Caution"
    for caution in offence.cautions.values():
        yield from wrap(caution.label.in_(language) + _lasting(caution, language), "  · ")
        yield from _earlier(caution.label, "      ", language)
        yield from wrap(say_condition(caution.condition, ruleset, language), "      ")
    yield ""
    yield "Versions"
    for version in offence.versions:
        yield from _entry(version_sentences(version, offence, ruleset, language))
    if offence.relations:
        yield ""
        yield "Voisins" if french else "Neighbours"
    for relation in offence.relations:
        other = ruleset.offences[relation.with_]
        yield from wrap(
            f"{other.short.in_(language)} ({other.citation}) — {say(f'relation.{relation.kind}', language)} : {relation.reason.in_(language)}",
            "  · ",
        )


def _earlier(text: Text, lead: str, language: Language) -> Iterator[str]:
    """The wordings that a text had before, oldest first."""
    for version in text.versions[:-1] if isinstance(text, DatedText) else ():
        until = "jusqu'au" if language == "fr" else "until"
        day = say_day(version.until, language) if version.until is not None else "…"
        yield from wrap(f"{until} {day}{COLON[language]}{version.in_(language)}", lead)


def _lasting(clause: Lasting, language: Language) -> str:
    """The days of a dated clause, in brackets."""
    if clause.from_ is None and clause.until is None:
        return ""
    start, end = (say_day(day, language) if day is not None else "…" for day in (clause.from_, clause.until))
    return f" ({start} → {end})"


def clause_sentences(
    clause: Element | Defence | ScopeRule | Aggravation | Caution, ruleset: Ruleset, language: Language
) -> Iterator[str]:
    """What a clause asks for, in sentences: its condition, why it is presumed, what raises it."""
    yield say_condition(clause.condition, ruleset, language)
    if isinstance(clause, Element) and clause.presumed is not None:
        yield f"{say('presumed', language)}{COLON[language]}{clause.presumed.in_(language)}"
    if isinstance(clause, Defence) and clause.raised_by is not None:
        lead = "à examiner dès que : " if language == "fr" else "to be examined as soon as: "
        yield lead + say_condition(clause.raised_by, ruleset, language)


def version_sentences(version: Version, offence: Offence, ruleset: Ruleset, language: Language) -> Iterator[str]:
    """A version in sentences: its days, its law and what it changes, then what it asks for, and
    what follows.
    """
    until = say_day(version.until, language) if version.until is not None else "…"
    yield f"{version.id}{COLON[language]}{say_day(version.from_, language)} → {until} — {version.law}. {version.change.in_(language)}"
    if version.void is not None:
        where = ruleset.offences[version.continued_by].citation if version.continued_by else ""
        yield say(f"void.{version.void}", language, where=where)
        return
    if version.elements:
        yield " + ".join(offence.elements[e].label.in_(language) for e in version.elements)
    if version.penalty is not None:
        extra = "".join(
            f" ; {offence.aggravations[a].label.in_(language)} : {say_penalty(p, language)}"
            for a, p in version.aggravations.items()
        )
        yield say("penalty", language, penalty=say_penalty(version.penalty, language) + extra)
    if version.limitation is not None:
        yield ruleset.limitations[version.limitation].label.in_(language)
    yield _source(version.source, language)


def notion_sentences(version: NotionVersion, ruleset: Ruleset, language: Language) -> Iterator[str]:
    """A version of a notion in sentences: its days, its condition, its source."""
    until = say_day(version.until, language) if version.until is not None else "…"
    yield f"{say_day(version.from_, language)} → {until}"
    yield say_condition(version.condition, ruleset, language)
    yield _source(version.source, language)


def _source(source: Source, language: Language) -> str:
    return f"source{COLON[language]}{source.reference} ({source.legifrance or '—'}), {source.verified_on}, {source.confidence.value}"


def _entry(sentences: Iterator[str]) -> Iterator[str]:
    """Lines of a version: its first sentence, and the others under it."""
    yield from wrap(next(sentences), "  ▪ ")
    yield from _under(sentences)


def _under(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from wrap(sentence, "      ")


def tell_notion(notion: Notion, ruleset: Ruleset, language: Language = "fr") -> str:
    """The whole notion, and every rule that names it."""
    lines = [*wrap(notion.label.in_(language), ""), f"{notion.article} · {notion.id}", "", "Versions"]
    for version in notion.versions:
        lines += _entry(notion_sentences(version, ruleset, language))
    lines += ["", "Employée par" if language == "fr" else "Used by"]
    for use in uses_of(notion.id, ruleset, language):
        lines += wrap(use, "  · ")
    return "\n".join(lines) + "\n"


def uses_of(notion: str, ruleset: Ruleset, language: Language = "fr") -> Iterator[str]:
    """Each offence, notion and out-of-field rule that names a notion, in words."""
    colon = COLON[language]
    for law in ruleset.offences.values():
        for group in (law.elements, law.defences, law.scope, law.aggravations, law.cautions):
            for name, clause in group.items():
                raised = getattr(clause, "raised_by", None)
                if notion in notions_in(clause.condition) or (raised is not None and notion in notions_in(raised)):
                    yield f"{law.id}/{name}{colon}{clause.label.in_(language)} ({law.short.in_(language)})"
    for other in ruleset.notions.values():
        if any(notion in notions_in(version.condition) for version in other.versions):
            yield f"{other.id}{colon}« {other.label.in_(language)} » (notion)"
    for rule in ruleset.out_of_field.values():
        if notion in notions_in(rule.condition):
            yield f"{rule.id}{colon}{rule.label.in_(language)} ({say('out_of_field', language).lower()})"
