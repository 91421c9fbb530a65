"""The other addresses of the same words: nobody decides of one without knowing of the others."""

from __future__ import annotations

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.reports.elsewhere import same_text_elsewhere
from api.web.parts import Link
from api.web.say import Say
from api.workbench.heads import SHAPES
from api.workbench.views import ElsewhereView


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
