"""Reports on the same content meet: decided ones lend their decision, open ones speak for the later ones."""

from __future__ import annotations

import pytest

from api.reports.addresses import normalised
from api.reports.likeness import kept, likeness, plain_words, signature
from api.security.permissions import Role
from tests.api.service.test_reports import decide, read, send
from tests.api.service.world import TEXT, World

LONG = (
    "Dans ce fil, l'auteur menace plusieurs personnes de les retrouver chez elles. Il donne leur quartier, décrit leur immeuble, "
    "et annonce qu'il viendra dès samedi avec des amis. Plusieurs lecteurs ont répondu en riant, d'autres ont demandé qu'il cesse."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://forum.exemple/a", "http://FORUM.exemple:80/a"),
        ("https://forum.exemple/a/", "https://forum.exemple:443/a#bas"),
        ("https://forum.exemple/a?b=1&utm_source=x&c=2&fbclid=3", "https://forum.exemple/a?c=2&b=1"),
        ("https://éxemple.fr/é", "https://xn--xemple-9ua.fr/%C3%A9"),
        ("hxxps://forum[.]exemple/a", "forum.exemple/a"),
        ("https://qui:secret@forum.exemple./a", "https://forum.exemple/a"),
        ("  forum.exemple:8080/a ", "http://forum.exemple:8080/a"),
        ("TG://resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_two_ways_of_writing_an_address_meet(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://forum.exemple/a", "https://forum.exemple/A"),
        ("https://forum.exemple/a?id=1", "https://forum.exemple/a?id=2"),
        ("https://forum.exemple/a", "https://forum.exemple:8080/a"),
        ("https://un.exemple/", "https://deux.exemple/"),
    ],
)
def test_two_addresses_stay_two(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize("text", ["", "   ", "http://", "https://[::zz]/", "\x00"])
def test_what_is_no_address_gives_none(text: str) -> None:
    assert normalised(text) is None


def test_near_texts_are_alike_and_others_are_not() -> None:
    def sign(text: str) -> str:
        least = signature(plain_words(text))
        assert least is not None
        return kept(least)

    near = LONG.replace("dès samedi", "DES SAMEDI !").replace("en riant", "en riant beaucoup")
    assert likeness(sign(LONG), sign(LONG)) == 1
    assert likeness(sign(LONG), sign(near)) > 0.7
    assert likeness(sign(LONG), sign(TEXT + " " + TEXT[::-1])) < 0.2
    assert signature(plain_words("trop court")) is None


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ({"text": None}, {"text": None, "url": "http://forum.exemple/fil/1/?utm_medium=x"}, "url"),
        ({"url": None, "text": LONG}, {"url": None, "text": LONG.upper() + " !"}, "text"),
        ({"url": None, "text": LONG}, {"url": None, "text": LONG + " Fin."}, "near_text"),
        (
            {"url": None, "text": None, "hashes": [{"algorithm": "sha256", "value": "AB" * 32}]},
            {"url": None, "text": None, "hashes": [{"algorithm": "sha256", "value": "ab" * 32}]},
            "hash",
        ),
    ],
)
def test_the_same_content_is_not_read_twice(world: World, first: dict, second: dict, by: str) -> None:  # type: ignore[type-arg]
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    lead = send(machine, **first)
    follower = send(machine, **second)
    assert follower["state"] == "duplicate"
    assert follower["same"]["report"] == lead["id"]
    assert follower["same"]["by"] == by
    decide(analyst, lead["id"], kind="accept")
    followed, _ = read(analyst, follower["id"])
    assert followed["state"] == "decided"
    assert followed["prequalification"]["report"] == lead["id"]
    late = send(machine, **second)
    assert late["state"] == "prequalified"
    assert late["prequalification"]["kind"] == "accept"
    assert late["prequalification"]["offence"] == "menace"
    confirmed = decide(analyst, late["id"], kind="accept").json()
    assert confirmed["decisions"][0]["carried_from"] == late["prequalification"]["decision"]


def test_undoing_a_decision_takes_it_back_from_those_who_followed(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    lead, before = send(machine), send(machine)
    etag = decide(analyst, lead["id"], kind="noise").headers["etag"]
    after = send(machine)
    assert (read(analyst, before["id"])[0]["state"], after["state"]) == ("noise", "prequalified")
    analyst.delete(f"/v1/reports/{lead['id']}/decision", headers={"if-match": etag})
    assert [read(analyst, r["id"])[0]["state"] for r in (lead, before, after)] == ["open", "duplicate", "duplicate"]
    assert read(analyst, lead["id"])[0]["duplicates"] == 2


def test_the_same_address_with_other_words_is_read_by_somebody(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    lead = send(machine)
    other = send(machine, text=LONG)
    assert other["state"] == "open"
    decide(analyst, lead["id"], kind="accept")
    late = send(machine, text=TEXT[::-1])
    assert late["state"] == "prequalified"
    assert late["prequalification"] == {**late["prequalification"], "report": lead["id"], "by": "url"}


def test_a_batch_meets_itself(world: World) -> None:
    body = {"reports": [{"url": "https://a.exemple/1"}, {"url": "https://a.exemple/1?utm_source=y"}]}
    told = world.machine().post("/v1/reports", json=body).json()["reports"]
    assert [report["state"] for report in told] == ["open", "duplicate"]
