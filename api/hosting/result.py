"""A hosting result: what was found at one moment, how, how sure, and what to beware of."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from api.hosting.notes import NOTES, Note
from api.hosting.sources import Confidence, Method
from engine.routing.situation import Network, Where
from textfile.text import Text


class HostingResult(BaseModel):
    """Result of a hosting lookup at one moment. None is not known.

    `untraceable`: the country was looked for and cannot be told, so that `country` stays None.
    `delivery_network`: the IP address is that of a delivery network; None when no IP was given.
    `source_date` is the day of the operator's file, `moment` that of the finding, in UTC.
    `resolver` says who gave the IP address. `service` is a code of the register.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ip: str | None = None
    asn: int | None = None
    organisation: str | None = None
    country: str | None = None
    method: Method = "none"
    moment: AwareDatetime
    source_date: date | None = None
    confidence: Confidence = "unknown"
    notes: tuple[Note, ...] = ()
    resolver: str | None = None
    network: Network | None = None
    untraceable: bool = False
    delivery_network: bool | None = None
    shortener: bool = False
    platform: str | None = None
    service: str | None = None
    eu_establishment: str | None = None
    registrable: str | None = None
    tld: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain data, as the register keeps it."""
        return self.model_dump(mode="json")

    def reservation_texts(self) -> tuple[Text, ...]:
        """The reservations in words."""
        return tuple(NOTES[name] for name in self.notes)

    def where(self) -> Where:
        """Location, as routing needs it."""
        return Where(
            country=self.country,
            untraceable=self.untraceable,
            network=self.network,
            delivery_network=self.delivery_network,
            host_known=True if self.platform is not None else None,
            eu=True if self.eu_establishment is not None else None,
        )
