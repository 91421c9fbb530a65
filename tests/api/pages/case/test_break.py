"""A break is offered by the weight of a day's reading, which is looked up only where the number of cases does not tell."""

from __future__ import annotations

from sqlalchemy import select

from api.pages.me.wellbeing import CASES_SEEN, load_of, seen_by, wants_break, wants_break_after
from tests.api.pages.case.test_case import analyst, other, sent
from tests.api.service.world import World


def test_the_number_of_cases_and_their_weight_offer_the_same_breaks(world: World) -> None:
    client = analyst(world)
    account = client.headers["x-test-account"]
    for report in (sent(world), *(other(world, number) for number in range(1, 4))):
        assert client.get(f"/signalements/{report}").status_code == 200
        assert client.get(f"/signalements/{report}").status_code == 200
    with world.database.read() as session:
        load = load_of(session, world.services, account)
        assert load.cases == 4
        offered = []
        for pause in ("off", *map(str, range(1, 15))):
            asked = seen_by(world.services, account, pause)
            cases = session.execute(select(CASES_SEEN), asked).scalar_one()
            assert cases == min(4, asked["enough"])
            offered.append(wants_break_after(session, world.services, account, pause, cases))
            assert offered[-1] == wants_break(load, pause)
    assert offered.count(True) == load.weight
