"""State machine of publication: people edit, submit, sign, lose roles, publish and go back, from two instances that may
crash at any statement; a model, which shares no code with the service, says what may be published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event, select

from api.accounts.schemas import AccountCreate
from api.accounts.service import create
from api.audit.publication_proofs import PublicationProofs
from api.audit.service import export_lines
from api.changes import drafts, publishing, submission
from api.changes.drafts import ChangePurpose, FileEdit
from api.changes.evidence import FORMAT, ChangeEvidence
from api.changes.evidence_jobs import store_evidence
from api.db import migrate
from api.db.changes import ChangeRow, PublicationRow
from api.db.people import AccountRow
from api.db.sessions import Database
from api.http.identity import Identity
from api.http.unit_of_work import UnitOfWork
from api.journal.chain import verify
from api.journal.entries import SYSTEM
from api.journal.seals import SealCheck
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.rules.publication_rows import live_publication
from api.rules.tree import RulesTree, blob_digest, tree_of
from engine.reasoning.qualify import ENGINE_VERSION
from tests.api.changes.desk import first_edition
from tests.api.changes.publication_model import LOOSE, STRICT, Draft, filled, policy_text
from tests.api.service.world import World

FILE, POLICY = "facts/essai.yaml", "parameters/signatures.yaml"
ROLES = [Role.POLICY_EDITOR, Role.POLICY_APPROVER, Role.REVIEWER]
KEY = b"key of the seals"
NOON = datetime(2026, 12, 15, 12, tzinfo=UTC)
PEOPLE = [
    {Role.POLICY_EDITOR},
    {Role.POLICY_APPROVER},
    {Role.POLICY_APPROVER, Role.REVIEWER},
    {Role.REVIEWER, Role.POLICY_EDITOR},
    {Role.POLICY_APPROVER},
    {Role.POLICY_APPROVER},
]


class Crash(Exception):
    """The process dies at this statement."""


@contextmanager
def crash_at(database: Database, statement: int | None) -> Iterator[None]:
    """Fails the n-th statement that follows, once."""
    left = [statement]

    def before(_: Any, __: Any, words: str, *___: Any) -> None:
        if left[0] is not None and not words.startswith(("PRAGMA", "BEGIN")):
            left[0] -= 1
            if left[0] < 0:
                left[0] = None
                raise Crash

    event.listen(database.engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", before)


class Publishing(RuleBasedStateMachine):
    """Random interleavings of the life of change requests."""

    changes = Bundle("changes")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="qualif-machine-")
        path = Path(self.folder.name) / "machine.sqlite3"
        _private(path).write_bytes(empty_database())
        self.world = service()
        self.world.clock.moment = NOON
        self.instances = [replace(self.world.services, database=_unsynced(f"sqlite:///{path}")) for _ in range(2)]
        self.database = self.instances[0].database
        self.drafts: dict[str, Draft] = {}
        self.published: list[tuple[tuple[str, int], datetime, bool]] = []

    @initialize(policy=st.sampled_from([LOOSE, STRICT]))
    def start(self, policy: int) -> None:
        content = ("0", policy)
        self.people = {}
        with self.database.write() as session:
            for number, roles in enumerate(PEOPLE):
                new = AccountCreate(login=f"compte-{number}", roles=sorted(roles))
                self.people[create(session, self.instances[0], SYSTEM, new).account.id] = set(roles)
            first_edition(session, NOON, tree(content))
        self.names = sorted(self.people)
        self.published = [(content, NOON, True)]

    def act(self, who: int, instance: int, crash: int | None, step: Callable[[UnitOfWork], Any]) -> Any:
        """One transaction of a person on an instance: its outcome, the code of a refusal, or None where it crashed."""
        services = self.instances[instance]
        name = self.names[who]
        identity = Identity(name, name, tuple(self.people[name]), frozenset(), "session")
        try:
            with crash_at(services.database, crash), services.database.write() as session:
                return step(UnitOfWork(session, services, identity))
        except Problem as problem:
            return problem.kind.code
        except Crash:
            return None

    def standing(self) -> list[tuple[tuple[str, int], datetime, bool]]:
        return [one for one in self.published if one[2]]

    def is_on_time(self, draft: Draft) -> bool:
        """Whether a publication could take effect on the date of a request: neither past nor before the last edition."""
        now = self.world.clock.now()
        return (draft.effect or now) >= max(now, self.standing()[-1][1])

    def has_room(self) -> bool:
        """Few requests at once, so that what people do meets."""
        return sum(draft.state != "published" for draft in self.drafts.values()) < 3

    @precondition(has_room)
    @rule(target=changes, who=st.integers(0, 5), instance=st.integers(0, 1))
    def open(self, who: int, instance: int) -> str:
        name: str = self.act(who, instance, None, lambda unit: drafts.open_change(unit, ChangePurpose("essai")).id)
        base = self.standing()[-1][0]
        self.drafts[name] = Draft(*base, base, writers={self.names[who]})
        return name

    @rule(
        name=changes,
        who=st.integers(0, 5),
        instance=st.integers(0, 1),
        text=st.sampled_from("0123"),
        policy=st.sampled_from([LOOSE, LOOSE, STRICT]),
        crash=st.none() | st.integers(0, 12),
    )
    def edit(self, name: str, who: int, instance: int, text: str, policy: int, crash: int | None) -> None:
        draft = self.drafts[name]
        before, after = tree(draft.content), tree((text, policy))
        edits = [FileEdit(path, after.files[path], blob_digest(before.files[path])) for path in (FILE, POLICY)]
        outcome = self.act(who, instance, crash, lambda unit: bool(drafts.save_files(unit, name, edits)))
        if draft.state == "published":
            assert outcome in ("change-closed", None)
        elif outcome is True and (text, policy) != draft.content:
            draft.text, draft.policy = text, policy
            draft.writers.add(self.names[who])
            draft.edit()
        else:
            assert outcome in (True, None)

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), hours=st.none() | st.integers(-1, 3))
    def date(self, name: str, who: int, instance: int, hours: int | None) -> None:
        draft = self.drafts[name]
        effect = None if hours is None else self.world.clock.now() + timedelta(hours=hours)
        version = self.row(name).version
        purpose = ChangePurpose("essai")
        outcome = self.act(
            who, instance, None, lambda unit: bool(drafts.describe_change(unit, name, version, purpose, effect))
        )
        if outcome is True and effect != draft.effect:
            assert draft.state != "published"
            assert effect is None or effect >= self.world.clock.now()
            assert (effect or self.world.clock.now()) >= self.standing()[-1][1]
            draft.effect = effect
            draft.edit()

    @rule(name=changes)
    def work_out(self, name: str) -> None:
        draft = self.drafts[name]
        touched = [{"field": "commun", "class": "stricter"}]
        if draft.policy != draft.base[1]:
            touched.append({"field": "signatures", "class": "consequences"})
        found = ChangeEvidence(
            {
                "format": FORMAT,
                "engine": ENGINE_VERSION,
                "tree": tree(draft.content).digest,
                "base": tree(draft.base).digest,
                "checks": {"errors": 0, "untranslated": []},
                "cases": {"failed": 0},
                "touched": touched,
            }
        )
        row = self.row(name)
        assert (row.tree, row.base) == (found.document["tree"], found.document["base"]), "the model follows the service"
        with self.database.write() as session:
            store_evidence(session, self.world.services, found)
        draft.evidence.add((*draft.content, draft.base))

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | st.integers(0, 12))
    def submit(self, name: str, who: int, instance: int, crash: int | None) -> None:
        draft, version = self.drafts[name], self.row(name).version
        outcome = self.act(who, instance, crash, lambda unit: bool(submission.submit_change(unit, name, version)))
        if outcome is True:
            assert draft.state == "draft"
            assert draft.content != draft.base == self.standing()[-1][0]
            draft.state = "submitted"

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | st.integers(0, 12))
    def sign(self, name: str, who: int, instance: int, crash: int | None) -> None:
        draft, person = self.drafts[name], self.names[who]
        shown = self.row(name).submission or "0" * 64
        outcome = self.act(who, instance, crash, lambda unit: bool(submission.sign_change(unit, name, shown)))
        may = draft.state == "submitted" and person not in draft.writers and person not in draft.signed
        may = may and draft.base == self.standing()[-1][0] and self.is_on_time(draft)
        useful = self.people[person] & {*draft.seats()}
        assert outcome is None or (outcome is True) == bool(may and useful), (outcome, draft, person)
        if outcome is True:
            draft.signed[person] = useful

    @rule(
        name=changes,
        writer=st.integers(0, 5),
        signers=st.just([*range(6)]) | st.lists(st.integers(0, 5), max_size=4, unique=True),
        instance=st.integers(0, 1),
        text=st.sampled_from("0123"),
    )
    def advance(self, name: str, writer: int, signers: list[int], instance: int, text: str) -> None:
        """What a quiet desk does, so that publications are common enough to be upset by the other rules."""
        if self.drafts[name].state == "draft":
            if self.drafts[name].base != self.standing()[-1][0]:
                self.rebase(name, writer, instance)
            if self.drafts[name].content == self.drafts[name].base:
                self.edit(name, writer, instance, text, self.drafts[name].policy, None)
            self.work_out(name)
            self.submit(name, writer, instance, None)
        for who in signers:
            self.sign(name, who, 1 - instance, None)

    @rule(name=changes, writer=st.integers(0, 5), signer=st.integers(0, 5), instance=st.integers(0, 1))
    def sign_late(self, name: str, writer: int, signer: int, instance: int) -> None:
        """What a slow desk does: a request that waits for a signature beyond its date of effect."""
        self.date(name, writer, instance, 1)
        self.advance(name, writer, [], instance, "1")
        self.wait(2)
        self.sign(name, signer, 1 - instance, None)

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1))
    def unsign(self, name: str, who: int, instance: int) -> None:
        outcome = self.act(who, instance, None, lambda unit: submission.withdraw_signature(unit, name))
        if outcome is None:
            assert self.drafts[name].signed.pop(self.names[who], None) is not None

    @rule(who=st.integers(0, 5), roles=st.sets(st.sampled_from(ROLES)))
    def change_roles(self, who: int, roles: set[Role]) -> None:
        name = self.names[who]
        with self.database.write() as session:
            row = session.get(AccountRow, name)
            assert row is not None
            row.roles = sorted(roles)
        self.people[name] = roles

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | st.integers(0, 15))
    def publish(self, name: str, who: int, instance: int, crash: int | None) -> None:
        draft, now = self.drafts[name], self.world.clock.now()
        shown = self.row(name).submission or "0" * 64
        outcome = self.act(who, instance, crash, lambda unit: publishing.publish_change(unit, name, shown).number)
        signers = [self.people[one] & roles for one, roles in draft.signed.items()]
        effect = draft.effect or now
        may = (
            draft.state == "submitted"
            and filled(draft.seats(), signers)
            and draft.base == self.standing()[-1][0]
            and self.is_on_time(draft)
        )
        if crash is None or outcome is not None:
            assert isinstance(outcome, int) == may, (outcome, draft, signers)
        if isinstance(outcome, int):
            self.published.append((draft.content, effect, True))
            assert outcome == len(self.published)
            draft.state = "published"

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1))
    def rebase(self, name: str, who: int, instance: int) -> None:
        draft = self.drafts[name]
        outcome = self.act(who, instance, None, lambda unit: bool(drafts.rebase_change(unit, name, [FILE, POLICY])))
        onto = self.standing()[-1][0]
        if outcome is True and draft.base != onto:
            text = draft.text if draft.text != draft.base[0] else onto[0]
            policy = draft.policy if draft.policy != draft.base[1] else onto[1]
            if (text, policy) != draft.content:
                draft.writers.add(self.names[who])
            draft.base, draft.text, draft.policy = onto, text, policy
            draft.edit()

    @precondition(lambda self: self.has_room() and len(self.standing()) > 1)
    @rule(target=changes, who=st.integers(0, 5), instance=st.integers(0, 1))
    def roll_back(self, who: int, instance: int) -> Any:
        number = max(i + 1 for i, one in enumerate(self.published) if one[2])
        outcome = self.act(who, instance, None, lambda unit: publishing.open_rollback(unit, number, "essai").id)
        standing = self.standing()
        self.drafts[outcome] = Draft(*standing[-2][0], standing[-1][0], writers={self.names[who]})
        return outcome

    @rule(who=st.integers(0, 5), instance=st.integers(0, 1))
    def withdraw(self, who: int, instance: int) -> None:
        number = max(i + 1 for i, one in enumerate(self.published) if one[2])
        outcome = self.act(
            who, instance, None, lambda unit: bool(publishing.withdraw_publication(unit, number, "essai"))
        )
        content, effect, _ = self.published[number - 1]
        assert (outcome is True) == (effect > self.world.clock.now())
        if outcome is True:
            self.published[number - 1] = (content, effect, False)

    @rule(hours=st.integers(1, 4))
    def wait(self, hours: int) -> None:
        self.world.clock.moment += timedelta(hours=hours)

    @invariant()
    def one_edition_is_live_and_it_is_the_signed_one(self) -> None:
        if not self.published:
            return
        now = self.world.clock.now()
        expected = [tree(content).digest for content, effect, stands in self.published if stands and effect <= now][-1]
        for services in self.instances:
            with services.database.read() as session:
                live = live_publication(session, now)
                assert live is not None
                assert live.tree == expected
                numbers = list(session.scalars(select(PublicationRow.number).order_by(PublicationRow.number)))
                assert numbers == [*range(1, len(self.published) + 1)]

    def row(self, name: str) -> ChangeRow:
        with self.database.read() as session:
            row = session.get(ChangeRow, name)
            assert row is not None
            return row

    def teardown(self) -> None:
        try:
            self.journal_proves_what_was_published()
        finally:
            for services in self.instances:
                services.database.dispose()
            self.folder.cleanup()

    def journal_proves_what_was_published(self) -> None:
        """An export alone shows the signatures of every publication, under unbroken seals."""
        proofs, seals = PublicationProofs(), SealCheck(KEY)
        _, _, wrong = verify(export_lines(self.database), readers=[proofs, seals])
        assert wrong == []
        assert proofs.signed == max(len(self.published) - 1, 0)


def tree(content: tuple[str, int]) -> RulesTree:
    """The tree of a text under a policy."""
    text, policy = content
    return tree_of({FILE: f"facts: []  # {text}\n".encode(), POLICY: policy_text(policy).encode()})


@cache
def empty_database() -> bytes:
    """The bytes of a database with its tables and nothing in them."""
    with TemporaryDirectory(prefix="qualif-machine-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.sqlite3'}")
        migrate.upgrade(database)
        database.dispose()  # the last connection that closes empties the log into the file
        return (Path(folder) / "empty.sqlite3").read_bytes()


def _private(path: Path) -> Path:
    path.touch(mode=0o600)
    return path


@cache
def service() -> World:
    """A service whose database is of no use here; its clock stands for all."""
    folder = Path(mkdtemp(prefix="qualif-machine-"))
    _private(folder / "service.sqlite3").write_bytes(empty_database())
    made = World(f"sqlite:///{folder / 'service.sqlite3'}", folder)
    made.close()  # no request goes through it, and its event loop would keep the process from ending
    return made


def _unsynced(url: str) -> Database:
    """A database whose writes do not wait for the disk: what dies here is a transaction, not the machine."""
    database = Database(url, journal_key=KEY)
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return database
