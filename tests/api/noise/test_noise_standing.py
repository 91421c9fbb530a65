"""What stored reports say of a certificate: drift and audit, counted in the database; a certificate suspended, and made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.db.reports import ReportRow
from api.kit.ids import new_id
from api.kit.permissions import Permission, Role
from api.texts.readers import Texts
from classifiers.noise.certificate import DEMONSTRATION, Certificate
from classifiers.noise.certificate_file import Certificates, digest, write
from classifiers.noise.filter import NoiseFilter
from classifiers.noise.kinds import FIELDS
from classifiers.noise.scores import BINS, EDGES
from tests.api.service.reading import CALM, KEPT, NOISE, QUIETER, certificate, opened, under
from tests.api.service.world import NOON, World, problem

LAST_WEEK = datetime(2024, 5, 29, 9, 0, tzinfo=UTC)
"""A Wednesday: the week of Monday 27 May is over at NOON."""


def drawing_half(made: Certificate) -> NoiseFilter:
    """The filter under it, that draws half of what it sets aside."""
    noise = under(opened(), made)
    noise.never = type(noise.never)(noise.never.parameters._replace(audit_share=0.5))
    return noise


@pytest.fixture
def noise() -> NoiseFilter:
    return drawing_half(certificate(opened(), DEMONSTRATION))


@pytest.fixture
def world(database_url: str, tmp_path: Path, noise: NoiseFilter) -> Iterator[World]:
    made = World(database_url, tmp_path, texts=Texts({}, None, lambda _: noise))
    yield made
    made.close()


def store(world: World, noise: NoiseFilter, scores: Sequence[float], **given: Any) -> None:
    """Reports judged under the filter's certificate, all in one week."""
    made = noise.promises[0].certificate
    common = {"received_at": LAST_WEEK, "channel": "form", "state": "open", **given}
    with world.database.write() as session:
        session.add_all(
            ReportRow(
                **{
                    "id": new_id("rep", common["received_at"]),
                    "source": "acc_0",
                    "raised": [],
                    "noise_score": float(score),
                    "noise_decision": "set_aside" if score < made.threshold else "keep",
                    "noise_reason": "score",
                    "noise_certificate": digest(made),
                    "noise_field": "none",
                    "noise_audit_share": noise.never.parameters.audit_share,
                    **common,
                }
            )
            for score in scores
        )


def standing(world: World) -> dict[str, Any]:
    response = world.signed_in(Role.ANALYST).get("/v1/noise/standing")
    assert response.status_code == 200, response.text
    (told,) = response.json()["certificates"]
    found: dict[str, Any] = told
    return found


def sent(world: World, text: str = NOISE, channel: str = "form") -> dict[str, Any]:
    return world.report(text=text, channel=channel)


def test_a_week_like_the_calibration_is_told_beside_it(world: World, noise: NoiseFilter) -> None:
    store(world, noise, CALM[350:450])
    told = standing(world)
    (week,) = told["weeks"]
    values = np.array(CALM[350:450])
    assert (week["channel"], week["start"], week["reports"], week["complete"]) == ("form", "2024-05-27", 100, True)
    assert week["set_aside"] == int((values < told["threshold"]).sum())
    assert week["histogram"] == np.bincount(np.searchsorted(EDGES, values, side="right"), minlength=BINS).tolist()
    assert (week["alarm"], week["reasons"], told["valid"]) == (False, [], True)
    assert told["sentence"] == "Certificat en vigueur."
    assert sent(world)["state"] == "low_priority"


def test_a_drift_suspends_until_a_new_certificate_even_if_the_next_week_is_calm(
    world: World, noise: NoiseFilter
) -> None:
    store(world, noise, QUIETER)
    told = standing(world)
    assert not told["valid"]
    assert told["sentence"].startswith("Rien n'est mis de côté : semaine du 2024-05-27 : part mise de côté : ")
    kept = sent(world)
    assert (kept["state"], kept["noise"]["reason"]) == ("open", "certificat_suspendu")
    asked = world.machine(Permission.NOISE_ASK).post("/v1/noise", json={"texts": [{"id": 1, "text": NOISE}]}).json()
    assert (asked["valid"], asked["verdicts"][0]["decision"]) == (False, "keep")
    assert asked["sentence"] == told["sentence"]
    world.clock.moment = NOON + timedelta(weeks=2)
    store(world, noise, CALM, received_at=NOON)
    assert not standing(world)["valid"]


def test_the_week_under_way_suspends_nothing_before_its_end(world: World, noise: NoiseFilter) -> None:
    store(world, noise, QUIETER, received_at=NOON)
    told = standing(world)
    assert (told["valid"], told["weeks"][0]["complete"], told["weeks"][0]["psi"]) == (True, False, None)
    world.clock.moment = NOON + timedelta(weeks=1)
    assert not standing(world)["valid"]


def test_weeks_begin_on_monday_at_the_hotline(world: World, noise: NoiseFilter) -> None:
    store(world, noise, [0.5], received_at=datetime(2024, 5, 26, 21, 59, tzinfo=UTC))
    store(world, noise, [0.5], received_at=datetime(2024, 5, 26, 22, 1, tzinfo=UTC), channel="email")
    assert [(w["channel"], w["start"]) for w in standing(world)["weeks"]] == [
        ("email", "2024-05-27"),
        ("form", "2024-05-20"),
    ]


def test_what_is_kept_whatever_its_score_counts_as_certificates_count_it(world: World, noise: NoiseFilter) -> None:
    store(world, noise, [0.0001, 0.0001], noise_reason="trop_court", noise_decision="keep")
    store(world, noise, [0.0001], noise_reason="deja_signale", noise_decision="keep")
    (week,) = standing(world)["weeks"]
    assert (week["set_aside"], week["histogram"][-1], sum(week["histogram"])) == (1, 2, 3)


def test_a_text_kept_whatever_its_score_says_so_even_with_a_high_score(world: World) -> None:
    told = sent(world, KEPT)
    assert told["noise"]["score"] > 0.9
    assert (told["noise"]["decision"], told["noise"]["reason"]) == ("keep", "menace")


def test_a_certificate_counts_what_is_read_as_of_its_fields_or_of_none(database_url: str, tmp_path: Path) -> None:
    """Two certificates of one channel: each its own weeks and audit; what is read as of no field counts under both, until one is suspended."""
    hate, life = (certificate(opened(), "form", fields=fields) for fields in (("haine",), ("suicide", "terrorisme")))
    file = tmp_path / "certificats.json"
    write(file, Certificates((hate, life)))
    noise = under(opened(), hate, life)
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: opened()), noise_certificates=file)
    both = {"noise_certificate": f"{digest(hate)} {digest(life)}"}
    store(world, noise, [0.3] * 3, noise_field="haine", **both)
    store(world, noise, [0.3] * 5, noise_field="suicide", **both)
    store(world, noise, [0.3] * 7, noise_field="harcelement", **both)
    store(world, noise, [0.0001] * 11, **both)
    store(world, noise, [0.3] * 13, noise_field="haine")
    response = world.signed_in(Role.ANALYST).get("/v1/noise/standing").json()["certificates"]
    assert [(one["fields"], one["weeks"][0]["reports"]) for one in response] == [
        (["haine"], 3 + 11 + 13),
        (["suicide", "terrorisme"], 5 + 11),
    ]
    store(world, noise, [0.0001] * 40, state="decided", noise_audit=True, noise_field="suicide", **both)
    world.clock.moment = NOON + timedelta(minutes=6)
    valid = [one["valid"] for one in world.signed_in(Role.ANALYST).get("/v1/noise/standing").json()["certificates"]]
    assert valid == [True, False]
    told = sent(world)
    assert (told["state"], told["noise"]["certificate"], told["noise"]["field"]) == (
        "low_priority",
        digest(hate),
        "none",
    )
    world.close()


def test_the_audit_suspends_when_it_proves_a_loss(world: World, noise: NoiseFilter) -> None:
    low = [0.0001] * 30
    store(world, noise, low, state="decided", noise_audit=True, noise_review="restored")
    store(world, noise, [0.9] * 70, state="decided", noise_decision="keep")
    told = standing(world)
    audit = told["audit"]
    assert (audit["weeks"], audit["audited"], audit["found"], audit["kept"], audit["share"]) == (1, 30, 30, 70, 0.5)
    assert round(audit["miss_rate"]["estimate"], 4) == round(60 / 130, 4)  # 30 found at one half stand for 60
    assert "l'audit prouve une perte supérieure à 1 %" in told["sentence"]
    assert sent(world)["noise"]["reason"] == "certificat_suspendu"


def test_what_was_drawn_at_another_share_counts_at_that_one(world: World, noise: NoiseFilter) -> None:
    """Before the share was stored, it was always the same; a share that changes within a week is told apart too."""
    for share, drawn in ((None, 1), (0.25, 5), (0.5, 10)):
        low = [0.0001] * drawn
        store(world, noise, low, state="decided", noise_audit=True, noise_review="restored", noise_audit_share=share)
    store(world, noise, [0.9] * 90, state="decided", noise_decision="keep")
    audit = standing(world)["audit"]
    assert (audit["share"], audit["audited"], audit["found"], audit["kept"]) == (0.5, 16, 16, 90)
    lost = 1 / 0.02 + 5 / 0.25 + 10 / 0.5
    assert audit["miss_rate"]["estimate"] == pytest.approx(lost / (lost + 90))


def test_what_is_kept_later_does_not_take_back_what_the_audit_proved(world: World, noise: NoiseFilter) -> None:
    store(world, noise, [0.0001] * 30, state="decided", noise_audit=True, received_at=LAST_WEEK - timedelta(weeks=1))
    store(world, noise, [0.9] * 5_000, state="decided", noise_decision="keep")
    told = standing(world)
    assert (told["audit"]["kept"], told["audit"]["weeks"]) == (0, 2)
    assert "l'audit prouve" in told["sentence"]


def test_a_week_with_something_left_to_judge_says_nothing_of_the_loss(world: World, noise: NoiseFilter) -> None:
    store(world, noise, [0.0001] * 30, state="decided", noise_audit=True)
    store(world, noise, [0.9], state="open", noise_decision="keep")
    told = standing(world)
    assert (told["weeks"][0]["waiting"], told["audit"]["weeks"], told["audit"]["found"]) == (1, 0, 0)


def test_a_channel_of_the_hotline_has_its_own_certificate_and_a_new_one_ends_a_suspension(
    database_url: str, tmp_path: Path, noise: NoiseFilter
) -> None:
    file = tmp_path / "certificats.json"
    own = certificate(opened(), "form")
    write(file, Certificates((own,)))
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: noise), noise_certificates=file)
    store(world, drawing_half(own), QUIETER)
    assert standing(world)["channel"] == "form"
    assert sent(world)["noise"]["reason"] == "certificat_suspendu"
    without = sent(world, "Merci pour la recette, le gratin était parfait hier soir.", "email")["noise"]
    assert (without["reason"], without["certificate"]) == ("sans_certificat", None)
    later = date(2024, 6, 3)
    write(file, Certificates((replace(own, origin=replace(own.origin, since=later, until=later)),)))
    world.clock.moment = NOON + timedelta(minutes=6)
    assert sent(world, "Est-ce que le magasin ouvre aussi le dimanche matin ?")["state"] == "low_priority"
    world.close()


def test_a_file_of_certificates_that_cannot_be_read_keeps_everything(
    database_url: str, tmp_path: Path, noise: NoiseFilter, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "certificats.json"
    file.write_text("non", encoding="utf-8")
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: noise), noise_certificates=file)
    assert sent(world)["noise"]["reason"] == "sans_certificat"
    assert "noise certificates cannot be used" in caplog.text
    world.close()


def test_the_demonstration_sets_nothing_aside_where_it_may_not(
    database_url: str, tmp_path: Path, noise: NoiseFilter
) -> None:
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: noise), noise_demonstration=False)
    told = sent(world, NOISE)
    assert (told["state"], told["noise"]["reason"]) == ("open", "sans_certificat")
    verdict = world.machine(Permission.NOISE_ASK).post("/v1/noise", json={"texts": [{"id": 1, "text": NOISE}]}).json()
    assert verdict["verdicts"][0]["decision"] == "keep"
    world.close()


def test_f12_a_clock_set_back_over_a_monday_stops_nothing(world: World, noise: NoiseFilter) -> None:
    store(world, noise, CALM[:10], received_at=NOON)  # a Monday
    for back in (timedelta(days=2), timedelta(weeks=6), timedelta(days=-400)):
        world.clock.moment = NOON - back
        assert sent(world, f"{NOISE} {back.days}")["state"] in ("open", "low_priority")
    world.clock.moment = NOON - timedelta(days=2)
    weeks = standing(world)["weeks"]
    assert sum(week["reports"] for week in weeks) >= 10
    assert not any(week["alarm"] for week in weeks), "a week that has not begun is not compared"


def test_f12_a_watch_that_fails_keeps_everything_and_says_so_once(
    world: World, noise: NoiseFilter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> list[Any]:
        raise IndexError("no week")

    assert sent(world)["state"] == "low_priority"
    with monkeypatch.context() as patched:
        patched.setattr("api.texts.noise_watch.weeks_under", broken)
        for minutes, text in ((6, "Merci beaucoup pour votre réponse."), (12, "À quelle heure ouvrez-vous ?")):
            world.clock.moment = NOON + timedelta(minutes=minutes)
            kept = sent(world, text)
            assert (kept["state"], kept["noise"]["reason"]) == ("open", "sans_certificat")
        assert "n'a pu être compté" in standing(world)["sentence"]
    assert caplog.text.count("the watch over the noise filter failed (IndexError)") == 1
    world.clock.moment += timedelta(minutes=1)
    assert sent(world, "Bonjour, quels sont vos tarifs ?")["state"] == "low_priority"


def test_prometheus_reads_the_standing(world: World, noise: NoiseFilter) -> None:
    store(world, noise, QUIETER)
    told = world.machine(Permission.METRICS_READ).get("/metrics").text
    fields = ",".join(FIELDS)
    where = f'certified_channel="demonstration",channel="form",fields="{fields}"'
    valid = f'certified_channel="demonstration",demonstration="no",fields="{fields}"'
    assert f"qualif_noise_certificate_valid{{{valid}}} 0.0" in told
    assert f"qualif_noise_week_reports{{{where}}} 300.0" in told
    assert f"qualif_noise_week_alarm{{{where}}} 1.0" in told
    assert f'qualif_noise_miss_rate{{bound="high",certified_channel="demonstration",fields="{fields}"}} 1.0' in told
    assert 'qualif_noise_failures_total{reason="sans_lecteur"} 0.0' in told


def test_without_a_filter_there_is_no_standing(database_url: str, tmp_path: Path) -> None:
    world = World(database_url, tmp_path)
    problem(world.signed_in(Role.ANALYST).get("/v1/noise/standing"), "noise-filter-absent")
    assert "qualif_noise_certificate_valid{" not in world.machine(Permission.METRICS_READ).get("/metrics").text
    world.close()


def review_page(world: World, language: str = "fr") -> str:
    client = world.signed_in(Role.ANALYST)
    client.headers.update({"accept": "text/html", "accept-language": language})
    return unescape(client.get("/bruit").text).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_page_of_the_review_says_what_the_filter_is_worth(world: World, noise: NoiseFilter) -> None:
    page = review_page(world)
    assert "en vigueur" in page
    assert "au plus 1,0 % de ce qui doit être vu est mis de côté ; elle a 5,0 % de risques d’être fausse." in page
    assert "Jusqu’au 1ᵉʳ janvier 2025." in page
    store(world, noise, QUIETER)
    world.clock.moment = NOON + timedelta(weeks=1)
    assert "suspendu, rien n’est mis de côté" in review_page(world)
    assert "Why: suspended: texts have changed." in review_page(world, "en")
    assert standing(world)["against"] == ["drifted"]


def test_the_page_says_that_a_demonstration_promises_nothing_here(database_url: str, tmp_path: Path) -> None:
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: opened()))
    page = review_page(world)
    assert "démonstration" in page
    assert "Sur ceux de la hotline, il ne promet rien" in page
    world.close()


def test_the_page_says_that_there_is_no_certificate_or_no_filter(
    database_url: str, tmp_path: Path, noise: NoiseFilter
) -> None:
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: noise), noise_demonstration=False)
    assert "Aucun certificat : rien n’est mis de côté" in review_page(world)
    world.close()
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: None))
    assert "Le filtre est absent" in review_page(world)
    world.close()
