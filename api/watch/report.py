"""Watch report: what was read and what is to be looked at, in sentences, as data, and as the draft
of a change request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import yaml

from api.watch.articles import PublishedVersion
from api.watch.comparison import EncodedVersion, WatchFinding
from api.watch.filling import ProvenSource, UnprovenSource
from textfile.codes import CODES, explained


@dataclass(frozen=True)
class WatchReport:
    """Outcome of one watch: the files, their format, and the findings by offence and version."""

    today: date
    files: tuple[tuple[str, str], ...]
    articles: int
    versions: int
    findings: tuple[WatchFinding, ...]
    proven: tuple[ProvenSource, ...] = ()
    unproven: tuple[UnprovenSource, ...] = ()
    changed_files: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Findings by code, in the order of the codes."""
        return dict(sorted(Counter(finding.code for finding in self.findings).items()))


def lines_of(report: WatchReport) -> Iterator[str]:
    """The report in French: by offence and version, then the whole."""
    for offence, of_offence in groupby(report.findings, key=lambda finding: finding.encoded.offence):
        yield offence
        for _, of_version in groupby(of_offence, key=lambda finding: finding.encoded.version.id):
            several = list(of_version)
            one = several[0].encoded
            yield f"  {one.version.id}, {_period(one)} ({one.place})"
            for finding in several:
                yield f"    {finding.code} {finding.message}"
                yield f"         aide : {finding.remedy}"
        yield ""
    yield from _filled(report)
    read = ", ".join(f"{name} ({kind})" for name, kind in report.files)
    yield f"Lu : {read} ; {_count(report.articles, 'rédaction')} des articles cités."
    yield f"{_count(report.versions, 'version')} au {report.today.isoformat()} : {_verdict(report)}."
    if report.counts:
        yield explained(set(report.counts))


def _filled(report: WatchReport) -> Iterator[str]:
    for one in report.proven:
        yield f"rempli : {one.encoded.name} : {one.legifrance}, empreinte {one.text_sha256[:12]}…"
    for left in report.unproven:
        yield f"laissé : {left.encoded.name} : {left.why}"
    if report.proven or report.unproven:
        yield ""


def _verdict(report: WatchReport) -> str:
    if not report.counts:
        return "rien à regarder"
    return " ; ".join(f"{CODES[code].title.lower()} : {count}" for code, count in report.counts.items())


def _period(one: EncodedVersion) -> str:
    until = one.version.until
    return f"du {one.version.from_.isoformat()}" + (f" au {until.isoformat()}" if until is not None else "")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number > 1)}"


def document_of(report: WatchReport) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "today": report.today.isoformat(),
        "files": [{"file": name, "format": kind} for name, kind in report.files],
        "articles": report.articles,
        "versions": report.versions,
        "counts": report.counts,
        "findings": [_finding(finding) for finding in report.findings],
        "filled": [
            {**_encoded(one.encoded), "legifrance": one.legifrance, "text_sha256": one.text_sha256}
            for one in report.proven
        ],
        "left": [{**_encoded(one.encoded), "why": one.why} for one in report.unproven],
        "changed_files": list(report.changed_files),
    }


def _finding(finding: WatchFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        **_encoded(finding.encoded),
        "message": finding.message,
        "hint": finding.remedy,
        "published": [_published(version) for version in finding.published],
    }


def _encoded(one: EncodedVersion) -> dict[str, Any]:
    source = one.version.source
    return {
        "offence": one.offence,
        "version": one.version.id,
        "from": one.version.from_.isoformat(),
        "until": one.version.until.isoformat() if one.version.until is not None else None,
        "citation": one.written,
        "source": {"reference": source.reference, "legifrance": source.legifrance, "text_sha256": source.text_sha256},
        "file": one.place.file,
        "line": one.place.line,
    }


def _published(version: PublishedVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "number": version.number,
        "state": version.state,
        "from": version.start.isoformat() if version.start is not None else None,
        "until": version.last.isoformat() if version.last is not None else None,
        "text_sha256": version.sha256,
        "file": version.file,
    }


def request_of(report: WatchReport) -> str:
    """Draft of a change request, in YAML: what to look at, why, where, and what to do."""
    draft = {
        "demande": {
            "objet": "Veille juridique : versions à regarder",
            "jour": report.today,
            "lu": [f"{name} ({kind})" for name, kind in report.files],
            "points": [
                {
                    "infraction": finding.encoded.offence,
                    "version": finding.encoded.version.id,
                    "article": finding.encoded.written,
                    "motif": f"{finding.code} : {CODES[finding.code].title}",
                    "constat": finding.message,
                    "faire": finding.remedy,
                    "place": str(finding.encoded.place),
                    "redactions": [version.id for version in finding.published if version.id is not None],
                }
                for finding in report.findings
            ],
        }
    }
    return yaml.safe_dump(draft, allow_unicode=True, sort_keys=False, width=120)
