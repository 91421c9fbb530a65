"""A case page asks the database little, however much is known of its content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tests.api.pages.case.test_case import analyst, other, post, sent
from tests.api.service.world import World

MOST = 9
"""Queries of a page: who asks, the case, its journal, what waits elsewhere."""


@contextmanager
def queries(world: World) -> Iterator[list[str]]:
    """The queries that are asked meanwhile."""
    asked: list[str] = []

    def note(*said: object) -> None:
        if str(said[2]).startswith("SELECT"):
            asked.append(str(said[2]))

    for engine in world.database.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in world.database.engines:
            event.remove(engine, "before_cursor_execute", note)


def test_a_case_alone_asks_few_queries(world: World) -> None:
    client, report = analyst(world), other(world, 1)
    client.get(f"/signalements/{report}")
    with queries(world) as asked:
        assert client.get(f"/signalements/{report}").status_code == 200
    assert 5 < len(asked) <= MOST, "\n".join(asked)


def test_each_decision_on_the_same_words_asks_no_query_more(world: World) -> None:
    client, report = analyst(world), sent(world, url="https://n1.exemple/a")
    found: list[int] = []
    for number in range(3):
        twin = sent(world, url=f"https://n{number + 2}.exemple/a")
        decided = post(client, twin, "decision", kind="none_applies", reason="rien", malgre="none_applies")
        assert decided.status_code == 200, decided.text
        with queries(world) as asked:
            page = client.get(f"/signalements/{report}").text
        assert page.count("past__item") >= number + 1
        found.append(len(asked))
    assert found[0] == found[2] <= MOST + 6, found
