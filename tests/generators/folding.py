"""A proof tells each condition once; a liar wants to lie about one clause without touching the others that share its condition."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

Proof = dict[str, Any]
FLAGS = ("presumed", "raised")
TOLD_ONCE = ("outcome", "confirmed", "reasons", "could_hold", "could_fail")


def unfolded(proof: Mapping[str, Any]) -> Proof:
    """A copy in which each finding has all that is said of it: what is found of its condition, whether it is presumed, or raised."""
    result = copy.deepcopy(dict(proof))
    for entry in result["offences"]:
        named = {flag: entry.pop(flag) for flag in FLAGS}
        for finding in entry["findings"]:
            finding.update(copy.deepcopy(result["conditions"][finding["condition"]]))
            finding["presumed"] = finding["kind"] in ("element", "scope") and finding["name"] in named["presumed"]
            finding["raised"] = finding["kind"] == "defence" and finding["name"] in named["raised"]
    return result


def folded(proof: Mapping[str, Any]) -> Proof:
    """The proof back in its form; a finding of which something else is said now has a condition of its own."""
    result = copy.deepcopy(dict(proof))
    before = result["conditions"]
    conditions: dict[str, Any] = {}
    for entry in result["offences"]:
        for flag in FLAGS:
            entry[flag] = [finding["name"] for finding in entry["findings"] if finding[flag]]
        for finding in entry["findings"]:
            said = {key: finding.pop(key) for key in TOLD_ONCE if key in finding}
            for flag in FLAGS:
                del finding[flag]
            if said != before[finding["condition"]]:
                finding["condition"] = f"lie{len(conditions)}"
            conditions[finding["condition"]] = said
    return {**result, "conditions": conditions}
