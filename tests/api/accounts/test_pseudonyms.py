"""Pseudonyms: two people do not bear the same bird while others are free, and a machine is not taken for a colleague."""

from __future__ import annotations

from api.accounts.pseudonyms import new_pseudonym
from api.db.people import AccountRow
from api.kit.permissions import Role
from tests.api.service.world import World


def test_a_bird_is_borne_once_while_others_are_free() -> None:
    taken: set[str] = set()
    for _ in range(40):
        taken.add(new_pseudonym(taken, machine=False))
    birds = {name.rpartition(" ")[0] for name in taken}
    assert len(birds) == 40
    assert new_pseudonym(taken, machine=False).rpartition(" ")[0] in birds


def test_a_machine_says_that_it_is_one(sqlite_world: World) -> None:
    robot, person = sqlite_world.account(Role.INTEGRATOR), sqlite_world.account(Role.ANALYST)
    with sqlite_world.database.read() as session:
        names = {each: session.get_one(AccountRow, each).pseudonym for each in (robot, person)}
    assert names[robot].startswith("Automate ")
    assert not names[person].startswith("Automate ")
