"""Measures of the reader on labelled reports: counts and areas, never a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from classifiers.reader.reading import FIELDS, GRAVITY, HEADS
from training.reader.sources import HEAD

LOST = (0.01, 0.02, 0.05)
"""Shares of matters set aside at which the noise set aside is counted."""


def measure(found: npt.NDArray[Any], rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The measures of probabilities, one row per report and one column per head."""
    matters = np.array([row["expect"] != "noise" for row in rows])
    grave = np.array([bool(row["grave"] if "grave" in row else row["never_aside"]) for row in rows]) & matters
    score = found[:, HEAD["matters"]]
    counts: dict[str, float] = {
        "reports": len(rows),
        "matters": int(matters.sum()),
        "grave": int(grave.sum()),
        "auc": float(roc_auc_score(matters, score)),
    }
    ranked = np.sort(score[matters])
    for share in LOST:
        least = ranked[int(share * len(ranked))]
        counts[f"noise_aside_at_{share}"] = float((score[~matters] < least).mean())
        counts[f"grave_aside_at_{share}"] = int((score[grave] < least).sum())
    real = np.flatnonzero([bool(row["field"]) and row["expect"] != "noise" for row in rows])
    order = np.argsort(-found[real][:, 2 : 2 + len(FIELDS)], axis=1)
    named = [[FIELDS[place] for place in one[:2]] for one in order]
    true = [rows[i]["field"] for i in real.tolist()]
    counts["field_first"] = float(np.mean([two[0] == field for two, field in zip(named, true, strict=True)]))
    counts["field_in_two"] = float(np.mean([field in two for two, field in zip(named, true, strict=True)]))
    also = [{rows[i]["field"], *rows[i].get("also", ())} for i in real.tolist()]
    counts["field_or_neighbour_first"] = float(
        np.mean([two[0] in every for two, every in zip(named, also, strict=True)])
    )
    for name in GRAVITY:
        shown = np.array([name in row.get("grave", ()) for row in rows])
        if 0 < shown.sum() < len(rows):
            counts[f"auc_{name}"] = float(roc_auc_score(shown, found[:, HEAD[name]]))
    gravest = gravity(found)
    if grave.any():
        counts["auc_grave"] = float(roc_auc_score(grave[grave | ~matters], gravest[grave | ~matters]))
        counts["least_gravity_of_grave"] = float(gravest[grave].min())
    return counts


def gravity(found: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The highest of the gravities of each report."""
    columns = [HEADS.index(name) for name in GRAVITY]
    return np.asarray(found[:, columns].max(1))
