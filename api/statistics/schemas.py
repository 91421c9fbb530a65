"""Response models of statistics. Codes only; a null count is secret, a null code is unknown."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.kit.schemas import ResponseModel


class ColumnRead(ResponseModel):
    """A counted column: its measure, and what all its counts are about."""

    measure: str
    about: dict[str, str | None]


class RatioRead(ResponseModel):
    """A share, with its exact (Clopper-Pearson, 95 %) interval where it speaks of people's
    decisions.
    """

    count: int = Field(alias="found")
    of: int
    rate: float
    interval: list[float] | None


class RowRead(ResponseModel):
    """A row: what it is about, its counts, its shares, the median delay in seconds."""

    heads: list[str | None]
    counts: list[int | None]
    shares: list[RatioRead | None]
    median_seconds: float | None


class TableRead(ResponseModel):
    """A table; `total` is not the sum of the rows where addresses are distinct."""

    id: str
    about: dict[str, str | None]
    heads: list[str]
    columns: list[ColumnRead]
    rows: list[RowRead]
    total: RowRead | None


class TileRead(ResponseModel):
    """One figure that statistics open on, and the table that it is taken from."""

    id: Literal["received", "waiting", "late", "median", "noise", "agreement"]
    table: str
    count: int | None
    share: RatioRead | None
    median_seconds: float | None


class SectionRead(ResponseModel):
    """Tables read together."""

    id: str
    tables: list[TableRead]


class StatisticsRead(ResponseModel):
    """The statistics of a period."""

    kind: Literal["annual", "dsa"]
    from_: str = Field(alias="from", description="Premier jour, compris.")
    to: str = Field(description="Dernier jour, compris.")
    timezone: str
    secret_under: int | None = Field(
        description="Les effectifs de 1 à ce seuil exclu sont secrets ; nul : aucun ne l'est."
    )
    tiles: list[TileRead] = Field(description="Ce que la page montre d'abord ; vide pour `dsa`.")
    sections: list[SectionRead]
