"""Undo bars: the decision just taken, under the next case, and the last change of facts on this
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from api.kit.ids import pattern
from api.pages.case.forms import CasePlace
from api.pages.case.past import what
from api.pages.case.questions import say_raw
from api.pages.case.readings import CaseReading
from api.pages.case.views import ActBar, UndoBar
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports import repository
from api.reports.acts import last_act
from api.transmissions.repository import has_help_notice
from engine.model.outcome import Standing


def undo_bar(visit: Visit, session: AnySession, report: str, beside: ReportRow | None = None) -> UndoBar | None:
    """The bar of the decision that this person took on a report today, while it holds; None
    otherwise. It says so while a danger shows and nothing is prepared for whoever helps.

    `beside`: the case under whose page it is told. Once something was done there, the key that
    undoes means that case alone, for good: the decision keeps its button.
    """
    if not re.fullmatch(pattern("rep"), report):
        return None
    row = session.get(ReportRow, report)
    decision = repository.live_decision(session, report) if row is not None else None
    if row is None or decision is None or decision.decided_by != visit.account:
        return None
    clock = visit.services.clock
    if clock.day_of(decision.decided_at) != clock.today():
        return None
    say, name = visit.say, row.reference or row.id[-6:]
    onward = Link(f"/signalements/{row.id}/suites", say.t("undo.onward", name=name))
    untold = row.danger is not None and not has_help_notice(session, row.id)
    message = say.t("case.done_untold" if untold else "case.done", name=name, what=what(decision, say))
    by_key = beside is None or not acted_since(visit, session, beside, row)
    return UndoBar(message, row.id, row.version, say.t("undo.decision", name=name), onward, by_key)


def act_bar(
    visit: Visit, session: AnySession, row: ReportRow, reading: CaseReading, say: Say, place: CasePlace
) -> ActBar | None:
    """The bar, right after an act or after one was undone.

    What it says is what holds now, and its button says what it undoes: a key never undoes what is
    not shown. Of a decided case, which has no other way back, what was confirmed since keeps its
    bar.
    """
    decided = row.state in CLOSED
    if not place.act and not place.undone and not decided:
        return None
    last = last_act(session, visit.who, row)
    if place.undone:
        facts = _facts(place.undone, reading, say)
        before = say.t("act.undo_before", what=_facts(last.facts, reading, say)) if last is not None else ""
        return ActBar(say.t("act.undone", what=facts), before) if facts else None
    if last is None or (last.id != place.act and not decided):
        return None
    return ActBar(_facts(last.facts, reading, say), say.t("undo.confirmation" if decided else "undo.action"))


def acted_since(visit: Visit, session: AnySession, row: ReportRow, decided: ReportRow) -> bool:
    """True when this person changed anything of a case since they decided another one, be it undone
    meanwhile.
    """
    decision = repository.live_decision(session, decided.id)
    return decision is not None and repository.asked_by_since(session, row.id, visit.account, decision.decided_at)


def _facts(names: Iterable[str], reading: CaseReading, say: Say) -> str:
    now = {stated.fact: stated for stated in reading.stated}
    sentences = []
    for name in names:
        fact = say.ruleset.facts.get(name)
        if fact is None:
            continue
        stated = now.get(name)
        value = say_raw(fact, stated.value, say) if stated is not None else say.t("act.unsaid")
        if stated is not None and stated.standing is Standing.PRESUMED:
            value = say.t("act.presumed", value=value)
        elif stated is not None and stated.standing is Standing.DISPUTED:
            value = say.t("act.disputed", value=value)
        sentences.append(say.t("act.now", label=say.text(fact.label), value=value))
    return " · ".join(sentences)
