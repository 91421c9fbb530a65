"""Request and response models of hosts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from api.kit.ids import pattern
from api.kit.schemas import LaxRequestModel, Line, Prose, ResponseModel
from textfile.text import Unfit

HostId = Annotated[str, Field(pattern=pattern("hst"))]
HostKind = Literal["host", "platform", "cdn", "publisher"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Domain = Annotated[str, Field(max_length=253, pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
Email = Annotated[
    str, Field(max_length=320, pattern=r"^[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
]
"""One address, without a name: what follows `To:` can hold nothing else."""


class HostInput(LaxRequestModel):
    """A host or a platform: how to reach it, and where that was read. Nothing is guessed: what is
    not known is left out.
    """

    name: Line
    kind: HostKind = "host"
    domains: Annotated[list[Domain], Field(max_length=100)] = []
    asns: Annotated[list[Annotated[int, Field(ge=1, le=4_294_967_295)]], Field(max_length=100)] = []
    country: Country | None = Field(None, description="Pays d'établissement, code ISO.")
    eu_establishment: Country | None = Field(
        None, description="État membre de l'établissement ou du représentant légal."
    )
    notice_email: Email | None = Field(None, description="Adresse du point de contact pour les notifications.")
    notice_page: Annotated[Prose, Field(max_length=2_000)] | None = Field(
        None, description="Formulaire de notification du fournisseur."
    )
    language: Literal["fr", "en"] = Field(
        "fr", description="Langue de ce qui lui est écrit : le français, sauf s'il est dit que l'anglais convient."
    )
    read_at: Annotated[Prose, Field(max_length=2_000)] | None = Field(
        None, description="Où ces coordonnées ont été lues."
    )
    verified_on: date | None = None

    @field_validator("notice_page")
    @classmethod
    def _a_page(cls, page: str | None) -> str | None:
        if page is not None and not page.startswith("https://"):
            raise Unfit("commence par https://", "begins with https://")
        return page


class HostRead(ResponseModel):
    """A host of the directory."""

    id: str
    name: str
    kind: str
    domains: list[str]
    asns: list[int]
    country: str | None
    eu_establishment: str | None
    notice_email: str | None
    notice_page: str | None
    language: str
    read_at: str | None
    verified_on: date | None
    stated_by: str
    stated_at: datetime
