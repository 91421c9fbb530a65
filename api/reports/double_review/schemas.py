"""Second readings and agreement as told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from api.kit.ids import pattern
from api.kit.schemas import Prose, RequestModel, ResponseModel
from api.reports.rates import Rate
from api.reports.schemas import DecisionKind, Suggestion
from textfile.text import Unfit

SecondId = Annotated[str, Field(pattern=pattern("sec"))]
Stands: TypeAlias = Literal["first", "second", "other"]
"""Whose conclusion stands after a disagreement."""


class KappaRead(ResponseModel):
    """Cohen's kappa; without a value, or without bounds, `why` says what is missing."""

    of: int = Field(description="Secondes lectures sur lesquelles il porte.")
    value: float | None
    low: float | None
    high: float | None
    why: Literal["too_few", "one_conclusion", "no_disagreement"] | None = Field(
        description="`too_few` : trop peu de secondes lectures ; `one_conclusion` : toujours la même conclusion ; "
        "`no_disagreement` : aucun désaccord vu, l'intervalle n'est pas défini."
    )


class AgreementFigure(ResponseModel):
    """The agreement on a field or on an offence."""

    of: str
    share: Rate = Field(description="Part brute d'accord, avec son intervalle exact.")
    kappa: KappaRead = Field(description="Accord corrigé du hasard.")


class Agreement(ResponseModel):
    """The agreement between two readers who did not know each other's conclusion. No figure is
    about a person.
    """

    method: str
    level: float = Field(description="Confiance des intervalles.")
    least: int = Field(description="Secondes lectures en dessous desquelles le kappa n'est pas donné.")
    read_twice: int
    to_settle: int = Field(description="Désaccords que personne n'a tranchés.")
    settled: dict[str, int] = Field(description="Désaccords tranchés : pour la première, la seconde, ou autrement.")
    fields: list[AgreementFigure] = Field(description="Par champ : les secondes lectures que sa part a tirées.")
    offences: list[AgreementFigure] = Field(
        description="Par infraction : part de celles où l'une des deux lectures au moins l'a retenue, et les deux l'ont fait ; "
        "le kappa l'oppose à toute autre conclusion dans son champ."
    )


class NamedDisagreement(ResponseModel):
    """A disagreement that waits for a reviewer."""

    id: str
    field: str
    decided_at: datetime
    own: bool = Field(description="Une des deux lectures est la vôtre : une autre personne tranche.")


class SecondReadingQueue(ResponseModel):
    """Queue of second readings. No report is named: whoever looks one up first would not read it
    blind.
    """

    waiting: int = Field(description="Décisions à relire.")
    yours: int = Field(description="Celles que vous pouvez prendre.")
    tomorrow: int = Field(description="Tirées aujourd'hui : à relire demain.")
    in_progress: str | None = Field(alias="held", description="La relecture que vous avez commencée.")
    to_settle: list[NamedDisagreement] = Field(description="Désaccords à trancher, pour qui le peut ; vide sinon.")


class SecondReading(ResponseModel):
    """A report as it came in, and what its second reader made of it: nothing of the first reading.
    `version` is its ETag.
    """

    id: str
    version: int
    held_until: datetime | None
    received_at: datetime
    channel: str
    reported_category: str | None
    url: str | None
    text: str | None
    comment: str | None
    date_of_facts: str | None
    raised: list[str]
    facts: dict[str, Any] = Field(description="Les faits sur lesquels porte cette relecture, comme à l'envoi.")
    qualification: Suggestion = Field(description="La réponse à ces faits ; entière dans `/v1/qualifications/{id}`.")


class SecondReadingAssignment(ResponseModel):
    """The reading held for who asked; none when there is none for them."""

    reading: SecondReading | None


class ReviewConclusion(ResponseModel):
    """Conclusion of one of the two readers."""

    kind: DecisionKind
    offence: str | None
    suggested: str | None
    reason: str | None
    qualification: str | None
    decided_by: str
    decided_at: datetime


class Settlement(ResponseModel):
    """Settlement of a disagreement: the conclusion that stands."""

    conclusion: Stands
    decision: str = Field(description="La décision qui tient.")
    reason: str | None
    settled_by: str
    settled_at: datetime


class ReviewConclusions(ResponseModel):
    """Both readings, once the second is ended."""

    id: str
    report: str
    agrees: bool
    first: ReviewConclusion
    second: ReviewConclusion
    settled: Settlement | None


class SettlementCreate(RequestModel):
    """The conclusion that stands, and why. `wanted` goes with `other`: an offence, `none_applies`,
    `noise` or `out_of_scope`.
    """

    conclusion: Stands
    wanted: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    reason: Annotated[Prose, Field(max_length=2_000, pattern=r"\S")]

    @model_validator(mode="after")
    def _other_says_which(self) -> SettlementCreate:
        if (self.conclusion == "other") != (self.wanted is not None):
            raise Unfit("`wanted` va avec `other`, et seulement avec", "`wanted` goes with `other`, and only with it")
        return self
