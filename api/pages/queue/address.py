"""Address of the queue: its filters and its place, as links and forms give them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query
from pydantic import BaseModel, ConfigDict

from api.reports.queue.filters import ListPlace, QueueFilters

Short = Annotated[str, Query(max_length=200)]
ShortField = Annotated[str, Form(max_length=200)]


class QueueAddress(BaseModel):
    """Filters of the queue under the names that its address gives them."""

    model_config = ConfigDict(frozen=True)

    etat: Short = ""
    canal: Short = ""
    categorie: Short = ""
    infraction: Short = ""
    motif: Short = ""
    q: Short = ""
    cle: Short = ""
    du: Short = ""
    au: Short = ""
    decide_du: Short = ""
    decide_au: Short = ""
    miens: Short = ""
    proche: Short = ""
    lien: Short = ""
    tri: Short = ""

    @property
    def filters(self) -> QueueFilters:
        """The filters."""
        return QueueFilters(
            state=self.etat,
            channel=self.canal,
            category=self.categorie,
            offence=self.infraction,
            reason=self.motif,
            words=self.q.strip(),
            key=self.cle,
            received_from=_day(self.du),
            received_until=_day(self.au),
            decided_from=_day(self.decide_du),
            decided_until=_day(self.decide_au),
            mine=bool(self.miens),
            related_to=self.proche,
            relation=self.lien,
            sort=self.tri,
        ).with_its_state()

    @property
    def parts(self) -> dict[str, str]:
        """What is given, by name."""
        return {name: getattr(self, name) for name in QueueAddress.model_fields if getattr(self, name)}

    def href(self, **changes: str) -> str:
        """The queue with these filters but for some; its first page."""
        query = urlencode({name: value for name, value in {**self.parts, **changes}.items() if value})
        return f"/file?{query}" if query else "/file"


class QueueQuery(QueueAddress):
    """Address of a page of the queue: its filters, where it begins, what was done just before."""

    apres: Short = ""
    avant: Short = ""
    fini: Short = ""
    lot: Short = ""

    @property
    def place(self) -> ListPlace:
        """Where it begins."""
        return ListPlace(after=self.apres, before=self.avant)


class QueueForm(QueueAddress):
    """Filters of the queue as a form sends them."""

    etat: ShortField = ""
    canal: ShortField = ""
    categorie: ShortField = ""
    infraction: ShortField = ""
    motif: ShortField = ""
    q: Annotated[str, Form(max_length=4_000)] = ""
    cle: ShortField = ""
    du: ShortField = ""
    au: ShortField = ""
    decide_du: ShortField = ""
    decide_au: ShortField = ""
    miens: ShortField = ""
    proche: ShortField = ""
    lien: ShortField = ""
    tri: ShortField = ""
    nom: Annotated[str, Form(max_length=60)] = ""


def address_of(filters: QueueFilters) -> QueueAddress:
    """The address of filters."""
    return QueueAddress(
        etat=filters.state,
        canal=filters.channel,
        categorie=filters.category,
        infraction=filters.offence,
        motif=filters.reason,
        q=filters.words,
        cle=filters.key,
        du=_written(filters.received_from),
        au=_written(filters.received_until),
        decide_du=_written(filters.decided_from),
        decide_au=_written(filters.decided_until),
        miens="1" if filters.mine else "",
        proche=filters.related_to,
        lien=filters.relation,
        tri=filters.sort,
    )


def _written(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _day(text: str) -> date | None:
    """A day, or None for what is none: an address that somebody wrote is no reason for an error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
