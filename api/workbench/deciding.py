"""The presumed facts that decide of a case, as a page names them before somebody confirms them."""

from __future__ import annotations

from api.db.reports import DecisionRow
from api.web.say import Say
from api.wiring import Wiring
from api.workbench import asking
from api.workbench.answers import Shown
from api.workbench.views import DecidingView
from engine.explanation.deciding import deciding
from engine.facts.digest import known_data


def deciding_views(wired: Wiring, shown: Shown, decision: DecisionRow | None, say: Say) -> tuple[DecidingView, ...]:
    """Those of the offence that was upheld, or of the main suggestion while nobody decided; none when confirmed facts suffice."""
    answer = shown.answered.answer
    offence = answer.main if decision is None else decision.offence
    if offence is None or all(a.offence != offence or a.label != "to_confirm" for a in answer.assessments):
        return ()
    names = wired.answerer.beside(shown.answered, lambda e, r, a: deciding(e, r, a, offence), shown.engine)
    return tuple(_view(name, shown, say) for name in names)


def _view(name: str, shown: Shown, say: Say) -> DecidingView:
    fact, stated = say.ruleset.facts[name], shown.answered.answer.facts[name]
    return DecidingView(name, say.text(fact.label), asking.say_raw(fact, known_data(stated.known), say))
