"""The weights of the encoder, and the one function of them that several layers share."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]


class Norm(NamedTuple):
    """A layer's normalisation: each row centred, over its spread, then scaled and shifted (Ba and
    others, 2016).

    `least`: what is added to the variance.
    """

    scale: Floats
    shift: Floats
    least: float


class Weights(NamedTuple):
    """Weights of the layers, in their order.

    `table`: a row per number of the vocabulary, a byte each, `step` and `low` by block, dealt in
    turn. `begin`: from there to what all runs begin with. `first`, `second`: the two layers over
    runs, by run. `sum`: from the sum of a text's tokens; `deep`, `straight`: the last layers, each
    beside a shorter way.
    """

    table: npt.NDArray[np.uint8]
    step: Floats
    low: Floats
    begin: Floats
    begin_bias: Floats
    begin_norm: Norm
    first: tuple[Floats, ...]
    first_bias: tuple[Floats, ...]
    second: tuple[Floats, ...]
    second_bias: tuple[Floats, ...]
    norm: Norm
    sum: Floats
    sum_bias: Floats
    deep: tuple[Floats, Floats, Floats, Floats]
    straight: tuple[Floats, Floats]


def normal(rows: Floats, norm: Norm) -> Floats:
    """Rows normalised, in place."""
    rows -= rows.mean(1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    rows *= np.reciprocal(np.sqrt(spread + np.float32(norm.least)))[:, None]
    rows *= norm.scale
    rows += norm.shift
    return rows
