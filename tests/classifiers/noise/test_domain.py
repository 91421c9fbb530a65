"""The filter answers for what it was taught: outside it, only a channel's own certificate sets anything aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from api.noise_setup import DOMAIN, open_domain, open_filter
from api.priorities import open_priorities
from classifiers.noise.calibration import Decision, Period, calibrate
from classifiers.noise.cascade import DEMONSTRATION, Cascade
from classifiers.noise.certificate import Certificate
from classifiers.noise.domain import MAX_CATEGORY, TrainingDomain
from classifiers.noise.filter import OUT_OF_DOMAIN, SCORE, NoiseFilter, Text, Verdict
from classifiers.noise.never import Never
from classifiers.noise.standing import check
from engine.language.diagnostics import RulesetError
from tests.classifiers.noise.test_filter import HARSH, QUIET, TODAY
from tests.shared import ROOT, shipped

HATE = ("haine", "Haine", " HAINE ! ", "Discours de haine", "discours_de_haine", "antisemitisme", "Antisémitisme")
OTHERS = ("suicide", "harcelement", "autre", "violence", "haine et harcèlement", "haine, suicide", "contre la haine")


@pytest.fixture(scope="module")
def noise() -> NoiseFilter:
    return open_filter(encoder=False, today=TODAY)


def judged(noise: NoiseFilter, category: str | None, text: str = QUIET) -> Verdict:
    (verdict,) = noise.judge([Text("a", text, reported_category=category)], explain=False)
    return verdict


def under(noise: NoiseFilter, **changes: object) -> NoiseFilter:
    """The filter under its certificate, made that of the channel « form » and changed."""
    held = noise.certificate
    assert held is not None
    made: Certificate = replace(held, origin=replace(held.origin, channel="form"), **changes)  # type: ignore[arg-type]
    return noise.under(
        made, check(made, model=made.origin.model, codes={made.origin.code}, channel="form", today=made.origin.until)
    )


@pytest.mark.parametrize("category", HATE)
def test_noise_what_is_reported_as_hate_may_be_set_aside(noise: NoiseFilter, category: str) -> None:
    verdict = judged(noise, category)
    assert (verdict.set_aside, verdict.reason) == (True, SCORE)


@pytest.mark.parametrize("category", [None, "", " ", "_", *OTHERS])
def test_noise_every_other_category_and_none_is_kept(noise: NoiseFilter, category: str | None) -> None:
    verdict = judged(noise, category)
    assert (verdict.set_aside, verdict.reason) == (False, OUT_OF_DOMAIN)
    assert verdict.score < 0.05  # told all the same


def test_noise_a_text_of_another_category_says_so_whatever_its_score(noise: NoiseFilter) -> None:
    """The certificate says nothing of it, high or low: neither counts."""
    assert judged(noise, "suicide", HARSH).reason == OUT_OF_DOMAIN
    assert judged(noise, "haine", HARSH).reason == SCORE
    asked = Text("a", "je vais te tuer demain", reported_category="autre")
    (verdict,) = noise.judge([asked], explain=False)
    assert noise.counted_reason(asked, verdict) == OUT_OF_DOMAIN


@pytest.mark.parametrize("category", [None, "suicide", "haine"])
def test_noise_a_channel_certified_by_its_hotline_is_covered_whatever_the_category(
    noise: NoiseFilter, category: str | None
) -> None:
    own = under(noise, demonstration=False, expires=date(2027, 1, 1))
    assert own.standing.valid
    assert judged(own, category).set_aside


def test_noise_the_demonstration_under_the_name_of_a_channel_is_not_its_own(noise: NoiseFilter) -> None:
    borrowed = under(noise)
    assert borrowed.standing.valid
    assert judged(borrowed, None).reason == OUT_OF_DOMAIN
    assert judged(borrowed, "haine").set_aside


def test_noise_a_filter_opened_without_a_domain_sets_nothing_aside(shipped: Cascade, never: Never) -> None:
    opened = open_filter(encoder=False, today=TODAY)
    bare = NoiseFilter(shipped, never, opened.certificate, opened.standing)
    assert judged(bare, "haine").reason == OUT_OF_DOMAIN


@pytest.mark.parametrize("channel", DEMONSTRATION.values())
def test_noise_no_channel_is_calibrated_under_the_name_of_the_demonstration(
    shipped: Cascade, never: Never, channel: str
) -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    with pytest.raises(ValueError, match="nom d'un certificat livré"):
        calibrate([Decision(QUIET, True)], channel, period, shipped, never, 0.01, 0.05)


def test_noise_a_name_padded_beyond_what_a_report_holds_is_of_no_list() -> None:
    domain = TrainingDomain(["haine"])
    assert domain.covers("haine" + " " * (MAX_CATEGORY - 5))
    assert not domain.covers("haine" + " " * 100_000 + "suicide")


def test_noise_the_shipped_names_cover_no_other_field_and_nothing_read_first() -> None:
    domain = open_domain()
    fields = {offence.field for offence in shipped().ruleset.offences.values()}
    first = {name for rule in open_priorities(None).rules for name in rule.categories}
    assert [name for name in sorted(fields | first) if domain.covers(name)] == ["haine"]
    names = yaml.safe_load((ROOT / "rulesets" / DOMAIN).read_text(encoding="utf-8"))["categories"]
    assert all(map(domain.covers, names))


def test_noise_a_hotline_names_its_own_categories(tmp_path: Path) -> None:
    assert open_domain(tmp_path).covers("haine")  # a folder without the file: the shipped one
    file = tmp_path / DOMAIN
    file.parent.mkdir()
    file.write_text("categories: [Propos 12-B]\n", encoding="utf-8")
    assert open_domain(tmp_path).covers("propos 12 b")
    assert not open_domain(tmp_path).covers("haine")
    for wrong in ("categories: [3]\n", "categories: ['']\n", "categorie: []\n", "[]\n"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(RulesetError):
            open_domain(tmp_path)
