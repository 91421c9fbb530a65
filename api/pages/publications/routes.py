"""`/publications`: the history of editions; ratifying, withdrawing, going back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.changes import repository
from api.changes.publishing import (
    missing_ratifiers,
    open_rollback,
    ratify_publication,
    ratifying_roles,
    withdraw_publication,
    withdrawal_reason,
)
from api.changes.schemas import PublicationNumber, RequalificationRead
from api.changes.views import requalification_read
from api.db.changes import ChangeRow, PublicationRow
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.pages.follow_up.words import refused
from api.pages.publications.contexts import EditionLine, PublicationsPage, ReportLinks
from api.pages.rules.policy_words import seats_in_words
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Link, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import RulesDraftVisit, RulesPublishVisit, RulesSignVisit, RulesVisit, Visit
from api.rules.publication_kinds import PublicationKind
from api.rules.publication_rows import (
    MOST_REPORTS,
    live_publication,
    publications,
)

router = OffLoopRouter(prefix="/publications", default_response_class=HTMLResponse, include_in_schema=False)
SHAPES: dict[str, Status] = {"live": "in_force", "future": "to_confirm", "past": "ended", "withdrawn": "out_of_scope"}
DONE = ("ratified", "withdrawn")


class PublicationReasonForm(BaseModel):
    """Why an edition is withdrawn or undone."""

    model_config = ConfigDict(frozen=True)

    reason: Annotated[str, Form(max_length=20_000)] = ""


@router.get("", name="publications_page")
def publications_page(
    visit: RulesVisit, session: Read, fait: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """The history."""
    return _page(visit, session, message=visit.say.t(f"publication.done.{fait}") if fait in DONE else "")


@router.post("/{number}/ratification", name="ratify_here")
def ratify(visit: RulesSignVisit, number: PublicationNumber, session: Write) -> Response:
    """Signs afterwards what was published in an emergency."""
    return _act(visit, session, lambda unit: ratify_publication(unit, number), "ratified")


@router.post("/{number}/retrait", name="withdraw_publication_here")
def withdraw(
    visit: RulesPublishVisit, number: PublicationNumber, session: Write, form: Annotated[PublicationReasonForm, Form()]
) -> Response:
    """Withdraws an edition that has not taken effect."""
    return _act(visit, session, lambda u: withdraw_publication(u, number, form.reason), "withdrawn", form.reason)


@router.post("/{number}/retour", name="roll_back_here")
def roll_back(
    visit: RulesDraftVisit, number: PublicationNumber, session: Write, form: Annotated[PublicationReasonForm, Form()]
) -> Response:
    """Opens the request that undoes the last publication."""
    return _act(visit, session, lambda unit: open_rollback(unit, number, form.reason), "", form.reason)


def _act(
    visit: Visit, session: WriteSession, act: Callable[[UnitOfWork], Any], done: str, reason: str = ""
) -> Response:
    """Does an act, then shows the list, or the request that was opened."""
    try:
        found = act(UnitOfWork(session, visit.services, visit.who))
        session.flush()
    except Problem as problem:
        if problem.kind.code == "not-found":
            raise
        session.abandon()
        with visit.services.database.read() as reading:
            return _page(visit, reading, refused(problem, visit.say), reason, status=problem.kind.status)
    if isinstance(found, ChangeRow):
        return RedirectResponse(f"/demandes/{found.id}?fait=opened", 303)
    return RedirectResponse(f"/publications?fait={done}", 303)


def _page(
    visit: Visit,
    session: AnySession,
    errors: tuple[FieldError, ...] = (),
    reason: str = "",
    message: str = "",
    status: int = 200,
) -> HTMLResponse:
    rows = publications(session)
    page = PublicationsPage(
        title=visit.say.t("publication.title"),
        editions=tuple(_lines(visit, session, rows)),
        reason=reason,
        errors=errors,
        message=message,
    )
    return visit.render(page, status)


def _lines(visit: Visit, session: AnySession, rows: Sequence[PublicationRow]) -> list[EditionLine]:
    say, now = visit.say, visit.services.clock.now()
    standing = [row for row in rows if row.withdrawn_at is None]
    live = live_publication(session, now)
    signers = {one["account"] for row in rows for one in row.signatures}
    names = repository.pseudonyms(
        session, {row.account or "" for row in rows} | {row.withdrawn_by or "" for row in rows} | signers
    )
    followed = {before.number: after for after, before in pairwise(standing)}
    found = []
    for row in rows:
        state = "future"
        if row.withdrawn_at is not None:
            state = "withdrawn"
        elif row.effect_at <= now:
            state = "live" if live is not None and live.number == row.number else "past"
        is_last = bool(standing) and standing[0].number == row.number
        ratify, may_ratify = _ratification(visit, session, row)
        undone = is_last and len(standing) > 1 and state != "future"
        change = session.get(ChangeRow, row.change) if row.change is not None else None
        asked_again = requalification_read(session, visit.who, row)
        found.append(
            EditionLine(
                number=row.number,
                title=say.t("publication.folder" if change is None else "publication.named", number=row.number),
                request=Link(f"/demandes/{change.id}", change.title) if change is not None else None,
                status=SHAPES[state],
                state=say.t(f"publication.state.{state}"),
                kind=say.t(f"publication.kind.{row.kind}"),
                lines=tuple(_history(visit, row, followed.get(row.number), names)),
                reason=row.reason,
                withdrawal=withdrawal_reason(session, row.number) if state == "withdrawn" else "",
                ratify=ratify,
                may_ratify=may_ratify,
                requalified=_requalified(asked_again, say),
                reports=_report_links(asked_again, say),
                may_withdraw=state == "future" and is_last and visit.may(Permission.RULES_PUBLISH),
                may_undo=undone and visit.may(Permission.RULES_DRAFT),
                keeps=_keeps(visit, standing[0]) if state == "live" and not is_last else "",
                before=standing[1].number if undone else 0,
            )
        )
    return found


def _keeps(visit: Visit, last: PublicationRow) -> str:
    """Why the edition in force is not undone while another one is to come."""
    when = say_moment(last.effect_at, visit.services.settings.zone, visit.say.language)
    return visit.say.t("publication.keeps", number=last.number, when=when)


def _history(visit: Visit, row: PublicationRow, after: PublicationRow | None, names: dict[str, str]) -> list[str]:
    """What is said of a publication; `after`: the one that stands and follows it."""
    say, now, zone = visit.say, visit.services.clock.now(), visit.services.settings.zone

    def when(at: datetime) -> str:
        return say_moment(at, zone, say.language)

    said = []
    if row.withdrawn_at is not None:
        by = names.get(row.withdrawn_by or "", "…")
        withdrawn = say.t("publication.withdrawn", when=when(row.withdrawn_at), by=by, effect=when(row.effect_at))
        said.append(say.marking(withdrawn, by))
    elif row.effect_at <= now and after is not None and after.effect_at <= now:
        said.append(say.t("publication.effect_between", since=when(row.effect_at), until=when(after.effect_at)))
    else:
        key = "publication.effect_past" if row.effect_at <= now else "publication.effect"
        said.append(say.t(key, when=when(row.effect_at)))
    if row.account is None:
        said.append(say.t("publication.at_start", when=when(row.at)))
    else:
        by = names.get(row.account, "")
        said.append(say.marking(say.t("publication.at", when=when(row.at), by=by), by))
    signers = [
        f"{names.get(one['account'], '…')} ({', '.join(say.t(f'role.{role}') for role in one['roles'])})"
        for one in row.signatures
    ]
    if signers:
        known = [names.get(one["account"], "") for one in row.signatures]
        said.append(say.marking(say.t("publication.signed_by", who=", ".join(signers)), *known))
    if row.rolls_back is not None:
        said.append(say.t("publication.undoes", number=row.rolls_back))
    if row.ratified_at is not None:
        said.append(say.t("publication.ratified", when=when(row.ratified_at)))
    said.append(say.t("publication.digest", tree=row.tree[:12]))
    return said


def _requalified(asked_again: RequalificationRead, say: Say) -> str:
    """What became of the answers given under the edition that this one undoes."""
    said = [say.t(f"publication.requalified.{one.outcome}", n=one.count) for one in asked_again.outcomes]
    return say.t("publication.requalified", what=", ".join(said)) if said else ""


def _report_links(asked_again: RequalificationRead, say: Say) -> tuple[ReportLinks, ...]:
    """The reports of each outcome that somebody may look at."""
    listed = []
    for one in asked_again.outcomes:
        if one.reports:
            label = say.t(f"publication.reports.{one.outcome}")
            if one.count > MOST_REPORTS:
                label = say.t("publication.reports.first", what=label, n=MOST_REPORTS)
            links = tuple(Link(f"/signalements/{name}", name[-6:]) for name in one.reports)
            listed.append(ReportLinks(label, links))
    return tuple(listed)


def _ratification(visit: Visit, session: AnySession, row: PublicationRow) -> tuple[str, bool]:
    """What an emergency waits for, in words, and whether this person may give it."""
    if row.kind != PublicationKind.EMERGENCY or row.ratified_at is not None or row.change is None:
        return "", False
    say = visit.say
    change = repository.change(session, row.change)
    missing = missing_ratifiers(session, row, change)
    until = row.ratify_until or row.at
    key = "publication.to_ratify_late" if until < visit.services.clock.now() else "publication.to_ratify"
    when = say_moment(until, visit.services.settings.zone, say.language)
    told = say.t(key, when=when, who=seats_in_words(missing, say))
    return told, visit.may(Permission.RULES_SIGN) and bool(ratifying_roles(session, visit.account, row, change))
