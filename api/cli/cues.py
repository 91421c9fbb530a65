"""`qualif cues`: what the words of a text, or of the comment on it, make presumed, with their
place.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from api.cli.danger_words import open_rules
from api.cli.model_reader import (
    BATCH,
    CommandReader,
    ReaderModel,
    ReaderUrl,
    outcome_data,
    outcome_line,
    reader_of,
)
from api.cli.reports_in import LINES, Incoming, read_reports, unreadable
from api.cli.shared import BAD_INPUT, complain, default_rulesets, fail, keep_open
from api.cli.terminal import harmless, unusable
from api.texts.earlier_words import EarlierWords, TodaysReader
from api.texts.input_lines import Unbounded, open_input
from api.texts.lexicons import Facts, open_reader, sets_of
from api.texts.model_merge import merge_facts, source_of, voice_of
from api.texts.voices import add_comment_facts, of_content
from classifiers.cues.linguistic import MissingPipeline
from classifiers.cues.model import Cue
from classifiers.cues.presumed import COMMENT, LEAST, presumed_facts
from classifiers.cues.shapes import value_name
from engine.explanation.words import say_value
from engine.facts.statements import MAX_TEXT, Lengths
from engine.language.loader import load_folder
from engine.model.knowledge import Voice
from textfile.diagnostics import RulesetError, render_text
from textfile.quoting import printable
from textfile.text import Text

if TYPE_CHECKING:
    from api.cli.model_reader import ModelOutcome
    from api.texts.second_reader import OnText
    from classifiers.model_server.reading import ModelReading

REPORT_FILES = (".yaml", ".yml", ".json", *LINES)
MAX_BYTES = 64 << 20
_QUOTE_CHARACTERS = 160
_OF_COMMENT = " (commentaire)"
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
    reader: ReaderUrl = None,
    reader_model: ReaderModel = None,
) -> None:
    """Relève les indices d'un texte : chaque fait présumé, les mots qui le font présumer, la règle
    qui les a trouvés.

    Un signalement qui a un `comment` en donne une seconde liste, celle de ce que dit le signalant.

    `--reader` : les réponses d'un serveur de modèle s'y ajoutent, sous son nom ; les faits
    (`--json`) sont alors ceux du signalement entier, une fois réunis.
    """
    from api.texts.second_reader import UNUSABLE

    root = rulesets or default_rulesets()
    try:
        law = load_folder(root)
        facts: Facts = law.facts
        opened = _reader(root, linguistic=linguistic, second=second)
        embedded = TodaysReader(opened, EarlierWords(facts, opened.lexicon.priority))
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

    with reader_of(reader, reader_model, rulesets, law) as model:
        voices: Iterator[_VoiceRead] = (_VoiceRead(waiting.popleft(), cues) for cues in embedded.read_many(texts()))
        if model is not None:
            voices = _with_model(voices, model, facts, open_rules(rulesets).facts)
        for before, read in enumerate(map(_of_content, voices)):
            if as_json:
                print(json.dumps(_as_data(read, facts), ensure_ascii=False))
            else:
                print("\n" * bool(before) + "\n".join(_lines(read, facts)))
    if bad:
        raise typer.Exit(BAD_INPUT)


def _reader(root: Path, *, linguistic: bool, second: bool) -> OnText:
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
    report: Mapping[str, Any]
    voice: Voice | Literal["url"] = "text"


class _VoiceRead(NamedTuple):
    """Words of a voice and their cues; `facts`: those that stand once a model server has read the
    report too (None: it was not asked), `outcome`: what became of it there, on its first voice.
    """

    words: _Words
    cues: tuple[Cue, ...]
    facts: Mapping[str, Any] | None = None
    outcome: ModelOutcome = None


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
    found = [_Words(incoming.where, text, data)] if text or not comment else []
    return [*found, *([_Words(f"{incoming.where}{_OF_COMMENT}", comment, data, "comment")] if comment else [])]


def _of_content(read: _VoiceRead) -> _VoiceRead:
    """Without what a comment does not say of the content."""
    if read.words.voice != "comment":
        return read
    return read._replace(cues=tuple(cue for cue in read.cues if of_content(cue.fact, cue.value)))


def _with_model(
    voices: Iterable[_VoiceRead], model: CommandReader, facts: Facts, steadfast: frozenset[str]
) -> Iterator[_VoiceRead]:
    """The voices of each report with what a model server answers, one more where it quotes the
    address.
    """
    from api.texts.model_reading import model_input

    reports = (list(group) for _, group in groupby(voices, key=lambda read: id(read.words.report)))
    while batch := list(islice(reports, BATCH)):
        outcomes = model.read([model_input(group[0].words.report) for group in batch])
        for group, outcome in zip(batch, outcomes, strict=True):
            first, *others = _merged(group, outcome, facts, steadfast)
            yield first._replace(outcome=outcome)
            yield from others


def _merged(
    group: list[_VoiceRead], outcome: ModelOutcome, facts: Facts, steadfast: frozenset[str]
) -> list[_VoiceRead]:
    from classifiers.model_server.reading import ModelReading

    if not isinstance(outcome, ModelReading):
        return group
    report, sets = group[0].words.report, sets_of(facts)
    cues = {read.words.voice: read.cues for read in group}
    shown = {"text": report.get("text"), "comment": report.get("comment")}
    filled = {**shown, "facts": presumed_facts(cues.get("text", ()), sets)}
    embedded = add_comment_facts(filled, {}, cues.get("comment", ()), facts, sets)["facts"]
    lengths = Lengths(*(len(words or "") for words in shown.values()))
    merged = merge_facts({}, embedded, outcome, facts, steadfast, lengths)
    voices = group
    if any(answer.voice == "url" for answer in outcome.answers):
        where = group[0].words.where.removesuffix(_OF_COMMENT)
        voices = [*group, _VoiceRead(_Words(f"{where} (adresse)", str(report["url"]), report, "url"), ())]
    return [
        read._replace(
            cues=(*read.cues, *_model_cues(outcome, read.words.voice)),
            facts={name: raw for name, raw in merged.items() if voice_of(raw) == read.words.voice},
        )
        for read in voices
    ]


def _model_cues(reading: ModelReading, voice: str) -> Iterator[Cue]:
    """The answers of a voice as cues, one a value, whose rule is the model's name."""
    for answer in reading.answers:
        if answer.voice == voice:
            for value in answer.value if isinstance(answer.value, tuple) else (answer.value,):
                yield Cue(answer.fact, value, answer.start, answer.end, answer.confidence, source_of(reading))


def _as_data(read: _VoiceRead, facts: Facts) -> dict[str, Any]:
    words, cues = read.words, read.cues
    listed = [
        {"fact": c.fact, "value": c.value, "span": [c.start, c.end], "confidence": c.confidence, "rule": c.rule}
        for c in cues
    ]
    where = {"where": words.where, **({} if words.voice == "text" else {"span_in": words.voice})}
    presumed = read.facts
    if presumed is None and words.voice == "text":
        presumed = presumed_facts(cues, sets_of(facts))
    elif presumed is None:
        of_comment = presumed_facts(cues, sets_of(facts), COMMENT)
        presumed = {name: {**raw, "span_in": words.voice} for name, raw in of_comment.items()}
    return {**where, "cues": listed, "facts": presumed, **outcome_data(read.outcome)}


def _lines(read: _VoiceRead, facts: Facts) -> Iterator[str]:
    """What the model server saw, then the words and what each makes presumed."""
    words, cues = read.words, read.cues
    if read.outcome is not None:
        yield harmless(outcome_line(read.outcome, "fr")) + "."
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
