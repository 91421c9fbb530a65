"""Two readings in words, once whoever looks may know both."""

from __future__ import annotations

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.pages.case.head import moment
from api.pages.case.past import offence_short
from api.pages.case.repository import pseudonyms
from api.pages.review.contexts import ReadingView
from api.pages.shell.parts import Link
from api.pages.shell.say import Say


def first_view(session: AnySession, services: Services, first: DecisionRow, say: Say) -> ReadingView:
    """The first decision."""
    return ReadingView(
        label=say.t("second.first"),
        what=say.t(f"decision.{first.kind}", short=offence_short(first.offence, say)),
        when=moment(first.decided_at, services, say),
        by=pseudonyms(session, [first.decided_by]).get(first.decided_by, ""),
        reason=first.reason or "",
        answer=_answer(first.qualification, say),
    )


def second_view(session: AnySession, services: Services, row: SecondReadingRow, say: Say) -> ReadingView:
    """The second one, ended."""
    by = row.decided_by or ""
    return ReadingView(
        label=say.t("second.second"),
        what=say.t(f"decision.{row.kind}", short=offence_short(row.offence, say)),
        when=moment(row.decided_at, services, say) if row.decided_at is not None else "",
        by=pseudonyms(session, [by]).get(by, ""),
        reason=row.reason or "",
        answer=_answer(row.qualification, say),
    )


def _answer(name: str | None, say: Say) -> Link | None:
    return Link(f"/qualifications/{name}", say.t("second.answer")) if name is not None else None
