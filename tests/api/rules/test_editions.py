"""Rulesets kept by digest: stored whole, loaded again as they were, never one in the place of another."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.answers.answerer import Answerer, QualificationInput
from api.db.editions import EditionRow
from api.kit.problems import Problem
from api.law.archive import keep_law
from api.rules.edition_files import pack, unpack
from api.rules.editions import Editions
from api.rules.folder import OpenEdition, open_with_files
from engine.language.loader import load_folder
from engine.language.sources import digest_of, source_files
from tests.api.service.two_laws import FACTS, FIRST, REPORT, second_law, served
from tests.api.service.world import NOON, World, problem, small_law


@pytest.fixture
def first(database_url: str, tmp_path: Path) -> Iterator[World]:
    """The service on the first law, which it keeps."""
    made = served(database_url, tmp_path, FIRST)
    yield made
    made.close()


def input_of(**facts: Any) -> QualificationInput:
    """A question on facts of the first law."""
    return QualificationInput("essai", "2024-06-01", facts, [], 100, "2024-06-03")


def test_files_are_packed_and_come_back() -> None:
    files = source_files(FIRST)
    assert unpack(pack(files)) == files


def test_the_law_that_is_served_is_kept_once_with_its_days(first: World) -> None:
    first.clock.moment = NOON.replace(day=5)
    assert keep_law(first.services)
    with first.database.read() as session:
        (row,) = session.scalars(select(EditionRow)).all()
    assert row.digest == load_folder(FIRST).digest
    assert (row.first_served_at, row.last_served_at) == (NOON, NOON.replace(day=5))


def test_workers_that_start_together_do_not_clash(database_url: str, tmp_path: Path) -> None:
    worlds = [World(database_url, tmp_path, rulesets=FIRST) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda world: keep_law(world.services), worlds)) == [True] * 6
    assert len(worlds[0].services.editions.periods()) == 1
    for world in worlds:
        world.close()


def test_the_service_keeps_its_law_when_it_starts(database_url: str, tmp_path: Path) -> None:
    world = World(database_url, tmp_path, rulesets=FIRST)
    with world.anonymous() as client:
        assert client.get("/health").status_code == 200
    assert [kept.digest for kept in world.services.editions.periods()] == [load_folder(FIRST).digest]


def test_a_base_without_tables_delays_keeping_until_the_service_is_ready(tmp_path: Path) -> None:
    from api.db.migrate import upgrade

    world = World(f"sqlite:///{tmp_path / 'vide.sqlite3'}", tmp_path, rulesets=FIRST)
    assert not keep_law(world.services)
    problem(world.anonymous().get("/ready"), "not-ready")
    upgrade(world.database)
    assert world.anonymous().get("/ready").status_code == 200
    assert len(world.services.editions.periods()) == 1
    world.close()


def test_an_earlier_law_answers_as_it_did_and_today_s_as_it_does(
    first: World, database_url: str, tmp_path: Path
) -> None:
    second = served(database_url, tmp_path, second_law(tmp_path))
    laws, answerer = second.services.editions, second.services.answerer
    old = laws.by_digest(first.services.editions.current().ruleset.digest)
    assert old is not None
    assert old is not first.services.editions.current()
    alone = Answerer(first.services.editions), Answerer(laws)
    old_facts = {"menace": True, "acces": "ouvert", "langue": "fr"}
    new_facts = {"menace": True, "portee": "ouvert", "langue": "fr"}
    for age in (10, 30, 10, 16, 30, 16):
        told_then = answerer.answer(input_of(**old_facts, age_victime=age), old)
        told_now = answerer.answer(input_of(**new_facts, age_victime=age))
        assert told_then.data == alone[0].answer(input_of(**old_facts, age_victime=age)).data
        assert told_now.data == alone[1].answer(input_of(**new_facts, age_victime=age)).data
        assert (told_then.answer.digests.ruleset, told_now.answer.digests.ruleset) == (
            old.ruleset.digest,
            laws.current().ruleset.digest,
        )
        assert "intimidation" not in told_then.data.decode()
    second.close()


def test_few_laws_stay_loaded_and_all_can_be_had(first: World, database_url: str, tmp_path: Path) -> None:
    world = served(database_url, tmp_path, second_law(tmp_path), laws_kept_in_memory=1)
    small = first.services.editions.current().ruleset.digest
    third = open_with_files(None)
    Editions(third, world.database, 1).store(NOON)
    one = world.services.editions.by_digest(small)
    assert world.services.editions.by_digest(small) is one
    other = world.services.editions.by_digest(third.engine.ruleset.digest)
    again = world.services.editions.by_digest(small)
    assert other is not None
    assert again is not None
    assert again is not one
    assert (other.ruleset.digest, again.ruleset.digest) == (third.engine.ruleset.digest, small)
    assert world.services.editions.by_digest("0" * 64) is None
    world.close()


def test_threads_that_ask_together_get_one_engine(first: World, database_url: str, tmp_path: Path) -> None:
    world = served(database_url, tmp_path, second_law(tmp_path))
    small = first.services.editions.current().ruleset.digest
    with ThreadPoolExecutor(8) as pool:
        found = set(map(id, pool.map(world.services.editions.by_digest, [small] * 24)))
    assert len(found) == 1
    world.close()


def _altered(files: dict[str, bytes], how: str) -> bytes:
    if how == "cut":
        return pack(files)[:-20]
    if how == "noise":
        return b"rien de tel"
    if how == "list":
        return zlib.compress(b"[]")
    if how == "place":
        return pack({**files, "../ailleurs.yaml": b"facts: []"})
    name = next(iter(files))
    if how == "broken":
        return pack({**files, name: b"facts: ["})
    return pack({**files, name: files[name].replace(b"cost: 1", b"cost: 2")})


@pytest.mark.parametrize("how", ["cut", "noise", "list", "place", "broken", "value"])
def test_a_copy_that_was_touched_is_refused_and_no_other_law_takes_its_place(
    how: str, first: World, database_url: str, tmp_path: Path
) -> None:
    sent = first.report(**REPORT)
    digest = first.services.editions.current().ruleset.digest
    with first.database.write() as session:
        row = session.get(EditionRow, digest)
        assert row is not None
        row.files = _altered(unpack(row.files), how)
    second = served(database_url, tmp_path, second_law(tmp_path))
    with pytest.raises(Problem, match="law-damaged"):
        second.services.editions.by_digest(digest)
    from api.kit.permissions import Role

    reader = second.signed_in(Role.ANALYST)
    answer = reader.get(f"/v1/qualifications/{sent['qualification']['id']}/replay")
    problem(answer, "law-damaged")
    assert reader.get(f"/v1/qualifications/{sent['qualification']['id']}").status_code == 200
    second.close()


def test_a_law_that_the_software_no_longer_reads_is_as_one_that_is_not_kept(first: World) -> None:
    files = {"facts/f.yaml": b"facts: [{id: x, of_a_former_language: true}]"}
    with first.database.write() as session:
        session.add(EditionRow(digest=digest_of(files), files=pack(files), first_served_at=NOON, last_served_at=NOON))
    assert first.services.editions.by_digest(digest_of(files)) is None


def test_an_engine_without_files_is_served_and_not_kept(world: World) -> None:
    assert world.services.editions.current() is small_law()
    assert keep_law(world.services)
    assert world.services.editions.periods() == []
    assert OpenEdition(small_law(), {}).files == {}


def test_the_facts_of_these_tests_are_of_the_first_law_only(tmp_path: Path) -> None:
    assert set(FACTS) <= set(load_folder(FIRST).facts)
    assert set(FACTS) - set(load_folder(second_law(tmp_path)).facts) == {"acces"}
