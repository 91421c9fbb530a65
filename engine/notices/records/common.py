"""Parts that several record formats share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from engine.notices.casefile import CaseFile, HashValue, Hosting, Location
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.grounds import Grounds
from engine.notices.tables import NoticeFamily, Tables
from engine.notices.views import GroundView, PointView
from textfile.text import Language, Text


@dataclass(frozen=True, slots=True)
class Matter:
    """Input of a record.

    `explanation` is the explanation in words, whole; `ground_views` the grounds as the templates
    tell them.
    """

    cases: tuple[CaseFile, ...]
    grounds: tuple[Grounds, ...]
    ground_views: tuple[GroundView, ...]
    tables: Tables
    language: Language
    day: date
    statement: str | None
    explanation: str
    directive: str | None

    @property
    def case(self) -> CaseFile:
        """The case, or the first of them."""
        return self.cases[0]

    @property
    def family(self) -> NoticeFamily:
        """The family of the offence of the first case: `requirements.in_table` has made sure there
        is one.
        """
        found = self.tables.families.of(self.case.offence or "")
        if found is None:
            raise LookupError(f"{self.case.offence} is in no family")
        return found


def moment(value: datetime | None) -> str | None:
    """A moment, in UTC: `2026-11-24T09:30:00Z`."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(day: date) -> str:
    """The first moment of a day, in UTC."""
    return f"{day}T00:00:00Z"


def present(**values: Any) -> dict[str, Any]:
    """The fields that have a value: None is left out."""
    return {name: value for name, value in values.items() if value is not None}


def sender_data(case: CaseFile) -> dict[str, str] | None:
    """The service that writes, and where to answer it; never who reported."""
    return None if case.notifier is None else {"name": case.notifier.name, "email": case.notifier.email}


def location_data(place: Location) -> dict[str, Any]:
    """An exact location."""
    return present(
        url=place.url,
        kind=place.kind,
        account=place.account,
        post_id=place.post_id,
        timestamp_in_media=place.timestamp_in_media,
        observed_at=moment(place.observed_at),
    )


def hosting_data(hosting: Hosting) -> dict[str, Any]:
    """The hosting of a content; the confidence is always said."""
    return present(
        country=hosting.country,
        organisation=hosting.organisation,
        asn=hosting.asn,
        ip=hosting.ip,
        is_cdn=hosting.is_cdn,
        method=hosting.method,
        moment=moment(hosting.moment),
        confidence=hosting.confidence,
    )


def hash_data(hashes: Sequence[HashValue]) -> list[dict[str, str]]:
    """Digests of contents."""
    return [{"algorithm": h.algorithm, "value": h.value} for h in hashes]


def ground_data(grounds: Grounds, view: GroundView) -> dict[str, Any]:
    """The grounds of one case: the text in force, each element with its evidence, each exception
    with what becomes of it.
    """
    until = grounds.in_force_until
    return {
        "reference": view.reference,
        "offence": grounds.offence.id,
        "title": view.title,
        "article": grounds.citation,
        "law": grounds.law,
        "in_force_from": grounds.in_force_from.isoformat(),
        **present(in_force_until=None if until is None else until.isoformat(), legifrance=grounds.legifrance),
        **({} if grounds.date_is_assumed else {"date_of_facts": grounds.date_of_facts.isoformat()}),
        "elements": [_point(point) for point in view.elements],
        "exceptions": [_point(point) for point in view.exceptions],
    }


def grounds_data(matter: Matter) -> list[dict[str, Any]]:
    """The grounds of every case."""
    return [ground_data(found, told) for found, told in zip(matter.grounds, matter.ground_views, strict=True)]


def one_line(text: str, limit: int, place: str) -> str:
    """The words on one line.

    Raises NoticeError over the limit of the format: nothing is cut unseen.
    """
    said = " ".join(text.split())
    if len(said) > limit:
        what = Text(
            fr=f"{len(said)} caractères, le format en prend {limit}",
            en=f"{len(said)} characters, the format takes {limit}",
        )
        raise NoticeError(
            [
                NoticeFault(
                    "too_long",
                    place,
                    what,
                    Text(
                        fr="notifier par un autre format, ou scinder le dossier",
                        en="notify in another format, or split the case",
                    ),
                )
            ]
        )
    return said


def code_of(table: dict[str, int], value: str | None, unknown: int, place: str) -> int:
    """Our code as the format writes it; the format's own « not determined » when nothing is
    known.
    """
    if value is None:
        return unknown
    if value not in table:
        known = ", ".join(table)
        what = Text(fr=f"`{value}` n'a pas de code dans `codes.yaml`", en=f"`{value}` has no code in `codes.yaml`")
        remedy = Text(fr=f"l'y ajouter, ou dire l'un de : {known}", en=f"add it there, or state one of: {known}")
        raise NoticeError([NoticeFault("unknown_code", place, what, remedy)])
    return table[value]


def _point(point: PointView) -> dict[str, Any]:
    return {
        "label": point.label,
        **present(article=point.article, presumption=point.presumption),
        "finding": point.how,
        "evidence": list(point.evidence),
    }
