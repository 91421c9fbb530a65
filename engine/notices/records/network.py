"""Records for other hotlines' tools: ICCAM (its version 2 codes, to be checked again with INHOPE)
and SCARt.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from engine.notices.casefile import CaseFile, Hosting, Location
from engine.notices.records.common import Matter, code_of, midnight
from engine.notices.requirements import content_types

_NOT_DETERMINED = 1
_ACTIONS = {"pharos": 1, "plateforme": 2}
"""Recipients told already, as ICCAM's actions: law enforcement, provider."""
_HERE = "FR"
"""ICCAM takes actions from the country a content is assigned to, and no assessment once there are
some: elsewhere, none is sent.
"""
SCART_COLUMNS = ("URL", "REFERER", "WORKUSER-EMAIL", "REFERENCE", "SOURCE", "TYPE")


def iccam(matter: Matter) -> dict[str, Any]:
    """A report and its addresses.

    What only an image would tell is left undetermined: nobody describes one.
    """
    case, codes = matter.case, matter.tables.codes.iccam
    first = case.locations[0]
    return {
        "reportingAnalystName": case.decision.confirmed_by,
        "hotlineReceivedDate": midnight(case.received_on),
        "hotlineReference": case.reference,
        "memo": matter.grounds[0].citation,
        "sourceUrlUsername": None,
        "sourceUrlPassword": None,
        "sourceUrlReferrer": first.referrer,
        "sourceUrlSiteType": code_of(
            codes["site_type"], case.register_.site_type, _NOT_DETERMINED, "register.site_type"
        ),
        "sourceUrlCommerciality": code_of(
            codes["commerciality"], case.register_.commerciality, _NOT_DETERMINED, "register.commerciality"
        ),
        "sourceUrlPaymentMethods": [],
        "urls": [_url(place, number == 0, matter) for number, place in enumerate(case.locations)],
    }


def _url(place: Location, is_source: bool, matter: Matter) -> dict[str, Any]:
    case, codes = matter.case, matter.tables.codes.iccam
    hosting = case.hosting
    return {
        "urlString": place.url,
        "hotlineReference": case.reference,
        "hostingCountryCode": hosting.country,
        "hostingIpAddress": hosting.ip,
        "hostingIsp": hosting.organisation,
        "hostingOrganization": _organisation(hosting),
        "isSourceUrl": is_source,
        "memo": None,
        "contentType": code_of(codes["content_type"], content_types(case)[0], 4, "content_types"),
        "assessment": _assessment(case, codes),
        "actions": [
            {
                "actionType": _ACTIONS[told.recipient],
                "actioningAnalystName": case.decision.confirmed_by,
                "actionDate": midnight(told.on),
            }
            for told in case.already_notified
            if told.recipient in _ACTIONS and hosting.country == _HERE
        ],
    }


def _organisation(hosting: Hosting) -> dict[str, Any] | None:
    if hosting.organisation is None and hosting.asn is None:
        return None
    return {
        "organizationName": hosting.organisation,
        "autonomousSystemNumber": hosting.asn,
        "isContentDeliveryNetwork": hosting.is_cdn,
    }


def _assessment(case: CaseFile, codes: dict[str, dict[str, int]]) -> dict[str, Any]:
    register = case.register_
    return {
        "assessingAnalystName": case.decision.confirmed_by,
        "classification": code_of(codes["classification"], register.classification, 3, "register.classification"),
        "ageCategorization": code_of(codes["victim_age"], register.victim_age, _NOT_DETERMINED, "register.victim_age"),
        "genderCategorization": code_of(
            codes["victim_sex"], register.victim_sex, _NOT_DETERMINED, "register.victim_sex"
        ),
        "virtualContentCategorization": None,
        "userGeneratedContentCategorization": None,
        "childModelingCategorization": None,
    }


def scart(matter: Matter) -> dict[str, Any]:
    """One row an address.

    Addresses begin with a scheme and references with a letter or digit: no cell can be read as a
    formula.
    """
    rows = [
        [place.url, place.referrer or "", "", case.reference, "", ""]
        for case in matter.cases
        for place in case.locations
    ]
    return {"columns": list(SCART_COLUMNS), "rows": rows}


def scart_lines(data: dict[str, Any]) -> str:
    """The rows as SCARt imports them: values between semicolons."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(data["rows"])
    return out.getvalue()
