"""A decided report as the case file that notices are written from. What is not known is left out,
never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from api.answers.storage import answer_bytes
from api.db.action import HostRow, RegisterRow, TransmissionRow
from api.db.people import AccountRow
from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.clock import Clock
from api.kit.problems import Problem
from api.kit.settings import Settings
from api.kit.urls import absolute
from api.reports import repository as reports
from api.reports.content_addresses import content_url
from api.reports.danger import danger_in, danger_of
from api.reports.facts import warning_facts
from api.reports.routing_facts import routing_facts
from api.rules.dangers import NO_INDICATION, Danger
from api.transmissions import repository
from api.transmissions.schemas import TransmissionCreate
from engine.notices.casefile import CaseFile
from engine.notices.words import words_for
from engine.routing.vocabulary import DANGER

Urgency = Literal["none", "child_in_danger", "suicide", "imminent_threat"]
RECIPIENTS = {"hebergeur": "plateforme"}
"""Recipients that notices call otherwise than routes do."""


def case_file(
    session: AnySession,
    services: Services,
    row: ReportRow,
    decision: DecisionRow | None,
    host: HostRow | None,
    body: TransmissionCreate,
) -> CaseFile:
    """The case file of a report, on the answer its decision rests on.

    Raises:
        Problem: no answer to rest on (`wrong-state`), or under rules that are no longer at hand.
    """
    name = decision.basis if decision is not None and decision.basis is not None else row.qualification
    answer = session.get(QualificationRow, name) if name is not None else None
    engine = services.editions.by_digest(answer.ruleset_digest) if answer is not None else None
    if answer is None or engine is None:
        raise Problem("wrong-state")
    proof = json.loads(answer_bytes(answer))
    entry = session.get(RegisterRow, row.id)
    offence = decision.offence if decision is not None else None
    urgency = urgency_of(session, services, row, entry)
    return CaseFile.model_validate(
        {
            "reference": row.id,
            "received_on": services.clock.day_of(row.received_at),
            "origin": entry.origin if entry is not None else "public",
            "locations": _locations(content_url(session, row), body),
            "offence": offence,
            "proof": proof,
            "words": words_for(engine.ruleset, proof, offence),
            "decision": _decision(session, services.clock, row, decision),
            "hosting": hosting_fields(entry.hosting or {}, entry.hosting_country) if entry is not None else {},
            "host": _host(host),
            "notifier": None if body.anonymous else notifier_of(services.settings),
            "urgency": urgency,
            "calls": calls_of(emergency(session, services, row)) if urgency != "none" else (),
            "manifestly_illegal": "unknown" if body.manifest is None else "yes" if body.manifest else "no",
            "already_notified": _already(session, services.clock, row, entry, offence),
            "from_iccam": _from_iccam(entry),
            "register": _codes(entry),
            "host_measure": body.measure.model_dump() if body.measure is not None else None,
        }
    )


def emergency(session: AnySession, services: Services, row: ReportRow) -> Danger | None:
    """The danger whose steps say whom to call, in the order of the band of the case: band,
    follow-up and call sheet read the same rules of danger.
    """
    danger = danger_of(session, services, row, warning_facts(session, row, services))
    return danger or danger_in(services, {}, NO_INDICATION, {DANGER: True})


def calls_of(danger: Danger | None) -> list[dict[str, Any]]:
    """Steps of a danger that are calls, as a case file takes them."""
    steps = danger.actions if danger is not None else ()
    return [
        {
            "label": step.label.model_dump(),
            "numbers": [{"number": call.number, "label": call.label.model_dump()} for call in step.calls],
        }
        for step in steps
        if step.calls
    ]


def urgency_of(session: AnySession, services: Services, row: ReportRow, entry: RegisterRow | None) -> Urgency:
    """Urgency of a report: who is in danger, when a fact of the report or somebody says so."""
    facts = {fact.fact: fact.value for fact in reports.facts_in_force(session, row.id)}
    stated = routing_facts(services, entry.routing if entry is not None else None)
    return urgency_from(stated, facts.get("danger_immediat"))


def urgency_from(stated: Mapping[str, Any], in_danger: Any) -> Urgency:
    """Urgency by the facts of routing that somebody stated, and the danger that the report says."""
    if stated.get("annonce_suicide") is True:
        return "suicide"
    if stated.get("enfant_en_danger") is True:
        return "child_in_danger"
    if stated.get("danger_immediat", in_danger) is True:
        return "imminent_threat"
    return "none"


def _locations(written: str | None, body: TransmissionCreate) -> list[dict[str, Any]]:
    url = absolute(written) if written else None
    if url is None:
        return []
    place = body.place
    return [
        {
            "url": url,
            "kind": place.kind,
            "account": place.account,
            "post_id": place.post_id,
            "timestamp_in_media": place.timestamp,
            "observed_at": place.observed_at,
        }
    ]


def _decision(session: AnySession, clock: Clock, row: ReportRow, decision: DecisionRow | None) -> dict[str, Any]:
    if decision is None:  # a call for help waits for no decision
        return {"kind": "none_applies", "day": clock.today(), "confirmed_by": None}
    who = session.get(AccountRow, decision.decided_by)
    return {
        "kind": decision.kind,
        "day": clock.day_of(decision.decided_at),
        "confirmed_by": who.pseudonym if who is not None else None,
    }


def hosting_fields(found: Mapping[str, Any], country: str | None) -> dict[str, Any]:
    """Hosting of a case file, from the plain data of a hosting result and the country retained."""
    told = {
        "country": country,
        "organisation": found.get("organisation"),
        "asn": found.get("asn"),
        "ip": found.get("ip"),
        "is_cdn": found.get("delivery_network"),
        "method": found.get("method"),
        "moment": found.get("moment"),
        "confidence": found.get("confidence") or "unknown",
    }
    return {name: value for name, value in told.items() if value is not None}


def _host(host: HostRow | None) -> dict[str, str] | None:
    contact = (host.notice_email or host.notice_page) if host is not None else None
    return {"name": host.name, "contact": contact} if host is not None and contact is not None else None


def notifier_of(settings: Settings) -> dict[str, Any] | None:
    """The notifier that the settings name; None when they do not name it whole."""
    given = settings
    if given.notifier_name is None or given.notifier_email is None:
        return None
    return {"name": given.notifier_name, "email": given.notifier_email, "trusted_flagger_ref": given.trusted_flagger}


def _already(
    session: AnySession, clock: Clock, row: ReportRow, entry: RegisterRow | None, offence: str | None
) -> list[dict[str, Any]]:
    key = entry.address_key if entry is not None else None
    found: dict[tuple[str, Any], TransmissionRow] = {}
    for sent in repository.on_content(session, row.id, key, offence):
        if sent.state == "sent" and sent.sent_at is not None and sent.recipient != "signalant":
            name = RECIPIENTS.get(sent.recipient, sent.recipient)
            found.setdefault((name, clock.day_of(sent.sent_at)), sent)
    return [{"recipient": name, "on": day} for name, day in sorted(found)]


def _from_iccam(entry: RegisterRow | None) -> dict[str, str] | None:
    if entry is None or entry.origin != "inhope" or entry.partner_reference is None:
        return None
    return {"reference": entry.partner_reference}


def _codes(entry: RegisterRow | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "classification": entry.classification,
        "victim_age": entry.victim_age,
        "victim_sex": entry.victim_sex,
        "site_type": entry.service,
        "commerciality": entry.commerciality,
    }
