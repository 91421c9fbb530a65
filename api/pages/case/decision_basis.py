"""What is shown beside a decision: the presumed facts that decide of it, the law in short."""

from __future__ import annotations

from datetime import date

from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.pages.case import questions
from api.pages.case.answers import StoredAnswer
from api.pages.case.views import DecidingView, ExcerptView
from api.pages.case.words import reader_words
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.reports import repository
from engine.explanation.deciding import deciding
from engine.facts.digest import known_data


def accepted_offence(
    session: AnySession, row: ReportRow, stored: StoredAnswer, decision: DecisionRow | None
) -> str | None:
    """The offence that was upheld; while nobody decided, that of the decision carried over, or the
    main suggestion.
    """
    upheld = decision if decision is not None else repository.carried_decision(session, row)
    return upheld.offence if upheld is not None else stored.answer.main


def deciding_views(services: Services, stored: StoredAnswer, offence: str | None, say: Say) -> tuple[DecidingView, ...]:
    """Those of one offence; none when confirmed facts suffice, or there is no offence."""
    answer = stored.answer
    if offence is None or offence not in answer.by_offence or answer.assessment(offence).label != "to_confirm":
        return ()
    names = services.answerer.beside(stored, lambda e, r, a: deciding(e, r, a, offence), stored.engine)
    return tuple(_view(name, stored, say) for name in names)


def _view(name: str, stored: StoredAnswer, say: Say) -> DecidingView:
    fact, stated = say.ruleset.facts[name], stored.facts[name]
    value = questions.say_raw(fact, known_data(stated.knowledge), say)
    return DecidingView(name, say.text(fact.label), value, reader_words(stated.source or "", say))


def excerpt(name: str | None, say: Say, day: date) -> ExcerptView | None:
    """The excerpt on an offence; None when these rules do not know it.

    `day` is that of the facts.
    """
    offence = say.ruleset.offences.get(name or "")
    if offence is None:
        return None
    version = offence.at(day) or offence.versions[-1]
    offence = offence.on(day)
    return ExcerptView(
        title=say.text(offence.title),
        citation=say.plain(version.citation or offence.citation),
        elements=tuple(
            (say.text(offence.elements[element].label), say.plain(offence.elements[element].article))
            for element in version.elements
        ),
        law=Link(f"/loi/{offence.id}{say.suffix}", say.text(offence.short)),
    )
