"""Agreement as told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.kit.ids import pattern
from api.kit.shapes import Told
from api.noise.schemas import Rate

SecondId = Annotated[str, Field(pattern=pattern("sec"))]


class KappaTold(Told):
    """Cohen's kappa; without a value, or without bounds, `why` says what is missing."""

    of: int = Field(description="Relectures sur lesquelles il porte.")
    value: float | None
    low: float | None
    high: float | None
    why: Literal["too_few", "one_conclusion", "no_disagreement"] | None = Field(
        description="`too_few` : trop peu de relectures ; `one_conclusion` : toujours la même conclusion ; "
        "`no_disagreement` : aucun désaccord vu, l'intervalle n'est pas défini."
    )


class Figure(Told):
    """The agreement on a field or on an offence."""

    of: str
    share: Rate = Field(description="Part brute d'accord, avec son intervalle exact.")
    kappa: KappaTold = Field(description="Accord corrigé du hasard.")


class Agreement(Told):
    """The agreement between two readers who did not know each other's conclusion. No figure is about a person."""

    method: str
    level: float = Field(description="Confiance des intervalles.")
    least: int = Field(description="Relectures en dessous desquelles le kappa n'est pas donné.")
    read_twice: int
    to_settle: int = Field(description="Désaccords que personne n'a tranchés.")
    settled: dict[str, int] = Field(description="Désaccords tranchés : pour la première, la seconde, ou autrement.")
    fields: list[Figure] = Field(description="Par champ : les relectures que sa part a tirées.")
    offences: list[Figure] = Field(
        description="Par infraction : part de celles où l'une des deux lectures au moins l'a retenue, et les deux l'ont fait ; "
        "le kappa l'oppose à toute autre conclusion dans son champ."
    )
