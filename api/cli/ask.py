"""`qualif ask`: an interview that asks only what still matters, best question first, and ends with
the answer.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from api.cli.reports_in import read_reports
from api.cli.shared import fail, open_engine
from api.cli.terminal import harmless
from engine.explanation.narration import Narrator
from engine.explanation.questions import next_questions
from engine.facts.statements import ReportError, read_report, state
from engine.model.fact import FactDefinition
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from textfile.quoting import printable
from textfile.text import Language, Text, Unfit

_LONGEST = 10_000
"""Characters of an answer that no person types."""
_FIELDS = {
    "haine": Text(
        fr="provocation à la haine, injure ou diffamation discriminatoire",
        en="incitement to hatred, discriminatory insult or defamation",
    ),
    "pedopornographie": Text(fr="exploitation sexuelle de mineurs", en="sexual exploitation of minors"),
    "contenus_mineurs": Text(
        fr="contenu choquant ou vente interdite, à la portée des mineurs",
        en="shocking content or forbidden sale within minors' reach",
    ),
    "terrorisme": Text(fr="terrorisme, explosifs", en="terrorism, explosives"),
    "crimes_humanite": Text(
        fr="apologie ou contestation de crimes contre l'humanité", en="praise or denial of crimes against humanity"
    ),
    "harcelement_sexuel": Text(
        fr="harcèlement ou violence sexuels ou sexistes", en="sexual or sexist harassment or violence"
    ),
    "suicide": Text(fr="provocation au suicide", en="incitement to suicide"),
    "proxenetisme": Text(fr="proxénétisme", en="procuring"),
    "autre": Text(
        fr="menace, harcèlement, divulgation de données, montage…",
        en="threat, harassment, disclosure of personal data, doctored image…",
    ),
}
_HELP = Text(
    fr="Répondre par un numéro, une valeur, plusieurs séparées par des virgules ; « ? » : inconnu ; « r » : revenir ; « f » : finir.",
    en="Answer with a number, a value, several separated by commas; “?”: unknown; “r”: go back; “f”: finish.",
)
_ABOUT = Text(fr="De quoi le signalement parle-t-il ?", en="What is the report about?")
_WHEN = Text(
    fr="À quelle date le contenu a-t-il été publié ? AAAA-MM-JJ",
    en="On which day was the content published? YYYY-MM-DD",
)
_A_DAY = Text(fr="une date AAAA-MM-JJ, ou « ? »", en="a day YYYY-MM-DD, or “?”")
_NUMBER = Text(fr="numéro", en="number")
_HINTS = {
    "boolean": Text(fr="o/n", en="y/n"),
    "integer": Text(fr="nombre", en="whole number"),
    "date": Text(fr="AAAA-MM-JJ", en="YYYY-MM-DD"),
    "set": Text(fr="numéros, ou 0 : aucun", en="numbers, or 0: none"),
}
_NO_REPORT = Text(fr="un signalement est attendu", en="a report is expected")


class _Enough(Exception):
    """The person asked to stop."""


class _UndoLast(Exception):
    """The person asked to undo the last answer."""


def ask(
    source: Annotated[
        str | None, typer.Option("--from", help="Commencer par un signalement déjà décrit (YAML ou JSON).")
    ] = None,
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue des questions et de la réponse.")] = "fr",
    at: Annotated[
        datetime | None,
        typer.Option("--at", formats=["%Y-%m-%d"], help="Date de la décision ; par défaut, aujourd'hui."),
    ] = None,
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
) -> None:
    """Interroge sur un contenu : ce qui compte encore, la question la plus utile d'abord ; finit
    par la réponse.
    """
    engine = open_engine(rulesets)
    decision = at.date() if at is not None else date.today()
    given = _first_report(source, engine, lang)
    print(_HELP.in_(lang))
    try:
        field = given.get("reported_category") or _field(lang)
        if "date_of_facts" not in given:
            given["date_of_facts"] = _day(lang)
        report = _interview(engine, given, decision, field, lang)
    except _Enough:
        report = read_report(given, engine.ruleset.facts)
    print()
    answer = engine.qualify(report, decision)
    shown = replace(answer, report=printable(answer.report))
    print(harmless(Narrator(engine, report, shown, lang).tell()), end="")


def _interview(engine: Engine, description: dict[str, Any], decision: date, field: str, language: Language) -> Report:
    facts: dict[str, Any] = dict(description.get("facts") or {})
    asked: list[str] = []
    skipped: set[str] = set()
    while True:
        try:
            report = read_report({**description, "facts": facts}, engine.ruleset.facts)
        except ReportError as error:
            print(f"  {harmless(error.in_(language))}")
            facts.pop(asked.pop(), None)
            continue
        answer = engine.qualify(report, decision)
        evoked = answer.main is not None
        questions = next_questions(
            engine, report, answer, limit=1, field=None if evoked else field, skip=frozenset(skipped)
        )
        if not questions:
            return report
        fact = engine.ruleset.facts[questions[0].fact]
        try:
            value = _answer(fact, language)
        except _Enough:
            return report
        except _UndoLast:
            if asked:
                last = asked.pop()
                facts.pop(last, None)
                skipped.discard(last)
            continue
        asked.append(fact.id)
        if value is None:
            skipped.add(fact.id)
            if fact.id in facts and questions[0].confirms:
                continue  # cannot be confirmed: it stays presumed
        else:
            facts[fact.id] = value


def _answer(fact: FactDefinition, language: Language) -> Any:
    print(f"\n{fact.question.in_(language)}")
    print(f"  ({fact.where.in_(language)})")
    options = list(fact.values)
    for number, value in enumerate(options, 1):
        print(f"  {number}. {fact.values[value].in_(language)}")
    hint = _HINTS.get(fact.type, _NUMBER).in_(language)
    while True:
        text = _line(f"{hint} > ")
        if text in ("?", ""):
            return None
        try:
            value = _read(text, fact, options)
            state(fact.id, value, {fact.id: fact})
        except ReportError as error:
            print(f"  {harmless(error.in_(language))}")
            continue
        except Unfit as error:
            print(f"  {error.text.in_(language)}")
            continue
        return value


def _read(text: str, fact: FactDefinition, options: list[str]) -> Any:
    match fact.type:
        case "boolean":
            words = {"o": True, "oui": True, "y": True, "yes": True, "n": False, "non": False, "no": False}
            if text.casefold() not in words:
                raise Unfit("répondre o, n ou ?", "answer y, n or ?")
            return words[text.casefold()]
        case "set":
            return [] if text == "0" else [_option(part.strip(), options) for part in text.split(",")]
        case "choice":
            return _option(text, options)
        case "integer":
            try:
                return int(text)
            except ValueError as error:
                raise Unfit("un nombre entier", "a whole number") from error
        case _:
            return text


def _option(text: str, options: list[str]) -> str:
    if not text.isdigit():
        return text
    numbered = {str(number): option for number, option in enumerate(options, 1)}
    if text not in numbered:
        raise Unfit(f"un numéro de 1 à {len(options)}", f"a number from 1 to {len(options)}")
    return numbered[text]


def _field(language: Language) -> str:
    print(f"\n{_ABOUT.in_(language)}")
    names = list(_FIELDS)
    for number, name in enumerate(names, 1):
        print(f"  {number}. {_FIELDS[name].in_(language)}")
    while True:
        try:
            return _option(_line(f"{_NUMBER.in_(language)} > "), names)
        except Unfit as error:
            print(f"  {error.text.in_(language)}")


def _day(language: Language) -> str | None:
    while True:
        text = _line(f"\n{_WHEN.in_(language)} > ")
        if text in ("", "?"):
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            print(f"  {_A_DAY.in_(language)}")


def _piped(prompt: str) -> str:
    """An answer that no person types, and which may have no end.

    Raises:
        EOFError: there is none, or one of more than _LONGEST characters.
    """
    print(prompt, end="", flush=True)
    text = sys.stdin.readline(_LONGEST + 1)
    if not text or len(text) > _LONGEST:
        raise EOFError
    return text


def _line(prompt: str) -> str:
    try:
        text = (input(prompt) if sys.stdin.isatty() else _piped(prompt)).strip()
    except EOFError as error:
        raise _Enough from error
    if text == "f":
        raise _Enough
    if text == "r":
        raise _UndoLast
    return text


def _first_report(source: str | None, engine: Engine, language: Language) -> dict[str, Any]:
    """The first report of a file, which can be read as it is: what follows only adds to it."""
    if source is None:
        return {}
    incoming = next(read_reports(source))
    if incoming.fault is not None or not isinstance(incoming.data, dict):
        fail(f"{incoming.where}: {(incoming.fault or _NO_REPORT).in_(language)}")
    data = {key: value for key, value in incoming.data.items() if key != "reports"}  # the filter's alone
    try:
        read_report(data, engine.ruleset.facts)
    except ReportError as error:
        fail("\n".join(f"{incoming.where}: {fault.in_(language)}" for fault in error.faults))
    return data
