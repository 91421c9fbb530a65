"""The product as the service runs it, on labelled reports: the same wiring, the same reading of
what comes in, nothing stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from api.answers.indications import indications_to_keep
from api.app.bootstrap import open_services
from api.db import migrate
from api.http.services import Services
from api.kit.clock import Clock
from api.kit.settings import Settings
from api.reports import intake
from api.reports.danger import danger_in
from api.reports.schemas import ReportCreate
from api.texts.channels import Channel
from api.texts.intake import EnrichedReport
from api.texts.model_reading import merge_reading
from api.texts.noise_filter import CERTIFICATES, shipped_folder
from classifiers.model_server.reading import ModelReading
from classifiers.noise.certificate import DEMONSTRATION
from classifiers.noise.certificate_file import Certificates, read, write
from classifiers.noise.filter import FilterVerdict
from classifiers.reader.reading import ReportReading
from engine.model.answer import Answer
from engine.model.ruleset import Ruleset
from tools.measure.labels import LabelledReport

CHANNEL: Channel = "api"
FIELD_OF_THEME = {"mineurs": "pedopornographie", "violences": "harcelement"}
"""The field of a theme of the law, where it has another name: threats, blackmail and intimate
images stand under harassment.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product does with a report. `score`: probability that an analyst must see it, None
    where nothing scored it. `filter_aside`: set aside by the filter, which the service then asks
    what else must be read; `qualif noise` asks no more. `suggestions`: the offences that the answer
    names, in order; where nothing read evokes one, the usual ones of the likely field. `main`: the
    one suggested as main.
    """

    score: float | None
    filter_aside: bool
    set_aside: bool
    reason: str
    suggestions: tuple[str, ...]
    main: str | None
    fields: tuple[str, ...]
    danger: bool


@dataclass(frozen=True, slots=True)
class EmbeddedReading:
    """Reading of a report by the embedded readers, nothing stored: what the service holds of it,
    the filter's verdict, and what becomes of it.
    """

    item: intake._ReportToStore
    verdict: FilterVerdict | None
    outcome: Outcome


class Product:
    """The product, opened once."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def law(self) -> Ruleset:
        """The law in use."""
        return self._services.editions.current().ruleset

    def ready(self) -> Iterator[None]:
        """Makes ready what first texts would wait for, as the service does, one step at a time."""
        return self._services.texts.ready()

    def read(self, report: LabelledReport) -> Outcome:
        """Reads one report, as the service does when it comes in, before anything is stored."""
        return self.read_embedded(report).outcome

    def read_embedded(self, report: LabelledReport) -> EmbeddedReading:
        """The same, and what a model server's reading is then merged with."""
        item = intake._read_one(self._services, as_sent(report), "")
        (done,) = intake._outcomes([item])
        fields = _fields_read(item.enriched.reading)
        outcome = self._outcome(item, done.verdict, item.result.answer, item.danger is not None, fields)
        return EmbeddedReading(item, done.verdict, outcome)

    def read_both(self, embedded: EmbeddedReading, reading: ModelReading) -> Outcome:
        """What becomes of a report once a model server has read it too: as the service merges them,
        nothing stored.
        """
        item = embedded.item
        enriched = item.enriched._replace(verdict=embedded.verdict)
        return self._merged(item, enriched, reading, _fields_read(item.enriched.reading))

    def read_model(self, embedded: EmbeddedReading, reading: ModelReading) -> Outcome:
        """What would become of a report that a model server alone had read: no service lets one set
        anything aside, which is counted here as if it could.
        """
        item, enriched = embedded.item, embedded.item.enriched
        stated = {name: raw for name, raw in enriched.data["facts"].items() if name not in enriched.presumed}
        data = {name: value for name, value in enriched.data.items() if name != "indications"}
        bare = enriched._replace(data={**data, "facts": stated}, presumed=(), verdict=None)
        outcome = self._merged(item, bare, reading, ())
        aside = not (reading.matters or reading.unseen)
        return replace(outcome, score=float(not aside), filter_aside=aside, set_aside=aside)

    def _merged(
        self, item: intake._ReportToStore, enriched: EnrichedReport, reading: ModelReading, fields: tuple[str, ...]
    ) -> Outcome:
        services, law = self._services, self.law
        merged = merge_reading(enriched, reading, law.facts, services.rules.dangers.facts)
        category = item.new.reported_category
        question = replace(
            item.result.question,
            facts=merged.data["facts"],
            indications=indications_to_keep(law, category, merged.data.get("indications")),
        )
        result = services.answerer.answer(question)
        danger = danger_in(services, result.report.warning_facts, result.report.indications, None)
        named = tuple(dict.fromkeys((*reading.fields, *fields)))
        return self._outcome(item, merged.verdict, result.answer, danger is not None, named)

    def _outcome(
        self,
        item: intake._ReportToStore,
        verdict: FilterVerdict | None,
        answer: Answer,
        danger: bool,
        fields: tuple[str, ...],
    ) -> Outcome:
        because = intake._kept_for(item, verdict)
        main = () if answer.main is None else (answer.main,)
        named = (*main, *(other.offence for other in answer.others))
        if not named and answer.look is not None:
            named = answer.look.offences  # nothing read evokes one: the page names the field, and these to look for
        return Outcome(
            score=None if verdict is None else verdict.score,
            filter_aside=verdict is not None and verdict.set_aside,
            set_aside=verdict is not None and verdict.set_aside and because is None,
            reason=because or ("" if verdict is None else verdict.reason),
            suggestions=named,
            main=answer.main,
            fields=fields or self._fields(named),
            danger=danger,
        )

    def _fields(self, suggestions: tuple[str, ...]) -> tuple[str, ...]:
        """The fields in the order the answer evokes them, where no reader names any."""
        offences = self.law.offences
        themes = (offences[name].theme for name in suggestions)
        return tuple(dict.fromkeys(FIELD_OF_THEME.get(theme, theme) for theme in themes))


def _fields_read(reading: ReportReading | None) -> tuple[str, ...]:
    """The fields as the reader ranks them, the likeliest first."""
    if reading is None:
        return ()
    return tuple(sorted(reading.fields, key=lambda name: -reading.fields[name]))


def as_sent(report: LabelledReport) -> ReportCreate:
    """A labelled report as the service takes it."""
    return ReportCreate(
        channel=CHANNEL,
        url=report.url,
        text=report.text or None,
        comment=report.comment or None,
        reported_category=report.category,
    )


@contextmanager
def opened(*, own_certificate: bool) -> Iterator[Product]:
    """The product on an empty database. The shipped certificate may set aside; `own_certificate`:
    at its threshold, as if a channel had been calibrated, so that it speaks of whatever comes in.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        certificates = _own_certificate(place) if own_certificate else None
        settings = Settings(data_dir=place, noise_demonstration=True, noise_certificates=certificates)
        services = open_services(settings)
        try:
            migrate.upgrade(services.database)
            yield Product(services)
        finally:
            services.beside.shutdown()
            services.database.dispose()


def _own_certificate(place: Path) -> Path:
    tomorrow = Clock(Settings(data_dir=place).zone).today() + timedelta(days=1)
    own = tuple(
        replace(one, origin=replace(one.origin, channel=CHANNEL), demonstration=False, expires=tomorrow)
        for one in read(shipped_folder() / CERTIFICATES).of(DEMONSTRATION)
    )
    if not own:
        raise ValueError("aucun certificat de démonstration")
    write(place / "certificates.json", Certificates(own))
    return place / "certificates.json"
