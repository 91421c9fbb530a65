"""`/premier-dossier`: five steps on an invented report. The address carries where one is and what
one answered; nothing is stored, and the rules in service answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from api.http.admission import waits_in
from api.http.routing import OffLoopRouter
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.pages.case.questions import say_raw
from api.pages.first_case.fiction import CATEGORY, DENIED, PRESUMED, REFERENCE, TEXT, URL, fiction
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Segment
from api.pages.shell.say import Say
from api.pages.shell.visit import OwnVisit, Visit
from api.pages.trial.outcome import outcome_view
from api.pages.trial.views import OutcomeView
from api.trial.editions import TrialEdition
from api.trial.endpoints import checked_trial
from api.trial.trials import live_edition

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
ADDRESS = "/premier-dossier"
LAST = 5
"""How many steps there are."""
_Short = Annotated[str, Query(max_length=20)]
_YES, _NO = "oui", "non"


class FirstCaseQuery(BaseModel):
    """Address of the guide: the step, the answer on each presumed fact, the decision."""

    model_config = ConfigDict(frozen=True)

    etape: Annotated[int, Query(ge=1, le=LAST)] = 1
    cible: _Short = ""
    exhortation: _Short = ""
    decision: _Short = ""

    @property
    def answers(self) -> dict[str, bool]:
        """The answers on what is presumed."""
        given = {"cible": self.cible, "exhortation": self.exhortation}
        return {name: value == _YES for name, value in given.items() if value in (_YES, _NO)}

    def to(self, step: int, **changes: str) -> str:
        """Address of a step, after an answer."""
        held = {"cible": self.cible, "exhortation": self.exhortation, "decision": self.decision, **changes}
        return f"{ADDRESS}?{urlencode({'etape': step} | {name: value for name, value in held.items() if value})}"


@dataclass(frozen=True, slots=True)
class FirstFact:
    """A presumed fact of the guide: what it says, the words it was read in, what was answered."""

    label: str
    value: str
    words: str
    answer: Literal["confirmed", "denied", ""]
    yes: str
    no: str


@dataclass(frozen=True, kw_only=True)
class FirstCasePage(Page):
    """A step of the guide through an invented report."""

    template: ClassVar[str] = "first_case/first_case.html"
    section: ClassVar[str] = "help"

    step: int = field(metadata=help_text("The step, from 1 to 5."))
    reference: str = field(metadata=help_text("The reference of the invented report."))
    field_name: str = field(metadata=help_text("What it was reported as, in words."))
    url: str = field(metadata=help_text("Its invented address."))
    text: tuple[Segment, ...] = field(metadata=help_text("Its words, with the passages that make facts presumed."))
    length: int = field(metadata=help_text("How many characters it has."))
    facts: tuple[FirstFact, ...] = field(metadata=help_text("What is presumed of it, and what was answered."))
    outcome: OutcomeView | None = field(
        metadata=help_text("What the rules make of it after these answers; none when they no longer know its facts.")
    )
    accepted: bool = field(metadata=help_text("Whether the suggestion was accepted."))
    onward: str = field(metadata=help_text("Where the next step is."))
    back: str = field(metadata=help_text("Where the step before is; empty at the first."))
    accept: str = field(metadata=help_text("Where accepting the suggestion leads."))
    refuse: str = field(metadata=help_text("Where « none applies » leads."))
    handles: bool = field(metadata=help_text("Whether who reads handles reports: the queue is theirs."))


@router.get(ADDRESS, name="first_case")
@waits_in("reasoning")
def first_case(visit: OwnVisit, query: Annotated[FirstCaseQuery, Query()]) -> HTMLResponse:
    """A step of the guide."""
    say, edition = visit.say, live_edition(visit.services)
    outcome = _outcome(visit, edition, query, say)
    step = query.etape
    page = FirstCasePage(
        title=say.t("first.title"),
        step=step,
        reference=REFERENCE,
        field_name=say.t(f"field.{CATEGORY}"),
        url=URL,
        text=outcome.text if outcome is not None else (Segment(TEXT),),
        length=len(TEXT),
        facts=tuple(_fact(name, query, say) for name in PRESUMED if name in say.ruleset.facts),
        outcome=outcome,
        accepted=query.decision == _YES,
        onward=query.to(min(step + 1, LAST)),
        back=query.to(step - 1) if step > 1 else "",
        accept=query.to(LAST, decision=_YES),
        refuse=query.to(LAST, decision=_NO),
        handles=visit.may(Permission.REPORTS_DECIDE),
    )
    return visit.render(page)


def _outcome(visit: Visit, edition: TrialEdition, query: FirstCaseQuery, say: Say) -> OutcomeView | None:
    try:
        result = checked_trial(edition, fiction(query.answers), visit.services.clock)
    except Problem:  # rules of another hotline, that have none of these facts
        return None
    return outcome_view(result, say, say.t("trial.in_service"))


def _fact(name: str, query: FirstCaseQuery, say: Say) -> FirstFact:
    value, words = PRESUMED[name]
    fact, answer = say.ruleset.facts[name], query.answers.get(name)
    shown = value if answer is not False else DENIED[name]
    return FirstFact(
        label=say.text(fact.label),
        value=say_raw(fact, shown, say),
        words=words,
        answer="" if answer is None else "confirmed" if answer else "denied",
        yes=query.to(3, **{name: _YES}),
        no=query.to(3, **{name: _NO}),
    )
