"""Follow-up parameters, what is expected after a transmission and when:
`rulesets/parameters/suivi.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_file
from engine.language.names import LawNames
from engine.model.routing import Recipient
from textfile.diagnostics import Diagnostic
from textfile.reader import Document
from textfile.text import Text

FILE = Path("parameters/suivi.yaml")
Hours = Annotated[int, Field(ge=1, le=24 * 365)]
Sure = Literal["T", "S", "M", "AV"]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answers(_Frozen):
    """Answer deadlines: how long a recipient is left without an answer, in hours."""

    reminder_hours: Hours
    escalation_hours: Hours


class AuthorityRequest(_Frozen):
    """Request of an authority to a host, and the time it has, in hours from reception."""

    label: Text
    hours: Hours
    text: str
    sure: Sure


class Complaint(_Frozen):
    """Complaint period: how long a notifier may complain about a provider's decision, in months."""

    months: int = Field(ge=1, le=120)
    text: str
    sure: Sure


class FollowUp(_Frozen):
    """The parameters of follow-up."""

    answers: Mapping[str, Answers]
    contestation_hours: Hours
    requests: Mapping[str, AuthorityRequest]
    complaint: Complaint


class FollowUpFile(BaseModel):
    """`parameters/suivi.yaml`."""

    model_config = ConfigDict(extra="forbid")

    followup: FollowUp


def open_followup(rulesets: Path | None) -> FollowUp:
    """The parameters of a folder of rules, or the shipped ones when it has none.

    Raises:
        RulesetError: the file cannot be used.
    """
    return read_rules_file(FollowUpFile, FILE, rulesets).followup


def check_followup(root: Path, law: LawNames) -> list[Diagnostic]:
    """What is wrong in the file of a folder."""

    def names(file: FollowUpFile, document: Document) -> Iterator[Diagnostic]:
        answers = file.followup.answers
        yield from NameChecks(document, law).keys_of(
            "destinataire inconnu", answers, get_args(Recipient), "followup", "answers"
        )

    return read_for_check(FollowUpFile, FILE, root).with_names(names)
