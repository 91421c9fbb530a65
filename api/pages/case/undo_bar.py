"""What has just been decided, and the way back: the bar under the next case."""

from __future__ import annotations

import re

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.http.services import Services
from api.kit.ids import pattern
from api.pages.case.act_views import acted_since
from api.pages.case.past import what
from api.pages.case.views import Done
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.reports import repository
from textfile.text import Language


def done_of(
    session: AnySession,
    services: Services,
    who: Identity,
    report: str,
    language: Language,
    beside: ReportRow | None = None,
) -> Done | None:
    """The decision that this person took on a report today, while it holds; None otherwise.

    `beside`: the case under whose page it is told. Once something was done there, the key that undoes means that case alone, for good: the
    decision keeps its button.
    """
    if not re.fullmatch(pattern("rep"), report):
        return None
    row = session.get(ReportRow, report)
    decision = repository.live_decision(session, report) if row is not None else None
    if row is None or decision is None or decision.decided_by != who.account:
        return None
    if services.clock.day_of(decision.decided_at) != services.clock.today():
        return None
    say = Say(services.editions.current().ruleset, language)
    name = row.reference or row.id[-6:]
    onward = Link(f"/signalements/{row.id}/suites", say.t("case.action"))
    message = say.t("case.done", name=name, what=what(decision, say))
    by_key = beside is None or not acted_since(session, who, beside, row)
    return Done(message, row.id, row.version, say.t("undo.decision", name=name), onward, by_key)
