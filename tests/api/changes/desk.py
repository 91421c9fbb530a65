"""A desk of policy staff on the small law: its first edition, people of each role, requests in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, TypeAlias

from starlette.testclient import TestClient

from api.changes import evidence
from api.changes.evidence import ChangeEvidence
from api.changes.evidence_jobs import EVIDENCE, store_evidence
from api.db.changes import PublicationRow
from api.db.people import AccountRow
from api.db.sessions import WriteSession
from api.jobs.worker import IDLE, JobWorker
from api.kit.permissions import Role
from api.rules.folder import shipped_law
from api.rules.publication_kinds import PublicationKind
from api.rules.publication_rows import live_publication, next_number
from api.rules.tree import RulesTree, tree_of_folder
from api.rules.tree_rows import load_tree, store_tree
from engine.language.sources import digest_of
from tests.api.service.world import World
from tests.shared import ROOT

OLD_PENALTY, NEW_PENALTY = "penalty: {prison_months: 12", "penalty: {prison_months: 24"
OFFENCE = "offences/exemple/menace/offence.yaml"
Loss: TypeAlias = Literal["roles", "account"]
WIDER = "condition: {any: [{fact: menace}, {fact: fichier_conserve}]}"


_CASES = b"""base:
  date_of_facts: 1980-01-01
  facts: {}
cases:
  - name: avant la loi
    expect: {status: not_in_force}
"""


@lru_cache(maxsize=100)
def law_digest(tree: RulesTree) -> str:
    """Digest of the law of a tree."""
    return digest_of(tree.law_files)


@lru_cache(maxsize=100)
def _evidence(base: RulesTree, tree: RulesTree, today: date, made_by: tuple[str, str]) -> ChangeEvidence:
    found = evidence.evidence_of(base, tree, today)
    assert (found.document["format"], found.document["engine"]) == made_by
    return found


def usual_evidence(base: RulesTree, tree: RulesTree, today: date) -> ChangeEvidence:
    """Evidence by the engine of now, worked out once a process: most tests make the same edit."""
    return _evidence(base, tree, today, (evidence.FORMAT, evidence.ENGINE_VERSION))


@cache
def small_tree() -> RulesTree:
    """The tree of the small law, with a case for each offence."""
    tree = tree_of_folder(ROOT / "docs/examples/petite-loi")
    offences = [path for path in tree.files if path.endswith("/offence.yaml")]
    return tree.with_files({path.replace("/offence.yaml", "/cases.yaml"): _CASES for path in offences})


def shipped_policy() -> str:
    """The shipped policy, on the one theme of the small law."""
    text = (shipped_law() / "parameters/signatures.yaml").read_text(encoding="utf-8")
    return text.replace("[contenus_mineurs, mineurs, terrorisme, suicide]", "[exemple]")


def first_edition(session: WriteSession, now: datetime, tree: RulesTree) -> None:
    """Records a tree as the edition that the service starts with."""
    store_tree(session, tree, now)
    session.flush()
    session.add(
        PublicationRow(
            number=next_number(session),
            tree=tree.digest,
            law=law_digest(tree),
            kind=PublicationKind.FOLDER.value,
            effect_at=now,
            at=now,
            signatures=[],
            reason="",
        )
    )


class Desk:
    """People who change the rules, and what they do, as a browser or a script would."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.clock.moment = datetime(2026, 12, 15, 10, 0, tzinfo=UTC)  # after the rules were read again
        self.base = small_tree()
        with world.database.write() as session:
            first_edition(session, world.clock.now(), self.base)
        self.editor = world.signed_in(Role.POLICY_EDITOR)
        self.approver = world.signed_in(Role.POLICY_APPROVER)

    def install(self, files: Mapping[str, bytes | None]) -> None:
        """Makes files part of the live edition, from which later requests start."""
        self.base = self.base.with_files(files)
        self.world.clock.moment += timedelta(minutes=1)
        with self.world.database.write() as session:
            first_edition(session, self.world.clock.now(), self.base)

    def lose(self, client: TestClient, loss: Loss) -> None:
        """Takes from somebody the roles that let them sign, or the account."""
        with self.world.database.write() as session:
            row = session.get(AccountRow, client.headers["x-test-account"])
            assert row is not None
            if loss == "roles":
                row.roles = [Role.ANALYST.value]
            else:
                row.disabled_at = self.world.clock.now()

    def open(self, client: TestClient | None = None, **body: Any) -> dict[str, Any]:
        """Opens a change request."""
        response = (client or self.editor).post("/v1/changes", json={"title": "Une peine de plus", **body})
        assert response.status_code == 201, response.text
        change: dict[str, Any] = response.json()
        return change

    def read(self, change: str) -> dict[str, Any]:
        """A change request as it is now."""
        found: dict[str, Any] = self.approver.get(f"/v1/changes/{change}").json()
        return found

    def file(self, change: str, path: str = OFFENCE) -> dict[str, Any]:
        """A file of a change request."""
        found: dict[str, Any] = self.editor.get(f"/v1/changes/{change}/file", params={"path": path}).json()
        return found

    def save(self, change: str, text: str | None, path: str = OFFENCE, client: TestClient | None = None) -> Any:
        """Saves a file on top of its last text."""
        files = [{"path": path, "text": text, "seen": self.file(change, path)["digest"]}]
        return (client or self.editor).put(f"/v1/changes/{change}/files", json={"files": files})

    def edit(self, change: str, old: str, new: str, path: str = OFFENCE) -> None:
        """Replaces words of a file."""
        text = self.file(change, path)["text"]
        assert old in text
        response = self.save(change, text.replace(old, new, 1), path)
        assert response.status_code == 200, response.text

    def widened(self) -> str:
        """A request that widens an element of `menace`."""
        name: str = self.open()["id"]
        self.edit(name, "condition: {fact: menace}", WIDER)
        return name

    def change_in(self, old: str = OLD_PENALTY, new: str = NEW_PENALTY, client: TestClient | None = None) -> str:
        """A request of one edit of the offence, with its evidence."""
        name: str = self.open(client)["id"]
        self.edit(name, old, new)
        self.give_evidence(name)
        return name

    def if_match(self, change: str) -> dict[str, str]:
        """The header of an act on a change request as it is now."""
        return {"if-match": f'"{self.read(change)["version"]}"'}

    def set_effect(self, change: str, effect: datetime) -> Any:
        """Sets the date of effect of a change request."""
        body = {"title": self.read(change)["title"], "effect_at": effect.isoformat()}
        return self.editor.put(f"/v1/changes/{change}", json=body, headers=self.if_match(change))

    def give_evidence(self, change: str) -> ChangeEvidence:
        """Works out the evidence of a change request here, without another process."""
        row = self.read(change)
        with self.world.database.read() as session:
            base, tree = load_tree(session, row["base"]), load_tree(session, row["tree"])
        found = usual_evidence(base, tree, self.world.clock.today())
        with self.world.database.write() as session:
            store_evidence(session, self.world.services, found)
        return found

    def submit(self, change: str) -> Any:
        """Submits a change request as it is now."""
        return self.editor.post(f"/v1/changes/{change}/submission", headers=self.if_match(change))

    def submitted(self, old: str = OLD_PENALTY, new: str = NEW_PENALTY) -> dict[str, Any]:
        """A change request of one edit, submitted."""
        response = self.submit(self.change_in(old, new))
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def sign(self, change: dict[str, Any], client: TestClient | None = None) -> Any:
        """Signs the submission as it is shown."""
        body = {"submission": change["submission"]}
        return (client or self.approver).post(f"/v1/changes/{change['id']}/signatures", json=body)

    def publish(self, change: dict[str, Any], client: TestClient | None = None) -> Any:
        """Publishes the submission as it is shown."""
        body = {"submission": change["submission"]}
        return (client or self.approver).post(f"/v1/changes/{change['id']}/publication", json=body)

    def published(self, old: str = OLD_PENALTY, new: str = NEW_PENALTY) -> dict[str, Any]:
        """A publication of one edit."""
        return self.sign_and_publish(self.submitted(old, new))

    def sign_and_publish(self, change: dict[str, Any]) -> dict[str, Any]:
        """The publication of a submission, which the approver signs."""
        assert self.sign(change).status_code == 200
        response = self.publish(change)
        assert response.status_code == 201, response.text
        found: dict[str, Any] = response.json()
        return found

    def to_come(self, effect: datetime) -> dict[str, Any]:
        """A request whose edition is published, and takes effect later."""
        change = self.submitted()
        assert self.set_effect(change["id"], effect).status_code == 200
        found: dict[str, Any] = self.submit(change["id"]).json()
        self.sign_and_publish(found)
        return found

    def emergency(self, change: str, reason: str = "une peine fausse était affichée") -> Any:
        """Publishes a draft in an emergency."""
        url = f"/v1/changes/{change}/emergency"
        return self.approver.post(url, json={"reason": reason}, headers=self.if_match(change))


def work_out_evidence(world: World) -> int:
    """Has one worker work out the evidence that is asked for; in how many steps."""
    worker, steps = JobWorker(world.live, [EVIDENCE]), 0
    while worker.step() != IDLE:
        steps += 1
    return steps


def live(desk: Desk, days: int = 0) -> PublicationRow:
    """The publication that answers now, or in some days."""
    with desk.world.database.read() as session:
        row = live_publication(session, desk.world.clock.now() + timedelta(days=days))
    assert row is not None
    return row
