"""Presenter of cases: what the templates print, in one language.

Foreign words are made safe here, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from engine.explanation.words import say_day, say_penalty
from engine.notices.addresses import defanged, without_links
from engine.notices.casefile import NOT_TOLD_OUTSIDE, CallStep, CaseFile, Hosting, Location
from engine.notices.fact_words import fact_sentence, value_words
from engine.notices.grounds import ClauseGround, Grounds
from engine.notices.loader import Templates
from engine.notices.tables import PHAROS_IN_DANGER, NoticeFamily, NoticeWording
from engine.notices.views import (
    CallNumberView,
    CallView,
    GroundView,
    HostingView,
    PlaceView,
    PointView,
    RecordLine,
    View,
)
from engine.notices.words import FactWords
from textfile.text import Language, Text


@dataclass(frozen=True, slots=True)
class NoticeWriter:
    """Tells cases in one language, under one wording, on one day."""

    templates: Templates
    wording: NoticeWording
    day: date

    @property
    def language(self) -> Language:
        """The language of the notice."""
        return self.wording.language

    def view(
        self,
        cases: Sequence[CaseFile],
        grounds: Sequence[Grounds],
        directive: str | None,
        record: Sequence[tuple[str, str]] = (),
    ) -> View:
        """The context of a notice on cases that have one host.

        `directive`: the article that lets the notifier's name be left out.
        """
        first = cases[0]
        notifier = None if directive is not None else first.notifier
        several = len(cases) > 1
        family = self.templates.tables.families.of(first.offence or "")
        return View(
            reference=f"{first.reference} (+{len(cases) - 1})" if several else first.reference,
            references=tuple(case.reference for case in cases) if several else (),
            day=self.say_day(self.day),
            received=self.say_day(first.received_on),
            origin=self._say("origin", first.origin),
            host=_safe(first.host.name) if first.host else None,
            host_contact=_safe(first.host.contact) if first.host else None,
            notifier=_safe(notifier.name) if notifier else None,
            notifier_email=notifier.email if notifier else None,
            trusted_flagger=_safe(notifier.trusted_flagger_ref) if notifier and notifier.trusted_flagger_ref else None,
            directive=directive,
            statement=self.wording.statement,
            manifest=all(case.manifestly_illegal == "yes" for case in cases),
            grounds=tuple(self._ground(case, found) for case, found in zip(cases, grounds, strict=bool(grounds))),
            places=tuple(
                self._place(place, case.reference if several else None) for case in cases for place in case.locations
            ),
            hosting=self._hosting(first.hosting),
            hashes=tuple(f"{h.algorithm} {h.value}" for case in cases for h in case.hashes),
            notified=tuple(
                f"{self._say('recipient', n.recipient)}, {self.say_day(n.on)}"
                for case in cases
                for n in case.already_notified
                if self.wording.kind == "sheet" or n.recipient not in NOT_TOLD_OUTSIDE
            ),
            host_notification_day=self._host_notification_day(first),
            iccam=_safe(first.from_iccam.reference) if first.from_iccam else None,
            category=self._category(first, family if grounds else None),
            tco=bool(grounds) and family is not None and family.terrorist_content,
            urgency=first.urgency,
            urgency_words=None if first.urgency == "none" else self._say("urgency", first.urgency),
            calls=tuple(self._call(step) for step in first.calls),
            decision=first.decision.kind,
            decision_words=self._say("decision", first.decision.kind),
            decision_day=self.say_day(first.decision.day),
            decided_by=_safe(first.decision.confirmed_by) if first.decision.confirmed_by else None,
            transmitted=any(n.recipient not in NOT_TOLD_OUTSIDE for n in first.already_notified),
            orientation=tuple(t.in_(self.language) for t in self._orientation(first)),
            field=first.words.offence.field if first.words.offence else None,
            minor_victim=is_minor(first, self.templates),
            age_check=self._fact(grounds, first, "controle_age"),
            editor_country=self._fact(grounds, first, "pays_editeur"),
            title=first.words.offence.short.in_(self.language) if first.words.offence else None,
            record=tuple(RecordLine(name=name, value=value) for name, value in record),
        )

    def say_day(self, day: date) -> str:
        """A day in words."""
        return say_day(day, self.language)

    def _say(self, group: str, key: str) -> str:
        return self.templates.tables.labels.say(group, key, self.language)

    def _moment(self, moment: datetime | None) -> str | None:
        if moment is None:
            return None
        utc = moment.astimezone(UTC)
        return f"{self.say_day(utc.date())}, {utc:%H:%M} UTC"

    def _category(self, case: CaseFile, family: NoticeFamily | None) -> str | None:
        key = family.pharos if family is not None else PHAROS_IN_DANGER.get(case.urgency)
        return None if key is None else self._say("pharos", key)

    def _call(self, step: CallStep) -> CallView:
        numbers = (CallNumberView(number=n.number, label=n.label.in_(self.language)) for n in step.numbers)
        return CallView(label=step.label.in_(self.language), numbers=tuple(numbers))

    def _host_notification_day(self, case: CaseFile) -> str | None:
        days = [n.on for n in case.already_notified if n.recipient == "plateforme"]
        return self.say_day(max(days)) if days else None

    def _place(self, place: Location, reference: str | None) -> PlaceView:
        return PlaceView(
            address=defanged(place.url),
            reference=reference,
            kind=self._say("location", place.kind),
            account=_safe(place.account) if place.account else None,
            post=_safe(place.post_id) if place.post_id else None,
            moment=place.timestamp_in_media,
            observed=self._moment(place.observed_at),
        )

    def _hosting(self, hosting: Hosting) -> HostingView | None:
        if hosting == Hosting():
            return None
        network = [f"AS{hosting.asn}"] if hosting.asn is not None else []
        network += [hosting.ip] if hosting.ip is not None else []
        return HostingView(
            country=hosting.country,
            organisation=_safe(hosting.organisation) if hosting.organisation else None,
            network=", ".join(network) or None,
            method=self._method(hosting.method),
            moment=self._moment(hosting.moment),
            confidence=self._say("confidence", hosting.confidence),
        )

    def _method(self, method: str | None) -> str | None:
        """The method by which the hosting is known, in words; what was not looked for is not
        told.
        """
        if method is None or method == "none":
            return None
        known = self.templates.tables.labels.words.get("hosting_method", {})
        return self._say("hosting_method", method) if method in known else _safe(method)

    def _ground(self, case: CaseFile, grounds: Grounds) -> GroundView:
        since, until = self.say_day(grounds.in_force_from), grounds.in_force_until
        key = "since" if until is None else "between"
        when = self._say("in_force", key).replace("{from}", since)
        return GroundView(
            reference=case.reference,
            title=grounds.offence.title.in_(self.language),
            citation=grounds.citation,
            nature=self._say("nature", grounds.offence.nature),
            law=grounds.law,
            when=when.replace("{until}", self.say_day(until)) if until is not None else when,
            facts_day=self.say_day(grounds.date_of_facts),
            day_is_assumed=grounds.date_is_assumed,
            elements=tuple(self._points(case, grounds, grounds.elements)),
            exceptions=tuple(self._points(case, grounds, grounds.exceptions)),
            scope=tuple(self._points(case, grounds, grounds.scope)),
            aggravations=tuple(clause.words.label.in_(self.language) for clause in grounds.aggravations),
            penalty=say_penalty(grounds.penalty, self.language) if grounds.penalty is not None else None,
            authority=grounds.offence.authority.in_(self.language),
            unconfirmed=grounds.unconfirmed,
        )

    def _points(self, case: CaseFile, grounds: Grounds, clauses: Sequence[ClauseGround]) -> Iterator[PointView]:
        for clause in clauses:
            presumed = clause.words.presumed
            yield PointView(
                label=clause.words.label.in_(self.language),
                article=clause.words.article,
                how=clause.how,
                presumption=presumed.in_(self.language) if presumed is not None and clause.how == "presumed" else None,
                evidence=tuple(self._evidence(name, case, grounds) for name in clause.facts),
            )

    def _evidence(self, name: str, case: CaseFile, grounds: Grounds) -> str:
        """A confirmed fact in words, and the passage it was read in by its place: no word of the
        content is repeated.

        What was read in the reporter's words is said to be: it is no passage of the content.
        """
        told = fact_sentence(grounds.confirmed_values[name], case.words.facts[name], self.language)
        stated: dict[str, Any] = case.proof["facts"][name]
        if stated.get("span_in") == "comment":
            return f"{told} ({self._say('passage', 'reporter')})"
        if stated["span"] is None or stated["standing"] != "confirmed":
            return told
        first, last = stated["span"]
        passage = self._say("passage", "span").replace("{from}", str(first + 1)).replace("{to}", str(last))
        return f"{told} ({passage})"

    def _fact(self, grounds: Sequence[Grounds], case: CaseFile, name: str) -> str | None:
        if not grounds or name not in grounds[0].confirmed_values:
            return None
        words: FactWords = case.words.facts[name]
        return value_words(grounds[0].confirmed_values[name], words, self.language)

    def _orientation(self, case: CaseFile) -> tuple[Text, ...]:
        """The orientation, where to turn: as somebody said it, else, when no offence is upheld, as
        the out-of-field rules call for.
        """
        given = case.reporter_reply.orientation
        if given is not None:
            return (given,)
        if case.decision.kind in ("accept", "correct"):
            return ()
        told = self.templates.tables.orientations.orientations
        return tuple(text for name in case.words.out_of_field if (text := told.get(name)) is not None)


def is_minor(case: CaseFile, templates: Templates) -> bool:
    """Whether a confirmed fact of age says that the victim is a minor."""
    for name in templates.tables.directive.minor_facts:
        stated = case.proof["facts"].get(name)
        if stated is None:
            continue
        known = stated["value"] if stated["standing"] == "confirmed" else stated["confirmed_value"]
        oldest = known.get("max") if isinstance(known, dict) else known
        if isinstance(oldest, int) and oldest < 18:
            return True
    return False


def _safe(text: str) -> str:
    return without_links(text)
