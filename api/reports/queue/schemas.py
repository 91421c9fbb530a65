"""The queue as told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.kit.ids import pattern
from api.kit.schemas import Date, LaxRequestModel, Line, Prose, RequestModel, ResponseModel
from api.kit.urls import MAX_URL
from api.reports.queue.filters import QueueFilters, Relation, Sort
from api.reports.schemas import ReportId, ReportSummary, State
from api.texts.channels import Channel

LONGEST = 120


class Label(ResponseModel):
    """A reason, in both languages."""

    fr: str
    en: str


class RankCount(ResponseModel):
    """Number of reports to read at a rank, and why they have it (null: no rule names them)."""

    rank: int
    reason: str | None
    label: Label | None
    reports: int


class QueueCounts(ResponseModel):
    """The queue in numbers."""

    states: dict[str, int] = Field(description="Signalements par état.")
    waiting: list[RankCount] = Field(description="À lire, par rang : les plus urgents d'abord.")
    free: int = Field(description="À lire, que personne ne tient.")
    assigned: int = Field(alias="held", description="À lire, que quelqu'un tient.")
    mine: str | None = Field(description="Le signalement que vous tenez.")


class AssignmentRequest(RequestModel):
    """Request for a report to read."""

    leave: ReportId | None = Field(
        None,
        description="Rend celui-ci, et en prend un autre : il ne revient de la journée que si rien d'autre n'est libre.",
    )
    minutes: int = Field(20, ge=1, le=LONGEST, description="Durée pendant laquelle il vous est réservé.")


class HoldRequest(RequestModel):
    """For how long a report is kept for somebody."""

    minutes: int = Field(20, ge=1, le=LONGEST)


class Assignment(ResponseModel):
    """A report kept for who asked, until a moment; none when nothing is left to read."""

    report: ReportSummary | None
    label: Label | None = Field(description="Pourquoi celui-ci d'abord.")
    held_until: datetime | None
    left: int = Field(description="À lire, que personne ne tient.")


QueueViewId = Annotated[str, Field(pattern=pattern("vue"))]
ViewName = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")
]


class QueueCriteria(LaxRequestModel):
    """Criteria of a search in the queue, all of which a report meets, and the order of what is
    found.
    """

    state: State | Literal["all"] | None = Field(None, description="Sans état : ce qui est à lire ; `all` : tous.")
    channel: Channel | None = None
    category: Line | None = Field(None, description="Catégorie choisie par le signalant.")
    offence: Line | None = Field(None, description="Infraction suggérée en premier.")
    reason: Line | None = Field(None, description="Règle de priorité qui donne son rang.")
    words: Line | None = Field(None, description="Partie d'une référence ou d'une note, ou fin d'un identifiant.")
    address: Annotated[Prose, Field(min_length=1, max_length=MAX_URL)] | None = Field(
        None,
        description="Adresse, domaine ou compte. Seule son empreinte est cherchée, et gardée dans une vue.",
    )
    received_from: Date | None = Field(None, description="Reçu ce jour ou après, dans le fuseau du service.")
    received_until: Date | None = Field(None, description="Reçu ce jour ou avant.")
    decided_from: Date | None = Field(
        None, description="Décidé ce jour ou après, par la décision qui vaut. Sans `state`, dans tous les états."
    )
    decided_until: Date | None = Field(None, description="Décidé ce jour ou avant.")
    mine: bool = Field(False, description="Ce que vous tenez, et ce que vous avez décidé.")
    related_to: ReportId | None = None
    relation: Relation | None = Field(
        None,
        description="Avec `related_to` : `content`, même contenu ; `account`, même compte ; `host`, même hôte ; `words`, mêmes mots à une autre adresse.",
    )
    sort: Sort | None = Field(None, description="`rank` : les plus urgents d'abord ; `oldest`, `newest` : par arrivée.")


class QueueSearch(QueueCriteria):
    """A search in the queue, and which part of what it finds."""

    cursor: ReportId | None = Field(None, description="`next_cursor` de la page d'avant.")
    limit: int = Field(50, ge=1, le=200)


class QueueEntry(ReportSummary):
    """A report of the queue, with what it is chosen by."""

    host: str | None = Field(description="Hôte de son adresse, tant qu'elle est gardée.")
    seen: int = Field(description="Nombre de signalements de ce contenu, lui compris.")
    same_account: int = Field(description="Autres signalements du compte que son adresse nomme.")
    same_words: int = Field(description="Signalements des mêmes mots ou du même contenu à une autre adresse.")
    due_at: datetime | None = Field(description="D'ici quand est à faire la première des choses dues.")
    opinion_awaited: bool = Field(description="Un avis demandé à un collègue n'est pas encore donné.")
    held_by: str | None
    held_until: datetime | None


class RelationCounts(ResponseModel):
    """Number of other reports that belong with one, by how they do."""

    content: int
    account: int
    host: int
    words: int


class QueueViewCreate(LaxRequestModel):
    """A view of the queue to save under a name. One of the same name is replaced."""

    name: ViewName
    criteria: QueueCriteria


class QueueView(ResponseModel):
    """A saved view, and how many reports it shows now."""

    id: str
    name: str
    filters: dict[str, str | bool]
    saved_at: datetime
    reports: int = Field(description="Au plus 1 001, qui veut dire davantage.")


class QueueViews(ResponseModel):
    """The views that somebody saved, by name."""

    items: list[QueueView]


def filters_in(criteria: QueueCriteria, key: str) -> QueueFilters:
    """The filters of a search; `key` is the digest of its address, if it gives one."""
    plain = criteria.model_dump(include={f for f in QueueCriteria.model_fields if f != "address"}, exclude_none=True)
    return QueueFilters(**plain, key=key).with_its_state()
