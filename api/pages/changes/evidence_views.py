"""The evidence on a change request, as its page shows it: parts of the difference, checks, cases.

Sentences of the difference and of the checks are in French, as the law is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from api.changes.evidence import ChangeEvidence
from api.pages.changes.views import (
    ChecksView,
    DifferencePart,
    DifferencePoint,
    FailureLine,
    FaultLine,
    FindingRow,
    TextChange,
    UntranslatedLine,
)
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.rules.tree import FOLDER_NAME, path_in_tree
from engine.analysis.difference.words import TAKES_OVER

_PLACE = re.compile(rf"{FOLDER_NAME}/([^\s:]+):([0-9]{{1,9}}):[0-9]+: ")


def changed_parts(
    evidence: ChangeEvidence, seen: Collection[str] = (), comments: Mapping[str, int] | None = None
) -> tuple[DifferencePart, ...]:
    """Parts of the difference, in order. `seen`: those that whoever looks marked; `comments`: how
    many comments each has.
    """
    words = evidence.document["words"] or {"parts": []}
    return tuple(_part(one, one["part"] in seen, (comments or {}).get(one["part"], 0)) for one in words["parts"])


def class_of_all(evidence: ChangeEvidence) -> str:
    """The class of the whole difference, in French; empty where it could not be worked out."""
    words = evidence.document["words"]
    return "" if words is None else str(words["class"])


def anchor_of(part: str) -> str:
    """Where a part stands on the page: a name of it that any browser takes."""
    return "partie-" + sha256(part.encode()).hexdigest()[:12]


def _part(data: Mapping[str, Any], seen: bool, comments: int) -> DifferencePart:
    points = [_point(change["lines"], change["rows"]) for change in data["changes"]]
    points += [_point(lines, ()) for lines in data["others"]]
    return DifferencePart(
        id=data["part"],
        anchor=anchor_of(data["part"]),
        title=data["title"],
        class_words=data["class"],
        points=tuple(points),
        texts=tuple(TextChange(one["place"], one["old"], one["new"]) for one in data["texts"]),
        seen=seen,
        comments=comments,
    )


def _point(lines: Collection[str], rows: Collection[Mapping[str, str]]) -> DifferencePoint:
    first, *rest = lines
    return DifferencePoint(
        first=first,
        lines=tuple(line for line in rest if not line.startswith(TAKES_OVER)),
        takers=tuple(line for line in rest if line.startswith(TAKES_OVER)),
        rows=tuple(FindingRow(r["kind"], r["label"], r["old"], r["new"], r["old"] != r["new"]) for r in rows),
    )


def checks_view(evidence: ChangeEvidence, change: str, say: Say) -> ChecksView:
    """What checks and cases say, each fault with a link to the line of its file."""
    checks, cases = evidence.document["checks"], evidence.document["cases"]
    summary = say.t("change.checks", errors=checks["errors"], warnings=checks["warnings"])
    if cases is None:
        told = say.t("change.cases_none")
    elif cases["failed"]:
        told = say.t("change.cases_failed", failed=cases["failed"], run=cases["run"])
    else:
        told = say.t("change.cases_green", n=cases["run"])
    return ChecksView(
        summary=summary,
        is_green=evidence.is_green,
        faults=tuple(_fault(one, change) for one in checks["faults"]),
        cases=told,
        failures=tuple(_failure(one, change) for one in cases["failures"]) if cases is not None else (),
        untranslated=tuple(_untranslated(one, change) for one in checks["untranslated"]),
    )


def _fault(data: Mapping[str, Any], change: str) -> FaultLine:
    path = path_in_tree(str(data["file"]))
    place = line_link(change, path, data["line"]) if path else None
    return FaultLine(place, data["code"], data["message"], data["hint"], data["severity"] == "warning")


def _untranslated(data: Mapping[str, Any], change: str) -> UntranslatedLine:
    return UntranslatedLine(line_link(change, data["path"], data["line"]), data["fr"] or data["keys"])


def _failure(text: str, change: str) -> FailureLine:
    first, *rest = text.splitlines() or [""]
    found = _PLACE.match(first)
    if found is None:
        return FailureLine(None, (first, *rest))
    return FailureLine(line_link(change, found[1], int(found[2])), (first[found.end() :], *rest))


def line_link(change: str, path: str, line: int) -> Link:
    """A link to a line of a file of a change request, where it is written."""
    return Link(f"{file_address(change, path)}&ligne={line}", f"{path}:{line}")


def file_address(change: str, path: str) -> str:
    """Where a file of a change request is written."""
    return f"/demandes/{change}/fichier?{urlencode({'path': path})}"
