"""Why another publication asks to sign again, even of other files: the same difference may suggest something else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from api.backtest.stored import LastReport
from api.changes.evidence import evidence_of
from api.rules.tree import RulesTree
from tests.api.changes.desk import small_tree

TODAY = date(2026, 12, 15)
MINOR = "offences/exemple/menace-mineur/offence.yaml"
OTHER = "offences/exemple/conservation/offence.yaml"
REPORT = {
    "id": "r1",
    "date_of_facts": "2020-06-01",
    "date_of_decision": TODAY.isoformat(),
    "facts": {
        "menace": True,
        "intention": True,
        "acces": "ouvert",
        "victime_mineure": False,
        "fichier_conserve": True,
    },
}


def edited(tree: RulesTree, path: str, old: str, new: str) -> RulesTree:
    text = tree.text(path)
    assert old in text
    return tree.with_files({path: text.replace(old, new).encode()})


def wider(base: RulesTree) -> RulesTree:
    """The request: an element of a threat to a minor is wider."""
    either = "condition: {any: [{fact: victime_mineure}, {fact: fichier_conserve}]}"
    return edited(base, MINOR, "condition: {fact: victime_mineure}", either)


def evidence_on(base: RulesTree) -> dict[str, Any]:
    return {**evidence_of(base, wider(base), TODAY, [LastReport(json.dumps(REPORT).encode())]).document}


def test_the_same_difference_on_another_edition_may_suggest_another_offence() -> None:
    base = small_tree()
    published = edited(base, OTHER, "prison_months: 36", "prison_months: 1")
    assert {*published.changed_paths(base)}.isdisjoint(wider(base).changed_paths(base))
    signed, carried = evidence_on(base), evidence_on(published)
    for part in ("words", "touched", "starts"):
        assert signed[part] == carried[part]
    assert {**signed["difference"], "old": "", "new": ""} == {**carried["difference"], "old": "", "new": ""}
    assert signed["backtest"]["moves"] == []
    assert [(one["old"], one["new"]) for one in carried["backtest"]["moves"]] == [("menace", "menace-mineur")]
