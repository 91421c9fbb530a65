"""Every shipped case whose offence is established gives notices that their schemas accept, or is refused for what is only presumed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.model.outcome import Status
from engine.notices.compose import Notice, compose
from engine.notices.faults import NoticeError
from engine.notices.tables import KINDS, Kind
from tests.engine.notices.cases import DAY, case_of, last_runs, problems, proof_of, schemas, shipped_reports, templates
from tests.shared import shipped


def established() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every (offence, status on confirmed facts, proof) that the shipped cases establish, one proof held at a time."""
    for report, day in shipped_reports():
        answer = shipped().qualify(report, day)
        found = [a for a in answer.assessments if a.status is Status.ESTABLISHED]
        if found:
            proof = proof_of(answer)
            yield from ((a.offence, a.confirmed.value, proof) for a in found)


@cache
def first_proofs() -> dict[str, dict[str, Any]]:
    """For each offence, the proof of the first of its cases that establishes it on confirmed facts."""
    found: dict[str, dict[str, Any]] = {}
    for run in last_runs():
        if run.offence not in found:
            answer = shipped().qualify(run.report, run.decision)
            assessed = next(a for a in answer.assessments if a.offence == run.offence)
            if assessed.confirmed is assessed.status is Status.ESTABLISHED:
                found[run.offence] = proof_of(answer)
    return found


def written(kind: Kind, offence: str, proof: dict[str, Any], **around: Any) -> Notice:
    return compose(templates(), kind, "fr", case_of(proof, offence=offence, **around), DAY)


def written_or_codes(kind: Kind, offence: str, proof: dict[str, Any]) -> Notice | set[str]:
    """The notice, or the codes of what stands against it."""
    try:
        return written(kind, offence, proof)
    except NoticeError as error:
        return {fault.code for fault in error.faults}


def test_the_notice_to_the_host_of_every_case_is_valid_or_refused_for_what_is_presumed() -> None:
    counts: Counter[str] = Counter()
    for offence, confirmed, proof in established():
        told = written_or_codes("dsa16", offence, proof)
        where = (offence, proof["report"])
        if isinstance(told, Notice):
            assert confirmed == "established", where
            assert problems(told) == [], where
            counts["written"] += 1
        else:
            assert told == {"unconfirmed"}, where
            counts["refused"] += 1
    assert counts["written"] > 1000
    assert counts["refused"] > 10


def test_every_offence_is_established_by_a_case() -> None:
    assert first_proofs().keys() == shipped().ruleset.offences.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_offence_gives_every_kind_or_is_told_why_it_does_not(kind: Kind) -> None:
    refused: dict[str, set[str]] = defaultdict(set)
    for offence, proof in first_proofs().items():
        told = written_or_codes(kind, offence, proof)
        if isinstance(told, Notice):
            assert problems(told) == [], offence
        else:
            for code in told:
                refused[code].add(offence)
    images = set(next(f for f in templates().tables.families.families if f.id == "images_abus").offences)
    others = shipped().ruleset.offences.keys() - images
    elsewhere = {"iccam": others, "scart": others, "arcom": shipped().ruleset.offences.keys() - {"cp-227-24"}}
    assert refused.pop("not_applicable", set()) == elsewhere.get(kind, set())
    if kind == "arcom":
        assert refused.pop("missing", set()) <= {"cp-227-24"}
    assert refused == {}


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])
    assert schemas()[name]["$id"] == name
    assert schemas()[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
