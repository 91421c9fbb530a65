"""An act on several reports, as pages show it: what it would do, then what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select

from api.db.reports import WITHOUT_WORDS, ReportRow
from api.db.sessions import AnySession
from api.kit.problem_catalogue import CATALOGUE
from api.kit.typography import typeset
from api.pages.case.past import offence_short
from api.pages.queue.address import QueueAddress
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports import repository
from api.reports.content_addresses import urls
from api.reports.queue import batches
from api.reports.queue.batches import Batch, BatchKind
from api.reports.queue.entries import host_in


@dataclass(frozen=True, slots=True)
class BatchCase:
    """A report that the act decides; `choice` is how a form names it."""

    link: Link
    choice: str
    host: str
    suggestion: str
    state: str


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """A report that the act leaves, and why."""

    link: Link
    why: str


@dataclass(frozen=True, slots=True)
class BatchBar:
    """What was done to several reports, and how to undo it; `undo` is empty once it is."""

    message: str
    undo: str


@dataclass(frozen=True, kw_only=True)
class BatchPage(Page):
    """An act on several reports, before it is done."""

    template: ClassVar[str] = "queue/batch.html"
    section: ClassVar[str] = "queue"

    lead: str = field(metadata=help_text("What the act does, in a sentence."))
    kind: BatchKind = field(metadata=help_text("The act, as forms send it."))
    act: str = field(metadata=help_text("Words of the button that does it."))
    address: QueueAddress = field(metadata=help_text("The list that one comes from."))
    cases: tuple[BatchCase, ...] = field(metadata=help_text("The reports that it decides."))
    excluded: tuple[ExclusionView, ...] = field(metadata=help_text("The reports that it leaves, each with why."))


def batch_page(visit: Visit, session: AnySession, batch: Batch, address: QueueAddress) -> BatchPage:
    """The page that shows an act before it is done."""
    say = visit.say
    query = select(ReportRow).where(ReportRow.id.in_(batch.reports)).options(*WITHOUT_WORDS)
    rows = sorted(session.scalars(query), key=lambda row: batch.reports.index(row.id))
    addresses = urls(session, batch.reports)
    return BatchPage(
        title=say.t(f"batch.title_{batch.kind}"),
        lead=say.t(f"batch.lead_{batch.kind}"),
        kind=batch.kind,
        act=say.t(f"batch.act_{batch.kind}", n=len(rows)),
        address=address,
        cases=tuple(
            BatchCase(
                link=_link(row.id, row.reference),
                choice=f"{row.id}:{row.version}",
                host=host_in(addresses.get(row.id)),
                suggestion=_suggestion(session, row, batch.kind, say),
                state=say.t(f"state.{row.state}"),
            )
            for row in rows
        ),
        excluded=_excluded(session, batch, say),
    )


def batch_bar(visit: Visit, session: AnySession, batch: str) -> BatchBar | None:
    """The bar of an act on several reports that this person did; None where there is none."""
    say, rows = visit.say, batches.decisions_of(session, visit.account, batch) if batch else ()
    if not rows:
        return None
    holding = sum(row.undone_at is None for row in rows)
    if not holding:
        return BatchBar(say.t("batch.undone", n=len(rows)), "")
    today = visit.services.clock.day_of(rows[0].decided_at) == visit.services.clock.today()
    return BatchBar(say.t("batch.done", n=holding), f"/file/lot/{batch}/annulation" if today else "")


def _excluded(session: AnySession, batch: Batch, say: Say) -> tuple[ExclusionView, ...]:
    query = select(ReportRow.id, ReportRow.reference).where(ReportRow.id.in_([one.report for one in batch.excluded]))
    references: dict[str, str | None] = {row[0]: row[1] for row in session.execute(query)}
    return tuple(
        ExclusionView(_link(one.report, references[one.report]), _why(one.because, say))
        for one in batch.excluded
        if one.report in references
    )


def _why(because: str, say: Say) -> str:
    if f"batch.because_{because}" in MESSAGES:
        return say.t(f"batch.because_{because}")
    kind = CATALOGUE[because]
    return typeset(kind.title.in_(say.language), say.language)


def _suggestion(session: AnySession, row: ReportRow, kind: BatchKind, say: Say) -> str:
    """What is decided of a report: what is carried over to it, or what was suggested first."""
    carried = repository.carried_decision(session, row) if kind == "accept" else None
    if carried is not None:
        return say.t(f"decision.{carried.kind}", short=offence_short(carried.offence, say))
    return offence_short(row.main, say) if row.main is not None else say.t("queue.no_suggestion")


def _link(report: str, reference: str | None) -> Link:
    return Link(f"/signalements/{report}", reference or report[-6:])


def choices(values: Sequence[str]) -> list[batches.ReportAsRead]:
    """The reports that a form chose, each with its version; what is none counts for nothing."""
    found = []
    for value in values[: batches.MOST_TOGETHER]:
        report, _, version = value.partition(":")
        if version.isascii() and version.isdigit() and len(version) < 10:
            found.append(batches.ReportAsRead(report, int(version)))
    return found
