"""Faults put on purpose in the publication of change requests: `python -m fuzz.change_mutants`.

For each, how many lives (`fuzz/change_lives.py`) it takes to show it, and the acts that do.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.app import edition_follower
from api.app.edition_opening import EditionOpening
from api.changes import drafts, publishing, repository, submission
from api.changes.evidence import ChangeEvidence
from api.changes.requalification import request_requalification
from api.changes.states import ChangeState
from api.http.live import LiveServices
from api.kit.permissions import Role
from api.rules.publication_rows import last_publication
from api.rules.signatures import Signer, missing_seats
from fuzz.change_lives import LifeFault, live

Mutation = Callable[[pytest.MonkeyPatch], None]


def no_signature_asked(patch: pytest.MonkeyPatch) -> None:
    """Publishes without looking whether signatures are missing."""
    patch.setattr(publishing, "missing_seats", lambda *_: {})


def one_signature_is_enough(patch: pytest.MonkeyPatch) -> None:
    """Asks for one signature of a role, where the data ask for several."""
    patch.setattr(publishing, "missing_seats", lambda seats, people: missing_seats(dict.fromkeys(seats, 1), people))


def signatures_outlive_edits(patch: pytest.MonkeyPatch) -> None:
    """An edit leaves signatures standing, and the request submitted with what was signed."""
    patch.setattr(drafts, "mark_edited", _marked_but_submitted)


def _marked_but_submitted(_: Any, row: Any, __: Any, now: Any) -> None:
    row.version += 1
    row.changed_at = now


def stale_digest_published(patch: pytest.MonkeyPatch) -> None:
    """Publishes whatever the submission is now, under signatures that stand on it or not."""

    def counting(session: Any, row: Any) -> Any:
        return publishing._signers_of(session, repository.signatures(session, row.id))

    patch.setattr(publishing, "signers_that_count", counting)


def writers_sign(patch: pytest.MonkeyPatch) -> None:
    """Whoever wrote a part signs it."""
    patch.setattr(repository, "writers", lambda *_: frozenset())


def roles_are_not_read_again(patch: pytest.MonkeyPatch) -> None:
    """Counts signers with the roles that they signed under, whatever they have now."""

    def counting(session: Any, row: Any) -> Any:
        standing = repository.signatures(session, row.id, standing=True)
        return [Signer(one.account, frozenset(map(Role, one.roles))) for one in standing]

    patch.setattr(publishing, "signers_that_count", counting)


def old_policy_alone(patch: pytest.MonkeyPatch) -> None:
    """A change of the policy needs what the policy before it asks for, alone."""
    patch.setattr(submission, "OWN_FIELD", "none of this name")


def policy_in_an_emergency(patch: pytest.MonkeyPatch) -> None:
    """Who signs may be changed in an emergency, by one person."""
    patch.setattr(ChangeEvidence, "touches_policy", False)


def emergency_by_anyone(patch: pytest.MonkeyPatch) -> None:
    """Anybody publishes in an emergency."""
    patch.setattr(publishing, "signing_roles", lambda *_: ["reviewer"])


def moved_base_published(patch: pytest.MonkeyPatch) -> None:
    """Signs and publishes upon another edition than the one that was compared."""
    for module in (publishing, submission):
        patch.setattr(module, "refuse_moved", lambda *_: None)


def past_date_published(patch: pytest.MonkeyPatch) -> None:
    """Signs and publishes with a date of effect that is past, or before the last edition's."""
    for module in (publishing, submission):
        patch.setattr(module, "refuse_effect", lambda *_: None)


def published_twice(patch: pytest.MonkeyPatch) -> None:
    """A published request may be published again."""

    def refusing(row: Any, state: ChangeState) -> None:
        if row.state != ChangeState.PUBLISHED:
            submission.refuse_unless(row, state)

    patch.setattr(publishing, "refuse_unless", refusing)


def two_transactions(patch: pytest.MonkeyPatch) -> None:
    """A publication is committed before its entry in the journal."""

    def committing(session: Any, *rest: Any) -> None:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        request_requalification(session, *rest)

    patch.setattr(publishing, "request_requalification", committing)


def two_editions_answer(patch: pytest.MonkeyPatch) -> None:
    """Swaps the law in, and leaves what answers on the law before."""
    whole = EditionOpening.services

    def halved(opening: EditionOpening, current: Any, publication: int) -> Any:
        return replace(whole(opening, current, publication), answerer=current.answerer)

    patch.setattr(EditionOpening, "services", halved)


def parameters_of_before(patch: pytest.MonkeyPatch) -> None:
    """Swaps the law in, and leaves the parameters of the edition before."""
    whole = EditionOpening.services

    def halved(opening: EditionOpening, current: Any, publication: int) -> Any:
        return replace(whole(opening, current, publication), rules=current.rules)

    patch.setattr(EditionOpening, "services", halved)


def swapped_within_an_answer(patch: pytest.MonkeyPatch) -> None:
    """An edition that is swapped in changes the services that a request took."""

    def swap(live: LiveServices, services: Any) -> None:
        vars(live.current()).update(vars(services))

    patch.setattr(LiveServices, "swap", swap)


def edition_before_its_date(patch: pytest.MonkeyPatch) -> None:
    """Serves the last edition published, whatever its date."""
    patch.setattr(edition_follower, "live_publication", lambda session, _: last_publication(session))


MUTATIONS: tuple[Mutation, ...] = (
    no_signature_asked, one_signature_is_enough, signatures_outlive_edits, stale_digest_published, writers_sign,
    roles_are_not_read_again, old_policy_alone, policy_in_an_emergency, emergency_by_anyone, moved_base_published,
    past_date_published, published_twice, two_transactions, two_editions_answer, parameters_of_before,
    swapped_within_an_answer, edition_before_its_date,
)  # fmt: skip


def lives_until_caught(mutation: Mutation, lives: int) -> tuple[int, LifeFault | None]:
    """Lives that it takes to show a mutation, and the fault; None where so many do not."""
    for seed in range(lives):
        with pytest.MonkeyPatch.context() as patch:
            if seed == 0:
                live(seed)  # editions are opened once: as they should be
            mutation(patch)
            try:
                live(seed)
            except LifeFault as fault:
                return seed + 1, fault
    return lives, None


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.change_mutants", description=__doc__)
    parser.add_argument("--lives", type=int, default=2_000, help="lives after which a mutation is said not to be seen")
    parser.add_argument("--only", help="the name of one mutation")
    asked = parser.parse_args()
    unseen = 0
    for mutation in MUTATIONS:
        if asked.only in (None, mutation.__name__):
            lives, fault = lives_until_caught(mutation, asked.lives)
            unseen += fault is None
            print(f"{mutation.__name__:26} {'seen' if fault else 'NOT SEEN'} in {lives:,} lives", flush=True)
            if fault is not None:
                print(fault if asked.only else f"  {len(fault.acts)} acts, {fault.what.splitlines()[0][:150]}")
    raise SystemExit(unseen)


if __name__ == "__main__":
    main()
