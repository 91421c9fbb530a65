"""Scores as the statistics take them: probabilities that an analyst must see the text, checked, and
counted in fixed bins.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Scores: TypeAlias = npt.NDArray[np.float64]

BYPASSED = 1.0
"""The score to give for a text that is kept whatever the model says (a threat, another language,
under three words…).
"""

EDGES: Scores = np.append(1.0 / (1.0 + np.exp(-np.arange(-7.0, 8.0))), BYPASSED)
"""Edges of the bins: whole logits from -7 to 7, since most scores are very small; and 1, so that
bypassed texts have a bin of their own.
"""

BINS = len(EDGES) + 1


def checked(scores: npt.ArrayLike, field: str) -> Scores:
    """The scores as an array.

    Raises ValueError, naming the field, unless they are a plain list of numbers from 0 to 1.
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"{field} : une liste de scores est attendue")
    if not np.all((values >= 0) & (values <= 1)):  # false for NaN too
        raise ValueError(f"{field} : chaque score est un nombre entre 0 et 1")
    return values


def histogram(scores: npt.ArrayLike) -> tuple[int, ...]:
    """The histogram of scores over the BINS bins; a score on an edge belongs to the bin that begins
    there.
    """
    at = np.searchsorted(EDGES, checked(scores, "scores"), side="right")
    return tuple(int(count) for count in np.bincount(at, minlength=BINS))
