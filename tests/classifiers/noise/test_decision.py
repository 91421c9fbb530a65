"""Whatever a reading says, what is set aside meets every condition; whatever fails, the report is kept."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.noise.certificate import Certificate
from classifiers.noise.decision import Bounds
from classifiers.noise.filter import (
    FAILED,
    NO_CERTIFICATE,
    NO_READER,
    SEEN_BEFORE,
    SUSPENDED,
    FilterVerdict,
    NoiseFilter,
    NoiseInput,
    bypasses,
)
from classifiers.noise.kinds import FIELDS, GRAVITIES
from classifiers.noise.never import Never
from classifiers.noise.standing import CertificateStanding, Promise, check
from classifiers.reader.reading import ReportReading, ReportText
from tests.classifiers.noise.small_reader import KINDS, SmallReader, reading
from tests.classifiers.noise.statistics_samples import ORIGIN, VERSION, certificate

BOUNDS = Bounds(dict.fromkeys(GRAVITIES, 0.1), unseen=0.5, uncertified_floor=0.1, noise_kind=0.5)
QUIET = "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins."
TODAY = date(2026, 4, 13)
SHARE = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.02, 0.0999, 0.1, 0.49, 0.5, 0.95, 1.0]), st.just(math.nan))
READINGS = st.builds(
    ReportReading,
    SHARE,
    SHARE,
    *(st.fixed_dictionaries(dict.fromkeys(names, SHARE)) for names in (FIELDS, GRAVITIES, KINDS)),
)


class Says:
    """A reader that always says the same."""

    digest = "6" * 64

    def __init__(self, said: ReportReading) -> None:
        self.said = said

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        return [self.said] * len(reports)


def covering(*fields: str, demonstration: bool = False) -> Certificate:
    made = certificate(origin=replace(ORIGIN, fields=tuple(sorted(fields))))
    return replace(made, demonstration=demonstration)


def promise(one: Certificate, **change: Any) -> Promise:
    return Promise(one, check(one, **({"version": VERSION, "channel": "site", "today": TODAY} | change)))


ALL = covering(*FIELDS, demonstration=True)


def judged(never: Never, said: ReportReading | Any, *promises: Promise, **given: Any) -> FilterVerdict:
    bounded = Never(never.parameters._replace(bounds=BOUNDS))
    reader = Says(said) if isinstance(said, ReportReading) else said
    (verdict,) = NoiseFilter(reader, bounded, promises).judge([NoiseInput("a", **({"text": QUIET} | given))])
    return verdict


@given(
    READINGS,
    st.lists(st.sampled_from(FIELDS), unique=True),
    st.lists(st.sampled_from(FIELDS), unique=True),
    st.booleans(),
)
def test_what_is_set_aside_meets_every_condition(
    never: Never, said: ReportReading, own: list[str], shown: list[str], content: bool
) -> None:
    given_ = [covering(*own)] if own else []
    shown = [name for name in shown if name not in own]
    given_ += [covering(*shown, demonstration=True)] if shown else []
    words = {"text": QUIET} if content else {"text": "", "comment": QUIET}
    verdict = judged(never, said, *map(promise, given_), **words)
    if not verdict.set_aside:
        return
    assert content or said.unseen < BOUNDS.unseen
    assert all(said.gravity[name] < BOUNDS.gravity[name] for name in GRAVITIES)
    certified = {name: one for one in given_ for name in one.origin.fields}
    assert certified
    for name in FIELDS:
        if name in certified:
            assert said.matters < certified[name].threshold
        else:
            assert said.fields[name] < BOUNDS.uncertified_floor
    recognised = max(said.noise.values()) >= BOUNDS.noise_kind and max(said.noise.values()) > max(said.fields.values())
    likely = [name for name in FIELDS if said.fields[name] >= BOUNDS.uncertified_floor]
    assert recognised or set(likely or FIELDS) <= set(own)


def test_ordinary_noise_is_set_aside(never: Never) -> None:
    verdict = judged(never, reading(), promise(ALL))
    assert verdict == FilterVerdict("a", 0.005, True, "score", {}, {}, "prive", kind_share=0.95)
    assert verdict.field == "none"


@pytest.mark.parametrize(
    ("said", "words", "reason"),
    [
        (reading(), {"text": "deux mots"}, "trop_court"),
        (reading(), {"text": "https://exemple.fr/page"}, "adresse_seule"),
        (reading(), {"text": "This is just a very nice day for all of us here"}, "autre_langue"),
        (reading(), {"text": QUIET, "comment": "Have a look at this one please sir"}, "autre_langue"),
        (reading(), {"text": "le gratin " * 3000}, "trop_long"),
        (reading(unseen=0.5), {"text": "", "comment": "la page est là, merci de regarder"}, "contenu_absent"),
        (reading(0.9, gravity={"life": 0.1}), {}, "gravite_life"),
        (reading(0.9, fields={"haine": 0.9}), {}, "score"),
        (reading(noise={"prive": 0.49}), {}, "bruit_non_reconnu"),
        (reading(fields={"haine": 0.96}), {}, "bruit_non_reconnu"),
        (reading(), {"reports": 2}, SEEN_BEFORE),
    ],
)
def test_the_first_reason_that_keeps_it_is_said(
    never: Never, said: ReportReading, words: dict[str, Any], reason: str
) -> None:
    verdict = judged(never, said, promise(ALL), **words)
    assert (verdict.set_aside, verdict.reason) == (False, reason)


@pytest.mark.parametrize("gravity", GRAVITIES)
def test_each_gravity_keeps_under_its_own_bound(never: Never, gravity: str) -> None:
    verdict = judged(never, reading(gravity={gravity: 0.1}), promise(ALL))
    assert (verdict.set_aside, verdict.reason, list(verdict.gravity)) == (False, f"gravite_{gravity}", [gravity])
    assert judged(never, reading(gravity={gravity: 0.0999}), promise(ALL)).set_aside


def test_the_strongest_gravity_is_the_reason(never: Never) -> None:
    verdict = judged(never, reading(gravity={"child": 0.11, "threat": 0.9, "life": 0.3}), promise(ALL))
    assert (verdict.reason, list(verdict.gravity)) == ("gravite_threat", ["threat", "life", "child"])


def test_a_comment_alone_is_noise_where_it_points_to_nothing(never: Never) -> None:
    assert judged(never, reading(unseen=0.49), promise(ALL), text=" \n", comment=QUIET).set_aside


@pytest.mark.parametrize("field", FIELDS)
def test_what_may_belong_to_a_field_without_certificate_is_kept(never: Never, field: str) -> None:
    others = covering(*(name for name in FIELDS if name != field), demonstration=True)
    verdict = judged(never, reading(fields={field: 0.1}), promise(others))
    assert (verdict.set_aside, verdict.reason, verdict.field) == (False, "champ_sans_certificat", field)
    assert judged(never, reading(fields={field: 0.0999}), promise(others)).set_aside
    assert judged(never, reading(fields={field: 0.1}), promise(others), promise(covering(field))).set_aside


def test_a_certificate_that_holds_no_longer_covers_nothing(never: Never) -> None:
    lapsed = promise(covering("suicide"), today=date(2030, 1, 1))
    others = promise(covering(*(name for name in FIELDS if name != "suicide"), demonstration=True))
    assert judged(never, reading(fields={"suicide": 0.2}), others, lapsed).reason == "champ_sans_certificat"


def test_the_hotlines_own_certificates_do_without_a_kind_of_noise_in_the_fields_they_cover(never: Never) -> None:
    vague = reading(noise={"prive": 0.1})
    likely = replace(vague, fields=dict(vague.fields) | {"haine": 0.3})
    some, all_own = promise(covering("haine")), promise(covering(*FIELDS))
    assert judged(never, likely, some).set_aside
    assert judged(never, vague, some).reason == "bruit_non_reconnu"  # of no likely field: of any
    assert judged(never, vague, all_own).set_aside
    assert judged(never, likely, promise(ALL)).reason == "bruit_non_reconnu"


def test_without_a_valid_certificate_everything_is_kept_and_read(never: Never) -> None:
    verdict = judged(never, reading())
    assert (verdict.set_aside, verdict.reason, verdict.score) == (False, NO_CERTIFICATE, 0.005)
    suspended = Promise(ALL, CertificateStanding("x", True, (("drifted", "semaine"),)))
    assert judged(never, reading(), suspended).reason == SUSPENDED


class Broken:
    """A reader that fails on one report, or gives fewer readings than reports, or an unfinished one."""

    digest = "7" * 64

    def __init__(self, how: str) -> None:
        self.how = how

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        if self.how == "raises":
            if any(one.text == QUIET for one in reports):
                raise RuntimeError(QUIET)
        elif self.how == "fewer":
            return SmallReader().read_many(reports)[:-1]
        elif self.how == "unfinished":
            return [replace(one, fields={}) for one in SmallReader().read_many(reports)]
        return SmallReader().read_many(reports)


@pytest.mark.parametrize(("how", "reason"), [("raises", NO_READER), ("fewer", NO_READER), ("unfinished", FAILED)])
def test_a_reader_that_fails_keeps_is_counted_and_tells_no_text(
    never: Never, how: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    noise = NoiseFilter(Broken(how), never, [promise(ALL)])
    with caplog.at_level(logging.ERROR):
        found = list(noise.judge([NoiseInput(1, QUIET), NoiseInput(2, QUIET + " Merci.")]))
    failed = 1 if how == "raises" else 2
    assert [one.reason for one in found][:failed] == [reason] * failed
    assert not any(one.set_aside for one in found[:failed])
    assert found[0].score is None
    assert noise.under([]).failures.counts()[reason] == failed
    assert "gratin" not in caplog.text
    if how == "raises":
        assert found[1].set_aside, "the others of the batch are read all the same"


@pytest.mark.parametrize(
    ("made_on_posts", "post", "matters", "aside"),
    [
        (False, None, 0.001, True),
        (False, 0.001, 0.001, True),
        (False, 0.9, 0.001, False),
        (False, 0.001, 0.9, False),
        (True, 0.001, 0.9, True),
        (True, 0.9, 0.001, False),
        (True, None, 0.001, False),
    ],
)
def test_a_certificate_made_on_posts_sets_posts_aside_and_one_made_on_reports_what_it_would_as_a_report(
    never: Never, made_on_posts: bool, post: float | None, matters: float, aside: bool
) -> None:
    one = covering(*FIELDS)
    one = replace(one, origin=replace(one.origin, posts=made_on_posts))
    verdict = judged(never, replace(reading(matters), post=post), promise(one))
    assert (verdict.set_aside, verdict.score) == (aside, matters if post is None else post)


def test_lexicons_that_fail_keep(never: Never) -> None:
    class Faulty:
        def read(self, text: str) -> Any:
            raise RecursionError

    noise = NoiseFilter(SmallReader(), never, [promise(ALL)], cues=Faulty())  # type: ignore[arg-type]
    (verdict,) = noise.judge([NoiseInput(1, QUIET)])
    assert (verdict.set_aside, verdict.reason) == (False, FAILED)


def test_without_a_reader_everything_is_kept(never: Never) -> None:
    verdict = judged(never, None, promise(ALL))
    assert (verdict.set_aside, verdict.reason, verdict.score) == (False, NO_READER, None)


def test_what_every_certificate_counts_as_one_is_named(never: Never) -> None:
    own, shown = bypasses(never, covering("haine")), bypasses(never, ALL)
    assert {"trop_court", "contenu_absent", "gravite_life"} <= own < shown
    assert shown - own == {"bruit_non_reconnu"}
    assert not {"score", "champ_sans_certificat", NO_CERTIFICATE, NO_READER} & shown
