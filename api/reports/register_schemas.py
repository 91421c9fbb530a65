"""Entries of the register as given and told."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Any

from pydantic import Field, field_validator

from api.hosts.schemas import Country, HostId
from api.kit.schemas import Line, RequestModel, ResponseModel
from textfile.text import Unfit

Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
Address = Annotated[str, Field(min_length=2, max_length=45, pattern=r"^[0-9a-fA-F:.]+$")]


def known_address(ip: str | None) -> str | None:
    """An IP address, as it is written shortest.

    Raises:
        Unfit: it is none.
    """
    try:
        return str(ip_address(ip)) if ip is not None else None
    except ValueError as error:
        raise Unfit("adresse IP illisible", "unreadable IP address") from error


class RegisterUpdate(RequestModel):
    """Partial update of a register entry, for routing and statistics. A field left out stays;
    `null` makes it unknown again.
    """

    origin: Code | None = Field(None, description="`public`, `inhope`, `partner`, `authority`, `own`.")
    partner: Line | None = Field(None, description="Le partenaire qui a transmis.")
    partner_reference: Annotated[Line, Field(max_length=100)] | None = None
    service: Code | None = Field(None, description="Type de service ; déduit de l'adresse quand elle le dit.")
    host: HostId | None = Field(None, description="Hébergeur de l'annuaire.")
    hosting_country: Country | None = Field(
        None, description="Pays d'hébergement, s'il est connu autrement que par l'IP."
    )
    ip: Address | None = Field(None, description="Adresse IP relevée ; le pays en est lu dans la base de l'opérateur.")
    typology: Code | None = None
    victim_age: Code | None = None
    victim_sex: Code | None = None
    classification: Code | None = None
    commerciality: Code | None = None
    routing: Annotated[dict[Code, Any], Field(max_length=50)] | None = Field(
        None, description="Faits de routage constatés (`manifeste`, `enfant_en_danger`, …) ; voir `/v1/routing/facts`."
    )

    _ip = field_validator("ip")(known_address)


EMPTY_UPDATE = RegisterUpdate.model_validate({})


class RegisterRead(ResponseModel):
    """Register entry of a content."""

    report: str
    origin: str
    partner: str | None
    partner_reference: str | None
    service: str | None
    tld: str | None
    host: str | None
    hosting_country: str | None
    hosting: dict[str, Any] | None = Field(
        description="Comment le pays est connu : méthode, source, date, confiance, réserves."
    )
    typology: str | None
    victim_age: str | None
    victim_sex: str | None
    classification: str | None
    commerciality: str | None
    routing: dict[str, Any] | None
    closed_at: datetime | None
    closed_because: str | None
    stated_by: str
    stated_at: datetime


class Term(ResponseModel):
    """A value of a closed list."""

    value: str
    fr: str
    en: str
    iccam: int | None


class RoutingFact(ResponseModel):
    """A fact of routing."""

    id: str
    type: str
    label: str
    question: str
    values: dict[str, str]
