"""The queue: the most urgent first, each report for one person at a time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

from api.kit.permissions import Role
from api.rules.priorities import open_priorities
from tests.api.reports.test_reports import decide, send
from tests.api.service.world import World, problem


def filled(world: World) -> list[str]:
    """Ordinary, urgent, threat."""
    machine = world.machine()
    plain = {"facts": {"acces": "ouvert"}, "url": None}
    texts = ("Une page ordinaire.", "Elle dit qu'elle veut en finir avec la vie.", "Je vais te tuer demain.")
    return [send(machine, text=text, **plain)["id"] for text in texts]


def take(client: Any, **body: Any) -> Any:
    response = client.post("/v1/queue/next", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_most_urgent_comes_first_with_its_reason(world: World) -> None:
    ordinary, urgent, threat = filled(world)
    analyst = world.signed_in(Role.ANALYST)
    listed = analyst.get("/v1/queue/reports").json()["items"]
    assert [r["id"] for r in listed] == [urgent, threat, ordinary]
    assert [r["priority_reason"] for r in listed] == ["danger_pour_la_vie", "menaces", None]
    held = take(analyst)
    assert held["report"]["id"] == urgent
    assert held["label"] == {"fr": "danger pour la vie", "en": "danger to life"}
    assert held["left"] == 2


def test_two_people_never_hold_one_report(world: World) -> None:
    ordinary, urgent, threat = filled(world)
    people = [world.signed_in(Role.ANALYST) for _ in range(4)]
    taken = [take(one)["report"] for one in people]
    assert [r and r["id"] for r in taken] == [urgent, threat, ordinary, None]
    assert take(people[0])["report"]["id"] == urgent  # still theirs
    problem(people[1].put(f"/v1/queue/{urgent}/hold", json={}), "held")
    problem(decide(people[1], urgent, kind="noise"), "held")
    _, etag = _read(people[1], urgent)
    body = {"state": {"acces": "groupe_ferme"}}
    problem(people[1].post(f"/v1/reports/{urgent}/facts", json=body, headers={"if-match": etag}), "held")


def test_people_who_ask_at_once_get_different_reports(world: World) -> None:
    machine = world.machine()
    for number in range(8):
        send(machine, text=f"Page numéro {number}.", url=None, facts={"acces": "ouvert"})
    people = [world.signed_in(Role.ANALYST) for _ in range(8)]
    taken: list[str] = []
    threads = [threading.Thread(target=lambda p=p: taken.append(take(p)["report"]["id"])) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == len(taken) == 8


def test_a_hold_ends_by_itself_is_extended_and_given_back(world: World) -> None:
    _, urgent, threat = filled(world)
    one, other = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST)
    take(one, minutes=10)
    world.clock.moment += timedelta(minutes=9)
    assert one.put(f"/v1/queue/{urgent}/hold", json={"minutes": 10}).status_code == 200
    world.clock.moment += timedelta(minutes=9)
    assert take(other)["report"]["id"] == threat
    assert other.delete(f"/v1/queue/{threat}/hold").status_code == 204
    assert other.delete(f"/v1/queue/{urgent}/hold").status_code == 204  # not theirs: nothing changes
    problem(other.put(f"/v1/queue/{urgent}/hold", json={}), "held")
    world.clock.moment += timedelta(minutes=2)
    assert take(other)["report"]["id"] == urgent


def test_leaving_a_report_gives_the_following_one(world: World) -> None:
    ordinary, urgent, threat = filled(world)
    analyst = world.signed_in(Role.ANALYST)
    assert take(analyst)["report"]["id"] == urgent
    assert take(analyst, leave=urgent)["report"]["id"] == threat
    assert take(analyst, leave=threat)["report"]["id"] == ordinary
    assert take(analyst, leave=ordinary)["report"]["id"] == urgent
    assert analyst.get("/v1/queue").json()["mine"] == urgent


def test_holding_changes_no_version_and_deciding_lets_go(world: World) -> None:
    _, urgent, threat = filled(world)
    analyst = world.signed_in(Role.ANALYST)
    _, before = _read(analyst, urgent)
    take(analyst)
    whole, after = _read(analyst, urgent)
    assert (before, whole["held_by"] is not None) == (after, True)
    assert decide(analyst, urgent, kind="out_of_scope").status_code == 200
    assert take(analyst)["report"]["id"] == threat
    problem(analyst.put(f"/v1/queue/{urgent}/hold", json={}), "already-decided")
    problem(analyst.put(f"/v1/queue/rep_{'0' * 26}/hold", json={}), "not-found")


def test_the_queue_is_counted(world: World) -> None:
    filled(world)
    analyst = world.signed_in(Role.ANALYST)
    take(analyst)
    told = analyst.get("/v1/queue").json()
    assert told["states"] == {"open": 3}
    assert (told["free"], told["held"]) == (2, 1)
    assert [(w["rank"], w["reason"], w["reports"]) for w in told["waiting"]] == [
        (10, "danger_pour_la_vie", 1),
        (40, "menaces", 1),
        (1000, None, 1),
    ]
    assert told["waiting"][0]["label"]["en"] == "danger to life"


def test_the_queue_is_paged_in_its_order(world: World) -> None:
    ordinary, urgent, threat = filled(world)
    analyst = world.signed_in(Role.ANALYST)
    first = analyst.get("/v1/queue/reports?limit=2").json()
    rest = analyst.get("/v1/queue/reports", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [r["id"] for r in (*first["items"], *rest["items"])] == [urgent, threat, ordinary]
    assert rest["next_cursor"] is None


def test_the_shipped_rules_come_in_their_order_with_their_words() -> None:
    priorities = open_priorities(None)
    assert [rule.id for rule in priorities.rules][:4] == ["danger_pour_la_vie", "mineurs", "terrorisme", "menaces"]
    assert all(rule.label.fr and rule.label.en for rule in priorities.rules)


def _read(client: Any, name: str) -> tuple[dict[str, Any], str]:
    response = client.get(f"/v1/reports/{name}")
    return response.json(), response.headers["etag"]
