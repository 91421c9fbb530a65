"""Facts that can change an answer or its notice, among those that are only presumed."""

from __future__ import annotations

from collections.abc import Iterable

from api.pages.case.proof_views import ProofTeller
from api.rules.dangers import Danger
from engine.explanation.words import facts_of
from engine.model.answer import Assessment
from engine.model.outcome import Outcome, Standing, Status


def relevant_facts(
    teller: ProofTeller, assessment: Assessment | None, deciding: Iterable[str], danger: Danger | None
) -> frozenset[str]:
    """The presumed facts on which the offence displayed rests, and those that show a danger that
    nothing establishes; where no offence is suggested, those that clear the offences evoked.

    An offence that confirmed facts establish rests on none; `deciding`: those on which it is
    established otherwise.
    """
    doubted = danger.facts if danger is not None and danger.standing != "established" else ()
    found = {sign.fact for sign in doubted}
    named = set(deciding)
    if assessment is None:
        cleared = [a for a in teller.answer.evoked if a.status is not Status.OPEN]
        named |= {fact for a in cleared for fact, *_ in teller.reasons(a)}
    elif assessment.label != "established" and not named:
        named |= {fact for fact, *_ in teller.reasons(assessment)}
    facts = teller.answer.facts
    return frozenset(n for n in found | named if n in facts and facts[n].standing is Standing.PRESUMED)


def missing_facts(assessment: Assessment | None) -> frozenset[str]:
    """The facts that could still settle an open clause of an offence, either way."""
    findings = assessment.findings if assessment is not None else ()
    open_ones = [f.verdict for f in findings if f.verdict.outcome is Outcome.OPEN and (f.kind != "defence" or f.raised)]
    return frozenset(fact for verdict in open_ones for fact in facts_of((*verdict.could_hold, *verdict.could_fail)))


def links_by_fact(teller: ProofTeller, assessment: Assessment | None) -> dict[str, str]:
    """The clauses of an offence that rest on each fact, by their names."""
    links: dict[str, dict[str, None]] = {}
    if assessment is not None:
        for fact, link, _, _ in teller.reasons(assessment):
            links.setdefault(fact, {})[link] = None
    return {fact: " ".join(named) for fact, named in links.items()}
