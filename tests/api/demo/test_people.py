"""The people of the demonstration: each desk has somebody, a link leads there, and production has none of them."""

from __future__ import annotations

from dataclasses import replace

from api.cli.entrances import links_at_start, words_of_links
from api.demo.people import PEOPLE
from tests.api.service.world import World


def test_each_desk_has_a_link_that_signs_in_as_what_is_printed(sqlite_world: World) -> None:
    links = links_at_start(sqlite_world.services, again=True, with_demo=True)
    lines = words_of_links(sqlite_world.services, links)
    assert [*links] == ["analyste", "juriste", "approbateur", "administrateur"]
    for login, link in links.items():
        me = sqlite_world.anonymous().post("/v1/session", json={"link": link.url.rpartition("/")[2]}).json()
        assert set(me["roles"]) >= set(PEOPLE.get(login, ("administrator",)))
        assert any(link.url in line and f"  {login} (" in line for line in lines)
    assert "  juriste (approbateur des règles, rédacteur des règles) : " in "\n".join(lines)
    assert "  approbateur (approbateur des règles) : " in "\n".join(lines)
    assert "fenêtre privée" in lines[-1]


def test_the_people_are_added_once_and_links_made_anew(sqlite_world: World) -> None:
    first = links_at_start(sqlite_world.services, again=True, with_demo=True)
    second = links_at_start(sqlite_world.services, again=True, with_demo=True)
    assert [*first] == [*second]
    assert {link.url for link in first.values()}.isdisjoint(link.url for link in second.values())
    admin = sqlite_world.anonymous()
    admin.post("/v1/session", json={"link": second["administrateur"].url.rpartition("/")[2]})
    logins = [one["login"] for one in admin.get("/v1/accounts").json()["items"]]
    assert sorted(logins) == ["administrateur", "analyste", "approbateur", "juriste"]


def test_without_the_demonstration_the_administrator_alone_has_a_link(sqlite_world: World) -> None:
    assert [*links_at_start(sqlite_world.services, again=False, with_demo=False)] == ["administrateur"]
    entered = links_at_start(sqlite_world.services, again=True, with_demo=False)["administrateur"]
    sqlite_world.anonymous().post("/v1/session", json={"link": entered.url.rpartition("/")[2]})
    assert links_at_start(sqlite_world.services, again=False, with_demo=False) == {}
    assert words_of_links(sqlite_world.services, {}) == []


def test_production_gets_nobody_of_the_demonstration(sqlite_world: World) -> None:
    settings = sqlite_world.services.settings.model_copy(update={"environment": "production"})
    services = replace(sqlite_world.services, settings=settings)
    assert [*links_at_start(services, again=True, with_demo=True)] == ["administrateur"]
