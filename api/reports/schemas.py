"""Reports as given and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Discriminator, Field, Tag, model_validator

from api.kit.batch_faults import EVERY_FAULT
from api.kit.ids import pattern
from api.kit.schemas import MAX_TEXT, Day, Instant, Line, Prose, RequestModel, ResponseModel
from api.kit.urls import MAX_URL
from api.reports.address_schemas import ContentAddressRead
from api.reports.register_schemas import RegisterUpdate
from api.rules.dangers import Danger, DangerBrief
from api.texts.channels import Channel
from api.texts.fact_readers import FactReader
from engine.model.knowledge import Voice
from textfile.text import Unfit

ReportId = Annotated[str, Field(pattern=pattern("rep"))]
State = Literal["open", "low_priority", "duplicate", "prequalified", "decided", "noise", "out_of_scope"]
DecisionKind = Literal["accept", "correct", "none_applies", "noise", "out_of_scope"]
FactName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[a-z][a-z0-9_]*$")]
Facts = Annotated[dict[FactName, Any], Field(max_length=500)]
_DANGER = (
    "Le danger pour une personne, quelle que soit la qualification : établi ou présumé par les faits, ou à vérifier (`to_check`) quand le lecteur "
    "seul l'indique."
)
By = Literal["hash", "text", "near_text", "comment", "url"]
"""How two reports are known to be of one content, the strongest first. `comment`: no text, the same
comment at the same address.
"""
Raised = Annotated[list[Line], Field(max_length=100)]
NoiseReason = Annotated[
    str,
    Field(
        description="`score` : le seuil décide. `sans_certificat`, `certificat_suspendu` : rien n'est écarté. `sans_lecteur`, `defaillance` : gardé, rien "
        "n'a pu le lire. `contenu_absent` : gardé, le commentaire renvoie à un contenu que personne n'a donné. `gravite_…` : gardé, il peut être grave. "
        "`champ_sans_certificat` : gardé, il peut relever d'un champ sur lequel aucun certificat ne promet. `bruit_non_reconnu` : gardé, rien n'y fait "
        "reconnaître un genre de bruit. `modele` : mis de côté, puis remis en file par la lecture du serveur de modèle. `deja_signale`, ou ce qui fait garder quel que soit le score."
    ),
]


MOST_REPORTS = 2_000
"""Of a batch, whatever `max_batch` says: what is beyond is not read."""


class ContentHash(RequestModel):
    """A digest of the content computed by somebody else: nothing is ever fetched."""

    algorithm: Literal["md5", "sha1", "sha256", "sha512", "pdq"]
    value: str = Field(min_length=16, max_length=128, pattern=r"^[0-9a-fA-F]+$")


class ReporterContact(RequestModel):
    """Contact details of a reporter. Encrypted, kept apart, erased first."""

    name: Annotated[Prose, Field(max_length=200)] | None = None
    email: Annotated[Prose, Field(max_length=320)] | None = None
    phone: Annotated[Prose, Field(max_length=50)] | None = None


class ReportCreate(RequestModel):
    """A reported content: its words, those of the reporter, its address as given, facts if some are
    known. Never an image.
    """

    reference: Line | None = Field(None, description="Votre propre numéro.")
    channel: Channel = "api"
    url: Annotated[Prose, Field(max_length=MAX_URL)] | None = None
    text: Annotated[Prose, Field(max_length=MAX_TEXT)] | None = Field(None, description="Les mots du contenu.")
    comment: Annotated[Prose, Field(max_length=MAX_TEXT)] | None = Field(
        None,
        description="Ce que dit le signalant. Ses indices donnent des faits présumés, selon lui ; ceux du texte l'emportent.",
    )
    reported_category: Line | None = Field(
        None, description="Choisie par le signalant. Elle compte dans la file et le filtre, non dans la qualification."
    )
    date_of_facts: Day | None = None
    facts: Facts = Field(
        {},
        description="`fait: valeur`, ou `{value, standing, source, span, span_in}` ; voir `/v1/facts`. `standing: disputed` : discuté, donc inconnu de la réponse.",
    )
    raised: Raised = Field([], description="Points à examiner, `infraction/nom`.")
    hashes: Annotated[list[ContentHash], Field(max_length=20)] = []
    register_: Annotated[RegisterUpdate | None, Field(alias="register")] = Field(
        None, description="Ce que le registre sait déjà du contenu : origine, partenaire, adresse IP, codes."
    )
    contact: ReporterContact | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ReportCreate:
        if not (self.url or self.text or self.comment or self.facts or self.hashes):
            raise Unfit(
                "donner au moins `url`, `text`, `comment`, `facts` ou `hashes`",
                "give at least `url`, `text`, `comment`, `facts` or `hashes`",
                "text",
            )
        return self


class ReportBatch(RequestModel):
    """Several reports, all stored or none."""

    reports: Annotated[list[ReportCreate], Field(min_length=1, max_length=MOST_REPORTS, fail_fast=True), EVERY_FAULT]


def _which(value: Any) -> str:
    return "#batch" if isinstance(value, ReportBatch) or (isinstance(value, dict) and "reports" in value) else "#one"


Incoming = Annotated[
    Annotated[ReportCreate, Tag("#one")] | Annotated[ReportBatch, Tag("#batch")],
    Discriminator(_which),
]
"""One report, or a batch."""


class DuplicateOf(ResponseModel):
    """The report on the same content that speaks for this one, and how it is known. A machine is
    told of its own alone.
    """

    report: str
    by: By
    score: float


class Prequalification(ResponseModel):
    """A decision on the same content, carried over: to confirm, not to redo. A machine is told of
    those on what it sent alone.
    """

    decision: str
    report: str
    kind: DecisionKind
    offence: str | None
    by: str


class OtherAddressRead(ResponseModel):
    """Another address at which the same words or content were reported."""

    report: str
    url: str
    by: By
    state: State
    decided_with: bool = Field(description="Décider de ce signalement décide aussi de celui-là.")


class Suggestion(ResponseModel):
    """The latest answer, in short."""

    id: str
    issue: str
    main: str | None
    prudent: bool
    to_confirm: bool = Field(
        description="L'infraction suggérée est établie, mais pas par les seuls faits confirmés : « établi, à confirmer »."
    )


class NoiseRead(ResponseModel):
    """Verdict of the noise filter: probability that somebody must see it, decision, why, under
    which certificates.
    """

    score: float | None = Field(description="null : rien n'a lu le signalement.")
    decision: Literal["keep", "set_aside"]
    reason: NoiseReason
    certificate: str | None = Field(description="Empreintes des certificats, séparées par une espace.")
    field: str | None = Field(description="Champ le plus probable ; `none` : aucun ; null : rien ne l'a lu.")
    audit: bool = Field(description="Écarté, et tiré au sort pour être relu.")
    review: Literal["confirmed", "restored"] | None = Field(description="Ce qu'une personne en a dit.")


class Priority(ResponseModel):
    """The rank in the queue, the lowest first, and the rule that gives it."""

    rank: int
    reason: str | None


class ReportReceipt(ResponseModel):
    """A stored report, and what is suggested of it."""

    id: str
    reference: str | None
    danger: Danger | None = Field(description=_DANGER)
    state: State
    noise: NoiseRead | None
    priority: Priority
    same: DuplicateOf | None
    prequalification: Prequalification | None
    qualification: Suggestion


class BatchReceipt(ResponseModel):
    """Receipts of a batch, in the order given."""

    reports: list[ReportReceipt]


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """Query parameters of the list of reports."""

    state: State | None = None
    channel: Channel | None = None
    category: Annotated[Line | None, Query(description="Catégorie choisie par le signalant.")] = None
    reference: Annotated[Line | None, Query(description="Numéro donné à l'envoi.")] = None
    offence: Annotated[Line | None, Query(description="Infraction suggérée en premier.")] = None
    issue: Annotated[Line | None, Query(description="Issue de la dernière réponse.")] = None
    received_from: Annotated[Instant | None, Query(description="Reçus à partir de cet instant.")] = None
    received_before: Annotated[Instant | None, Query(description="Reçus avant cet instant.")] = None


class ReportSummary(ResponseModel):
    """A report in a list: nothing that anybody wrote."""

    id: str
    reference: str | None
    channel: str
    danger: DangerBrief | None = Field(description=_DANGER)
    state: State
    received_at: datetime
    reported_category: str | None
    date_of_facts: date | None
    issue: str | None
    main: str | None
    to_confirm: bool
    noise_score: float | None
    noise_reason: NoiseReason | None
    priority: int
    priority_reason: str | None
    same_as: str | None


class FactRead(ResponseModel):
    """A fact as stated, and by whom."""

    id: str
    fact: str
    value: Any
    standing: Literal["confirmed", "presumed", "disputed"]
    source: str | None
    span: list[int] | None
    span_in: Voice | None = Field(description="Où se lit le passage : `text`, le contenu ; `comment`, le signalant.")
    reader: FactReader | None = Field(
        description="Qui l'a lu dans les mots : `lexicons`, les lexiques ; `embedded`, le lecteur embarqué ; `model`, un serveur de modèle."
    )
    stated_by: str
    stated_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class DecisionRead(ResponseModel):
    """Decision on a report."""

    id: str
    kind: DecisionKind
    offence: str | None
    suggested: str | None
    reason: str | None
    qualification: str | None
    confirmation: str | None = Field(
        description="Réponse gardée depuis, la même à des faits confirmés près : les notifications reposent sur elle."
    )
    carried_from: str | None
    decided_by: str
    decided_at: datetime
    undone_by: str | None
    undone_at: datetime | None


class ReportRead(ResponseModel):
    """A whole report. `version` is its ETag."""

    id: str
    version: int
    reference: str | None
    channel: str
    source: str
    danger: Danger | None = Field(description=_DANGER)
    state: State
    noise: NoiseRead | None
    priority: Priority
    held_by: str | None
    held_until: datetime | None
    received_at: datetime
    url: str | None
    text: str | None = Field(description="Les mots du contenu.")
    comment: str | None = Field(description="Ce que dit le signalant.")
    reported_category: str | None
    date_of_facts: date | None
    raised: list[str]
    facts: list[FactRead] = Field(description="Les faits en vigueur, puis ceux qui ont été retirés.")
    same: DuplicateOf | None
    duplicates: int
    elsewhere: list[OtherAddressRead] = Field(description="Les autres adresses du même contenu ou des mêmes mots.")
    prequalification: Prequalification | None
    qualification: Suggestion | None
    decisions: list[DecisionRead] = Field(description="La plus récente d'abord, annulées comprises.")
    addresses: list[ContentAddressRead] = Field(
        description="Les adresses exactes du contenu que des personnes ont données, à part de `url` ; la plus récente d'abord, celle qui vaut n'est pas retirée."
    )


class FactStatement(RequestModel):
    """Facts to state, in the form reports use, and facts to withdraw."""

    state: Facts = {}
    withdraw: Annotated[list[FactName], Field(max_length=500)] = []

    @model_validator(mode="after")
    def _does_something(self) -> FactStatement:
        if not (self.state or self.withdraw):
            raise Unfit("donner `state` ou `withdraw`", "give `state` or `withdraw`")
        if set(self.state) & set(self.withdraw):
            raise Unfit(
                "un fait ne peut être établi et retiré à la fois", "a fact cannot be stated and withdrawn at once"
            )
        return self


class DecisionCreate(RequestModel):
    """Request to decide. `correct` names the offence and says why; the others may say why."""

    kind: DecisionKind
    offence: Annotated[str, Field(max_length=200)] | None = None
    reason: Annotated[Prose, Field(max_length=2_000)] | None = None
    confirm: Annotated[list[FactName], Field(max_length=100)] = Field(
        default=[], description="Faits présumés que la même personne confirme en décidant ; avec `accept` ou `correct`."
    )

    @model_validator(mode="after")
    def _correct_says_why(self) -> DecisionCreate:
        if self.kind == "correct" and not (self.offence and self.reason and self.reason.strip()):
            raise Unfit("`correct` demande `offence` et `reason`", "`correct` needs `offence` and `reason`")
        if self.kind != "correct" and self.offence is not None:
            raise Unfit("`offence` ne va qu'avec `correct`", "`offence` goes with `correct` only")
        if self.kind not in ("accept", "correct") and self.confirm:
            raise Unfit(
                "`confirm` ne va qu'avec `accept` ou `correct`", "`confirm` goes with `accept` or `correct` only"
            )
        return self
