"""What people made of what a reader presumed, from the report to the table."""

from __future__ import annotations

from typing import Any

from api.kit.permissions import Role
from tests.api.conftest import reading
from tests.api.reports.test_reports import decide, read
from tests.api.service.world import World
from tests.api.statistics.test_service import table
from tests.api.texts.test_reading import THREAT

__all__ = ["reading"]
DAY = "from=2024-06-03&to=2024-06-03"


def threatened(world: World, number: int) -> str:
    """A report of a threat that the lexicons read, unlike the others."""
    words = f"{THREAT} Message {number}, {number * 7919}, suivi de mots qui ne sont qu'à lui : {number * 104_729}."
    return str(world.report(text=words)["id"])


def say(world: World, name: str, **statement: Any) -> None:
    """What an analyst states or withdraws of a report."""
    client = world.signed_in(Role.ANALYST)
    _, etag = read(client, name)
    answer = client.post(f"/v1/reports/{name}/facts", json=statement, headers={"if-match": etag})
    assert answer.status_code == 200, answer.text


def rows(world: World, name: str, query: str = DAY) -> list[dict[str, Any]]:
    """The rows of a table of the day."""
    told = world.signed_in(Role.ANALYST).get(f"/v1/statistics?{query}").json()
    found: list[dict[str, Any]] = table(told, name)["rows"]
    return found


def test_each_presumption_counts_as_people_left_it(reading: World) -> None:
    confirmed, corrected, withdrawn, left, back, waiting = (threatened(reading, n) for n in range(6))
    say(reading, confirmed, state={"menace": True})
    say(reading, corrected, state={"menace": False})
    say(reading, withdrawn, withdraw=["menace"])
    say(reading, back, state={"menace": False})
    say(reading, back, withdraw=["menace"])
    for name in (confirmed, corrected, withdrawn, left, back):
        assert decide(reading.signed_in(Role.ANALYST), name, kind="none_applies").status_code in (200, 201)
    assert read(reading.signed_in(Role.ANALYST), waiting)[0]["state"] == "open"
    (row,) = rows(reading, "readers_facts")
    assert row["heads"] == ["lexicons", "menace"]
    assert row["counts"] == [1, 1, 1, 2, 5]
    (share,) = row["shares"]
    assert (share["found"], share["of"]) == (2, 3)
    assert [round(bound, 3) for bound in share["interval"]] == [0.094, 0.992]
    assert rows(reading, "readers")[0]["counts"] == [1, 1, 1, 2, 5]
    assert rows(reading, "readers", "from=2024-06-01&to=2024-06-02") == []


def test_a_decision_taken_back_counts_nothing(reading: World) -> None:
    name = threatened(reading, 1)
    analyst = reading.signed_in(Role.ANALYST)
    decide(analyst, name, kind="none_applies")
    assert len(rows(reading, "readers")) == 1
    _, etag = read(analyst, name)
    assert analyst.delete(f"/v1/reports/{name}/decision", headers={"if-match": etag}).status_code == 200
    assert rows(reading, "readers") == []


def test_the_page_the_file_and_the_secret_say_the_same(reading: World) -> None:
    name = threatened(reading, 1)
    say(reading, name, state={"menace": False})
    client = reading.signed_in(Role.ANALYST)
    decide(client, name, kind="none_applies")
    page = client.get(f"/statistiques?{DAY}", headers={"accept": "text/html"}).text
    part = page[page.index('id="t-readers-facts"') :]
    assert '<th scope="row">lexiques</th>' in part
    assert "Faux, parmi les jugés" in part
    assert "100,0" in part.replace("\u202f", " ")
    told = client.get(f"/v1/statistics/tables/readers_facts?{DAY}&lang=en").text
    assert "lexicons;" in told
    assert ";0;1;0;0;1;1.000000;0.025000;1.000000" in told
    (row,) = rows(reading, "readers_facts", f"{DAY}&under=3")
    assert row["counts"] == [0, None, 0, 0, None]
    assert row["shares"] == [None]
