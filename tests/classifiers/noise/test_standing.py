"""A certificate is used only when nothing speaks against it, and a person is told what does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from classifiers.noise.audit import Audit, AuditCount
from classifiers.noise.certificate_file import digest
from classifiers.noise.drift import compare
from classifiers.noise.standing import CertificateStanding, check
from tests.classifiers.noise.statistics_samples import VERSION, certificate
from tests.classifiers.noise.test_drift import week

ONE = certificate()
OWN = digest(ONE)
CALM, CHANGED = compare(week(9), ONE), compare(week(9, keep=1, noise=400), ONE)
LOSS = Audit(OWN, 0.1).plus([AuditCount(0.1, 300, 10, 900)])


def standing(**change: Any) -> CertificateStanding:
    usual = {"certificate": ONE, "version": VERSION, "channel": "site", "today": date(2026, 4, 13)}
    return check(**(usual | change))


def test_a_certificate_nothing_speaks_against_is_valid() -> None:
    found = standing(drift=[CALM, CALM], audit=Audit(OWN, 0.02).plus([AuditCount(0.02, 40, 0, 100)]))
    assert found == CertificateStanding(OWN, False, ())
    assert found.valid
    assert found.sentence == "Certificat en vigueur."


def test_a_demonstration_says_so() -> None:
    found = standing(certificate=replace(ONE, demonstration=True))
    assert found.valid
    assert found.sentence.startswith("Seuil de démonstration")


@pytest.mark.parametrize(
    ("change", "cause", "told"),
    [
        ({"channel": "courriel"}, "other_channel", "celui du canal « site », pas « courriel »"),
        (
            {"version": replace(VERSION, model="d" * 64)},
            "other_model",
            "le modèle, les lexiques ou `bruit.yaml` ne sont plus ceux du certificat",
        ),
        (
            {"version": replace(VERSION, codes={"d" * 64})},
            "other_code",
            "le calcul du score n'est plus celui du certificat",
        ),
        ({"today": date(2026, 3, 28)}, "not_yet", "le calage finit le 2026-03-29"),
        ({"today": date(2026, 10, 1)}, "expired", "le certificat a expiré le 2026-09-30"),
        ({"drift": [CHANGED, CALM]}, "drifted", "semaine du 2026-04-06 : "),
        ({"audit": LOSS}, "audit", "l'audit prouve une perte supérieure à 1 % (estimée à 10 %)"),
        ({"audit": replace(LOSS, certificate="x")}, "other_watch", "comptés sous un autre certificat"),
        ({"drift": [replace(CALM, certificate="x")]}, "other_watch", "comptés sous un autre certificat"),
    ],
)
def test_what_speaks_against_it_is_told(change: dict[str, Any], cause: str, told: str) -> None:
    found = standing(**change)
    assert not found.valid
    assert cause in [one for one, _ in found.against]
    assert found.sentence.startswith("Rien n'est mis de côté : ")
    assert told in found.sentence


def test_the_last_days_are_included() -> None:
    assert standing(today=ONE.origin.until).valid
    assert standing(today=date(2026, 9, 30)).valid
