"""Response models of the quality of the rules. Codes only; counts are not kept secret, and are not
to be published.
"""

from __future__ import annotations

from pydantic import Field

from api.kit.schemas import ResponseModel
from api.rules.clause_facts import ClausePart
from api.statistics.schemas import RatioRead


class OverrideRead(ResponseModel):
    """What was decided where an offence was suggested: another offence, or none and why."""

    kind: str
    offence: str | None
    count: int


class UnsuggestedRead(ResponseModel):
    """What was suggested where an offence was retained; null: nothing."""

    suggested: str | None
    count: int


class OffenceQualityRead(ResponseModel):
    """Decisions about an offence: suggested as main, retained then, replaced by what; retained
    while something else was suggested.
    """

    offence: str
    suggested: int
    retained: int
    share: RatioRead | None
    overridden: list[OverrideRead]
    unsuggested: list[UnsuggestedRead]


class ClauseQualityRead(ResponseModel):
    """A clause of an offence that was suggested: share of reports in which a presumed fact that it
    reads was corrected or withdrawn.
    """

    offence: str
    part: ClausePart
    clause: str
    share: RatioRead


class CueQualityRead(ResponseModel):
    """A cue of the lexicons: outcomes of its presumptions, and the share wrong of those judged."""

    cue: str
    file: str | None
    confirmed: int
    corrected: int
    withdrawn: int
    unjudged: int
    share: RatioRead | None


class QualityRead(ResponseModel):
    """The quality of the rules over a period."""

    from_: str = Field(alias="from", description="Premier jour, compris.")
    to: str = Field(description="Dernier jour, compris.")
    timezone: str
    decisions: int
    offences: list[OffenceQualityRead]
    clauses: list[ClauseQualityRead]
    cues: list[CueQualityRead]
