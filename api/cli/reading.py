"""Text enrichment in `qualif qualify`: the words of a report are read before it is qualified, and
the terminal says what they gave.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from api.cli.model_reader import BATCH, CommandReader, outcome_data, outcome_line
from api.cli.reports_in import Incoming
from api.cli.shared import complain, fail
from api.cli.terminal import unusable
from api.texts.model_merge import SOURCE, voice_of
from classifiers.noise.certificate import DEMONSTRATION
from classifiers.noise.standing import sentence
from engine.explanation.words import say_value
from engine.facts.statements import MAX_TEXT, FieldFault
from engine.model.knowledge import Voice
from engine.reasoning.qualify import Engine
from textfile.diagnostics import RulesetError, render_text
from textfile.text import Text

if TYPE_CHECKING:
    from api.cli.model_reader import ModelOutcome
    from api.texts.channels import NoiseChoice
    from api.texts.intake import EnrichedReport, Intake
    from api.texts.lexicons import Facts
    from api.texts.repeats import Repeats
    from classifiers.noise.filter import FilterVerdict, NoiseFilter

_REASONS = {
    "score": ("", ""),
    "sans_certificat": ("aucun certificat en vigueur", "no certificate in force"),
    "sans_lecteur": ("rien n'a pu le lire", "nothing could read it"),
    "defaillance": ("une partie du filtre a échoué", "a part of the filter failed"),
    "contenu_absent": ("il renvoie à un contenu que personne n'a donné", "it points to content that nobody gave"),
    "gravite_child": ("un enfant est peut-être en cause", "a child may be involved"),
    "gravite_life": ("une vie est peut-être en danger", "a life may be in danger"),
    "gravite_terrorism": ("terrorisme ou armes, peut-être", "terrorism or weapons, perhaps"),
    "gravite_threat": ("une menace, peut-être", "a threat, perhaps"),
    "gravite_blackmail": ("chantage ou divulgation, peut-être", "blackmail or disclosure, perhaps"),
    "champ_sans_certificat": (
        "peut relever d'un champ qu'aucun certificat ne couvre",
        "may belong to a field that no certificate covers",
    ),
    "bruit_non_reconnu": ("rien n'y fait reconnaître du bruit", "nothing marks it as noise"),
    "certificat_suspendu": ("certificat suspendu : dérive ou audit", "certificate suspended: drift or audit"),
    "trop_court": ("texte trop court pour être jugé", "text too short to judge"),
    "trop_long": ("texte trop long pour être jugé", "text too long to judge"),
    "adresse_seule": ("adresse seule", "address only"),
    "autre_langue": ("autre langue que le français", "not in French"),
    "deja_signale": ("contenu déjà signalé", "already reported"),
    "modele": ("le modèle y voit de quoi regarder", "the model sees something to look at"),
}
_HEADINGS: dict[Voice | Literal["url"], Text] = {
    "text": Text(fr="Présumé d'après le texte, à confirmer : ", en="Presumed from the text, to be confirmed: "),
    "comment": Text(
        fr="Présumé selon le signalant, à confirmer : ", en="Presumed according to the reporter, to be confirmed: "
    ),
    "url": Text(fr="Présumé d'après l'adresse, à confirmer : ", en="Presumed from the address, to be confirmed: "),
}
_COUNT = Text(fr="un entier à partir de 1 est attendu", en="a whole number from 1 on is expected")
_COUNT_MEANING = Text(
    fr="signalements reçus sur ce contenu, celui-ci compris", en="reports received of this content, this one included"
)


def pop_count(data: Any) -> tuple[Any, int, list[FieldFault]]:
    """A report without its `reports`, which the filter alone asks for; how many there are; what is
    wrong with that.
    """
    if not isinstance(data, dict) or "reports" not in data:
        return data, 1, []
    given = data["reports"]
    good = isinstance(given, int) and not isinstance(given, bool) and given >= 1
    rest = {key: value for key, value in data.items() if key != "reports"}
    return rest, given if good else 1, [] if good else [FieldFault("reports", _COUNT, _COUNT_MEANING)]


class IncomingReport(NamedTuple):
    """Report of an input once its words were read: with the facts they show, the faults of its
    count, and what became of it at the model server.
    """

    incoming: Incoming
    enriched: EnrichedReport
    faults: list[FieldFault]
    outcome: ModelOutcome = None


class LazyIntake:
    """The intake, opened at the first report that says something: a description in facts alone
    needs none of it.
    """

    def __init__(
        self,
        root: Path,
        engine: Engine,
        *,
        cues: bool,
        noise: NoiseChoice | None,
        reader: CommandReader | None = None,
        steadfast: frozenset[str] = frozenset(),
    ) -> None:
        self._root, self._engine, self._cues, self._noise = root, engine, cues, noise
        self._reader, self._steadfast = reader, steadfast
        self.channel = (noise.channel if noise is not None else None) or DEMONSTRATION
        self.day: date | None = None
        """The day on which certificates hold; None for today."""

    def read(self, reports: Iterable[Incoming]) -> Iterator[IncomingReport]:
        """Each report once read, in order: one by one, or by batches where a model server reads
        too.
        """
        left = iter(reports)
        while group := list(islice(left, 1 if self._reader is None else BATCH)):
            embedded = []
            for incoming in group:
                data, count, faults = pop_count(incoming.data)
                embedded.append(IncomingReport(replace(incoming, data=data), self.enrich(data, count), faults))
            yield from embedded if self._reader is None else self._with_model(self._reader, embedded)

    def _with_model(self, reader: CommandReader, embedded: list[IncomingReport]) -> Iterator[IncomingReport]:
        from api.texts.model_reading import keep_what_matters, merge_reading, model_input
        from classifiers.model_server.reading import ModelReading

        asked = [model_input(one.incoming.data) if one.enriched.was_read else None for one in embedded]
        for one, outcome in zip(embedded, reader.read(asked, questions=self._cues), strict=True):
            enriched = one.enriched
            if isinstance(outcome, ModelReading):
                if self._cues:
                    enriched = merge_reading(enriched, outcome, self.intake.facts, self._steadfast)
                elif enriched.verdict is not None:
                    enriched = enriched._replace(verdict=keep_what_matters(enriched.verdict, outcome))
            yield one._replace(enriched=enriched, outcome=outcome)

    def enrich(self, data: Any, reports: int) -> EnrichedReport:
        """Enriched report, as `Intake.enrich` gives it; a content that was taken before, by its
        words or its address, is of two reports at least.
        """
        from api.texts.intake import EnrichedReport

        text, comment = _string(data, "text"), _string(data, "comment")
        if comes_again(self.repeats, data):
            reports = max(reports, 2)
        words = [one for one in (text, comment) if one is not None]
        readable = words and all(
            len(one) <= MAX_TEXT for one in words
        )  # longer ones are refused, and take long to read
        if not readable or not (self._cues or self._noise):
            return EnrichedReport(data, (), None)
        return self.intake.enrich(data, reports=reports)

    @cached_property
    def repeats(self) -> Repeats:
        """What tells whether a content came before: those of this list, unless it is given
        another.
        """
        from api.texts.repeats import Repeats

        return Repeats()

    @cached_property
    def intake(self) -> Intake:
        """The intake. Ends the command when lexicons, model or certificates cannot be used."""
        from api.texts.intake import open_intake
        from api.texts.noise_filter import UNUSABLE
        from api.texts.second_reader import ABSENT, is_enabled
        from api.texts.second_reader import UNUSABLE as UNREADABLE

        try:
            opened = open_intake(
                self._root,
                self._engine.ruleset.facts,
                self.day or date.today(),
                cues=self._cues,
                noise=self._noise,
            )
        except RulesetError as error:
            fail(render_text(error.diagnostics))
        except (*UNUSABLE, *UNREADABLE) as error:
            fail(unusable(error))
        if self._cues and is_enabled(self._root) and not opened.second:
            complain(ABSENT)
        return opened


def comes_again(repeats: Repeats, data: Any) -> bool:
    """Whether the content of a report came before, by its words or its address; it has from now
    on.
    """
    text, url = _string(data, "text"), _string(data, "url")
    return bool(text or url) and repeats.again(text, url)


def _string(data: Any, key: str) -> str | None:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else None


def read_from_text(read: IncomingReport, intake: LazyIntake) -> dict[str, Any]:
    """For a machine: the facts presumed from the text and the comment, the filter's verdict and its
    certificate, what the model server saw, and what read them.

    Nothing when nothing was read.
    """
    enriched = read.enriched
    if not any(enriched.read_by):
        return {}
    verdict, judge, noise = enriched.verdict, intake.intake.noise, None
    if verdict is not None and judge is not None:
        from api.cli.certificate_output import as_data

        score = None if verdict.score is None else round(verdict.score, 9)
        noise = {
            "score": score,
            "set_aside": verdict.set_aside,
            "reason": verdict.reason,
            "fields": dict(verdict.fields),
            "gravity": dict(verdict.gravity),
            "kind": verdict.kind,
            **as_data(judge, intake.channel),
        }
    digests = {"model_digest": enriched.read_by.model, "lexicon_digest": enriched.read_by.lexicons}
    presumed = {"presumed": sorted(enriched.presumed)}
    return {"read_from_text": {"noise": noise, **presumed, **digests, **outcome_data(read.outcome)}}


def reading_lines(read: IncomingReport, intake: LazyIntake, lang: Literal["fr", "en"]) -> str:
    """For a person: one line on the filter and one on its certificate, one on the model server, one
    on what each voice made presumed.
    """
    enriched, lines = read.enriched, []
    english = lang == "en"
    if enriched.verdict is not None and intake.intake.noise is not None:
        from api.cli.certificate_output import on_one_line

        noise = intake.intake.noise
        lines.append(_noise_line(enriched.verdict, intake, noise, english))
        lines += [on_one_line(certificate, english=english) for certificate in noise.valid]
    if read.outcome is not None:
        lines.append(outcome_line(read.outcome, lang))
    for voice, heading in _HEADINGS.items():
        if presumed := list(_presumed(enriched, voice, intake.intake.facts, lang)):
            lines.append(heading.in_(lang) + ("; " if english else " ; ").join(presumed))
    return "".join(textwrap.fill(line, 100, subsequent_indent="  ") + "\n" for line in lines) + "\n" * bool(lines)


def _presumed(
    enriched: EnrichedReport, voice: Voice | Literal["url"], facts: Facts, lang: Literal["fr", "en"]
) -> Iterator[str]:
    """Each fact that a voice makes presumed, with its value; those of a model server name it."""
    for name in sorted(enriched.presumed):
        raw = enriched.data["facts"][name]
        if name in facts and voice_of(raw) == voice:
            value = raw["value"]
            some = value["includes"] if isinstance(value, dict) else [value]
            words = ", ".join(say_value(one, facts[name], lang) for one in some)
            by = f" [{raw['source']}]" if raw["source"].startswith(SOURCE) else ""
            yield f"{facts[name].label.in_(lang)} ({words}){by}"


def _noise_line(verdict: FilterVerdict, intake: LazyIntake, noise: NoiseFilter, english: bool) -> str:
    reason = _reason(verdict.reason, intake.intake, noise, english)
    invalid = "" if noise.valid else sentence(noise.promises, intake.channel)
    score = "" if verdict.score is None else f"{100 * verdict.score:.0f} %"
    if english:
        outcome = "may wait (low-priority queue)" if verdict.set_aside else "to be read"
        why = f"{reason} (score {score or 'none'})" if reason else f"{score} likely to need an analyst"
        return f"Noise filter: {outcome} — {why}{invalid and '; '}{invalid}"
    outcome = "peut attendre (file de moindre priorité)" if verdict.set_aside else "à lire"
    why = f"{reason} (note {score or 'absente'})" if reason else f"{score} de chances de devoir être lu"
    return f"Filtre de bruit : {outcome} — {why}{invalid and ' ; '}{invalid}"


def _reason(reason: str, intake: Intake, noise: NoiseFilter, english: bool) -> str:
    """Reason to keep a text, in words; nothing for its score alone."""
    fact = intake.facts.get(reason.removeprefix("indice_"))
    if reason.startswith("indice_") and fact is not None:
        return f"cue: {fact.label.en}" if english else f"indice : {fact.label.fr}"
    declared = {rule.reason: (rule.label["fr"], rule.label["en"]) for rule in noise.never.parameters.rules}
    return (_REASONS | declared).get(reason, (reason, reason))[english]
