"""`qualif cues`: what the words of a text, or of the comment on it, make presumed, with their
place.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from api.cli.reports_in import LINES, Incoming, read_reports, unreadable
from api.cli.shared import BAD_INPUT, complain, default_rulesets, fail, keep_open
from api.cli.terminal import unusable
from api.texts.input_lines import Unbounded, open_input
from api.texts.lexicons import Facts, open_reader, sets_of
from api.texts.voices import of_content
from classifiers.cues.linguistic import MissingPipeline
from classifiers.cues.model import Cue
from classifiers.cues.presumed import COMMENT, LEAST, presumed_facts
from classifiers.cues.reader import Reads
from classifiers.cues.shapes import value_name
from engine.explanation.words import say_value
from engine.facts.statements import MAX_TEXT
from engine.language.loader import load_folder
from engine.model.knowledge import Voice
from textfile.diagnostics import RulesetError, render_text
from textfile.quoting import printable
from textfile.text import Text

REPORT_FILES = (".yaml", ".yml", ".json", *LINES)
MAX_BYTES = 64 << 20
_QUOTE_CHARACTERS = 160
_LONG = Text(fr=f"plus de {MAX_TEXT} caractères", en=f"more than {MAX_TEXT} characters")
_NO_TEXT = Text(
    fr="un texte est attendu, ou un signalement qui en a un", en="a text is expected, or a report that has one"
)


def cues(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FICHIER|-",
            help="Texte, ou signalements ayant un `text`, un `comment` (YAML, JSON, JSON Lines) ; « - » : entrée standard (texte ou JSON).",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON par ligne.")] = False,
    linguistic: Annotated[
        bool, typer.Option("--analyse", help="Ajoute l'analyse linguistique (extra `fr`) aux motifs.")
    ] = False,
    second: Annotated[
        bool, typer.Option("--second/--no-second", help="Avec le second lecteur, ou les lexiques seuls.")
    ] = True,
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
) -> None:
    """Relève les indices d'un texte : chaque fait présumé, les mots qui le font présumer, la règle
    qui les a trouvés.

    Un signalement qui a un `comment` en donne une seconde liste, celle de ce que dit le signalant.
    """
    from api.texts.second_reader import UNUSABLE

    root = rulesets or default_rulesets()
    try:
        facts: Facts = load_folder(root).facts
        reader = _reader(root, linguistic=linguistic, second=second)
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    except UNUSABLE as error:
        fail(unusable(error))
    keep_open()
    waiting: deque[_Words] = deque()
    bad = 0

    def texts() -> Iterator[str]:
        """Those that are words, told apart from those that are none; each waits for its cues, which
        come by batches.
        """
        nonlocal bad
        for incoming in _incoming(source):
            words = _words_of(incoming)
            if isinstance(words, Text):
                bad += 1
                complain(f"{incoming.where}: {words.fr}")
                continue
            waiting.extend(words)
            yield from (one.words for one in words)

    for before, found in enumerate(reader.read_many(texts())):
        words = waiting.popleft()
        if words.voice == "comment":
            found = tuple(cue for cue in found if of_content(cue.fact, cue.value))
        if as_json:
            print(json.dumps(_as_data(words, found, facts), ensure_ascii=False))
        else:
            print("\n" * bool(before) + "\n".join(_lines(words, found, facts)))
    if bad:
        raise typer.Exit(BAD_INPUT)


def _reader(root: Path, *, linguistic: bool, second: bool) -> Reads:
    from api.texts.second_reader import ABSENT, is_enabled, open_both

    try:
        first = open_reader(root, linguistic=linguistic)
    except MissingPipeline as missing:
        complain(f"avertissement : {missing}")
        first = open_reader(root)
    if not second or not is_enabled(root):
        return first
    both = open_both(root, first)
    if both is None:
        complain(ABSENT)
    return both or first


class _Words(NamedTuple):
    """Words of one voice, and where they come from."""

    where: str
    words: str
    voice: Voice = "text"


def _incoming(source: str) -> Iterator[Incoming]:
    """Each report, or each text, and the place it comes from."""
    path = Path(source)
    if source == "-" or path.suffix.lower() in REPORT_FILES:
        yield from read_reports(source, plain=source == "-")
        return
    try:
        with open_input(path) as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        yield Incoming(printable(source), fault=unreadable(error))
        return
    except Unbounded as error:
        yield Incoming(printable(source), fault=error.text)
        return
    yield Incoming(printable(source), raw.decode("utf-8", "replace"))


def _words_of(incoming: Incoming) -> list[_Words] | Text:
    """Words of each voice of a report, its text first, or what is wrong with it."""
    if incoming.fault is not None:
        return incoming.fault
    data = incoming.data if isinstance(incoming.data, dict) else {"text": incoming.data}
    text, comment = data.get("text") or "", data.get("comment") or ""
    if not isinstance(text, str) or not isinstance(comment, str):
        return _NO_TEXT
    if max(len(text), len(comment)) > MAX_TEXT:
        return _LONG
    found = [_Words(incoming.where, text)] if text or not comment else []
    return [*found, *([_Words(f"{incoming.where} (commentaire)", comment, "comment")] if comment else [])]


def _as_data(words: _Words, cues: tuple[Cue, ...], facts: Facts) -> dict[str, Any]:
    listed = [
        {"fact": c.fact, "value": c.value, "span": [c.start, c.end], "confidence": c.confidence, "rule": c.rule}
        for c in cues
    ]
    if words.voice == "text":
        return {"where": words.where, "cues": listed, "facts": presumed_facts(cues, sets_of(facts))}
    presumed = presumed_facts(cues, sets_of(facts), COMMENT)
    told = {name: {**raw, "span_in": words.voice} for name, raw in presumed.items()}
    return {"where": words.where, "span_in": words.voice, "cues": listed, "facts": told}


def _lines(words: _Words, cues: tuple[Cue, ...], facts: Facts) -> Iterator[str]:
    """The words, then what each makes presumed."""
    if not cues:
        yield f"{words.where} : aucun indice."
        return
    yield f"{words.where} : {len(cues)} indice{'s' * (len(cues) > 1)}, présumé{'s' * (len(cues) > 1)}, à confirmer par une personne."
    shown: tuple[int, int] | None = None
    for cue in cues:
        if shown != (cue.start, cue.end):
            shown = cue.start, cue.end
            quoted = printable(" ".join(words.words[cue.start : min(cue.end, cue.start + _QUOTE_CHARACTERS)].split()))
            yield f"  « {quoted}{'…' * (cue.end - cue.start > _QUOTE_CHARACTERS)} » — car. {cue.start}–{cue.end}"
        doubt = "" if cue.confidence >= LEAST else ", mis en doute : non présumé"
        yield f"      {_fact_words(cue, facts)}  [{cue.rule}, {cue.confidence:.0%}{doubt}]"


def _fact_words(cue: Cue, facts: Facts) -> str:
    """A fact and its value in words, then as the vocabulary writes them."""
    definition = facts.get(cue.fact)
    plain = f"{cue.fact}: {value_name(cue.value)}"
    return (
        plain if definition is None else f"{definition.label.fr} : {say_value(cue.value, definition, 'fr')} ({plain})"
    )
