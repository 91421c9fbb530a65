"""Reasons to refuse a notice: each point with what to do, and where on the pages to do it."""

from __future__ import annotations

from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession
from api.kit.problems import Problem
from api.pages.case.forms import ADDRESS, ADDRESS_FIELD
from api.pages.follow_up.words import refused
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.say import Say
from api.reports import repository

FACT = "facts/"
REGISTER = "register."
DUE = "due/"
ADDRESS_OF_CONTENT = "locations"
ASKED = {"content_types": "nature_support"}
"""Points that a fact of the report answers."""
ON_THIS_PAGE = {"urgency": "#urgence", "host": "#host"}
OF_THE_DECISION = ("decision.", "offence", "proof")


def refusals_of(
    session: AnySession, problem: Problem, row: ReportRow, decision: DecisionRow | None, say: Say
) -> tuple[FieldError, ...]:
    """The points of a refusal, each with the way to answer it where a page has one."""
    report, case = (f"/signalements/{name}" for name in (row.id, decision.report if decision is not None else row.id))
    stated = {fact.fact for fact in repository.facts_in_force(session, case.rpartition("/")[2])}
    return refused(problem, say, lambda place: _link(place, report, case, stated, say))


def _link(place: str, report: str, case: str, stated: set[str], say: Say) -> Link | None:
    fact = ASKED.get(place) or (place.removeprefix(FACT) if place.startswith(FACT) else "")
    if fact:
        where = f"#fait-{fact}" if fact in stated else f"?fait={fact}#manque"
        return Link(f"{case}{where}", say.t("action.to_fact"))
    if place == ADDRESS_OF_CONTENT:
        return Link(f"{report}?suite={ADDRESS}#{ADDRESS_FIELD}", say.t("action.to_address"))
    if place.startswith(DUE):
        return Link("#qui", say.t("action.to_answer"))
    if place in ON_THIS_PAGE:
        return Link(ON_THIS_PAGE[place], say.t("action.to_answer"))
    if place.startswith(REGISTER):
        return Link(f"#c-{place.removeprefix(REGISTER)}", say.t("action.to_answer"))
    if place.startswith(OF_THE_DECISION):
        return Link(f"{case}#reponse", say.t("action.case"))
    return None
