"""A certificate of some fields counts contents, not copies, on the keep reports of these fields; its promise holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from classifiers.noise.bounds import RiskLevel
from classifiers.noise.calibration import (
    AnalystDecision,
    BadDecisions,
    CertificateScope,
    calibrate,
    demonstrate,
    read_decisions,
)
from classifiers.noise.certificate import Certificate, Refusal
from classifiers.noise.filter import NoiseFilter
from classifiers.noise.kinds import FIELDS
from classifiers.noise.never import Never
from classifiers.noise.scores import BYPASSED, histogram
from classifiers.reader.reading import ReportReading, ReportText
from tests.classifiers.noise.small_reader import SmallReader, reading
from tests.classifiers.noise.test_decision import BOUNDS

HATE = CertificateScope("site", ("haine",), date(2026, 1, 1), date(2026, 6, 30), date(2027, 6, 30))
LEVEL = RiskLevel()
HARSH = "Ces parasites, il faut tous les chasser du village, dehors la vermine."
WORDS = [
    "marché",
    "gare",
    "plage",
    "stade",
    "poste",
    "parc",
    "mairie",
    "film",
    "train",
    "soupe",
    "vélo",
    "grève",
    "jardin",
    "neige",
    "lundi",
    "mardi",
    "samedi",
    "matin",
    "soir",
    "facture",
    "recette",
    "horaire",
    "ticket",
    "guichet",
    "voisin",
    "cousine",
    "musique",
    "concert",
    "billet",
    "vacances",
    "montagne",
    "rivière",
    "pluie",
    "soleil",
    "table",
    "chaise",
    "fenêtre",
    "cuisine",
]


def sentences(count: int, seed: int) -> list[str]:
    """Sentences of which no two are one content."""
    chance = np.random.default_rng(seed)
    return [
        f"On parlait de {', de '.join(chance.choice(WORDS, 12, replace=False).tolist())} avec eux."
        for _ in range(count)
    ]


NOISE = [AnalystDecision(text, False) for text in sentences(400, 1)]
KEEP = [AnalystDecision(f"Ces parasites ! {text}", True, "haine") for text in sentences(400, 2)]


@pytest.fixture(scope="module")
def noise(never: Never) -> NoiseFilter:
    return NoiseFilter(SmallReader(), Never(never.parameters._replace(bounds=BOUNDS)))


def made(decisions: Sequence[AnalystDecision], noise: NoiseFilter, *fields: str) -> Certificate | Refusal:
    return calibrate(decisions, HATE._replace(fields=fields or HATE.fields), noise, LEVEL)


@pytest.mark.parametrize(
    "copy", ["{0}", "{0} {1}", "{0} https://exemple.fr/{1}", "@compte{1} {0}"], ids=["same", "number", "link", "handle"]
)
def test_copies_of_one_text_are_one_text(copy: str, noise: NoiseFilter) -> None:
    found = made([*(AnalystDecision(copy.format(HARSH, i), True, "haine") for i in range(400)), *NOISE], noise)
    assert isinstance(found, Refusal)
    assert (found.n, found.required) == (1, 299)
    assert "champ haine : 1 texte confirmé à garder" in found.reason
    assert "399 textes ne sont pas comptés : ils redisent le contenu d'un autre." in found.reason


def test_copies_change_nothing_but_their_count(noise: NoiseFilter) -> None:
    once = made([*KEEP, *NOISE], noise)
    again = made([*KEEP, *NOISE, *KEEP[:40], *(NOISE[0] for _ in range(500))], noise)
    assert isinstance(once, Certificate)
    assert isinstance(again, Certificate)
    told = ("n", "k", "threshold", "set_aside", "histogram", "grounds")
    assert [getattr(once, name) for name in told] == [getattr(again, name) for name in told]
    assert again.repeats == once.repeats + 540
    assert again.origin.data != once.origin.data


def test_decisions_are_read_with_their_field_and_what_reporters_said(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    rows = [
        {"text": HARSH, "comment": "vu hier", "label": "keep", "field": "haine", "reported_category": "autre"},
        {"text": None, "comment": HARSH, "label": "noise", "field": None},
        {"comment": HARSH, "label": "noise"},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    alone = AnalystDecision("", False, comment=HARSH)
    assert read_decisions(file) == [AnalystDecision(HARSH, True, "haine", "", "vu hier", "autre"), alone, alone]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "", "comment": 3, "label": "noise"}', "comment"),
        ('{"text": "a", "label": "keep"}', "d.jsonl:1 : `field` : le champ de ce qui est à garder est attendu"),
        ('{"text": "a", "label": "keep", "field": "autre"}', "`field`"),
        ('{"text": "a", "label": "noise", "reported_category": []}', "reported_category"),
        ('{"label": "noise"}', "`text` : un texte est attendu, ou `comment`"),
        (
            '{"text": "a", "label": "noise"}\n{"text": "b", "comment": null, "label": "noise"}',
            "d.jsonl:2 : les lignes mêlent des signalements et des publications",
        ),
    ],
)
def test_a_decision_that_cannot_be_used_is_told(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(BadDecisions, match=told):
        read_decisions(file)


def test_lines_that_say_nothing_of_a_reporter_are_of_posts(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"text": "a", "label": "noise"}', encoding="utf-8")
    assert read_decisions(file) == [AnalystDecision("a", False, reported=False)]
    file.write_text('{"text": "a", "reported_category": null, "label": "noise"}', encoding="utf-8")
    assert read_decisions(file) == [AnalystDecision("a", False)]


def test_a_content_that_nobody_gave_is_never_counted_as_set_aside(noise: NoiseFilter) -> None:
    said = [AnalystDecision("", False, comment=one.text) for one in NOISE]
    before, after = made([*KEEP, *NOISE], noise), made([*KEEP, *said], noise)
    assert isinstance(before, Certificate)
    assert isinstance(after, Certificate)
    assert before.set_aside > after.set_aside == 0


def test_a_content_kept_once_is_not_noise_elsewhere(noise: NoiseFilter) -> None:
    found = made([*KEEP, *NOISE, *(AnalystDecision(d.text, False) for d in KEEP)], noise)
    assert isinstance(found, Certificate)
    assert found.n == len(KEEP)
    assert found.total == len(KEEP) + len(NOISE)


def test_the_promise_is_on_the_keep_reports_of_its_fields(noise: NoiseFilter) -> None:
    """Those of other fields count nowhere, however low they score; with their field asked for too, they do."""
    lost = [one._replace(keep=True, field="suicide") for one in NOISE[:300]]
    alone, both = (
        made([*KEEP, *NOISE[300:], *lost], noise),
        made([*KEEP, *NOISE[300:], *lost], noise, "suicide", "haine"),
    )
    assert isinstance(alone, Certificate)
    assert isinstance(both, Certificate)
    assert (alone.origin.fields, alone.n) == (("haine",), len(KEEP))
    assert (both.origin.fields, both.n) == (("haine", "suicide"), len(KEEP) + 300)
    assert both.threshold < 0.05 < 0.9 < alone.threshold


class Read:
    """A reader that gives the readings it holds, in order."""

    digest = "8" * 64

    def __init__(self, readings: Sequence[ReportReading]) -> None:
        self.left = list(readings)

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        found, self.left = self.left[: len(reports)], self.left[len(reports) :]
        return found


def test_drift_compares_what_is_read_as_of_the_fields_or_of_none(never: Never) -> None:
    """And the keep reports of the fields wherever they were read, so that the threshold is the score of one that counts."""
    fields = [{"haine": 0.9}, {"suicide": 0.9}, {}]
    readings = [reading(0.3, fields=read) for read in fields for _ in range(100)]
    kept = [reading(0.9, fields=fields[number % 3]) for number in range(300)]
    bounded = Never(never.parameters._replace(bounds=BOUNDS, rules=()))
    found = made([*KEEP[:300], *NOISE[:300]], NoiseFilter(Read([*kept, *readings]), bounded))
    assert isinstance(found, Certificate)
    assert (found.total, found.set_aside) == (300 + 200, 200)


def test_what_the_demonstration_needs_to_recognise_counts_as_weeks_count_it(never: Never) -> None:
    """Not recognised under the threshold: kept whatever the score, so 1; over it, the score is the reason, as it is."""
    vague = {"prive": 0.1}
    keep = [reading(score, noise=vague) for score in np.linspace(0.05, 0.99, 300)]
    keep[5:7] = [reading(0.4), reading(0.5)]
    bounded = Never(never.parameters._replace(bounds=BOUNDS, rules=()))
    found = demonstrate(KEEP[:300], date(2026, 6, 30), NoiseFilter(Read(keep), bounded), LEVEL)
    assert isinstance(found, Certificate)
    assert (found.k, found.threshold, found.origin.fields, found.demonstration) == (0, 0.4, FIELDS, True)
    scores = [one.matters if one.matters >= 0.4 else BYPASSED for one in keep]
    assert (found.set_aside, found.histogram) == (0, histogram(scores))


def test_more_is_lost_of_a_field_than_promised_no_oftener_than_the_risk(never: Never) -> None:
    """Three fields of unlike scores, one certificate for two of them: calibrations of 320 keep reports of theirs, tried on their laws."""
    chance = np.random.default_rng(11)
    bounded = Never(never.parameters._replace(bounds=BOUNDS, rules=()))
    laws = {"haine": (6.0, 2.0), "suicide": (3.0, 2.0), "terrorisme": (1.0, 9.0)}
    future = {name: chance.beta(a, b, 40_000) for name, (a, b) in laws.items()}
    exceeded = 0
    runs = 40
    texts = [one.text for one in KEEP[:390]]
    for _ in range(runs):
        names = chance.permutation(["haine"] * 160 + ["suicide"] * 160 + ["terrorisme"] * 70)
        readings = [reading(float(chance.beta(*laws[name])), fields={name: 0.9}) for name in names]
        decisions = [AnalystDecision(text, True, str(name)) for text, name in zip(texts, names, strict=True)]
        noise = NoiseFilter(Read(readings), bounded)
        found = calibrate(decisions, HATE._replace(fields=("haine", "suicide")), noise, LEVEL)
        assert isinstance(found, Certificate)
        lost = np.concatenate([future["haine"], future["suicide"]]) < found.threshold
        exceeded += bool(lost.mean() > 0.01)
    assert exceeded / runs <= 0.05 + 4 * sqrt(0.05 * 0.95 / runs)


@pytest.mark.parametrize(
    ("reader", "channel", "told"),
    [(SmallReader(), "demonstration", "nom d'un certificat livré"), (None, "site", "lecteur : absent")],
)
def test_what_cannot_be_calibrated_is_told(never: Never, reader: SmallReader | None, channel: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        calibrate(KEEP[:2], HATE._replace(channel=channel), NoiseFilter(reader, never), LEVEL)


def test_a_report_that_cannot_be_read_calibrates_nothing(never: Never) -> None:
    with pytest.raises(ValueError, match="le signalement 1 n'a pu être lu"):
        made(KEEP[:2], NoiseFilter(Read([]), never))
