"""Field types that files share: probabilities, and values that `true` gives to all."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticKnownError

Probability: TypeAlias = Annotated[float, Field(gt=0, le=1, strict=False, allow_inf_nan=False)]
"""A probability from which on something is so; zero would have it always so."""


def true_for_all(otherwise: Literal["float_type", "tuple_type"]) -> BeforeValidator:
    """A validator that reads `true` as None, for all; `false` and nothing are refused as of a wrong
    type.
    """

    def read(value: Any) -> Any:
        if value is None or value is False:
            raise PydanticKnownError(otherwise)
        return None if value is True else value

    return BeforeValidator(read)
