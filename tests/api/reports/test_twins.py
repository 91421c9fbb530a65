"""Reports on the same content meet: decided ones lend their decision, open ones speak for the later ones."""

from __future__ import annotations

import pytest

from api.kit.permissions import Role
from api.kit.urls import normalised
from classifiers.text.likeness import likeness, plain_words, signature, stored_bits
from tests.api.reports.test_reports import decide, read, send
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
        return stored_bits(least)

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


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Vidéo de viol d'un enfant sur ce lien", "Vidéo de viol d'un enfant sur ce lien .5 fin"),
        ("x", "x"),
        (LONG, LONG.upper()),
    ],
)
def test_words_alone_do_not_speak_for_another_address(world: World, text: str, other: str) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    one = send(machine, text=text, url="https://n5.exemple")
    two = send(machine, text=other, url="https://nc5.exemple")
    assert (two["state"], two["same"]) == ("open", None)
    decide(analyst, one["id"], kind="noise")
    assert read(analyst, two["id"])[0]["state"] == "open"
    three = send(machine, text=text, url="https://autre.exemple")
    assert (three["state"], three["prequalification"]) == ("open", None)


def test_words_lend_an_offence_to_another_address_to_be_confirmed(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    one = send(machine, text=LONG, url="https://n5.exemple")
    etag = decide(analyst, one["id"], kind="accept").headers["etag"]
    two, three = (send(machine, text=LONG + " Fin.", url=f"https://{n}.exemple") for n in ("deux", "trois"))
    assert (two["state"], two["same"]) == ("prequalified", None)
    assert (two["prequalification"]["report"], two["prequalification"]["by"]) == (one["id"], "near_text")
    again = send(machine, text="Autre chose.", url="https://deux.exemple")
    assert again["state"] == "open"  # nobody has decided of that address
    assert decide(analyst, two["id"], kind="accept").json()["decisions"][0]["offence"] == "menace"
    assert read(analyst, one["id"])[0]["duplicates"] == 0
    analyst.delete(f"/v1/reports/{one['id']}/decision", headers={"if-match": etag})
    told = read(analyst, three["id"])[0]
    assert (told["state"], told["prequalification"]) == ("open", None)
    assert read(analyst, two["id"])[0]["state"] == "decided"


def test_a_duplicate_of_an_open_case_borrows_from_no_other_address(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    waits = send(machine, text=LONG, url="https://ici.exemple")
    other = send(machine, text=LONG, url="https://ailleurs.exemple")
    decide(analyst, other["id"], kind="accept")
    told = send(machine, text=LONG, url="https://ici.exemple")
    assert (told["state"], told["same"]["report"]) == ("duplicate", waits["id"])


def test_words_without_an_address_do_not_speak_for_one(world: World) -> None:
    machine = world.machine()
    first = send(machine, text=LONG, url=None)
    addressed = send(machine, text=LONG)
    assert addressed["state"] == "open"
    assert send(machine, text=LONG, url=None)["same"]["report"] in (first["id"], addressed["id"])
    assert send(machine, text=LONG, url="http://forum.exemple/fil/1/")["same"]["report"] == addressed["id"]
    assert (
        send(machine, text=LONG, url="forum exemple, fil 1")["state"] == "open"
    )  # not an address that can be known again


def test_every_other_address_of_the_same_words_or_content_is_told(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    hashes = [{"algorithm": "sha256", "value": "ab" * 32}]
    one = send(machine, text=LONG, hashes=hashes)
    near = send(machine, text=LONG + " Fin.", url="https://b.exemple/2")
    file = send(machine, text=None, url="https://c.exemple/3", hashes=hashes)
    send(machine, text=LONG, url="https://forum.exemple/fil/1?utm_source=x")  # the same address, written otherwise
    send(machine, text="Tout autre chose.", url="https://d.exemple/4")
    told = read(analyst, one["id"])[0]["elsewhere"]
    assert [(e["report"], e["url"], e["by"], e["state"], e["decided_with"]) for e in told] == [
        (file["id"], "https://c.exemple/3", "hash", "duplicate", True),
        (near["id"], "https://b.exemple/2", "near_text", "open", False),
    ]
    assert [e["report"] for e in read(analyst, file["id"])[0]["elsewhere"]][-1] == one["id"]


def test_a_machine_is_told_of_no_address_that_another_sent(world: World) -> None:
    send(world.machine(), text=LONG)
    mine = world.machine()
    told = [send(mine, text=LONG, url=f"https://{n}.exemple/")["id"] for n in "ab"]
    assert [e["report"] for e in read(mine, told[0])[0]["elsewhere"]] == [told[1]]


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


def test_other_words_at_the_same_address_are_read_again_when_the_decision_is_undone(world: World) -> None:
    machine, analyst = world.machine(), world.signed_in(Role.ANALYST)
    lead = send(machine)
    etag = decide(analyst, lead["id"], kind="noise").headers["etag"]
    late = send(machine, text=LONG)
    assert late["state"] == "prequalified"
    analyst.delete(f"/v1/reports/{lead['id']}/decision", headers={"if-match": etag})
    told = read(analyst, late["id"])[0]
    assert (told["state"], told["same"]) == ("open", None)
    decide(analyst, lead["id"], kind="noise")
    assert read(analyst, late["id"])[0]["state"] == "open"


def test_a_batch_meets_itself(world: World) -> None:
    body = {"reports": [{"url": "https://a.exemple/1"}, {"url": "https://a.exemple/1?utm_source=y"}]}
    told = world.machine().post("/v1/reports", json=body).json()["reports"]
    assert [report["state"] for report in told] == ["open", "duplicate"]
