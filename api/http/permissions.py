"""Permission dependencies: one alias each, for the signature of a route to name."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.http.identity import Identity, needs
from api.kit.permissions import Permission

CanCreateReports = Annotated[Identity, Depends(needs(Permission.REPORTS_CREATE))]
CanReadReports = Annotated[Identity, Depends(needs(Permission.REPORTS_READ))]
CanDecideReports = Annotated[Identity, Depends(needs(Permission.REPORTS_DECIDE))]
CanReviewReports = Annotated[Identity, Depends(needs(Permission.REPORTS_REVIEW))]
CanReadContacts = Annotated[Identity, Depends(needs(Permission.CONTACT_READ))]
CanStateFacts = Annotated[Identity, Depends(needs(Permission.FACTS_STATE))]
CanAskQualifications = Annotated[Identity, Depends(needs(Permission.QUALIFICATIONS_ASK))]
CanReadQualifications = Annotated[Identity, Depends(needs(Permission.QUALIFICATIONS_READ))]
CanAskNoise = Annotated[Identity, Depends(needs(Permission.NOISE_ASK))]
CanReadLaw = Annotated[Identity, Depends(needs(Permission.LAW_READ))]
CanDraftRules = Annotated[Identity, Depends(needs(Permission.RULES_DRAFT))]
CanSignRules = Annotated[Identity, Depends(needs(Permission.RULES_SIGN))]
CanPublishRules = Annotated[Identity, Depends(needs(Permission.RULES_PUBLISH))]
CanReadAudit = Annotated[Identity, Depends(needs(Permission.AUDIT_READ))]
CanExportAudit = Annotated[Identity, Depends(needs(Permission.AUDIT_EXPORT))]
CanReadNotices = Annotated[Identity, Depends(needs(Permission.NOTICES_READ))]
CanActOnNotices = Annotated[Identity, Depends(needs(Permission.NOTICES_ACT))]
CanStateFollowUp = Annotated[Identity, Depends(needs(Permission.FOLLOWUP_STATE))]
CanCreateChecks = Annotated[Identity, Depends(needs(Permission.CHECKS_CREATE))]
CanReviewContestations = Annotated[Identity, Depends(needs(Permission.CONTESTATIONS_REVIEW))]
CanReadHosts = Annotated[Identity, Depends(needs(Permission.HOSTS_READ))]
CanManageHosts = Annotated[Identity, Depends(needs(Permission.HOSTS_MANAGE))]
CanReadStatistics = Annotated[Identity, Depends(needs(Permission.STATISTICS_READ))]
CanReadMetrics = Annotated[Identity, Depends(needs(Permission.METRICS_READ))]
CanManageAccounts = Annotated[Identity, Depends(needs(Permission.ACCOUNTS_MANAGE))]
CanManageJobs = Annotated[Identity, Depends(needs(Permission.JOBS_MANAGE))]
CanRunRetention = Annotated[Identity, Depends(needs(Permission.RETENTION_RUN))]
Myself = Annotated[Identity, Depends(needs(Permission.SELF))]
