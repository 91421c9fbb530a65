"""How often one may try to sign in: by name and place, by place, by name; and how many passwords are computed at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from starlette.testclient import TestClient

from api.accounts import attempts
from api.accounts.attempts import EVERYWHERE
from api.db.people import AccountRow, AttemptRow
from api.kit.clock import FixedClock
from api.kit.passwords import Passwords
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.kit.rate_limit import Limiter, address_block
from tests.api.accounts.test_people import PASSWORD
from tests.api.service.racing import MEETING_SECONDS, together
from tests.api.service.world import ADDRESS, LIGHT, World, problem

MOST = 3
HOME, OFFICE = "198.51.100.7", "2001:db8:1:2::7"


@pytest.fixture
def limited(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service with limits."""
    made = World(database_url, tmp_path, sign_in_per_minute=MOST)
    yield made
    made.close()


def at(world: World, address: str) -> TestClient:
    """Somebody who calls from an address."""
    return TestClient(world.app, base_url=ADDRESS, client=(address, 50_000))


def owner(world: World) -> str:
    """The name of somebody who has a password."""
    person = world.signed_in(Role.ANALYST)
    assert person.put("/v1/me/password", json={"new": PASSWORD}).status_code == 204
    with world.database.read() as session:
        row = session.get(AccountRow, person.headers["x-test-account"])
        assert row is not None
        return row.login


def enter(world: World, address: str, login: str, password: str = PASSWORD) -> Any:
    """An attempt."""
    return at(world, address).post("/v1/session", json={"login": login, "password": password})


def test_f17_wrong_tries_from_elsewhere_do_not_keep_the_owner_out(limited: World) -> None:
    login = owner(limited)
    assert enter(limited, HOME, login).status_code == 200
    codes = [
        enter(limited, f"203.0.113.{place}", login, "un mot de passe faux").status_code
        for place in range(EVERYWHERE)
        for _ in range(MOST)
    ]
    assert codes == [401] * (EVERYWHERE * MOST - 1) + [429], "one of them was the owner's, from a place not known yet"
    problem(enter(limited, "192.0.2.1", login), "too-many-requests")
    assert enter(limited, HOME, login).status_code == 200, (
        "where the owner signed in lately, the wide limit does not hold"
    )


def test_f17_one_place_is_limited_on_one_name_even_where_its_owner_signed_in(limited: World) -> None:
    login = owner(limited)
    assert enter(limited, HOME, login).status_code == 200
    codes = [enter(limited, HOME, login, "un mot de passe faux").status_code for _ in range(MOST + 1)]
    assert codes[-1] == 429
    assert int(enter(limited, HOME, login).headers["retry-after"]) >= 1
    limited.clock.moment += timedelta(minutes=1)
    assert enter(limited, HOME, login).status_code == 200


def test_f17_a_clock_set_back_lets_people_sign_in(limited: World) -> None:
    login = owner(limited)
    while enter(limited, HOME, login, "un mot de passe faux").status_code != 429:
        pass
    limited.clock.moment -= timedelta(days=2)
    assert enter(limited, HOME, login).status_code == 200


def test_f17_what_is_remembered_of_attempts_names_nobody_and_goes_away(limited: World) -> None:
    login = owner(limited)
    enter(limited, HOME, login)
    for number in range(MOST):
        enter(limited, f"192.0.2.{number}", f"personne-{number}")
    with limited.database.read() as session:
        rows = session.scalars(select(AttemptRow)).all()
        assert len(rows) > MOST
        assert not any(login in row.caller or HOME in row.caller for row in rows)
    limited.clock.moment += timedelta(minutes=2)
    enter(limited, OFFICE, "personne")
    with limited.database.read() as session:
        left = session.scalars(select(AttemptRow)).all()
    assert len([row for row in left if row.signed_in_at is not None]) == 1
    assert len(left) == 1 + 3
    limited.clock.moment += timedelta(days=31)
    enter(limited, OFFICE, "personne")
    with limited.database.read() as session:
        assert len(session.scalars(select(AttemptRow)).all()) == 3


def test_f10_two_instances_count_attempts_together(limited: World, database_url: str, tmp_path: Path) -> None:
    other = World(database_url, tmp_path, sign_in_per_minute=MOST)
    codes = [enter(world, HOME, "personne").status_code for _ in range(MOST) for world in (limited, other)]
    assert codes == [401] * MOST + [429] * MOST
    other.close()


def test_f10_two_instances_count_links_together(limited: World, database_url: str, tmp_path: Path) -> None:
    other = World(database_url, tmp_path, sign_in_per_minute=MOST)
    codes = [
        at(world, HOME).post("/v1/session", json={"link": "x"}).status_code
        for _ in range(MOST)
        for world in (limited, other)
    ]
    assert codes == [401] * MOST + [429] * MOST
    assert enter(limited, HOME, "personne").status_code == 429, "a place is one, whatever one signs in by"
    assert enter(limited, OFFICE, "personne").status_code == 401
    other.close()


def test_f10_attempts_at_once_are_counted_one_by_one(limited: World) -> None:
    codes = sorted(answer.status_code for answer in together(*[lambda: enter(limited, HOME, "personne")] * (3 * MOST)))
    assert codes == [401] * MOST + [429] * (2 * MOST)


def test_f10_a_count_and_what_forgets_old_ones_never_wait_for_each_other(
    limited: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One counts two callers; meanwhile another, for whom the second is old, forgets it, then waits for the first."""
    if limited.database.dialect != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    now, early, late = limited.clock.now(), "b" * 64, "y" * 64
    after = replace(limited.services, clock=FixedClock(limited.settings.zone, now + timedelta(minutes=10)))
    attempts._count(limited.services, {late: MOST})
    counted, waiting, count = threading.Event(), threading.Event(), attempts._count_one

    def count_one(session: Any, moment: float, caller: str, most: int) -> None:
        if moment != now.timestamp():
            waiting.set()
        count(session, moment, caller, most)
        if moment == now.timestamp() and caller == early:
            counted.set()
            assert waiting.wait(60)
            time.sleep(MEETING_SECONDS)

    def forget_and_count() -> None:
        assert counted.wait(60)
        attempts._count(after, {early: MOST})

    monkeypatch.setattr(attempts, "_count_one", count_one)
    together(lambda: attempts._count(limited.services, {early: MOST, late: MOST}), forget_and_count)
    with limited.database.read() as session:
        assert {row.caller for row in session.scalars(select(AttemptRow))} == {early, late}


def test_f10_old_attempts_are_looked_for_at_each_count_and_taken_away_once_a_minute(limited: World) -> None:
    taken: list[float] = []
    watch = limited.database.engine
    event.listen(
        watch,
        "before_cursor_execute",
        lambda *said: taken.append(limited.clock.now().timestamp()) if said[2].startswith("DELETE") else None,
    )
    start = limited.clock.now().timestamp()
    for number in range(200):
        attempts._count(limited.services, {f"{number:064d}": MOST})
        limited.clock.moment += timedelta(seconds=3)
    assert len(taken) >= 5
    assert min(b - a for a, b in zip([start, *taken], taken, strict=False)) >= 59
    with limited.database.read() as session:
        assert len(session.scalars(select(AttemptRow)).all()) < 60


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_f6_an_address_of_ipv6_is_limited_with_its_block(address: str, block: str) -> None:
    assert address_block(address) == block


def test_f6_one_block_of_ipv6_is_one_caller(tmp_path: Path, sqlite_world: World) -> None:
    database_url = sqlite_world.settings.database
    world = World(database_url, tmp_path, rate_per_minute=4, sign_in_per_minute=MOST)
    codes = [
        at(world, f"2001:db8:1:2::{n}").post("/v1/session", json={"link": "x"}).status_code for n in range(MOST + 1)
    ]
    assert codes == [401] * MOST + [429]
    problem(at(world, "2001:db8:1:2::f").get("/health"), "too-many-requests")
    assert at(world, "2001:db8:1:3::1").get("/health").status_code == 200
    world.close()


def test_f6_few_passwords_are_computed_at_once_and_few_callers_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(at_once=2, queue=2)
    running, most, lock = 0, 0, threading.Lock()
    full, told = threading.Semaphore(0), threading.Event()

    def slow(password: str) -> str:
        nonlocal running, most
        with lock:
            running, most = running + 1, max(most, running + 1)
        full.release()
        assert told.wait(60)
        with lock:
            running -= 1
        return password

    monkeypatch.setattr(passwords, "_hasher", type("Hasher", (), {"hash": staticmethod(slow)}))
    refused: list[Problem] = []
    done: list[str] = []

    def ask() -> None:
        try:
            done.append(passwords.hash("un mot de passe"))
        except Problem as error:
            refused.append(error)
            full.release()

    asking = [threading.Thread(target=ask) for _ in range(40)]
    for thread in asking:
        thread.start()
    for _ in range(2 + 36):  # two compute, two wait, the others are refused at once
        assert full.acquire(timeout=60)
    told.set()
    for thread in asking:
        thread.join(60)
    assert (len(done), len(refused), most) == (4, 36, 2)
    assert {error.kind.code for error in refused} == {"too-many-requests"}
    assert all(int(error.headers["Retry-After"]) >= 1 for error in refused)


def test_f6_who_waits_too_long_for_their_turn_is_told_to_come_back() -> None:
    passwords = Passwords(at_once=1, queue=1, wait=0.01)
    with passwords._turn(), pytest.raises(Problem) as refused:
        passwords.hash("un mot de passe")
    assert refused.value.kind.code == "too-many-requests"
    assert passwords.verify(passwords.hash("un mot de passe"), "un mot de passe")


def test_a_password_is_hashed_at_the_cost_that_the_standard_asks_for() -> None:
    served = Passwords().hash("un mot de passe")
    assert served.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not Passwords().outdated(served)
    assert Passwords().outdated(LIGHT.hash("un mot de passe"))


def test_f6_an_unknown_name_takes_the_time_of_a_known_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    login = owner(world)
    hasher, verified = world.services.passwords._hasher, list[str]()
    real = type(hasher).verify

    def verify(self: Any, encoded: str, password: str) -> bool:
        verified.append(encoded.rpartition("$")[0].rpartition("$")[0])
        return bool(real(self, encoded, password))

    monkeypatch.setattr(type(hasher), "verify", verify)
    for name in (login, "personne"):
        answer = world.anonymous().post("/v1/session", json={"login": name, "password": "un mot de passe faux"})
        problem(answer, "sign-in-refused")
    assert len(verified) == 2
    assert len(set(verified)) == 1, "with the same parameters"


def test_a_limiter_in_debt_gives_it_back() -> None:
    now = [0.0]
    one, other = Limiter(60, clock=lambda: now[0]), Limiter(60, clock=lambda: now[0])
    assert one.calls() == other.calls() == {}
    for limiter in (one, other):
        assert [limiter.wait("a") for _ in range(60)] == [0] * 60
    told = one.calls(), other.calls()
    assert told == ({"a": 60}, {"a": 60})
    one.charge(told[1])
    other.charge(told[0])
    assert one.calls() == {}
    now[0] = 60.0
    assert one.wait("a") > 0, "what the other let through is paid for first"
    now[0] = 62.0
    assert [one.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_f10_what_others_let_through_keeps_nobody_out_for_more_than_a_minute() -> None:
    now = [0.0]
    limiter = Limiter(60, clock=lambda: now[0])
    for _ in range(3):
        limiter.charge({"a": 100_000})
    assert 1 <= limiter.wait("a") <= 61
    now[0] = 61.0
    assert limiter.wait("a") == 0


def test_f10_callers_to_tell_of_are_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.kit.rate_limit.MAX_CALLERS", 10)
    limiter = Limiter(60)
    limiter.calls()
    for number in range(100):
        for _ in range(2):
            limiter.wait(str(number))
    assert limiter.calls() == {str(number): 2 for number in range(10)}
