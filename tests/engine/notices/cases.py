"""What the tests of notices share: the shipped wordings, the schemas, case files on facts or on the shipped cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry
from pydantic_core import from_json

from engine.analysis.case_files import Run, cross_runs
from engine.explanation.proof import ProofWriter
from engine.facts.statements import read_report
from engine.model.answer import Answer
from engine.model.report import Report
from engine.notices.casefile import CaseFile
from engine.notices.compose import Notice
from engine.notices.intake import casefile_from
from engine.notices.loader import Templates, load_notices
from tests.shared import RULESETS, shipped, shipped_runs

NOTICES = RULESETS / "notices"
DAY = date(2026, 11, 24)
CALLS: list[dict[str, Any]] = [
    {
        "label": {"fr": "Appeler les secours", "en": "Call emergency services"},
        "numbers": [
            {"number": "15", "label": {"fr": "urgences médicales (Samu)", "en": "medical emergencies"}},
            {"number": "17", "label": {"fr": "police secours, gendarmerie", "en": "police emergency"}},
            {"number": "112", "label": {"fr": "urgences, dans toute l'Union", "en": "emergencies, throughout the Union"}},
        ],
    },
    {
        "label": {"fr": "Donner ou appeler le numéro de prévention du suicide", "en": "Give or call the suicide prevention line"},
        "numbers": [{"number": "3114", "label": {"fr": "prévention du suicide", "en": "suicide prevention"}}],
    },
]  # fmt: skip
LETTERS = ("reply", "sheet", "orientation")

HATE: dict[str, Any] = {
    "acces": "ouvert",
    "nature_support": ["texte"],
    "cible": "groupe",
    "critere_protege": ["origine"],
    "exhortation": {"value": "explicite", "standing": "confirmed", "span": [36, 56]},
    "acte_demande": ["exclusion"],
}
ABUSE: dict[str, Any] = {
    "acces": "ouvert",
    "nature_support": ["image_fixe"],
    "sujet_represente": "mineur",
    "caractere_pornographique": True,
    "type_service": "hebergeur_images",
}
AGE_GATE: dict[str, Any] = {
    "acces": "ouvert",
    "caractere_pornographique": True,
    "controle_age": "clic_declaratif",
    "nature_support": ["video"],
    "pays_editeur": "FR",
    "sujet_represente": "aucun_mineur",
}
AROUND: dict[str, Any] = {
    "reference": "2026-0412",
    "received_on": "2026-11-20",
    "decision": {"kind": "accept", "day": "2026-11-24", "confirmed_by": "analyste-3"},
    "locations": [
        {
            "url": "https://forum.exemple/fil/4821?de=accueil",
            "kind": "post",
            "account": "profil-12",
            "post_id": "98",
            "observed_at": "2026-11-23T10:00:00Z",
        }
    ],
    "hosting": {
        "country": "FR",
        "organisation": "Hébergeur exemple",
        "asn": 64500,
        "ip": "192.0.2.7",
        "method": "adresse du serveur et base de réseaux datée",
        "moment": "2026-11-23T10:00:00Z",
        "confidence": "medium",
    },
    "host": {"name": "Forum exemple", "contact": "signalements@forum.exemple"},
    "notifier": {"name": "Service de signalement", "email": "notifications@service.exemple"},
    "urgency": "imminent_threat",
    "calls": CALLS,
    "already_notified": [{"recipient": "pharos", "on": "2026-11-23"}],
    "register": {
        "classification": "baseline",
        "victim_age": "prepubescent",
        "victim_sex": "female",
        "site_type": "forum",
    },
    "content_types": ["texte"],
    "content_language": "fr",
    "host_measure": {"visibility": ["content_removed"], "on": "2026-11-24"},
}


@cache
def templates() -> Templates:
    """The shipped wordings."""
    return load_notices(NOTICES)


def proof_of(answer: Answer) -> dict[str, Any]:
    """The proof of an answer."""
    data: dict[str, Any] = from_json(_writer().data(answer))
    return data


def case_on(facts: Mapping[str, Any], **around: Any) -> CaseFile:
    """A case file on facts, complete but for what is changed around them; None takes a field away."""
    data = {"text": "x" * 80, "comment": "y" * 80, "date_of_facts": "2026-09-12", "facts": dict(facts)}
    report = read_report(data, shipped().ruleset.facts)
    return case_of(proof_of(shipped().qualify(report, DAY)), **around)


def case_of(proof: Mapping[str, Any], **around: Any) -> CaseFile:
    """A case file on a proof."""
    data = {name: value for name, value in {**AROUND, **around}.items() if value is not None}
    return casefile_from(data, shipped().ruleset, proof)


def last_runs() -> list[Run]:
    """Every case of one offence; one that runs under several versions, under the last."""
    return list({(run.offence, run.name): run for run in shipped_runs()}.values())


def shipped_reports() -> Iterator[tuple[Report, date]]:
    """The report and day of every case of the rulesets."""
    for run in (*last_runs(), *cross_runs(RULESETS, shipped().ruleset)[0]):
        yield run.report, run.decision


def problems(notice: Notice) -> list[str]:
    """What the data of a notice breaks of its schema."""
    schema = "letter" if notice.kind in LETTERS else notice.kind
    data = json.loads(json.dumps(notice.data))
    return [f"{error.instance_path}: {error.message}" for error in _validator(schema).iter_errors(data)]


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """The schemas, by file name."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (NOTICES / "schema").glob("*.json")}


@cache
def _validator(name: str) -> Draft202012Validator:
    registry = Registry(list(schemas().items()))
    formats = {"uri": lambda address: ":" in address}
    """What browsers open goes as it was reported: RFC 3986 does not allow all of it."""
    return Draft202012Validator(
        schemas()[f"{name}.schema.json"], registry=registry, validate_formats=True, formats=formats
    )


@cache
def _writer() -> ProofWriter:
    return ProofWriter(shipped().ruleset)
