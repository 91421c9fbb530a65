"""The faults of a list, item by item: those of all its items are told, up to a bound, and the rest
is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

MAX_FAULTS = 50
"""Faults of a request that are named: an answer must not grow with what is sent."""
MORE_FAULTS = "more_faults"
"""The type of the last fault, where there are more than are named; its context says how many (`n`).
"""


def _each(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A list as `check` takes it, which stops at its first wrong item; the others are then checked
    one by one, so that no list of all faults is built.

    Raises:
        ValidationError: with the first faults, and how many more there are.
    """
    try:
        return check(value)
    except ValidationError as error:
        if not isinstance(value, list) or not error.errors(include_url=False, include_input=False)[0]["loc"]:
            raise  # what is wrong is the list itself
        named: list[InitErrorDetails] = []
        count = 0
        for place, item in enumerate(value):
            for wrong in _faults(item, check):
                count += wrong.error_count()
                if len(named) < MAX_FAULTS:
                    named += _at_place(wrong.errors(include_url=False), place)
        more = count - len(named[:MAX_FAULTS])
        raise ValidationError.from_exception_data(error.title, [*named[:MAX_FAULTS], *_rest(more)]) from None


def _faults(item: Any, check: ValidatorFunctionWrapHandler) -> Iterator[ValidationError]:
    try:
        check([item])
    except ValidationError as error:
        yield error


def _at_place(faults: Sequence[ErrorDetails], place: int) -> list[InitErrorDetails]:
    """Faults of a list of one item, at the place that the item has in the whole list."""
    return [
        InitErrorDetails(type=f["type"], loc=(place, *f["loc"][1:]), input=f["input"], ctx=f.get("ctx", {}))
        for f in faults
    ]


def _rest(more: int) -> list[InitErrorDetails]:
    if not more:
        return []
    kind = PydanticCustomError(MORE_FAULTS, "{n} more", {"n": more})
    return [InitErrorDetails(type=kind, loc=(), input=None)]


EVERY_FAULT = WrapValidator(_each)
"""To be put on a list whose own check stops at the first wrong item (`fail_fast`)."""
