"""Form of a report by telephone or e-mail, read as the report that a machine would have sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Form
from pydantic import BaseModel, ConfigDict, ValidationError

from api.kit.problems import Problem
from api.kit.schemas import MAX_TEXT
from api.kit.typography import typeset
from api.kit.urls import MAX_URL
from api.pages.shell.parts import FieldError
from api.pages.shell.say import Say
from api.reports.schemas import ReportCreate

FIELDS = ("url", "text", "comment", "category", "day", "channel", "reporter", "email", "phone")
CHANNELS = ("phone", "email", "form", "partner")
"""How a report reaches somebody who writes it down; a machine sends its own."""
LONGEST: Mapping[str, int] = {
    "url": MAX_URL,
    "text": MAX_TEXT,
    "comment": MAX_TEXT,
    "category": 200,
    "reporter": 200,
    "email": 320,
    "phone": 50,
}
"""The most characters that each field takes."""
Sent = Annotated[str, Form()]
_PLACES = {"reported_category": "category", "date_of_facts": "day", "name": "reporter"}


class EntryForm(BaseModel):
    """Form of a report entered by hand, its fields in the order of `FIELDS`; `key` makes the same
    form sent twice one report.
    """

    model_config = ConfigDict(frozen=True)

    url: Sent = ""
    text: Sent = ""
    comment: Sent = ""
    category: Sent = ""
    day: Sent = ""
    channel: Sent = ""
    reporter: Sent = ""
    email: Sent = ""
    phone: Sent = ""
    key: Sent = ""

    @property
    def values(self) -> dict[str, str]:
        """Text of each field, without the space around it."""
        return {name: getattr(self, name).replace("\r\n", "\n").strip() for name in FIELDS}


def read(values: Mapping[str, str], say: Say, today: date) -> ReportCreate | tuple[FieldError, ...]:
    """The report, or what is wrong in the form."""
    long = [
        FieldError(name, say.t("entry.too_long", n=most)) for name, most in LONGEST.items() if len(values[name]) > most
    ]
    if long:
        return tuple(long)
    if not (values["url"] or values["text"] or values["comment"]):
        return (FieldError("text", say.t("entry.nothing")),)
    if values["channel"] not in CHANNELS:
        return (FieldError("channel", say.t("entry.channel_wrong")),)
    try:
        report = ReportCreate.model_validate(_plain(values))
        if report.date_of_facts is not None and report.date_of_facts > today.isoformat():
            return (FieldError("day", say.t("entry.day_future")),)
        return report
    except ValidationError as error:
        wrong = [str(e["loc"][-1]) for e in error.errors(include_url=False, include_input=False)]
        return refusals(wrong, say)


def _plain(values: Mapping[str, str]) -> dict[str, Any]:
    named = (("name", "reporter"), ("email", "email"), ("phone", "phone"))
    contact = {key: values[field] for key, field in named if values[field]}
    told = {
        "channel": values["channel"],
        "url": values["url"],
        "text": values["text"],
        "comment": values["comment"],
        "reported_category": values["category"],
        "date_of_facts": values["day"],
        "contact": contact,
    }
    return {key: value for key, value in told.items() if value}


def refused(problem: Problem, say: Say) -> tuple[FieldError, ...]:
    """Errors of a report that the service refuses, each beside its field.

    Raises:
        Problem: what is no matter of a field.
    """
    if problem.kind.code != "invalid-request":
        raise problem
    told: dict[str, FieldError] = {}
    for fault in problem.faults:
        name = _field(fault.pointer.rpartition("/")[2])
        told.setdefault(name, FieldError(name, typeset(fault.sentences(say.language), say.language)))
    return tuple(told.values())


def _field(name: str) -> str:
    """The field of the form that a part of a report is written in."""
    place = _PLACES.get(name, name)
    return place if place in FIELDS else "text"


def refusals(wrong: list[str], say: Say) -> tuple[FieldError, ...]:
    """Fields of a report that cannot be kept, said of those of the form."""
    return tuple(
        FieldError(name, say.t("entry.day_wrong" if name == "day" else "entry.wrong"))
        for name in dict.fromkeys(map(_field, wrong))
    )
