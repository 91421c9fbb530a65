"""The last act on a case, as its bar tells it, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.pages.case.questions import say_raw
from api.pages.case.readings import Reading
from api.pages.shell.say import Say
from api.reports import repository
from api.reports.acts import last_act


@dataclass(frozen=True, slots=True)
class ActView:
    """What was just done, and what undoes it: the words of a button, empty when there is nothing to undo."""

    message: str
    undo: str


def act_view(
    session: AnySession, who: Identity, row: ReportRow, reading: Reading, say: Say, act: str, undone: tuple[str, ...]
) -> ActView | None:
    """The bar, right after an act or after one was undone. `act`: the answer that names the act; `undone`: the facts given back.

    What it says is what holds now, and its button says what it undoes: a key never undoes what is not shown. Of a decided case, which has no
    other way back, what was confirmed since keeps its bar.
    """
    decided = row.state in CLOSED
    if not act and not undone and not decided:
        return None
    last = last_act(session, who, row)
    if undone:
        what = _facts(undone, reading, say)
        before = say.t("act.undo_before", what=_facts(last.facts, reading, say)) if last is not None else ""
        return ActView(say.t("act.undone", what=what), before) if what else None
    if last is None or (last.id != act and not decided):
        return None
    return ActView(_facts(last.facts, reading, say), say.t("undo.confirmation" if decided else "undo.action"))


def acted_since(session: AnySession, who: Identity, row: ReportRow, decided: ReportRow) -> bool:
    """Whether this person changed anything of a case since they decided another one, be it undone meanwhile."""
    decision = repository.live_decision(session, decided.id)
    return decision is not None and repository.asked_by_since(session, row.id, who.account, decision.decided_at)


def _facts(names: Iterable[str], reading: Reading, say: Say) -> str:
    now = {stated.fact: stated for stated in reading.stated}
    told = []
    for name in names:
        fact = say.ruleset.facts.get(name)
        if fact is None:
            continue
        stated = now.get(name)
        value = say_raw(fact, stated.value, say) if stated is not None else say.t("act.unsaid")
        if stated is not None and stated.presumed:
            value = say.t("act.presumed", value=value)
        told.append(say.t("act.now", label=say.text(fact.label), value=value))
    return " · ".join(told)
