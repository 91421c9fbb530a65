"""Records of an archive as the register counts them: a line without a word of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from api.kit.canonical import canonical
from api.kit.lines import MAX_LINE
from api.kit.schemas import Date, Digest, Instant, LaxRequestModel, Line
from api.kit.urls import MAX_URL, normalised
from api.statistics.repository import AGE_CHECK
from api.texts.noise_json_lines import parse_object
from textfile.pydantic_messages import message_of
from textfile.text import Text

CHANNEL = "archive"
"""The channel of a report whose archive names none."""
COUNTED_BESIDE = ("received_at", "channel", "address", "set_aside", "register", "notices")
"""Keys that a report of an archive has to be counted by, and that are not of the report itself."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _noon(value: Any) -> Any:
    """The middle of a day that is written without an hour: the same day in any zone of France."""
    return f"{value}T12:00:00Z" if isinstance(value, str) and _DAY.fullmatch(value) else value


ArchiveMoment = Annotated[Instant, BeforeValidator(_noon)]
"""A moment, or a day."""
_Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
_Check = Literal["online", "offline", "moved", "unreachable"]
_Origin = Literal["public", "inhope", "partner", "authority", "own"]


class ArchivedNotice(LaxRequestModel):
    """Notice that left, and what came back."""

    recipient: _Code
    sent_at: ArchiveMoment
    kind: _Code = "notice"
    offence: Line | None = None
    provider: Line | None = None
    receipt_at: ArchiveMoment | None = None
    answered_at: ArchiveMoment | None = None
    answer: _Code | None = None
    removed_at: ArchiveMoment | None = None
    check_1: _Check | None = None
    check_3: _Check | None = None
    check_7: _Check | None = None
    contested: _Code | None = None


class ArchivedDecision(LaxRequestModel):
    """Decision in force on a report. `field`: the field of the offence when it was decided."""

    offence: Line | None = None
    kind: Literal["none_applies", "noise", "out_of_scope"] = "none_applies"
    field: _Code | None = None
    suggested: Line | None = None
    suggested_field: _Code | None = None
    at: ArchiveMoment | None = None


class ArchivedEntry(LaxRequestModel):
    """Register entry of a report."""

    origin: _Origin = "public"
    service: _Code | None = None
    tld: Annotated[str, Field(max_length=63, pattern=r"^[^\s.]+$")] | None = None
    hosting_country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    typology: _Code | None = None
    victim_age: _Code | None = None
    victim_sex: _Code | None = None
    classification: _Code | None = None
    commerciality: _Code | None = None


class ArchivedReport(LaxRequestModel):
    """Report of an archive, as the register counts it. What else its line says is left out.

    `main`: the offence suggested; `age_check`: the value of that fact; `address`: the digest of its
    address.
    """

    model_config = ConfigDict(extra="ignore")

    received_at: ArchiveMoment
    channel: _Code = CHANNEL
    address: Digest | None = None
    url: Annotated[str, Field(max_length=MAX_URL)] | None = Field(None, exclude=True)
    reported_category: Annotated[str, Field(max_length=200)] | None = None
    set_aside: bool = False
    main: Line | None = None
    age_check: Line | None = None
    date_of_decision: Date | None = Field(None, exclude=True)
    decision: ArchivedDecision | None = None
    register_: ArchivedEntry | None = Field(None, alias="register")
    notices: Annotated[tuple[ArchivedNotice, ...], Field(max_length=100)] = ()


def bare_line(raw: bytes) -> bytes | Text:
    """The record of a line as it is counted, without its end: no word, and of its address a digest.
    The record of a record is itself. What is wrong with the line, where it is none.
    """
    if len(raw) > MAX_LINE:
        return Text(fr=f"ligne de plus de {MAX_LINE} octets", en=f"a line of more than {MAX_LINE} bytes")
    data = parse_object(raw)
    if isinstance(data, Text):
        return data
    try:
        report = ArchivedReport.model_validate({**_read_beside(data), **data})
    except ValidationError as error:
        return _faults(error)
    record = report.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if report.url is not None and (address := normalised(report.url)) is not None:
        record["address"] = hashlib.sha256(address.encode()).hexdigest()
    if report.decision is not None:
        day = report.date_of_decision
        record["decision"]["at"] = record["decision"].get("at") or (
            record["received_at"] if day is None else _noon(day.isoformat())
        )
    return canonical(record)


def _read_beside(data: Mapping[str, Any]) -> dict[str, Any]:
    """What other keys of a line say of it: the answer that was given, the age check among its
    facts.
    """
    answer, facts = data.get("answer"), data.get("facts")
    check = facts.get(AGE_CHECK) if isinstance(facts, Mapping) else None
    return {
        "main": answer.get("main") if isinstance(answer, Mapping) else None,
        "age_check": check.get("value") if isinstance(check, Mapping) else check,
    }


def _faults(error: ValidationError) -> Text:
    said = [(".".join(map(str, fault["loc"])), message_of(fault)) for fault in error.errors(include_input=False)]
    return Text(
        fr=" ; ".join(f"`{place}` : {what.fr}" for place, what in said),
        en="; ".join(f"`{place}`: {what.en}" for place, what in said),
    )
