"""Nothing of a report stays in the memory of a process once it is erased, whoever erased it."""

from __future__ import annotations

import gc
from datetime import timedelta
from typing import TypeVar

from api.kit.host_names import HostAddress
from api.kit.permissions import Role
from api.kit.report_caches import clear_report_caches
from api.kit.typography import french, typeset
from api.pages.shell.templating import _drawn
from api.retention import service
from api.retention.erasure_follower import ErasureFollower
from engine.explanation.document_parts import _concluded
from engine.explanation.document_reader import StoredDocument
from engine.explanation.wrapping import wrap
from tests.api.retention.test_retention import NAME, filled
from tests.api.service.world import World

T = TypeVar("T")
LONG_AFTER = timedelta(days=2_000)
SAID = f"signalé par {NAME}"
EVERYTHING = {"answer", "address", "words", "line", "component", "conclusion"}


def seen(world: World) -> str:
    """A report whose page and whose place in the queue somebody has just read."""
    report = filled(world)
    assert NAME in world.signed_in(Role.ANALYST).get(f"/signalements/{report}").text
    typeset(SAID, "fr")
    wrap(SAID, "  ")
    return report


def instances(kind: type[T]) -> list[T]:
    """The objects of a class. A list of all objects would hold tuples that other threads are building, which Python refuses."""
    return [one for one in gc.get_referrers(kind) if isinstance(one, kind)]


def left(report: str) -> set[str]:
    """What memory holds of a report."""
    gc.collect()
    found = {"answer" for one in instances(StoredDocument) if one.answer.report == report}
    found |= {"address" for one in instances(HostAddress) if NAME in one.host}
    hits = french.cache_info().hits, wrap.cache_info().hits
    typeset(SAID, "fr")
    wrap(SAID, "  ")
    found |= {"words"} if french.cache_info().hits > hits[0] else set()
    found |= {"line"} if wrap.cache_info().hits > hits[1] else set()
    found |= {"component"} if _drawn.cache_info().currsize else set()
    return found | ({"conclusion"} if _concluded.cache_info().currsize else set())


def test_a_process_remembers_a_report_that_was_just_read(world: World) -> None:
    clear_report_caches()
    assert left(seen(world)) == EVERYTHING


def test_an_erasure_empties_the_memory_of_its_process(world: World) -> None:
    report = seen(world)
    world.clock.moment += LONG_AFTER
    service.purge(world.services)
    assert left(report) == set()


def test_an_erasure_made_elsewhere_is_followed(world: World) -> None:
    follower = ErasureFollower(world.live)
    follower.step()
    report = seen(world)
    follower.step()
    assert left(report) == EVERYTHING, "nothing was erased meanwhile"
    world.clock.moment += LONG_AFTER
    service.purge(world.services)
    world.clock.moment -= LONG_AFTER
    report = seen(world)  # as if the erasure had been made by another process: it emptied the caches of that one
    follower.step()
    assert left(report) == set()
