"""What the page of jobs shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Option, Status


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job. `when`: what its state says of time, then since when it was asked for; `fault` is
    empty where its last step passed.
    """

    id: str
    title: str
    status: Status
    state: str
    notes: tuple[str, ...]
    when: tuple[str, ...]
    attempts: int
    fault: str
    may_retry: bool
    may_stop: bool


@dataclass(frozen=True, kw_only=True)
class JobsPage(Page):
    """Jobs of the service, and what may be done to each."""

    template: ClassVar[str] = "jobs/jobs.html"
    section: ClassVar[str] = "jobs"

    jobs: tuple[JobLine, ...] = field(metadata=help_text("Jobs, the last one asked for first."))
    failed: int = field(metadata=help_text("How many jobs have failed, whatever the filters."))
    states: tuple[Option, ...] = field(metadata=help_text("The states to choose from."))
    kinds: tuple[Option, ...] = field(metadata=help_text("The kinds to choose from."))
    state: str = field(metadata=help_text("The state that is filtered on; empty for all."))
    kind: str = field(metadata=help_text("The kind that is filtered on; empty for all."))
    following: str = field(metadata=help_text("The query of the page of earlier jobs; empty where there is none."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What was refused."))
    message: str = field(metadata=help_text("What has just been done."))
