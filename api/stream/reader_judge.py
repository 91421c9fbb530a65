"""Judge of a stream: the shipped reader under the noise filter; the law too where it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from api.rules.dangers import Dangers
from api.stream.report_message import ReportMessage, read_message
from api.texts.intake import Intake
from api.texts.noise_filter import promises
from classifiers.noise.filter import FilterVerdict, NoiseFilter, rules_digest
from classifiers.noise.score_version import SCORE_CODE
from engine.explanation.document import DocumentWriter
from engine.facts.statements import read_report
from engine.reasoning.qualify import Engine

_ASKED_BY_THE_FILTER = "reports"
_SAMPLE = '{"id": 0, "text": "Un message assez long pour être lu en entier par le lecteur"}'.encode()


class ReportQualifier:
    """Qualification of reports: presumed facts, danger, and the whole proof."""

    def __init__(self, engine: Engine, intake: Intake, dangers: Dangers, today: Callable[[], date]) -> None:
        self._engine = engine
        self._writer = DocumentWriter(engine)
        self._intake = intake
        self._dangers = dangers
        self._today = today

    def qualify(self, report: ReportMessage) -> dict[str, Any]:
        """The qualification of a report, as `qualif qualify --json` gives it.

        Raises:
            ReportError: it states what the law does not know.
        """
        data = {name: value for name, value in report.data.items() if name != _ASKED_BY_THE_FILTER}
        read = self._intake.enrich({**data, "id": str(report.noise.id)}, judge=False)
        known = read_report(read.data, self._engine.ruleset.facts)
        answer = self._engine.qualify(known, self._today())
        danger = self._dangers.find(known.warning_facts, known.indications)
        about = {"danger": danger.model_dump(mode="json") if danger is not None else None}
        qualification: dict[str, Any] = json.loads(
            self._writer.data(known, answer, about, {"presumed": sorted(read.presumed)})
        )
        return qualification


class ReaderJudge:
    """The noise filter as judge; with a qualifier, it qualifies each report too.

    The standing of its certificates is that of the day, however long it runs. `channel`: theirs;
    `observe` is shown each verdict.
    """

    def __init__(
        self,
        noise: NoiseFilter,
        channel: str,
        today: Callable[[], date],
        qualifier: ReportQualifier | None = None,
        observe: Callable[[FilterVerdict], None] = lambda verdict: None,
    ) -> None:
        self.noise = noise
        self.digests = _digests(noise)
        self._channel, self._today, self._day = channel, today, today()
        self._qualifier = qualifier
        self._observe = observe

    def warm(self) -> None:
        """Opens what the first report would wait for."""
        report = read_message(_SAMPLE)
        if isinstance(report, ReportMessage):
            list(self.noise.judge([report.noise]))
            self.qualify(report)

    def judge(self, reports: Sequence[ReportMessage]) -> list[FilterVerdict]:
        """A verdict a report, in order; the texts are read in batches."""
        if (day := self._today()) != self._day:
            certificates = [one.certificate for one in self.noise.promises]
            self.noise = self.noise.under(promises(self.noise, certificates, self._channel, day))
            self.digests, self._day = _digests(self.noise), day
        verdicts = list(self.noise.judge([one.noise for one in reports]))
        for one in verdicts:
            self._observe(one)
        return verdicts

    def qualify(self, report: ReportMessage) -> dict[str, Any] | None:
        """The qualification of a report, None where none is asked for.

        Raises:
            ReportError: it states what the law does not know.
        """
        return None if self._qualifier is None else self._qualifier.qualify(report)


def _digests(noise: NoiseFilter) -> Mapping[str, Any]:
    return {
        "reader": noise.digest,
        "rules": None if noise.reader is None else rules_digest(noise.reader, noise.never),
        "score": SCORE_CODE,
        "certificates": [one.standing.certificate for one in noise.promises if one.standing.valid],
    }
