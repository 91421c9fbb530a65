"""Stages, recipients, events, deadlines and moments in words, and problems as what a form says
back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from api.db.action import DeadlineRow, EventRow, RouteDueRow, TransmissionRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.case.head import moment
from api.pages.case.repository import names_of, pseudonyms
from api.pages.follow_up.views import DueView, EventView, NoticeView, RouteView, ToPrepareView
from api.pages.shell.parts import FieldError, Link, Option, Status
from api.pages.shell.say import Say
from api.transmissions import repository as notices
from engine.routing.router import Route

SHAPES: dict[str, Status] = {
    "prepared": "open",
    "confirmed": "to_confirm",
    "dry_run": "presumed",
    "sending": "open",
    "sent": "established",
    "withdrawn": "ended",
}
"""The shape beside each stage of a notice."""
ROUTES: dict[str, Status] = {"due": "established", "open": "open", "not_due": "excluded"}


def options(say: Say, prefix: str, *names: str) -> tuple[Option, ...]:
    """Choices whose words are messages."""
    return tuple(Option(name, say.t(f"{prefix}{name}")) for name in names)


def refused(
    problem: Problem, say: Say, link: Callable[[str], Link | None] = lambda place: None
) -> tuple[FieldError, ...]:
    """Errors of a refusal: each point with what to do, or the problem itself.

    `link` leads from the place of a point to where it is put right.
    """
    if problem.faults:
        return tuple(
            FieldError("action", typeset(fault.sentences(say.language), say.language), link(fault.pointer))
            for fault in problem.faults
        )
    title, advice = problem.kind.title.in_(say.language), problem.kind.advice.in_(say.language)
    return (FieldError("action", typeset(f"{title}. {advice}", say.language)),)


def recipient(row: TransmissionRow, say: Say) -> str:
    """To whom a notice goes."""
    told = say.t(f"recipient.{row.recipient}")
    return f"{told}, {row.recipient_name}" if row.recipient_name else told


def notice(row: TransmissionRow, services: Services, say: Say, call: datetime | None = None) -> NoticeView:
    """A notice in a list. `call`: when the call that its sheet prepares was made."""
    when = row.sent_at or row.confirmed_at or row.prepared_at
    lines = [say.t(f"notice_kind.{row.kind}"), moment(when, services, say)]
    if call is not None:
        lines.append(say.t("notice.called", when=moment(call, services, say)))
    if row.answer is not None:
        lines.append(say.t(f"answer.{row.answer}"))
    if row.contested is not None:
        lines.append(say.t(f"contested.{row.contested}"))
    link = Link(f"/notifications/{row.id}", recipient(row, say))
    return NoticeView(link, SHAPES[row.state], say.t(f"stage.{row.state}"), tuple(lines))


def events(session: AnySession, rows: list[EventRow], services: Services, say: Say) -> tuple[EventView, ...]:
    """Events in words. What somebody wrote is shown on the notice itself, not here."""
    names = pseudonyms(session, list({row.stated_by for row in rows}))
    return tuple(
        EventView(
            what=say.t(f"event.{row.kind}"),
            when=moment(row.happened_at, services, say),
            by=names.get(row.stated_by, "…"),
            detail=_outcome(row, say),
        )
        for row in rows
    )


def due(session: AnySession, rows: Sequence[DeadlineRow], services: Services, say: Say) -> tuple[DueView, ...]:
    """Deadlines, each with by how much it is late, and whose notice it is about."""
    now, names = services.clock.now(), names_of(session, (row.report for row in rows))
    told = {one.id: recipient(one, say) for one in notices.of_ids(session, (row.transmission for row in rows))}
    return tuple(
        DueView(
            what=say.t(f"due.{row.kind}"),
            when=moment(row.due_at, services, say),
            late=delay(now - row.due_at, say) if now > row.due_at else "",
            binding=row.binding,
            file=Link(f"/signalements/{row.report}/suites", names[row.report]),
            whom=told.get(row.transmission or "", ""),
        )
        for row in rows
    )


def to_prepare(
    session: AnySession, rows: Sequence[RouteDueRow], services: Services, say: Say
) -> tuple[ToPrepareView, ...]:
    """Whom to tell, each with how long is left."""
    names = names_of(session, (row.report for row in rows))
    titles = {rule.id: say.text(rule.title) for rule in services.rules.router.rules.rules}
    return tuple(_to_prepare(row, names[row.report], titles.get(row.rule, ""), services, say) for row in rows)


def _to_prepare(row: RouteDueRow, name: str, title: str, services: Services, say: Say) -> ToPrepareView:
    now, whom = services.clock.now(), say.t(f"recipient.{row.recipient}")
    return ToPrepareView(
        recipient=whom,
        title=title if title != whom else "",
        file=Link(f"/signalements/{row.report}/suites", name),
        since=say.t("board.since", when=moment(row.since, services, say)),
        when=moment(row.due_at, services, say) if row.due_at is not None else "",
        left=time_left(row.due_at - now, say) if row.due_at is not None else "",
        late=row.due_at is not None and row.due_at < now,
        presumed=row.presumed,
        binding=row.binding,
    )


def time_left(rest: timedelta, say: Say) -> str:
    """Time that is left, or by which it is late."""
    if rest < timedelta():
        return delay(-rest, say)
    return _lasting("left.", rest, say)


def delay(late: timedelta, say: Say) -> str:
    """Delay in days, hours or minutes."""
    return _lasting("late.", late, say)


def _lasting(prefix: str, time: timedelta, say: Say) -> str:
    for unit, length in (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1))):
        if time >= length:
            return say.t(f"{prefix}{unit}", n=time // length)
    return say.t(f"{prefix}now")


def hours(count: int, binding: bool, say: Say) -> str:
    """A time limit, and whether a text sets it."""
    if count == 0:
        told = say.t("limit.at_once")
    elif count % 24 == 0 and count > 48:
        told = say.t("limit.days", n=count // 24)
    else:
        told = say.t("limit.hours", n=count)
    return say.t("limit.binding" if binding else "limit.own", limit=told)


def route_view(route: Route, say: Say) -> RouteView:
    """A recipient as the rules see it, before anybody acts on it."""
    presumed = route.presumed and route.status == "due"
    deadline = route.deadline
    return RouteView(
        recipient=say.t(f"recipient.{route.recipient}"),
        title=say.text(route.title),
        status="to_confirm" if presumed else ROUTES[route.status],
        state=route.status,
        reason=say.text(route.reason),
        deadline=hours(deadline.in_hours, deadline.binding, say) if deadline is not None else "",
        contacts=tuple(f"{c.number} — {say.text(c.label)}" for c in route.contacts),
        missing=tuple(route.missing),
        because=tuple(say.text(b) for b in route.because),
        confidence=route.confidence.value,
        two_persons=route.two_persons,
        prepare="",
        notice=None,
        presumed=presumed,
    )


def at(when: datetime | None, services: Services, say: Say) -> str:
    """A moment, or nothing."""
    return moment(when, services, say) if when is not None else ""


def _outcome(row: EventRow, say: Say) -> str:
    prefix = {
        "host_decision": "answer.",
        "check": "check.",
        "contestation": "contested_by.",
        "contestation_review": "contested.",
        "closed": "closing.",
    }.get(row.kind)
    return say.t(f"{prefix}{row.outcome}") if prefix is not None and row.outcome is not None else ""
