"""What is known of the same content: decisions on it and on others like it, its other addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.pages.case.head import SHAPES, moment
from api.pages.case.repository import answers_behind, like_it, pseudonyms
from api.pages.case.views import ElsewhereView, PastView
from api.pages.shell.parts import Link, Status
from api.pages.shell.say import Say
from api.reports import repository
from api.reports.elsewhere import same_text_elsewhere
from api.reports.twins import Sharing


def what(decision: DecisionRow, say: Say) -> str:
    """A decision in words."""
    return say.t(f"decision.{decision.kind}", short=offence_short(decision.offence, say))


def offence_short(name: str | None, say: Say) -> str:
    """The short title of an offence, or its identifier when the law no longer has it."""
    held = say.ruleset.offences.get(name or "")
    return say.text(held.short) if held is not None else name or ""


class RelatedDecision(NamedTuple):
    """A decision to be shown: how its content is alike, and its case, where it is another's."""

    decision: DecisionRow
    how: str = ""
    link: Link | None = None


def decision_views(
    session: AnySession, services: Services, found: Sequence[RelatedDecision], say: Say
) -> tuple[PastView, ...]:
    """Decisions as shown."""
    people = pseudonyms(session, (each.decision.decided_by for each in found))
    answers = answers_behind(session, (each.decision for each in found))
    return tuple(
        PastView(
            what=what(decision, say),
            when=moment(decision.decided_at, services, say),
            by=people.get(decision.decided_by, ""),
            how=how,
            reason=decision.reason or "",
            link=link,
            undone=decision.undone_at is not None,
            status=_status(decision, answers.get(decision.basis or "")),
        )
        for decision, how, link in found
    )


def _status(decision: DecisionRow, answer: QualificationRow | None) -> Status | None:
    """The status of the offence upheld; None of any other decision, and of an offence that the
    answer did not suggest as established.
    """
    if answer is None or decision.offence != answer.main or answer.issue != "qualifie":
        return None
    return "to_confirm" if answer.to_confirm else "established"


def past_of(
    session: AnySession, services: Services, decisions: Iterable[DecisionRow], sharing: Sharing, say: Say
) -> tuple[PastView, ...]:
    """Decisions that were undone here, then those that hold on contents that share an address, a
    text or a hash.
    """
    found = [RelatedDecision(decision) for decision in decisions if decision.undone_at is not None]
    for kind, other, decision in like_it(session, sharing):
        link = Link(f"/signalements/{other.id}", other.reference or other.id[-6:])
        found.append(RelatedDecision(decision, say.t(f"same.{kind}"), link))
    return decision_views(session, services, found, say)


def carried_words(session: AnySession, row: ReportRow, say: Say) -> str:
    """The decision carried over, while it holds and waits to be confirmed."""
    decision = repository.carried_decision(session, row) if row.state == "prequalified" else None
    if decision is None:
        return ""
    return say.t("case.carried", what=what(decision, say), how=say.t(f"same.{_kind(row)}"))


def _kind(row: ReportRow) -> str:
    return {"near_text": "near"}.get(row.same_by or "url", row.same_by or "url")


def elsewhere_of(session: AnySession, row: ReportRow, sharing: Sharing, say: Say) -> tuple[ElsewhereView, ...]:
    """The other addresses of the words or content of a report, the ones decided with it first:
    nobody decides of one without knowing of the others.
    """
    return tuple(
        ElsewhereView(
            url=one.url,
            how=say.t(f"elsewhere.{one.by}"),
            link=Link(f"/signalements/{one.report}", one.report[-6:]),
            status=SHAPES[one.state],
            state=say.t(f"state.{one.state}"),
            together=one.decided_with,
        )
        for one in same_text_elsewhere(session, row, sharing)
    )
