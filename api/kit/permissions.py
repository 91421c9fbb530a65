"""Permissions and the roles that grant them. Each route's signature names one permission, or says
that anyone may call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Permission(StrEnum):
    """Permission to do one thing."""

    REPORTS_CREATE = "reports:create"
    REPORTS_READ = "reports:read"
    REPORTS_DECIDE = "reports:decide"
    REPORTS_REVIEW = "reports:review"
    CONTACT_READ = "contact:read"
    FACTS_STATE = "facts:state"
    QUALIFICATIONS_ASK = "qualifications:ask"
    QUALIFICATIONS_READ = "qualifications:read"
    NOISE_ASK = "noise:ask"
    LAW_READ = "law:read"
    RULES_DRAFT = "rules:draft"
    RULES_SIGN = "rules:sign"
    RULES_PUBLISH = "rules:publish"
    AUDIT_READ = "audit:read"
    AUDIT_EXPORT = "audit:export"
    NOTICES_READ = "notices:read"
    NOTICES_ACT = "notices:act"
    FOLLOWUP_STATE = "followup:state"
    CHECKS_CREATE = "checks:create"
    CONTESTATIONS_REVIEW = "contestations:review"
    HOSTS_READ = "hosts:read"
    HOSTS_MANAGE = "hosts:manage"
    STATISTICS_READ = "statistics:read"
    METRICS_READ = "metrics:read"
    ACCOUNTS_MANAGE = "accounts:manage"
    RETENTION_RUN = "retention:run"
    JOBS_MANAGE = "jobs:manage"
    SELF = "self"


class Role(StrEnum):
    """Role of somebody at the hotline."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"
    POLICY_EDITOR = "policy_editor"
    POLICY_APPROVER = "policy_approver"
    INTEGRATOR = "integrator"
    ADMINISTRATOR = "administrator"


_P = Permission
_ANALYST = frozenset(
    {
        _P.REPORTS_CREATE,
        _P.REPORTS_READ,
        _P.REPORTS_DECIDE,
        _P.FACTS_STATE,
        _P.QUALIFICATIONS_ASK,
        _P.QUALIFICATIONS_READ,
        _P.NOISE_ASK,
        _P.NOTICES_READ,
        _P.NOTICES_ACT,
        _P.FOLLOWUP_STATE,
        _P.CHECKS_CREATE,
        _P.HOSTS_READ,
        _P.STATISTICS_READ,
        _P.LAW_READ,
        _P.SELF,
    }
)
_POLICY = frozenset({_P.QUALIFICATIONS_ASK, _P.QUALIFICATIONS_READ, _P.STATISTICS_READ, _P.LAW_READ, _P.SELF})
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ANALYST: _ANALYST,
    Role.REVIEWER: _ANALYST
    | {_P.REPORTS_REVIEW, _P.CONTESTATIONS_REVIEW, _P.HOSTS_MANAGE, _P.CONTACT_READ, _P.AUDIT_READ, _P.RULES_SIGN},
    Role.POLICY_EDITOR: _POLICY | {_P.RULES_DRAFT, _P.RULES_SIGN},
    Role.POLICY_APPROVER: _POLICY | {_P.RULES_DRAFT, _P.RULES_SIGN, _P.RULES_PUBLISH, _P.AUDIT_READ},
    Role.INTEGRATOR: frozenset(
        {
            _P.REPORTS_CREATE,
            _P.REPORTS_READ,
            _P.FACTS_STATE,
            _P.QUALIFICATIONS_ASK,
            _P.QUALIFICATIONS_READ,
            _P.NOISE_ASK,
            _P.FOLLOWUP_STATE,
            _P.CHECKS_CREATE,
            _P.LAW_READ,
            _P.METRICS_READ,
            _P.SELF,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            _P.ACCOUNTS_MANAGE,
            _P.HOSTS_READ,
            _P.HOSTS_MANAGE,
            _P.AUDIT_READ,
            _P.AUDIT_EXPORT,
            _P.STATISTICS_READ,
            _P.METRICS_READ,
            _P.LAW_READ,
            _P.RETENTION_RUN,
            _P.JOBS_MANAGE,
            _P.SELF,
        }
    ),
}
"""An administrator runs the service and reads no report; nobody's role contains another's by
accident.
"""


def granted(roles: Iterable[str]) -> frozenset[Permission]:
    """Permissions that these roles grant together. A role that the code no longer knows grants
    nothing.
    """
    return _granted(tuple(roles))


@lru_cache(256)
def _granted(roles: tuple[str, ...]) -> frozenset[Permission]:
    """The same, worked out once: every request asks for those of its caller."""
    known = [Role(name) for name in roles if name in set(Role)]
    return frozenset().union(*(GRANTS[role] for role in known))
