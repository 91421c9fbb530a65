"""The page of one change request, from what is stored of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi.responses import HTMLResponse
from sqlalchemy.exc import DBAPIError

from api.authoring.lint import CASES_FILE
from api.changes import repository
from api.changes.evidence import ChangeEvidence
from api.changes.evidence_jobs import EvidenceStatus, evidence_status, start_evidence
from api.changes.schemas import ChangeRead
from api.changes.states import OPEN, ChangeOrigin, ChangeState
from api.changes.views import change_read
from api.db.changes import ChangeRow, PublicationRow
from api.db.sessions import AnySession
from api.kit.permissions import Permission, Role, granted
from api.kit.problems import Problem
from api.pages.changes.backtest_view import backtest_of
from api.pages.changes.contexts import ChangeRequestPage
from api.pages.changes.discussion_view import comments_by_place, discussion_view, history_view, places_of, titles_of
from api.pages.changes.effect_words import effect_view
from api.pages.changes.evidence_views import changed_parts, checks_view, class_of_all, line_link
from api.pages.changes.possible_acts import acts_on
from api.pages.changes.request_records import RequestRecords
from api.pages.changes.shadow_view import shadow_view
from api.pages.changes.signing import looks_of, published_policy, signatures_view
from api.pages.changes.text_differences import file_differences, with_numbers
from api.pages.changes.views import DifferencePart, FileDifferenceView, StageView
from api.pages.follow_up.words import refused
from api.pages.quality.contexts import OffenceQualityView
from api.pages.quality.figure_words import FigureWords, offence_view
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Link, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.quality.service import quality_of_offences
from api.rules.publication_kinds import PublicationKind
from api.shadow.states import USUAL_WIDTH
from api.statistics.service import period_of
from textfile.schema import TO_FILL

log = logging.getLogger("qualif.rules")

SHAPES: dict[str, Status] = {
    "draft": "open",
    "submitted": "to_confirm",
    "signed": "established",
    "published": "in_force",
    "superseded": "ended",
    "withdrawn": "out_of_scope",
    "closed": "ended",
}
"""The shape beside each stage of a change request."""
STAGES = ("draft", "submitted", "signed", "published", "superseded")
DONE = frozenset({
    "opened", "opened_again", "saved", "submitted", "returned", "signed", "unsigned", "published", "closed", "rebased", "described",
    "commented", "resolved", "seen", "started",
    "shadow_started", "shadow_stopped",
})  # fmt: skip
"""What was just done, as the address says it; its words are `change.done.…`."""


_LEADING, _LACKING = re.compile(r"^[\s-]*([\w-]+):"), re.compile(rf"([\w-]+): [\"']?{TO_FILL}")
"""Name that a line begins with, and names that it gives no value to."""


@dataclass(frozen=True, slots=True)
class FormReturn:
    """What was sent and refused, given back in its form; and what was just done."""

    problem: Problem | None = None
    errors: tuple[FieldError, ...] = ()
    name: str | None = None
    why: str | None = None
    effect_at: str | None = None
    comment: str = ""
    place: str = ""
    emergency_reason: str = ""
    precision: float = USUAL_WIDTH
    done: str = ""


NO_FORM = FormReturn()
_PUBLISH = Permission.RULES_PUBLISH


def request_page(visit: Visit, session: AnySession, row: ChangeRow, sent: FormReturn = NO_FORM) -> HTMLResponse:
    """The page. Of a draft whose evidence is absent, it is started for whoever may draft."""
    read, status = change_read(session, row), evidence_status(session, row)
    records = RequestRecords(session, row, visit.services.clock.now())
    may_start = row.state == ChangeState.DRAFT and visit.may(Permission.RULES_DRAFT)
    if status.state == "absent" and read.paths and may_start:
        status = _asked(visit, session, row)
    seen = repository.reviewed_parts(session, row.submission or "", visit.account)
    parts: tuple[DifferencePart, ...] = ()
    if status.evidence is not None and read.paths:
        parts = changed_parts(status.evidence, seen, comments_by_place(records.comments))
    policy = published_policy(session, records.last)
    files = file_differences(session, row)
    page = ChangeRequestPage(
        acts=acts_on(visit, records, read, status, policy.emergency if policy is not None else None),
        signatures=signatures_view(records, read, visit.services, visit.say),
        looks=looks_of(records, frozenset(part.id for part in parts), visit.say),
        files=files,
        blanks=_blanks(row.id, files),
        shadow=shadow_view(visit, session, row, status.evidence, sent.precision)
        if visit.may(Permission.RULES_SIGN)
        else None,
        quality=_quality(visit, session, status.evidence),
        **_head(visit, records, read),
        **_evidence(visit, session, row, status, parts),
        **_talk(visit, records, read, parts),
        **_form(visit, row, sent),
    )
    problem = sent.problem
    return visit.render(page, problem.kind.status if problem is not None else 422 if sent.errors else 200)


def _asked(visit: Visit, session: AnySession, row: ChangeRow) -> EvidenceStatus:
    """Asks for the evidence; a database that takes nothing now leaves the page readable."""
    try:
        return start_evidence(session, visit.services, row)
    except DBAPIError as error:
        log.warning("evidence could not be asked for (%s)", type(error).__name__, extra={"where": row.id})
        return EvidenceStatus("absent")


def _quality(visit: Visit, session: AnySession, found: ChangeEvidence | None) -> tuple[OffenceQualityView, ...]:
    """What the decisions of this year say of the offences that differ, to whoever reads figures."""
    if found is None or found.document["difference"] is None or not visit.may(Permission.STATISTICS_READ):
        return ()
    offences = {part["id"] for part in found.document["difference"]["parts"] if part["kind"] == "offence"}
    period = period_of(visit.services, None, None)
    words = FigureWords(visit.say, period)
    return tuple(offence_view(one, words) for one in quality_of_offences(session, period, offences))


def _blanks(change: str, files: Iterable[FileDifferenceView]) -> tuple[Link, ...]:
    """Lines written that are left to fill in, by what each lacks; cases come after the law that
    they try.
    """
    return tuple(
        _blank(line_link(change, one.path, number), line.text)
        for one in sorted(files, key=lambda one: one.path.endswith(f"/{CASES_FILE}"))
        for number, line in with_numbers(one.lines or ())
        if line.kind == "added" and TO_FILL in line.text
    )


def _blank(link: Link, line: str) -> Link:
    named = [*dict.fromkeys(_LEADING.findall(line) + _LACKING.findall(line))]
    return replace(link, label=f"{link.label} · {', '.join(named)}") if named else link


def _head(visit: Visit, records: RequestRecords, read: ChangeRead) -> dict[str, Any]:
    say, zone = visit.say, visit.services.settings.zone
    row, published, live = records.row, records.publication, records.live
    is_open = row.state in OPEN
    is_behind = is_open and not read.is_current
    stage = stage_of(row, read.seats.missing, published, live, is_behind=is_behind)
    publishers = ", ".join(say.t(f"role.{role.value}") for role in Role if _publishes(role))
    return {
        "title": row.title,
        "id": row.id,
        "version": row.version,
        "submission": row.submission or "",
        "status": SHAPES[stage],
        "state": say.t(f"change.state.{stage}"),
        "stages": stages_of(stage, say),
        "tags": tags_of(row, published, say),
        "author": read.author,
        "opened": say_moment(row.created_at, zone, say.language),
        "reason": row.reason,
        "effect": effect_view(records, visit.services, say),
        "publishers": say.t("change.publishers", who=publishers) if is_open and not visit.may(_PUBLISH) else "",
        "base_note": say.t("change.base_moved") if is_behind else "",
        "publication": _publication_link(published, say),
        "trial": f"/essayer?demande={row.id}" if is_open and visit.may(Permission.QUALIFICATIONS_ASK) else "",
    }


def _evidence(
    visit: Visit, session: AnySession, row: ChangeRow, status: EvidenceStatus, parts: tuple[DifferencePart, ...]
) -> dict[str, Any]:
    say, found = visit.say, status.evidence
    return {
        "evidence": status.state if row.tree != row.base else "empty",
        "before": status.before,
        "summary": class_of_all(found) if found is not None else "",
        "parts": parts,
        "seen": sum(part.seen for part in parts),
        "checks": checks_view(found, row.id, say) if found is not None else None,
        "backtest": backtest_of(visit, session, found),
    }


def _talk(visit: Visit, records: RequestRecords, read: ChangeRead, parts: tuple[DifferencePart, ...]) -> dict[str, Any]:
    say, services, change = visit.say, visit.services, records.row.id
    titles = titles_of(parts)
    return {
        "comments": discussion_view(change, records.comments, titles, services, say),
        "places": places_of(parts, read.paths, say),
        "history": history_view(records.session, change, services, say),
    }


def _form(visit: Visit, row: ChangeRow, sent: FormReturn) -> dict[str, Any]:
    say = visit.say
    return {
        "name": row.title if sent.name is None else sent.name,
        "why": row.reason if sent.why is None else sent.why,
        "effect_at": local_effect(row, visit) if sent.effect_at is None else sent.effect_at,
        "comment": sent.comment,
        "place": sent.place,
        "emergency_reason": sent.emergency_reason,
        "errors": (*_refusal(sent.problem, say), *sent.errors),
        "message": say.t(f"change.done.{sent.done}") if sent.done in DONE else "",
    }


def _refusal(problem: Problem | None, say: Say) -> tuple[FieldError, ...]:
    if problem is None:
        return ()
    if problem.kind.code == "stale-version":  # its words speak of a report
        return (FieldError("action", say.t("change.stale")),)
    return refused(problem, say)


def local_effect(row: ChangeRow, visit: Visit) -> str:
    """The moment of effect as its field shows it, to the minute; empty: at once."""
    return "" if row.effect_at is None else f"{row.effect_at.astimezone(visit.services.settings.zone):%Y-%m-%dT%H:%M}"


def stage_of(
    row: ChangeRow,
    missing: Mapping[Role, int],
    published: PublicationRow | None,
    live: PublicationRow | None,
    *,
    is_behind: bool,
) -> str:
    """Where a change request is in its life: its state, or signed, superseded, withdrawn.

    `missing`: the signatures that it waits for; `published`: its publication; `is_behind`: another
    edition was published since, and it is not signed as it is.
    """
    if row.state == ChangeState.SUBMITTED and not missing and not is_behind:
        return "signed"
    if row.state == ChangeState.PUBLISHED and published is not None and published.withdrawn_at is not None:
        return "withdrawn"
    if row.state == ChangeState.PUBLISHED:
        later = published is not None and live is not None and live.number > published.number
        return "superseded" if later else "published"
    return row.state


def stages_of(stage: str, say: Say) -> tuple[StageView, ...]:
    """Every stage, as past, current or to come. A request that is closed left them."""
    if stage not in STAGES:
        return (StageView(say.t(f"change.state.{stage}"), "current"),)
    at = STAGES.index(stage)
    places = ["past"] * at + ["current"] + ["later"] * (len(STAGES) - at - 1)
    return tuple(StageView(say.t(f"change.state.{n}"), place) for n, place in zip(STAGES, places, strict=True))


def tags_of(row: ChangeRow, published: PublicationRow | None, say: Say) -> tuple[str, ...]:
    """Emergency, rollback, from files."""
    found = []
    if published is not None and published.kind == PublicationKind.EMERGENCY:
        found.append(say.t("change.tag.emergency"))
    if row.rolls_back is not None:
        found.append(say.t("change.tag.rollback", number=row.rolls_back))
    if row.origin == ChangeOrigin.FILES:
        found.append(say.t("change.tag.files"))
    return tuple(found)


def _publishes(role: Role) -> bool:
    return _PUBLISH in granted([role.value])


def _publication_link(published: PublicationRow | None, say: Say) -> Link | None:
    if published is None:
        return None
    return Link(f"/publications#edition-{published.number}", say.t("change.edition_number", number=published.number))
