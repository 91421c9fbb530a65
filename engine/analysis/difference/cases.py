"""Witnesses of a difference as cases: what the new law answers, kept so that a later edit that
undoes it is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from engine.analysis.difference.findings import RulesetDifference, StatusChange, Witness
from engine.analysis.difference.words import STATUSES, say_days
from engine.model.outcome import Status

_HEAD = "# Cas synthétiques tirés d'une différence entre deux éditions ; à relire, puis à joindre à `cases/`.\n"


def witness_cases(found: RulesetDifference) -> str:
    """Each change of a status as a case across offences, in YAML; only the words of the new law."""
    cases = list(_cases(found))
    if not cases:
        return f"{_HEAD}# Aucun statut ne change.\n"
    return _HEAD + yaml.dump({"cases": cases}, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)


class _Plain(yaml.SafeDumper):
    """Writes equal values in full: an alias is not read as easily."""

    def ignore_aliases(self, data: object) -> bool:
        """Always."""
        return True


def _cases(found: RulesetDifference) -> Iterator[dict[str, Any]]:
    number = 0
    for part in found.of("offence"):
        for change in part.statuses:
            if change.new is Status.NOT_IN_FORCE:
                continue
            number += 1
            yield {
                "id": f"D{number:03}",
                "name": f"{part.id}, {say_days(change.days)} : {STATUSES[change.old]} → {STATUSES[change.new]}",
                "origin": "construit",
                "verification": "construit_sur_texte",
                "deciding": _deciding(part.id, change),
                "date_of_facts": change.witness.day,
                "date_of_decision": change.witness.day,
                "facts": dict(change.witness.new_facts),
                "expect": _expected(part.id, change, change.witness),
            }


def _deciding(offence: str, change: StatusChange) -> str:
    situation = change.witness.new.offences.get(offence)
    return ", ".join(situation.because) if situation is not None and situation.because else "tous les éléments"


def _expected(offence: str, change: StatusChange, witness: Witness) -> dict[str, Any]:
    answer = witness.new
    live = {name: one for name, one in answer.offences.items() if one.role in ("main", "beside", "absorbed")}
    said: dict[str, Any] = {
        "issue": answer.issue,
        "main": answer.main,
        "established": [name for name, one in live.items() if one.status is Status.ESTABLISHED],
        "open": [name for name, one in live.items() if one.status is Status.OPEN],
    }
    situation = answer.offences.get(offence)
    if change.new is Status.EXCLUDED and situation is not None and situation.because:
        said["excluded"] = {offence: list(situation.because)}
    return {name: value for name, value in said.items() if value not in (None, [])}
