"""Records for hosts: the notice of article 16 of the DSA, and a draft of the statement of reasons
of its article 17.
"""

from __future__ import annotations

from typing import Any

from engine.notices.casefile import HostMeasure, Notifier
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.records.common import Matter, grounds_data, hosting_data, location_data, one_line, present
from engine.notices.requirements import content_types
from textfile.text import SEMICOLON, Text

MAX_LEGAL_GROUND = 500
MAX_EXPLANATION = 2000
MAX_FACTS = 5000
_AUTOMATED = {
    "not_automated": "AUTOMATED_DECISION_NOT_AUTOMATED",
    "partially": "AUTOMATED_DECISION_PARTIALLY",
    "fully": "AUTOMATED_DECISION_FULLY",
}


def dsa16(matter: Matter) -> dict[str, Any]:
    """DSA, article 16(2): (a) explanation and grounds, (b) exact locations, (c) notifier, (d) good
    faith.
    """
    notifier = matter.case.notifier if matter.directive is None else None
    trusted = notifier is not None and notifier.trusted_flagger_ref is not None
    family = matter.family
    categories = sorted({f for c in matter.cases if (f := _category(matter, c.offence)) is not None})
    manifest = {case.manifestly_illegal for case in matter.cases}
    return {
        "notice": "dsa16",
        "references": [case.reference for case in matter.cases],
        "date": matter.day.isoformat(),
        "language": matter.language,
        "host": present(name=matter.case.host.name, contact=matter.case.host.contact) if matter.case.host else {},
        "explanation": matter.explanation,
        "grounds": grounds_data(matter),
        "locations": [{**location_data(p), "reference": c.reference} for c in matter.cases for p in c.locations],
        **_notifier(matter.directive, notifier),
        "good_faith_statement": matter.statement,
        "manifestly_illegal": manifest.pop() if len(manifest) == 1 else "unknown",
        "hosting": hosting_data(matter.case.hosting),
        "category": family.tdb_category if len(categories) == 1 else "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE",
        "category_specification": list(family.tdb_specification) if len(categories) == 1 else [],
        "source_type": "SOURCE_TRUSTED_FLAGGER" if trusted else "SOURCE_ARTICLE_16",
    }


def _category(matter: Matter, offence: str | None) -> tuple[str, tuple[str, ...]] | None:
    family = matter.tables.families.of(offence or "")
    return None if family is None else (family.tdb_category, family.tdb_specification)


def _notifier(directive: str | None, notifier: Notifier | None) -> dict[str, Any]:
    """The notifier, or the article under which the name is left out."""
    if directive is not None:
        return {"notifier_omitted": f"2011/93/UE, {directive}"}
    if notifier is None:
        raise LookupError("a notice needs a notifier: see requirements.notified_by")
    return {
        "notifier": present(name=notifier.name, email=notifier.email, trusted_flagger_ref=notifier.trusted_flagger_ref)
    }


def tdb(matter: Matter) -> dict[str, Any]:
    """A draft for the host: names and codes of version 2 of the transparency database.

    Nobody is named in it.
    """
    case, grounds, told = matter.case, matter.grounds[0], matter.ground_views[0]
    measure = case.host_measure
    if measure is None:
        raise LookupError("tdb needs a measure: see requirements.measured")
    if grounds.date_is_assumed:
        fault = NoticeFault(
            "missing",
            "report.date_of_facts",
            Text(fr="date du contenu inconnue", en="unknown date of the content"),
            Text(fr="dire le jour de la publication", en="state the day of publication"),
        )
        raise NoticeError([fault])
    types = [matter.tables.codes.tdb_content_type[name] for name in content_types(case)]
    named = case.notifier if matter.directive is None else None
    trusted = named is not None and named.trusted_flagger_ref is not None
    return {
        "puid": f"{case.reference}-{matter.day:%Y%m%d}",
        **_decisions(measure),
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
        "illegal_content_legal_ground": one_line(f"{grounds.citation} ({grounds.law})", MAX_LEGAL_GROUND, "citation"),
        "illegal_content_explanation": _explanation(matter),
        "content_type": list(dict.fromkeys(types)),
        **present(content_language=case.content_language.upper() if case.content_language else None),
        "content_date": grounds.date_of_facts.isoformat(),
        "category": matter.family.tdb_category,
        **(
            {"category_specification": list(matter.family.tdb_specification)} if matter.family.tdb_specification else {}
        ),
        "application_date": measure.on.isoformat(),
        "decision_facts": one_line(
            _between(matter).join(dict.fromkeys(said for point in told.elements for said in point.evidence))
            or told.title,
            MAX_FACTS,
            "decision_facts",
        ),
        "source_type": "SOURCE_TRUSTED_FLAGGER" if trusted else "SOURCE_ARTICLE_16",
        "automated_detection": "No",
        "automated_decision": _AUTOMATED[measure.automated],
    }


def _decisions(measure: HostMeasure) -> dict[str, Any]:
    return present(
        decision_visibility=[f"DECISION_VISIBILITY_{code.upper()}" for code in measure.visibility] or None,
        decision_account=f"DECISION_ACCOUNT_{measure.account.upper()}" if measure.account else None,
        decision_provision=f"DECISION_PROVISION_{measure.provision.upper()}" if measure.provision else None,
    )


def _between(matter: Matter) -> str:
    """The separator of points on one line, as each language writes it."""
    return SEMICOLON[matter.language]


def _explanation(matter: Matter) -> str:
    """The whole explanation when it fits; else elements and articles alone."""
    whole = " ".join(matter.explanation.split())
    if len(whole) <= MAX_EXPLANATION:
        return whole
    told = matter.ground_views[0]
    points = _between(matter).join(f"{p.label} ({p.article})" if p.article else p.label for p in told.elements)
    return one_line(f"{told.title}. {points}.", MAX_EXPLANATION, "illegal_content_explanation")
