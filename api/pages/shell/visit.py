"""Page visit: a request, who sends it, and the services that answer it, as every page function
receives them.

A route asks for one by the permission that it needs; a session stays beside it, for reading or for
writing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.db.sessions import ReadSession
from api.http.identity import Identity, authorize, requires
from api.http.services import Services, services_of
from api.kit.permissions import Permission
from api.kit.preferences import language_of
from api.pages.shell.contexts import Context
from api.pages.shell.layout import Shell, shell_of
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from textfile.text import Language


@dataclass(frozen=True)
class Visit:
    """A request from somebody who may make it."""

    request: Request
    who: Identity
    services: Services

    @property
    def account(self) -> str:
        """The account of who sends it."""
        return self.who.account

    @cached_property
    def language(self) -> Language:
        """The language of the page."""
        return language_of(self.request)

    @property
    def say(self) -> Say:
        """The words of today's law."""
        return Say(self.services.editions.current().ruleset, self.language)

    def may(self, permission: Permission) -> bool:
        """True when who sends it holds a permission."""
        return self.who.may(permission)

    def shell(self, session: ReadSession) -> Shell:
        """The surroundings of the page, asked for in a session that is open."""
        return shell_of(self.request, session)

    def render(self, context: Context, status: int = 200, shell: Shell | None = None) -> HTMLResponse:
        """A page or a fragment; `shell`: its surroundings, where they are known already."""
        return render(self.request, context, status, shell)


def visit_with(permission: Permission) -> Callable[..., Awaitable[Visit]]:
    """A dependency that lets through whoever holds a permission, and gives their visit."""

    @requires(permission)
    async def visit(request: Request) -> Visit:
        return Visit(request, await authorize(request, permission), services_of(request))

    return visit


OwnVisit = Annotated[Visit, Depends(visit_with(Permission.SELF))]
"""Of anybody signed in, about themselves."""
EntryVisit = Annotated[Visit, Depends(visit_with(Permission.REPORTS_CREATE))]
CaseVisit = Annotated[Visit, Depends(visit_with(Permission.REPORTS_DECIDE))]
ContactVisit = Annotated[Visit, Depends(visit_with(Permission.CONTACT_READ))]
TrialVisit = Annotated[Visit, Depends(visit_with(Permission.QUALIFICATIONS_ASK))]
SettlementVisit = Annotated[Visit, Depends(visit_with(Permission.REPORTS_REVIEW))]
AnswerVisit = Annotated[Visit, Depends(visit_with(Permission.QUALIFICATIONS_READ))]
BoardVisit = Annotated[Visit, Depends(visit_with(Permission.NOTICES_READ))]
NoticeVisit = Annotated[Visit, Depends(visit_with(Permission.NOTICES_ACT))]
ContestationVisit = Annotated[Visit, Depends(visit_with(Permission.CONTESTATIONS_REVIEW))]
HostsVisit = Annotated[Visit, Depends(visit_with(Permission.HOSTS_READ))]
HostChangeVisit = Annotated[Visit, Depends(visit_with(Permission.HOSTS_MANAGE))]
StatisticsVisit = Annotated[Visit, Depends(visit_with(Permission.STATISTICS_READ))]
AgreementVisit = Annotated[Visit, Depends(visit_with(Permission.AUDIT_READ))]
AccountsVisit = Annotated[Visit, Depends(visit_with(Permission.ACCOUNTS_MANAGE))]
MeasuresVisit = Annotated[Visit, Depends(visit_with(Permission.METRICS_READ))]
RulesVisit = Annotated[Visit, Depends(visit_with(Permission.LAW_READ))]
RulesDraftVisit = Annotated[Visit, Depends(visit_with(Permission.RULES_DRAFT))]
RulesSignVisit = Annotated[Visit, Depends(visit_with(Permission.RULES_SIGN))]
RulesPublishVisit = Annotated[Visit, Depends(visit_with(Permission.RULES_PUBLISH))]
JobsVisit = Annotated[Visit, Depends(visit_with(Permission.JOBS_MANAGE))]
ErasureVisit = Annotated[Visit, Depends(visit_with(Permission.RETENTION_RUN))]
"""Each by the right that its pages need."""
