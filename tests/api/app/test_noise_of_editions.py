"""The noise filter takes up the parameters of each edition that is published; a certificate made under others no longer holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.db.reports import ReportRow
from api.kit.permissions import Role
from api.law.archive import keep_law
from api.law.folder_publications import publish_at_start
from api.rules.noise import PARAMETERS
from api.rules.tree import RulesTree
from classifiers.noise.certificate_file import Certificates, write
from tests.api.app.editions import first_tree, follower, publish, rewritten, settle
from tests.api.service.reading import NOISE, certificate
from tests.api.service.world import World
from tests.classifiers.noise.small_reader import SmallReader

BASE = """audit_share: 0.000001
min_words: 3
gravity: {child: 0.1, life: 0.1, terrorism: 0.2, threat: 0.2, blackmail: 0.2}
unseen: 0.2
uncertified_floor: 0.05
noise_kind: 0.3
never_set_aside:
  - {reason: essai, label: {fr: essai, en: trial}, patterns: ["zzz"], hits: ["zzz"], misses: ["rien"]}
"""


QUIET = "Merci pour la recette, le gratin était parfait hier soir."
BREAD = "Bonjour, je voudrais la recette du pain complet de samedi."


def tree(text: str = BASE) -> RulesTree:
    """The small law with these parameters of the filter."""
    return first_tree().with_files({PARAMETERS.as_posix(): text.encode()})


@pytest.fixture
def running(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A service on a folder with parameters of its own, under a certificate made with them; a small reader reads."""
    monkeypatch.setattr("api.texts.report_reader.whole_reader", lambda *_: SmallReader())
    file = tmp_path / "certificats.json"
    world = World(database_url, tmp_path, rulesets=rewritten(tmp_path, tree()), noise_certificates=file)
    calibrate(world, file)
    keep_law(world.services)
    world.serve(publish_at_start(world.services))
    yield world
    world.close()


def calibrate(world: World, file: Path) -> None:
    """A certificate of the channel, for what reads and decides now."""
    noise = world.live.current().texts.noise
    assert noise is not None
    write(file, Certificates((certificate(noise, "form"),)))


def take_up(world: World, parameters: str) -> None:
    """Publishes parameters, and has the service serve them."""
    number = publish(world, tree(parameters))
    settle(follower(world))
    assert world.live.current().origin.publication == number


def sent(world: World, text: str) -> dict[str, Any]:
    """What becomes of a report that comes in."""
    answer = world.report(text=text, channel="form")
    with world.database.read() as session:
        row = session.get_one(ReportRow, answer["id"])
        return {
            "state": row.state,
            "reason": row.noise_reason,
            "drawn": row.noise_audit,
            "share": row.noise_audit_share,
            "certified": row.noise_certificate is not None,
        }


def test_a_share_of_the_audit_that_is_published_draws_from_then_on_under_the_same_certificate(running: World) -> None:
    before = sent(running, NOISE)
    assert before == {
        "state": "low_priority", "reason": "score", "drawn": False, "share": 0.000001, "certified": True
    }  # fmt: skip
    take_up(running, BASE.replace("0.000001", "1.0"))
    after = sent(running, QUIET)
    assert after == {**before, "drawn": True, "share": 1.0}


def test_a_pattern_that_is_published_keeps_and_the_certificate_made_without_it_covers_nothing(
    running: World, tmp_path: Path
) -> None:
    assert sent(running, NOISE)["state"] == "low_priority"
    take_up(running, BASE.replace("zzz", "recette"))
    kept = sent(running, QUIET)
    assert (kept["state"], kept["reason"], kept["certified"]) == ("open", "sans_certificat", False)
    person = running.signed_in(Role.ANALYST)
    (told,) = person.get("/v1/noise/standing").json()["certificates"]
    assert (told["valid"], told["against"]) == (False, ["other_model"])
    assert "`bruit.yaml`" in told["sentence"]
    page = person.get("/bruit", headers={"accept": "text/html"}).text
    assert "d’un autre bruit.yaml" in page
    calibrate(running, tmp_path / "certificats.json")
    running.clock.moment += timedelta(minutes=6)
    again = sent(running, BREAD)
    assert (again["reason"], again["certified"]) == ("essai", True)


def test_what_reads_texts_is_opened_again_for_its_files_alone(running: World) -> None:
    before = running.live.current().texts
    publish(running, tree().with_files({"routing/LISEZ-MOI.md": b"rien\n"}))
    settle(follower(running))
    assert running.live.current().texts is before
    take_up(running, BASE.replace("0.000001", "0.5"))
    assert running.live.current().texts is not before
