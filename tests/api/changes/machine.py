"""State machine of publication: people edit, submit, sign, lose roles, publish and go back, from two instances that may
crash at any statement; a model, which shares no code with the service, says what may be published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeAlias

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from api.audit.publication_proofs import PublicationProofs
from api.audit.service import export_lines
from api.changes import drafts, publishing, submission
from api.changes.drafts import ChangePurpose, FileEdit
from api.changes.evidence import FORMAT, ChangeEvidence
from api.changes.evidence_jobs import store_evidence
from api.db.people import AccountRow
from api.http.identity import Identity
from api.http.unit_of_work import UnitOfWork
from api.journal.chain import verify
from api.journal.seals import SealCheck
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.rules.publication_rows import live_publication
from api.rules.tree import blob_digest
from engine.reasoning.qualify import ENGINE_VERSION
from tests.api.changes.machine_instances import MachineInstance, service
from tests.api.changes.machine_law import FILE, POLICY, TEXTS, EditionContent, tree
from tests.api.changes.machine_store import CRASHED, KEY, PEOPLE, CrashPoint, store
from tests.api.changes.publication_model import LOOSE, STRICT, Draft, filled

ROLES = [Role.POLICY_EDITOR, Role.POLICY_APPROVER, Role.REVIEWER]
NOON = datetime(2026, 12, 15, 12, tzinfo=UTC)
Edition: TypeAlias = tuple[EditionContent, datetime, bool]
"""What was published, from when, and whether it stands."""


def crash_points(last: int) -> st.SearchStrategy[CrashPoint]:
    """Crashes at a statement up to this one; one in eight is a `kill -9`."""
    return st.builds(CrashPoint, st.integers(0, last), st.sampled_from([False] * 7 + [True]))


@dataclass(frozen=True, slots=True)
class ChangeVersion:
    """Version of a request: its number, its submission, its tree and the tree that it was made from."""

    version: int
    submission: str | None
    tree: str
    base: str


class Publishing(RuleBasedStateMachine):
    """Random interleavings of the life of change requests."""

    changes = Bundle("changes")
    may_fork: ClassVar[bool] = False
    """Whether the process has one thread, and so may fork children to be killed; else an error stands for `kill -9`."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = service().clock
        self.clock.moment = NOON
        self.drafts: dict[str, Draft] = {}
        self.published: list[Edition] = []
        self.reader = 0
        self.seen: tuple[datetime, list[Any]] | None = None
        self.tally: Counter[str] = Counter()

    @initialize(policy=st.sampled_from([LOOSE, STRICT]))
    def start(self, policy: int) -> None:
        content = ("0", policy)
        self.names = store().begin(service().services, content, NOON)
        self.people = {name: set(roles) for name, roles in zip(self.names, PEOPLE, strict=True)}
        self.instances = [MachineInstance(database, content) for database in store().databases]
        self.database = self.instances[0].services.database
        self.published = [(content, NOON, True)]

    def act(self, who: int, instance: int, crash: CrashPoint | None, step: Callable[[UnitOfWork], Any]) -> Any:
        """One transaction of a person on an instance: its outcome, the code of a refusal, or None where it crashed."""
        one, name = self.instances[instance], self.names[who]
        identity = Identity(name, name, tuple(self.people[name]), frozenset(), "session")
        self.tally["acts"] += 1

        def unit() -> Any:
            try:
                with one.services.database.write() as session:
                    return step(UnitOfWork(session, one.services, identity))
            except Problem as problem:
                return problem.kind.code

        if crash is None:
            return unit()
        kills = crash.kills and self.may_fork
        outcome = store().crash(one.services.database, CrashPoint(crash.statement, kills), unit)
        if outcome is not CRASHED:
            return outcome
        self.tally["kills" if kills else "errors"] += 1
        if crash.kills:
            one.restart()
        return None

    def standing(self) -> list[Edition]:
        return [one for one in self.published if one[2]]

    def is_on_time(self, draft: Draft) -> bool:
        """Whether a publication could take effect on the date of a request: neither past nor before the last edition."""
        now = self.clock.now()
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
        text=st.sampled_from(TEXTS),
        policy=st.sampled_from([LOOSE, LOOSE, STRICT]),
        crash=st.none() | crash_points(12),
    )
    def edit(self, name: str, who: int, instance: int, text: str, policy: int, crash: CrashPoint | None) -> None:
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
        effect = None if hours is None else self.clock.now() + timedelta(hours=hours)
        version = self.row(name).version
        purpose = ChangePurpose("essai")
        outcome = self.act(
            who, instance, None, lambda unit: bool(drafts.describe_change(unit, name, version, purpose, effect))
        )
        if outcome is True and effect != draft.effect:
            assert draft.state != "published"
            assert effect is None or effect >= self.clock.now()
            assert (effect or self.clock.now()) >= self.standing()[-1][1]
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
            store_evidence(session, service().services, found)
        draft.evidence.add((*draft.content, draft.base))

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | crash_points(12))
    def submit(self, name: str, who: int, instance: int, crash: CrashPoint | None) -> None:
        draft, version = self.drafts[name], self.row(name).version
        outcome = self.act(who, instance, crash, lambda unit: bool(submission.submit_change(unit, name, version)))
        if outcome is True:
            assert draft.state == "draft"
            assert draft.content != draft.base == self.standing()[-1][0]
            draft.state = "submitted"

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | crash_points(12))
    def sign(self, name: str, who: int, instance: int, crash: CrashPoint | None) -> None:
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
        text=st.sampled_from(TEXTS),
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

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | crash_points(15))
    def publish(self, name: str, who: int, instance: int, crash: CrashPoint | None) -> None:
        draft, now = self.drafts[name], self.clock.now()
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
            self.tally["publications"] += 1

    @rule(name=changes, who=st.integers(0, 5), instance=st.integers(0, 1), crash=st.none() | crash_points(15))
    def publish_at_once(self, name: str, who: int, instance: int, crash: CrashPoint | None) -> None:
        """In an emergency an approver publishes alone: never a change of who signs."""
        draft, now, version = self.drafts[name], self.clock.now(), self.row(name).version
        outcome = self.act(
            who, instance, crash, lambda unit: publishing.publish_in_emergency(unit, name, version, "essai").number
        )
        base, since, _ = self.standing()[-1]
        may = (
            draft.state != "published"
            and Role.POLICY_APPROVER in self.people[self.names[who]]
            and any((*draft.content, draft.base) in one.evidence for one in self.drafts.values())
            and draft.content != draft.base == base
            and draft.policy == draft.base[1]
            and since <= now
        )
        if crash is None or outcome is not None:
            assert isinstance(outcome, int) == may, (outcome, draft, self.people[self.names[who]])
        if isinstance(outcome, int):
            self.published.append((draft.content, now, True))
            assert outcome == len(self.published)
            draft.state = "published"
            self.tally["emergencies"] += 1

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
        assert (outcome is True) == (effect > self.clock.now())
        if outcome is True:
            self.published[number - 1] = (content, effect, False)

    @rule(hours=st.integers(1, 4))
    def wait(self, hours: int) -> None:
        self.clock.moment += timedelta(hours=hours)

    def live_number(self) -> int:
        """Number of the publication in effect."""
        now = self.clock.now()
        return [number for number, (_, effect, stands) in enumerate(self.published, 1) if stands and effect <= now][-1]

    @rule(instance=st.integers(0, 1))
    def follow(self, instance: int) -> None:
        one, number = self.instances[instance], self.live_number()
        one.follow()
        assert one.services.origin.publication == number
        assert one.services.origin.tree == tree(self.published[number - 1][0]).digest

    @rule(instance=st.integers(0, 1))
    def begin_answer(self, instance: int) -> None:
        self.instances[instance].begin_answer()

    @precondition(lambda self: any(one.answers for one in self.instances))
    @rule(instance=st.integers(0, 1))
    def end_answer(self, instance: int) -> None:
        """What an instance began to answer is answered whole by the edition that it served then."""
        answering = [one for one in self.instances if one.answers]
        one = answering[instance % len(answering)]
        number = one.answers[0].number
        wrong = one.end_answer(self.published[number - 1][0])
        assert not wrong, (number, wrong)
        self.tally["answers"] += 1

    @invariant()
    def one_edition_is_live_and_it_is_the_signed_one(self) -> None:
        if not self.published:
            return
        stored = store().read("SELECT number, tree, effect_at, withdrawn_at FROM publications ORDER BY number")
        assert [row[0] for row in stored] == [*range(1, len(self.published) + 1)]
        now, expected = self.clock.now(), self.live_number()
        if self.seen == (now, stored):
            return  # which one is live depends on nothing else
        self.seen = now, stored
        self.reader = 1 - self.reader  # each reads in turn: they share the file and the code
        with self.instances[self.reader].services.database.read() as session:
            live = live_publication(session, now)
            assert live is not None
            assert (live.number, live.tree) == (expected, tree(self.published[expected - 1][0]).digest)

    def row(self, name: str) -> ChangeVersion:
        """A request as it is stored."""
        ((version, submission, written, base),) = store().read(
            "SELECT version, submission, tree, base FROM change_requests WHERE id = ?", name
        )
        return ChangeVersion(version, submission, written, base)

    def teardown(self) -> None:
        if self.published:
            self.journal_proves_what_was_published()

    def journal_proves_what_was_published(self) -> None:
        """An export alone shows the signatures of every publication, under unbroken seals."""
        proofs, seals = PublicationProofs(), SealCheck(KEY)
        _, _, wrong = verify(export_lines(self.database), readers=[proofs, seals])
        assert wrong == []
        assert len(proofs.emergencies) == self.tally["emergencies"]
        assert proofs.signed == len(self.published) - 1 - len(proofs.emergencies)
