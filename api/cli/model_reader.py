"""Reader behind a model server in the commands that read words: its options, its faults, what is
said of its readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from api.cli.shared import complain, default_rulesets, fail
from api.cli.terminal import harmless
from engine.language.loader import load_folder
from textfile.text import Language, Text

if TYPE_CHECKING:
    from api.texts.model_batches import ModelBatches
    from api.texts.model_faults import ModelFault
    from classifiers.model_server.faults import ServerFault
    from classifiers.model_server.reader import ModelInput
    from classifiers.model_server.reading import ModelReading
    from engine.model.ruleset import Ruleset

    ModelOutcome: TypeAlias = ModelReading | ServerFault | None
    """What became of a report: its reading, why there is none; None: it was not to be read."""

ReaderUrl: TypeAlias = Annotated[
    str | None,
    typer.Option("--reader", metavar="URL", help="Serveur de modèle qui lit aussi, après le lecteur embarqué."),
]
ReaderModel: TypeAlias = Annotated[
    str | None, typer.Option("--reader-model", metavar="NOM", help="Son modèle, tel qu'il le nomme.")
]
BATCH = 16
"""Reports asked about together; the server takes as many at once as it is set to."""
_PATIENCE, _EVERY = 8, 64
"""After so many failures in a row, one report in so many is a try, and the others do without."""
_OF_THE_REPORT = frozenset({"reply", "too-large"})
"""Faults that say nothing of the next report."""
_REFUSED = frozenset({"address", "public-address", "not-tls"})
_ALONE = "le lecteur embarqué lit seul"
_READ = Text(
    fr="{reader} : {nature}{fields}{gravity} ; réponses : {answers}{dropped}",
    en="{reader}: {nature}{fields}{gravity}; answers: {answers}{dropped}",
)
_READER = Text(fr="Modèle ({})", en="Model ({})")
_UNREAD = Text(fr="Modèle : pas de réponse ; le lecteur embarqué lit seul", en="Model: no answer; read without it")
_NATURES = {
    "matters": Text(fr="à examiner", en="to be examined"),
    "unseen": Text(fr="contenu absent", en="content not given"),
    "noise": Text(fr="bruit ({})", en="noise ({})"),
}
_FIELDS = Text(fr=" ; champs : {}", en="; fields: {}")
_GRAVITY = Text(fr=" ; gravités : {}", en="; gravity: {}")
_DROPPED = Text(fr=", écartées : {} ({})", en=", dropped: {} ({})")


class CommandReader:
    """A model reader asked by batches. Each kind of fault is said once; a server that fails is left
    alone but for a try from time to time.
    """

    def __init__(self, batches: ModelBatches, model: str) -> None:
        from classifiers.model_server.reading import ModelCost

        self._batches, self.model = batches, model
        self._fault: ServerFault | None = None
        self._failures, self._skipped = 0, 0
        self._read, self._unread, self._faults = 0, 0, Counter[str]()
        self._cost = ModelCost()

    def check(self) -> None:
        """Tries the server. A refused address stops the command; another fault is said."""
        from classifiers.model_server.faults import ServerFault

        try:
            self._batches.check()
        except ServerFault as fault:
            if fault.code in _REFUSED:
                fail(fault_words(self.model, fault.code))
            self._note(fault)
            self._failures = _PATIENCE

    def read(self, reports: Sequence[ModelInput | None], *, questions: bool = True) -> list[ModelOutcome]:
        """The outcome of each report, in order; without `questions`, the first answer alone."""
        from classifiers.model_server.faults import ServerFault

        asked = [one for one in reports if one is not None]
        ask = self._batches.read if questions else self._batches.sort
        outcomes: list[ModelReading | ServerFault] = []
        for first in range(0, len(asked), BATCH):
            batch = asked[first : first + BATCH]
            tried = self._tried(batch)
            for outcome in ask(tried) if tried else ():
                if isinstance(outcome, ServerFault):
                    self._note(outcome)
                else:
                    self._failures, self._read = 0, self._read + 1
                    self._cost += outcome.cost
                outcomes.append(outcome)
            if self._fault is not None:
                outcomes += [self._fault] * (len(batch) - len(tried))
        self._unread += sum(isinstance(one, ServerFault) for one in outcomes)
        left = iter(outcomes)
        return [None if one is None else next(left) for one in reports]

    def summary(self) -> str:
        """What was read in all, and what it cost."""
        cost, faults = self._cost, ", ".join(f"{code} {count}" for code, count in self._faults.items())
        return (
            f"modèle ({harmless(self.model)}) : signalements lus : {self._read}"
            + (f", sans lui : {self._unread} ({faults})" if self._unread else "")
            + f" ; attente : {cost.seconds:.1f} s".replace(".", ",")
            + f" ; jetons lus : {cost.prompt_tokens}, écrits : {cost.completion_tokens}."
        )

    def _tried(self, asked: list[ModelInput]) -> list[ModelInput]:
        if self._failures < _PATIENCE:
            return asked
        self._skipped += len(asked)
        if self._skipped < _EVERY:
            return []
        self._skipped = 0
        return asked[:1]

    def _note(self, fault: ServerFault) -> None:
        self._fault = fault
        if fault.code not in self._faults:
            complain(f"{fault_words(self.model, fault.code)} ; {_ALONE}.")
        self._faults[fault.code] += 1
        self._failures = 0 if fault.code in _OF_THE_REPORT else self._failures + 1


@contextmanager
def reader_of(
    url: str | None, model: str | None, root: Path | None, law: Ruleset | None = None
) -> Iterator[CommandReader | None]:
    """The reader that the options name, None where they name none. What cannot be used stops the
    command; a server that does not answer does not.

    `law`: that of `root`, read where it is not given.
    """
    if url is None and model is None:
        yield None
        return
    if url is None or model is None:
        fail("`--reader` et `--reader-model` vont ensemble : donner l'adresse du serveur et le nom du modèle")
    from api.cli.opening import settings_of
    from api.texts.model_batches import open_batches
    from api.texts.model_connection import UnusableServer, model_server
    from textfile.diagnostics import RulesetError, render_text

    settings = settings_of(rulesets=root, reader_url=url, reader_model=model)
    try:
        server = model_server(settings, url, model, law or load_folder(root or default_rulesets()))
    except UnusableServer as unusable:
        fail(fault_words(model, unusable.fault) + (f" ({unusable.where})" if unusable.where else ""))
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    with open_batches(server.open(), server.asked) as batches:
        reader = CommandReader(batches, model)
        reader.check()
        try:
            yield reader
        finally:
            complain(reader.summary())


def fault_words(model: str, code: ModelFault) -> str:
    """A fault and what to do, by the names of the options."""
    from api.texts.model_faults import WORDS

    words = WORDS[code].fr.replace("QUALIF_READER_URL", "`--reader`").replace("QUALIF_READER_MODEL", "`--reader-model`")
    return f"modèle ({harmless(model)}) : {words}"


def outcome_data(outcome: ModelOutcome) -> dict[str, Any]:
    """For a machine: what the model saw, with its provenance and its cost; nothing where it was not
    asked.
    """
    from classifiers.model_server.faults import ServerFault

    if outcome is None:
        return {}
    if isinstance(outcome, ServerFault):
        return {"reader": {"fault": outcome.code}}
    made = outcome.provenance
    return {
        "reader": {
            "model": made.model,
            "prompt_digest": made.prompt,
            "schema_digest": made.schema,
            "matters": outcome.matters,
            "unseen": outcome.unseen,
            "noise": outcome.noise,
            "fields": list(outcome.fields),
            "gravity": list(outcome.gravity),
            "answers": len(outcome.answers),
            "dropped": dict(outcome.dropped),
            "cost": {**asdict(outcome.cost), "seconds": round(outcome.cost.seconds, 3)},
        }
    }


def outcome_line(outcome: ModelOutcome, lang: Language) -> str:
    """For a person: the same in one line; empty where the model was not asked."""
    from classifiers.model_server.faults import ServerFault

    if outcome is None:
        return ""
    if isinstance(outcome, ServerFault):
        return _UNREAD.in_(lang)
    nature = "unseen" if outcome.unseen else "noise" if outcome.noise is not None else "matters"
    dropped = ", ".join(f"{reason} {count}" for reason, count in sorted(outcome.dropped.items()))
    return _READ.in_(lang).format(
        reader=_READER.in_(lang).format(outcome.provenance.model),
        nature=_NATURES[nature].in_(lang).format(outcome.noise),
        fields=_FIELDS.in_(lang).format(", ".join(outcome.fields)) if outcome.fields else "",
        gravity=_GRAVITY.in_(lang).format(", ".join(outcome.gravity)) if outcome.gravity else "",
        answers=len(outcome.answers),
        dropped=_DROPPED.in_(lang).format(sum(outcome.dropped.values()), dropped) if dropped else "",
    )
