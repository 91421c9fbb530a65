"""The words of every kind in every language, kept in files that a jurist reads; each prints to PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.notices.casefile import CaseFile
from engine.notices.compose import Notice, compose
from engine.notices.pdf import pdf_of
from engine.notices.tables import KINDS, Kind
from tests.conftest import Golden
from tests.engine.notices.cases import ABUSE, AGE_GATE, DAY, HATE, case_on, problems, templates
from textfile.text import Language

GOLDENS = Path(__file__).parent / "golden"
SAMPLES: dict[str, tuple[Kind, Callable[[], CaseFile | list[CaseFile]]]] = {
    "dsa16": ("dsa16", lambda: case_on(HATE, manifestly_illegal="yes")),
    "dsa16-directive": ("dsa16", lambda: case_on(ABUSE, notifier=None)),
    "dsa16-groupe": ("dsa16", lambda: [case_on(HATE), case_on(HATE, reference="2026-0413")]),
    "pharos": ("pharos", lambda: case_on(HATE, hashes=[{"algorithm": "sha256", "value": "0f" * 32}])),
    "pharos-urgence": ("pharos", lambda: case_on({}, urgency="suicide")),
    "arcom": ("arcom", lambda: case_on(AGE_GATE)),
    "iccam": ("iccam", lambda: case_on(ABUSE, from_iccam={"reference": "IC-77"})),
    "scart": ("scart", lambda: case_on(ABUSE)),
    "tdb": ("tdb", lambda: case_on(HATE)),
    "xarf": ("xarf", lambda: case_on(HATE)),
    "xarf-csam": ("xarf", lambda: case_on(ABUSE)),
    "reply": ("reply", lambda: case_on(HATE)),
    "reply-hors-champ": (
        "reply",
        lambda: case_on(
            {},
            already_notified=None,
            decision={"kind": "out_of_scope", "day": "2026-11-24", "confirmed_by": "analyste-3"},
            reporter_reply={"orientation": {"fr": "L'outil de signalement de la plateforme.", "en": "The platform's reporting tool."}},
        ),
    ),
    "sheet": ("sheet", lambda: case_on({**HATE, "langue": {"value": "fr", "standing": "presumed"}})),
    "emergency": ("emergency", lambda: case_on({}, urgency="suicide")),
    "orientation": ("orientation", lambda: case_on(ABUSE)),
    "reply-image": ("reply", lambda: case_on(ABUSE)),
}  # fmt: skip
WORDED = {"emergency": date(2026, 12, 1)}
"""Kinds whose wording is later than the day of the samples, and its first day."""


def written(name: str, language: Language) -> Notice:
    kind, cases = SAMPLES[name]
    return compose(templates(), kind, language, cases(), WORDED.get(kind, DAY))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_words_are_those_that_were_read(name: str, language: Language, golden: Golden) -> None:
    notice = written(name, language)
    golden(GOLDENS / f"{name}.{language}.txt", f"{notice.subject}\n\n{notice.text}")
    assert problems(notice) == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_notice_prints(name: str, language: Language) -> None:
    notice = written(name, language)
    pdf = pdf_of(notice.html, title=notice.subject, language=language, moment=datetime(2026, 11, 24, tzinfo=UTC))
    assert b"StructTreeRoot" in pdf


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_case_gives_the_same_bytes_and_another_language_another_digest(name: str) -> None:
    one, again, other = written(name, "fr"), written(name, "fr"), written(name, "en")
    assert one == again
    assert one.digest != other.digest
    assert one.template_digest != other.template_digest


def test_every_kind_has_its_golden() -> None:
    assert {kind for kind, _ in SAMPLES.values()} == set(KINDS)
    assert {path.name for path in GOLDENS.iterdir()} == {f"{n}.{lang}.txt" for n in SAMPLES for lang in ("fr", "en")}
