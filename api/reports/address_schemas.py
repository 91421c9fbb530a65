"""Request and response models of the addresses that people state of contents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.kit.schemas import Prose, RequestModel, ResponseModel
from api.kit.urls import MAX_URL


class ContentAddressWrite(RequestModel):
    """Request that states the exact address of a content."""

    url: Annotated[Prose, Field(min_length=1, max_length=MAX_URL)]


class ContentAddressRead(ResponseModel):
    """Address that a person stated of a content. `url` is null once it was erased."""

    id: str
    url: str | None
    stated_by: str
    stated_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None
