"""What the API answers of evidence, by who asks."""

from __future__ import annotations

from sqlalchemy import select

from api.changes.evidence import ChangeEvidence, unpack_evidence
from api.db.changes import EvidenceRow
from api.kit.permissions import Role
from tests.api.changes.desk import Desk


def test_reports_given_as_examples_are_told_to_whoever_reads_reports(desk: Desk) -> None:
    change = desk.submitted()
    example = {"of": ["menace", "lost"], "reports": [{"id": "rep_00000000000000000000000001"}]}
    with desk.world.database.write() as session:
        row = session.scalars(select(EvidenceRow)).one()
        document = dict(unpack_evidence(row.document).document)
        document["backtest"] = {"reports": {"read": 1}, "examples": [example]}
        row.document = ChangeEvidence(document).pack()
    url = f"/v1/changes/{change['id']}/evidence"
    assert desk.editor.get(url).json()["document"]["backtest"] == {"reports": {"read": 1}, "examples": []}
    analyst = desk.world.signed_in(Role.ANALYST)
    assert analyst.get(url).json()["document"]["backtest"]["examples"] == [example]


def test_evidence_says_what_changes_in_sentences(desk: Desk) -> None:
    change = desk.submitted()
    (part,) = desk.editor.get(f"/v1/changes/{change['id']}/evidence").json()["document"]["words"]["parts"]
    assert part["part"] == "offence:menace"
    assert "1 an d'emprisonnement" in part["others"][0][0]
