"""A case put together: what was reported, what is suggested and why, what is missing, what was
decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.pages.case import passages, questions
from api.pages.case.address_views import address_view
from api.pages.case.answers import StoredAnswer
from api.pages.case.canned_reasons import canned_reasons
from api.pages.case.contexts import CasePage, SecondCasePage
from api.pages.case.danger_views import danger_view
from api.pages.case.decision_basis import accepted_offence, deciding_views, excerpt
from api.pages.case.forms import ADDRESS, CasePlace
from api.pages.case.head import comment_warning_of, head_of, is_field, issue_of, remarks_of, warning_of
from api.pages.case.law_lists import fact_options, offence_options
from api.pages.case.old_law import old_law, suffix_of
from api.pages.case.past import RelatedDecision, carried_words, decision_views, elsewhere_of, past_of
from api.pages.case.readings import CaseFact, CaseReading
from api.pages.case.relevance import links_by_fact, missing_facts, relevant_facts
from api.pages.case.repository import CaseRecord
from api.pages.case.suggestions import CaseTeller
from api.pages.case.undo_bar import act_bar
from api.pages.case.views import NO_DRAFT, AcceptView, DecidingView, Draft, QuestionView, StatedView
from api.pages.case.words import how_read, reader_words, source_words
from api.pages.exchanges.views import exchanges_view
from api.pages.me.wellbeing import wants_break_after
from api.pages.shell.parts import Evidence, FieldError, Link
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports import repository
from api.reports.danger import danger_on
from api.reports.decisions import refusal_to_undo
from engine.facts.digest import known_data
from engine.facts.presumptions import rule_behind
from engine.model.outcome import Issue, Standing


@dataclass(frozen=True, slots=True)
class Feedback:
    """Feedback on a form just sent: a conflict, errors beside its fields, what was being said, a
    decision to be confirmed.
    """

    conflict: bool = False
    errors: tuple[FieldError, ...] = ()
    draft: Draft = NO_DRAFT
    ask: str = ""


def case_page(
    visit: Visit, session: AnySession, record: CaseRecord, reading: CaseReading, place: CasePlace, feedback: Feedback
) -> CasePage:
    """The page of a case, as one reading shows it."""
    services, row, stored, draft = visit.services, record.row, reading.stored, feedback.draft
    say = Say(stored.engine.ruleset, visit.language, suffix_of(services, stored.engine))
    head = head_of(visit, session, record, reading, say)
    again = f"{reading.base}/reponse" if head.open and not head.blind else ""
    today = visit.say
    facts = stored.facts
    words = passages.words_of(row)
    teller = CaseTeller(stored, say, passages.numbered(facts, words))
    answer = stored.answer
    names = answer.by_offence
    decision = record.decision if not reading.blind else None
    sharing = repository.sharing(session, row.id) if record.shared and not reading.blind else []
    accepted = accepted_offence(session, row, stored, decision) if not reading.blind else answer.main
    chosen = next((name for name in (place.offence, accepted) if name in names), answer.main)
    assessment = answer.assessment(chosen) if chosen is not None else None
    elements = teller.elements(assessment, beside=True) if assessment is not None else ()
    exceptions = teller.exceptions(assessment) if assessment is not None else ()
    proof = teller.facts_by_clause(assessment) if assessment is not None else {}
    by_law = tuple(item for item in elements if item.status == "presumed" and not proof.get(item.link))
    because = assessment.because if assessment is not None else ()
    change = stored.change(services, assessment) if assessment is not None else None
    evidence = _evidence(teller, row, say, facts, assessment)
    danger = (
        services.rules.dangers.find(stored.report.warning_facts, stored.report.indications)
        if reading.blind
        else danger_on(services, row, record.register, stored.report.warning_facts, stored.question.indications)
    )
    found, other = _questions(services, stored, say, row, place, draft) if head.open or head.confirmable else ((), None)
    href = f"{reading.base}?{_before(place)}&infraction="
    suggestions = teller.suggestions(chosen, href)
    read = decision.offence if decision is not None and decision.offence not in names else None
    deciding = deciding_views(services, stored, None if reading.blind else accepted, say)
    corrected = (
        deciding
        if chosen == accepted
        else deciding_views(services, stored, chosen if head.open and not reading.blind else None, say)
    )
    carried = carried_words(session, row, say) if not reading.blind else ""
    repeats = bool(carried) and place.offence not in names
    upheld = _upheld(
        teller, chosen, deciding, corrected, accepts=repeats or (chosen is not None and chosen == accepted)
    )
    settled = upheld is not None and upheld.unmet is None
    relevant = relevant_facts(teller, assessment, (view.fact for view in corrected), danger)
    relevant |= {question.fact for question in found if question.confirms or not settled}
    facts_stated = _stated(reading, say, teller, links_by_fact(teller, assessment))
    presumed = _first_of(
        corrected, (view for standing, view in facts_stated if standing is Standing.PRESUMED and view.fact in relevant)
    )
    # of the offence displayed first: the engine's order weighs all leads together
    its_own = missing_facts(assessment)
    asked = sorted(found, key=lambda q: not q.confirms and q.fact not in its_own)
    questions = tuple(q for q in asked if head.open and q.fact not in _presumed(facts_stated))
    question_first = bool(questions) and not settled
    decided = decision_views(session, services, [RelatedDecision(decision)], say)[0] if decision is not None else None
    page = SecondCasePage if reading.blind else CasePage
    return page(
        title=say.t("case.second_title" if reading.blind else "case.title", name=reading.name),
        head=head,
        danger=danger_view(
            danger, services.rules, say, teller.numbers, evidence, "" if reading.blind else reading.base
        ),
        ask=feedback.ask,
        act=act_bar(visit, session, row, reading, say, place) if not reading.blind else None,
        old_law=old_law(services, stored, say, again),
        conflict=feedback.conflict,
        errors=feedback.errors,
        draft=draft,
        warning=warning_of(row, say, teller),
        text=passages.segments(facts, words, "text", evidence),
        no_text="" if row.text else say.t("case.text_erased" if row.text_length else "case.text_none"),
        comment=passages.segments(facts, words, "comment", evidence),
        comment_warning=comment_warning_of(row, say),
        no_comment=say.t("case.comment_erased") if row.comment_length and not row.comment else "",
        address=address_view(visit, session, record, say, head.holder, _address_asked(place, draft))
        if not reading.blind
        else None,
        elsewhere=elsewhere_of(session, row, sharing, say) if not reading.blind and (sharing or record.grouped) else (),
        evidence=evidence,
        presumed=presumed,
        readings=tuple(
            view for standing, view in facts_stated if standing is Standing.PRESUMED and view.fact not in relevant
        ),
        confirmed=tuple(view for standing, view in facts_stated if standing is Standing.CONFIRMED),
        disputed=tuple(view for standing, view in facts_stated if standing is Standing.DISPUTED),
        answer=Link(f"/qualifications/{stored.row.id}", stored.row.answer_digest[:12]),
        issue=issue_of(teller, say),
        remarks=remarks_of(teller, say),
        suggestions=suggestions,
        first=teller.first(),
        also=teller.also(chosen, href),
        look=teller.look(chosen, href),
        accepted=upheld,
        canned=canned_reasons(visit.language),
        deciding=deciding,
        deciding_corrected=corrected,
        more=max(0, 1 + len(answer.others) - len(suggestions)) if answer.main is not None else 0,
        offence=teller.offence_view(assessment, change) if assessment is not None else None,
        by_law=by_law,
        elements=(
            *(item for item in elements if item not in by_law),
            *(item for item in exceptions if item.link in because),
        ),
        exceptions=tuple(item for item in exceptions if item.link not in because),
        proof=proof,
        questions=questions,
        question_first=question_first,
        first_asked=_first_asked(presumed, questions, question_first),
        other=other,
        unknown_fact=_unknown_fact(place, say),
        facts=fact_options(say),
        why_not=teller.why_not_views(),
        past=past_of(session, services, record.decisions, sharing, say) if not reading.blind else (),
        carried=carried,
        decided=decided,
        undoable=decision is not None and refusal_to_undo(session, services, visit.who, decision) is None,
        undo_by_key=decision is not None and decision.qualification == row.qualification,
        excerpt=excerpt(read, today, answer.date_of_facts),
        offences=offence_options(today, draft.offence or (assessment.offence if assessment is not None else "")),
        bar=place.undo_bar,
        pause=wants_break_after(session, services, visit.account, place.pause, record.seen),
        decision_undone=place.decision_undone and decision is None,
        focus=_focus(
            place.focus, {view.fact for _, view in facts_stated} | {q.fact for q in questions}, bool(presumed)
        ),
        exchanges=exchanges_view(visit, session, row) if not reading.blind else None,
        here=place.fields(),
    )


def _unknown_fact(place: CasePlace, say: Say) -> str:
    """That the fact asked for is none of the list; empty when it is one, or none was asked for."""
    if not place.fact or questions.fact_called(place.fact, say) is not None:
        return ""
    return say.t("case.unknown_fact", said=place.fact)


def _address_asked(place: CasePlace, draft: Draft) -> str | None:
    """What the field of the exact address holds, None while nobody asked for it."""
    return "" if draft.url is None and place.focus == ADDRESS else draft.url


def _before(place: CasePlace) -> str:
    """Place on the page, but for the offence looked at, which takes the focus."""
    return place.suffix(infraction="", fini="", suite="suggestion")


def _focus(wanted: str, facts: Collection[str], presumed: bool) -> str:
    """The part that takes the focus: a fact wanted that is no longer on the page gives way to what
    is to be answered next.
    """
    if wanted == "presumed" and not presumed:
        return "questions"
    parts = ("", "suggestion", "presumed", "questions", ADDRESS)
    return wanted if wanted in parts or wanted in facts else "questions"


def _first_asked(presumed: tuple[StatedView, ...], questions: tuple[QuestionView, ...], question_first: bool) -> str:
    if question_first:
        return f"question-{questions[0].fact}"
    return f"fait-{presumed[0].fact}" if presumed else ""


def _presumed(facts_stated: Iterable[tuple[Standing, StatedView]]) -> frozenset[str]:
    return frozenset(view.fact for standing, view in facts_stated if standing is Standing.PRESUMED)


def _first_of(deciding: tuple[DecidingView, ...], views: Iterable[StatedView]) -> tuple[StatedView, ...]:
    """Presumed facts, those that decide first."""
    order = {view.fact: place for place, view in enumerate(deciding)}
    return tuple(sorted(views, key=lambda view: order.get(view.fact, len(order))))


def _upheld(
    teller: CaseTeller,
    chosen: str | None,
    deciding: tuple[DecidingView, ...],
    corrected: tuple[DecidingView, ...],
    accepts: bool,
) -> AcceptView | None:
    """What accepting upholds. `accepts`: whether that is what the answer suggests, or the decision
    carried over.
    """
    if chosen is None:
        return AcceptView("accept", "", None, ()) if accepts else None
    assessment = teller.answer.assessment(chosen)
    if accepts:
        return AcceptView("accept", teller.short(assessment), teller.unmet(assessment), deciding)
    return AcceptView("correct", teller.short(assessment), teller.unmet(assessment), corrected)


def _evidence(
    teller: CaseTeller, row: ReportRow, say: Say, facts: Mapping[str, object], assessment: object
) -> tuple[Evidence, ...]:
    labels = {name: say.text(say.ruleset.facts[name].label) for name in facts}
    reasons = teller.reasons(assessment) if assessment is not None else ()  # type: ignore[arg-type]
    return passages.passages(teller.report.facts, passages.words_of(row), reasons, labels)


def _questions(
    services: Services, stored: StoredAnswer, say: Say, row: ReportRow, place: CasePlace, draft: Draft
) -> tuple[tuple[QuestionView, ...], QuestionView | None]:
    answer = stored.answer
    nothing = answer.main is None and answer.issue is Issue.NOT_QUALIFIED
    field = row.reported_category if nothing and is_field(row.reported_category, say) else None
    skip = frozenset(place.skip)
    found = stored.questions(services, field, skip)
    views = tuple(
        questions.question_view(q, say, draft, place.suffix(sans=",".join((*place.skip, q.fact)))) for q in found
    )
    wanted = questions.fact_called(draft.fact or place.fact, say)
    if wanted is None or wanted.id in {q.fact for q in found}:
        return views, None
    return views, questions.field_of(wanted, say, draft)


def _stated(
    reading: CaseReading, say: Say, teller: CaseTeller, links: Mapping[str, str]
) -> list[tuple[Standing, StatedView]]:
    """Facts as stated, and those that the vocabulary presumes from them; how each stands."""
    views = []
    for s in reading.stated:
        if s.fact in say.ruleset.facts:
            number = teller.numbers.get(s.fact)
            views.append((s.standing, _view(s, say, _source_of(s, say, number), number, links.get(s.fact, ""))))
    for name, fact in teller.report.facts.items():
        if rule_behind(fact, say.ruleset.facts[name]) is not None:
            derived = CaseFact(name, known_data(fact.knowledge), Standing.PRESUMED)
            view = _view(derived, say, teller.source_of(name), None, links.get(name, ""), derived=True)
            views.append((Standing.PRESUMED, view))
    return views


def _source_of(stated: CaseFact, say: Say, number: int | None) -> str:
    """The source of a fact, in words; of one that is presumed of a passage, whose number is shown,
    only whose words these are.
    """
    if (
        stated.standing is Standing.PRESUMED
        and number is not None
        and how_read(stated.source, stated.voice) not in (None, "case.read_with_dissent")
    ):
        return say.t("case.reporter") if stated.voice == "comment" else ""
    return source_words(stated.source, say, stated.voice if stated.span is not None else None)


def _view(
    stated: CaseFact, say: Say, source: str, number: int | None, links: str, *, derived: bool = False
) -> StatedView:
    fact = say.ruleset.facts[stated.fact]
    denial = questions.denial_of(fact, stated.value)
    return StatedView(
        fact=stated.fact,
        label=say.text(fact.label),
        value=questions.say_raw(fact, stated.value, say),
        source=source,
        reader=reader_words(stated.source, say) if stated.standing is Standing.PRESUMED else "",
        by=stated.by,
        number=number,
        denial=questions.say_raw(fact, denial, say) if denial is not None else "",
        derived=derived,
        links=links,
    )
