"""The other addresses of the same words: nobody decides of one without knowing of the others."""

from __future__ import annotations

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.pages.case.head import SHAPES
from api.pages.case.views import ElsewhereView
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.reports.elsewhere import same_text_elsewhere


def elsewhere_of(session: AnySession, row: ReportRow, say: Say) -> tuple[ElsewhereView, ...]:
    """Those of a report, the ones decided with it first."""
    return tuple(
        ElsewhereView(
            url=one.url,
            how=say.t(f"elsewhere.{one.by}"),
            link=Link(f"/signalements/{one.report}", one.report[-6:]),
            status=SHAPES[one.state],
            state=say.t(f"state.{one.state}"),
            together=one.decided_with,
        )
        for one in same_text_elsewhere(session, row)
    )
