"""The evidence on a change request, as its page shows it: parts of the difference, checks, cases.

Sentences of the difference and of the checks are in French, as the law is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from api.changes.evidence import ChangeEvidence
from api.changes.touched_fields import FIELDS_OF_FOLDERS
from api.kit.typography import typeset
from api.pages.changes.case_lines import difference_line, expected_and_got, is_of_status
from api.pages.changes.views import (
    CaseRow,
    CaseSentence,
    ChecksView,
    DifferencePart,
    DifferencePoint,
    FailureLine,
    FaultLine,
    FindingRow,
    OffenceCases,
    TextChange,
    UntranslatedLine,
    WrittenClause,
)
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.rules.tree import FOLDER_NAME, path_in_tree
from api.texts.lexicons import FOLDER as LEXICONS
from engine.analysis.difference.words import TAKES_OVER
from textfile.text import COLON

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
    is_preview = bool(evidence.document.get("preview"))
    summary = say.t("change.checks", errors=checks["errors"], warnings=checks["warnings"])
    if cases is None:
        told = say.t("change.cases_none")
    elif not cases["run"]:
        told = say.t("change.cases_unrun")
    elif cases["failed"]:
        told = say.t("change.cases_failed", failed=cases["failed"], run=cases["run"])
    else:
        told = say.t("change.cases_green", n=cases["run"])
    green = "change.green_here" if is_preview else "change.green"
    return ChecksView(
        state=say.t(green if evidence.is_green else "change.red"),
        is_green=evidence.is_green,
        summary=summary,
        faults=tuple(_fault(one, change) for one in checks["faults"]),
        cases=told,
        unrun=tuple(say.t(key) for key in _unrun(evidence, is_preview)),
        failures=tuple(_failure(one, change, say) for one in cases["failures"]) if cases is not None else (),
        untranslated=tuple(_untranslated(one, change) for one in checks["untranslated"]),
    )


def _unrun(evidence: ChangeEvidence, is_preview: bool) -> Iterator[str]:
    """What stands in the files that differ, or beside, and was not run."""
    if is_preview and evidence.document["cases"] is not None:
        yield "change.unrun_rest"
    if any(one.field == FIELDS_OF_FOLDERS[LEXICONS] for one in evidence.touched):
        yield "change.unrun_patterns" if is_preview else "change.unrun_sentences"


def _fault(data: Mapping[str, Any], change: str) -> FaultLine:
    path = path_in_tree(str(data["file"]))
    place = line_link(change, path, data["line"]) if path else None
    return FaultLine(place, data["code"], data["message"], data["hint"], data["severity"] == "warning")


def _untranslated(data: Mapping[str, Any], change: str) -> UntranslatedLine:
    return UntranslatedLine(line_link(change, data["path"], data["line"]), data["fr"] or data["keys"])


def _failure(text: str, change: str, say: Say) -> FailureLine:
    first, *rest = text.splitlines() or [""]
    found = _PLACE.match(first)
    place = line_link(change, found[1], int(found[2])) if found is not None else None
    name = first[found.end() :] if found is not None else first
    return FailureLine(place, (CaseSentence(name, True), *(difference_line(line, say) for line in rest)))


def offence_cases(evidence: ChangeEvidence, change: str, path: str, say: Say) -> OffenceCases | None:
    """The cases of the offence of a file, that a preview ran; None where it ran none of them."""
    found = (evidence.document["cases"] or {}).get("by_offence", {}).get(_offence_of(path))
    if not found or not found["run"]:
        return None
    more = found["run"] - len(found["cases"])
    key = "change.cases_failed" if found["failed"] else "change.cases_green"
    return OffenceCases(
        summary=say.t(key, n=found["run"], run=found["run"], failed=found["failed"]),
        cases=tuple(_case(one, change, say) for one in found["cases"]),
        more=say.t("change.cases_more", n=more) if more else "",
    )


def _case(data: Mapping[str, Any], change: str, say: Say) -> CaseRow:
    return CaseRow(
        place=line_link(change, path_in_tree(str(data["file"])), data["line"]),
        name=data["name"],
        day=say.day(date.fromisoformat(data["day"])) if data["day"] else "",
        has_failed=bool(data["differences"]),
        states=expected_and_got(data["expected"], data["got"], say),
        lines=tuple(difference_line(line, say) for line in data["differences"] if not is_of_status(line)),
    )


def written_clauses(evidence: ChangeEvidence, path: str, say: Say) -> tuple[WrittenClause, ...]:
    """The clauses and versions that a file writes, of an offence or of notions, in sentences."""
    written = evidence.document.get("written", {})
    names = [f"offence:{_offence_of(path)}"]
    if path.startswith("notions/"):
        names = [name for name in written if name.startswith("notion:")]
    return tuple(_clause(one, say) for name in names for one in written.get(name, ()))


def _clause(data: Mapping[str, Any], say: Say) -> WrittenClause:
    label, lines = data["label"][say.language], [typeset(line, say.language) for line in data["lines"][say.language]]
    title = say.t(f"change.written.{data['kind']}")
    if label:
        return WrittenClause(typeset(f"{title}{COLON[say.language]}{label}", say.language), tuple(lines))
    return WrittenClause(f"{title} {lines[0]}", tuple(lines[1:]))


def _offence_of(path: str) -> str:
    parts = path.split("/")
    return parts[2] if parts[0] == "offences" and len(parts) == 4 else ""


def line_link(change: str, path: str, line: int) -> Link:
    """A link to a line of a file of a change request, where it is written."""
    return Link(f"{file_address(change, path)}&ligne={line}", f"{path}:{line}")


def file_address(change: str, path: str) -> str:
    """Where a file of a change request is written."""
    return f"/demandes/{change}/fichier?{urlencode({'path': path})}"
