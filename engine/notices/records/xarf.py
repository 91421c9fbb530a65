"""XARF 4.2.0: one report, one address. No content is ever attached."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import ada_url

from engine.notices.addresses import host_of
from engine.notices.records.common import Matter, midnight, moment, one_line, present
from engine.notices.requirements import content_types

VERSION = "4.2.0"
OTHER_TYPE = "fr:illegal_content"
"""XARF has no type for hate, terrorism and the rest: a type of a name space of its own, and a tag
that names the offence.
"""
_HASHES = ("md5", "sha1", "sha256", "photodna")


def xarf(matter: Matter) -> dict[str, Any]:
    """The report.

    Its identifier follows from reference, address and day, so that the same notice is the same
    bytes.
    """
    case, place, notifier = matter.case, matter.case.locations[0], matter.case.notifier
    if notifier is None:
        raise LookupError("xarf needs a notifier: see requirements.named")
    domain = _ascii_host(place.url)
    contact = {"org": notifier.name, "contact": notifier.email, "domain": notifier.email.split("@")[1]}
    seen = moment(place.observed_at)
    return {
        "xarf_version": VERSION,
        "report_id": _identifier(case.reference, place.url, matter.day.isoformat()),
        "timestamp": seen or midnight(matter.day),
        "reporter": contact,
        "sender": contact,
        "source_identifier": case.hosting.ip or domain,
        "category": "content",
        **_type(matter),
        "url": place.url,
        "domain": domain,
        **present(
            hosting_provider=case.hosting.organisation,
            asn=case.hosting.asn,
            country_code=case.hosting.country,
            verified_at=seen,
            verification_method="manual" if seen else None,
        ),
        "description": one_line(
            f"{case.reference}: {matter.ground_views[0].title} ({matter.grounds[0].citation})", 1000, "title"
        ),
        "tags": [f"fr:{case.offence}"],
    }


def _type(matter: Matter) -> dict[str, Any]:
    """The type, and what it asks for."""
    case, family = matter.case, matter.family
    if family.csam and case.register_.classification == "baseline":
        media = dict.fromkeys(matter.tables.codes.media_type[name] for name in content_types(case))
        hashes = {h.algorithm: h.value for h in case.hashes if h.algorithm in _HASHES}
        return {
            "type": "csam",
            "classification": "baseline",
            "detection_method": "hash_match"
            if matter.grounds[0].confirmed_values.get("empreinte_connue") is True
            else "manual_review",
            **present(
                media_type=None if not media else next(iter(media)) if len(media) == 1 else "mixed",
                hash_values=hashes or None,
            ),
        }
    if family.csem is not None and matter.directive is not None:
        return {"type": "csem", "exploitation_type": family.csem, "detection_method": "manual_review"}
    return {"type": OTHER_TYPE}


def _identifier(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _ascii_host(url: str) -> str:
    """The host as the network writes it (Punycode), or as given when it cannot be read as a web
    address.
    """
    try:
        return ada_url.URL(url).hostname or host_of(url)
    except ValueError:
        return host_of(url)
