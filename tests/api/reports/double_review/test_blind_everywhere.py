"""F14: who reads a content again blind finds nothing, on any route, of what was decided of it: nor of the same content reported elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select
from starlette.testclient import TestClient

from api.changes.evidence import ChangeEvidence
from api.changes.evidence_jobs import store_evidence
from api.db.action import DeadlineRow, EventRow
from api.db.audit import AuditRow
from api.db.changes import PublicationRow, RequalificationRow
from api.db.double_review import SecondReadingRow
from api.db.people import AccountRow
from api.db.reports import DecisionRow, QualificationRow
from api.journal.chain import verify
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.permissions import Role
from api.rules.tree import blob_digest
from tests.api.app.test_routes import routes_of
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, first_edition, small_tree, usual_evidence
from tests.api.pages.case.test_case import PAGE
from tests.api.reports.double_review.test_double_review import tomorrow
from tests.api.reports.test_reports import decide, read, send
from tests.api.service.world import World, problem
from tests.api.transmissions.follow_up.test_follow_up import Sent, contest

STATED = "Un courrier sans adresse, dont une personne a retrouvé la page."
WORDS = "D'autres mots à la même adresse, que personne n'a encore lus."


class Scene(Sent):
    """A decided report with its notice and what followed, its content reported twice again, and two reviewers: one reads it again."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        assert self.event(kind="receipt").status_code == 201
        assert contest(self).status_code == 201
        self.confirmed = send(world.machine())["id"]
        assert decide(self.analyst, self.confirmed, kind="accept").status_code == 200
        self.waiting = send(world.machine())["id"]
        self.address = send(world.machine(), text=WORDS)["id"]
        self.stated = send(world.machine(), text=STATED, url=None)["id"]
        assert decide(self.analyst, self.stated, kind="accept").status_code == 200
        url, etag = read(self.analyst, self.report)[0]["url"], read(self.analyst, self.stated)[1]
        stated = self.analyst.put(f"/v1/reports/{self.stated}/address", json={"url": url}, headers={"if-match": etag})
        assert stated.status_code == 200, stated.text
        self.free, self.reader = (world.signed_in(Role.REVIEWER) for _ in range(2))
        tomorrow(world, self.analyst, self.free, self.reader)
        with world.database.write() as session:
            first = session.query(DecisionRow).filter(DecisionRow.report == self.report).one()
            self.reading = new_id("sec", world.clock.now())
            session.add(
                SecondReadingRow(
                    id=self.reading,
                    report=self.report,
                    decision=first.id,
                    field="autre",
                    drawn_for="share",
                    drawn_at=self.at,
                    held_by=self.reader.headers["x-test-account"],
                )
            )
            account = self.reader.headers["x-test-account"]
            record(session, world.clock.now(), account, "second_reading.held", self.report, reading=self.reading)
        self.change = self.changed_rules()
        self.rollback = self.rolled_back()
        self.words = self.exchanged()
        for name in self.reports:
            assert self.analyst.get(f"/v1/reports/{name}").status_code == 200  # so that the journal tells of each

    def exchanged(self) -> list[str]:
        """A note that mentions who reads again, and a request to all reviewers, by whoever decided: their names."""
        mention = {"body": "Décidé ce matin.", "mentions": [self.reader.headers["x-test-account"]]}
        note = self.analyst.post(f"/v1/reports/{self.report}/notes", json=mention)
        request = {"kind": "opinion", "role": "reviewer", "body": "Même contenu : qu'en penser ?"}
        asked = self.analyst.post(f"/v1/reports/{self.waiting}/requests", json=request)
        assert (note.status_code, asked.status_code) == (201, 201)
        return [note.json()["id"], asked.json()["id"]]

    def changed_rules(self) -> str:
        """A change request whose evidence names every report as an example."""
        world, tree = self.world, small_tree()
        with world.database.write() as session:
            first_edition(session, world.clock.now(), tree)
        editor = world.signed_in(Role.POLICY_EDITOR)
        change: dict[str, str] = editor.post("/v1/changes", json={"title": "Une peine de plus"}).json()
        text = tree.text(OFFENCE).replace(OLD_PENALTY, NEW_PENALTY)
        files = [{"path": OFFENCE, "text": text, "seen": blob_digest(tree.files[OFFENCE])}]
        assert editor.put(f"/v1/changes/{change['id']}/files", json={"files": files}).status_code == 200
        found = usual_evidence(tree, tree.with_files({OFFENCE: text.encode()}), world.clock.today())
        examples = [{"of": ["menace", "lost"], "reports": [{"id": name} for name in self.reports]}]
        unchanged: dict[str, Any] = {"reports": {"unchanged": 0}, "offences": {}, "suggested": {}}
        backtest = {
            "reports": {"read": 4, "refused": 0, "proved": 0, "answered_once": 0, "run": 4},
            "edit": unchanged,
            "causes": [],
            "moves": [],
            "examples": examples,
            "measures": None,
        }
        with world.database.write() as session:
            store_evidence(session, world.services, ChangeEvidence({**found.document, "backtest": backtest}))
        return change["id"]

    def rolled_back(self) -> int:
        """A publication that undoes another, after which the answer on every report is another."""
        now = self.world.clock.now()
        with self.world.database.write() as session:
            first_edition(session, now, small_tree())
            session.flush()
            row = session.scalars(select(PublicationRow).order_by(PublicationRow.number.desc())).first()
            assert row is not None
            row.rolls_back, row.requalified_at = row.number - 1, now
            for name in self.reports:
                outcome = "decided_changed" if name == self.report else "changed"
                session.add(RequalificationRow(publication=row.number, report=name, outcome=outcome, at=now))
            return row.number

    @property
    def reports(self) -> tuple[str, ...]:
        """The report read again, then those of the same content."""
        return (self.report, self.confirmed, self.waiting, self.address, self.stated)

    def named(self) -> dict[str, list[str]]:
        """What the addresses of routes may name, by the name of the parameter."""
        with self.world.database.read() as session:
            answers = [row.id for row in session.query(QualificationRow) if row.report in self.reports]
            accounts = [row.id for row in session.query(AccountRow)][:1]
        return {
            "report": list(self.reports),
            "qualification": answers,
            "transmission": [self.name],
            "second": [self.reading],
            "account": accounts,
            "offence": ["menace"],
            "table": ["received", "decided"],
            "host": [f"hst_{'0' * 26}"],
            "change": [self.change],
            "gesture": ["x"],
            "path": ["x"],
            "code": ["read-again"],
            "name": ["x"],
            "link": ["x"],
            "number": [str(self.rollback)],
        }

    def secrets(self) -> set[str]:
        """What tells that something was decided, and of which content."""
        with self.world.database.read() as session:
            decisions = [row.id for row in session.query(DecisionRow)]
            events = [row.id for row in session.query(EventRow)]
            due = [row.id for row in session.query(DeadlineRow) if row.met_at is None]
        return {*self.reports, *self.named()["qualification"], self.name, *self.words, *decisions, *events, *due}

    def addresses(self) -> Iterator[str]:
        """Every address that answers to GET, with whatever it may name, and what asks lists for more."""
        named = self.named()
        for route in routes_of(self.world):
            if "GET" in route.methods:
                yield from _addresses(route, named)
        people = [client.headers["x-test-account"] for client in (self.analyst, self.reader)]
        for name in self.reports:
            yield f"/v1/audit?subject={name}"
            yield f"/v1/transmissions?report={name}"
            yield f"/file?fini={name}&etat=all"
            yield f"/bruit?voir={name}&fini={name}"
        yield from (f"/v1/audit?who={who}&limit=200" for who in people)
        for action in (
            "report.decided",
            "report.received",
            "second_reading.held",
            "file.receipt",
            "qualification.seen",
        ):
            yield f"/v1/audit?action={action}"
        for state in ("decided", "prequalified", "duplicate", "open"):
            yield f"/v1/reports?state={state}"
            yield f"/file?etat={state}"
        yield from ("/v1/reports?offence=menace", "/file?infraction=menace&etat=all", "/file?q=rep_&etat=all")
        yield from ("/v1/audit?limit=200", "/v1/board/deadlines?within=720", "/v1/reports?limit=200")


def _addresses(route: APIRoute, named: dict[str, list[str]]) -> Iterator[str]:
    names = [part[1:-1].partition(":")[0] for part in route.path.split("/") if part.startswith("{")]
    for values in product(*(named[name] for name in names)):
        yield route.path_format.format(**dict(zip(names, values, strict=True)))


def _found(client: TestClient, addresses: Sequence[str], secrets: set[str]) -> Iterator[tuple[str, set[str]]]:
    """The addresses that tell secrets, and which, but for those that they name themselves."""
    for address in addresses:
        for accept in ("text/html", "application/json"):
            response = client.get(address, headers={"accept": accept}, follow_redirects=False)
            body = response.content.decode("utf-8", "replace")
            head = unquote(str(response.headers.get("location", "")))
            opened = response.status_code == 200 and "?" not in address
            seen = {one for one in secrets if one in body + head and (opened or one not in address)}
            if opened and any(one in address for one in secrets):
                seen |= {one for one in secrets if one in address}
            if seen:
                yield f"{accept} {address}", seen


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_f14_no_route_tells_a_blind_reader_what_was_decided(scene: Scene) -> None:
    secrets = scene.secrets()
    addresses = list(dict.fromkeys(scene.addresses()))
    assert len(addresses) > 100
    untold = set(secrets)  # each of them is told to whoever is not blind
    for _, seen in _found(scene.free, addresses, secrets):
        untold -= seen
        if not untold:
            break
    assert untold == set()
    assert dict(_found(scene.reader, addresses, secrets)) == {}


def test_f14_the_journal_is_silent_for_the_blind_reader_alone_and_speaks_when_they_end(scene: Scene) -> None:
    asked = f"/v1/audit?subject={scene.report}"
    assert "report.decided" in {entry["action"] for entry in scene.free.get(asked).json()["items"]}
    assert scene.reader.get(asked).json()["items"] == []
    with scene.world.database.write() as session:
        row = session.get(SecondReadingRow, scene.reading)
        assert row is not None
        row.decided_at = scene.world.clock.now()
    assert "report.decided" in {entry["action"] for entry in scene.reader.get(asked).json()["items"]}


def test_f14_the_journal_leaves_out_nothing_else(scene: Scene) -> None:
    elsewhere = send(scene.world.machine(), url="https://ailleurs.exemple/1", text="Un tout autre contenu, à lire.")[
        "id"
    ]
    told = {entry["subject"] for entry in scene.reader.get("/v1/audit?limit=200").json()["items"]}
    assert elsewhere in told
    with scene.world.database.read() as session:
        subjects = {row.subject for row in session.query(AuditRow)}
    hidden = {*scene.reports, *scene.named()["qualification"]}
    assert told == subjects - hidden


def test_f14_a_blind_reader_takes_no_part_in_exchanges_on_the_content(scene: Scene) -> None:
    _, asked = scene.words
    assert scene.free.get("/v1/exchanges").json()["asked"][0]["id"] == asked
    assert not any(scene.reader.get("/v1/exchanges").json().values())
    for name in scene.reports:
        problem(scene.reader.post(f"/v1/reports/{name}/notes", json={"body": "Et moi."}), "read-again")
        body = {"kind": "opinion", "role": "analyst", "body": "Un avis ?"}
        problem(scene.reader.post(f"/v1/reports/{name}/requests", json=body), "read-again")
    problem(scene.reader.post(f"/v1/requests/{asked}/answer", json={"body": "Rien à dire."}), "read-again")
    problem(scene.reader.delete(f"/v1/requests/{asked}"), "read-again")
    with scene.world.database.write() as session:
        session.get_one(SecondReadingRow, scene.reading).decided_at = scene.world.clock.now()
    found = scene.reader.get("/v1/exchanges").json()
    assert (len(found["asked"]), len(found["mentions"])) == (1, 1)


def test_f14_an_export_is_whole_or_refused_to_who_is_blind(scene: Scene) -> None:
    both = scene.world.signed_in(Role.REVIEWER, Role.ADMINISTRATOR)
    export = both.get("/v1/audit/export").text
    assert verify(io.StringIO(export))[2] == []
    assert "report.decided" in export
    with scene.world.database.write() as session:
        row = session.get(SecondReadingRow, scene.reading)
        assert row is not None
        row.held_by = both.headers["x-test-account"]
    problem(both.get("/v1/audit/export", headers={"accept": "application/json"}), "read-again")
    assert scene.world.signed_in(Role.ADMINISTRATOR).get("/v1/audit/export").status_code == 200


def test_f14_a_content_read_again_is_neither_handed_out_nor_held(scene: Scene) -> None:
    assert scene.reader.post("/v1/queue/next", json={}).json()["report"] is None
    for name in (scene.waiting, scene.address):
        problem(scene.reader.put(f"/v1/queue/{name}/hold", json={}), "read-again")
        assert scene.free.put(f"/v1/queue/{name}/hold", json={}).status_code == 200
    taken = scene.reader.post("/file/suivant", headers=PAGE, follow_redirects=False)
    assert taken.headers["location"] == "/file"


def test_f14_reporting_the_content_again_tells_nothing_of_it(scene: Scene) -> None:
    told = send(scene.reader)
    assert (told["state"], told["same"], told["prequalification"]) == ("duplicate", None, None)
    problem(scene.reader.get(f"/v1/reports/{told['id']}"), "read-again")
    assert send(scene.free)["same"] is not None
