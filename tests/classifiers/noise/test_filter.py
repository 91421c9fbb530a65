"""The filter keeps what it must, says why, and never loses a text; model files are read with care."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.rules.folder import shipped_law
from api.rules.noise import PARAMETERS, read_parameters
from api.texts.lexicons import LexiconReader, open_reader
from api.texts.noise_filter import open_filter
from classifiers.noise.filter import NoiseFilter, NoiseInput
from classifiers.noise.kinds import FIELDS
from classifiers.noise.never import BadParameters, Never, faults
from classifiers.noise.score_version import ScoreVersion
from classifiers.noise.standing import Promise, check
from tests.classifiers.noise.small_reader import SmallReader, reading
from tests.classifiers.noise.statistics_samples import MODEL, ORIGIN, VERSION, certificate
from tests.classifiers.noise.test_decision import Says
from textfile.diagnostics import RulesetError

QUIET = "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins."
HARSH = "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine."
TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def lexicons() -> LexiconReader:
    return open_reader(shipped_law())


@pytest.fixture(scope="module")
def noise(lexicons: LexiconReader) -> NoiseFilter:
    return open_filter(reader=SmallReader(), cues=lexicons, today=TODAY)


def test_certificates_of_the_hate_filter_no_longer_hold() -> None:
    """They promised on hate, by a score that is no longer computed."""
    origin = replace(ORIGIN, code="ee38cd3262961e770122e0fe501b1802edf12e5f1fba604830c4aba9b45c8d60")
    one = certificate(origin=origin)
    found = check(one, ScoreVersion(MODEL), "site", origin.until)
    assert [cause for cause, _ in found.against] == ["other_code"]


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("Si tu ne m'envoies pas 200 euros ce soir je balance tes photos intimes à toute ta famille.", ""),
        ("", "Il publie mon adresse et mon numéro de téléphone sur ce forum depuis hier soir."),
    ],
)
def test_a_cue_keeps_what_the_reader_would_set_aside(
    noise: NoiseFilter, lexicons: LexiconReader, text: str, comment: str
) -> None:
    one = replace(certificate(origin=replace(ORIGIN, fields=FIELDS)), demonstration=True)
    valid = Promise(one, check(one, VERSION, "site", ORIGIN.until))
    blind = NoiseFilter(Says(reading()), Never(noise.never.parameters._replace(rules=())), [valid])
    reading_cues = NoiseFilter(blind.reader, blind.never, [valid], cues=lexicons)
    asked = [NoiseInput("a", text, comment=comment)]
    (without,), (verdict,) = blind.judge(asked), reading_cues.judge(asked)
    assert without.set_aside
    assert not verdict.set_aside
    assert verdict.reason.startswith("indice_")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ce site montre des images pédopornographiques.", "securite_des_enfants"),
        ("je veux en finir avec la vie", "danger_pour_la_vie"),
        ("Vive Daesh et ses soldats", "terrorisme"),
        ("je vais te tuer demain", "menace"),
        ("deux mots", "trop_court"),
        ("https://exemple.fr/page", "adresse_seule"),
        ("This is just a very nice day for all of us here", "autre_langue"),
        ("I want to die tonight", "autre_langue"),
        ("Yahudilere ölüm olsun hepsine", "autre_langue"),
        ("Salut les amis, mañana voy a matar a mi vecino", "autre_langue"),
        ("le gratin " * 3000, "trop_long"),
        ("", "trop_court"),
    ],
)
def test_what_is_never_set_aside_says_why(never: Never, text: str, reason: str) -> None:
    assert never.reason(text) == reason


def test_ordinary_french_may_be_set_aside(never: Never) -> None:
    assert [never.reason(t) for t in (QUIET, "On va manger une glace", "j'ai kiffé le match mdr")] == [None] * 3


def test_the_declared_patterns_answer_their_own_sentences(never: Never) -> None:
    assert faults(never.parameters) == []


GOOD = """audit_share: 0.1
min_words: 3
gravity: {child: 0.1, life: 0.1, terrorism: 0.1, threat: 0.1, blackmail: 0.1}
unseen: 0.5
uncertified_floor: 0.1
noise_kind: 0.5
never_set_aside:
- {reason: r, label: {fr: a, en: a}, patterns: [a], hits: [], misses: []}
"""


def _parameters(folder: Path, text: str) -> None:
    (folder / PARAMETERS).parent.mkdir(parents=True)
    (folder / PARAMETERS).write_text(text, encoding="utf-8")
    read_parameters(folder)


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "message"),
    [
        ("audit_share: 0.1", "audit_share: 2", "R103", 1, "`audit_share` : au plus 1"),
        ("min_words: 3", "min_words: 3\nautre: 1", "R101", 3, "clé inconnue `autre`"),
        ("min_words: 3\n", "", "R102", 1, "`min_words` manque"),
        (" patterns: [a],", "", "R102", 8, "`patterns` manque"),
        ("life: 0.1", "life: 0", "R103", 3, "`life` : plus de 0.0"),
        ("life: 0.1, ", "", "R102", 3, "`life` manque"),
        ("child: 0.1", "child: 0.1, vie: 1", "R101", 3, "clé inconnue `vie`"),
        ("unseen: 0.5", "unseen: .nan", "R103", 4, "`unseen`"),
        ("min_words: 3", "min_words: 3\nkeep_on_cues: {menace: false}", "R103", 3, "`menace` : une liste est attendue"),
    ],
)
def test_bad_parameters_are_told_like_the_law_with_their_place(
    tmp_path: Path, old: str, new: str, code: str, line: int, message: str
) -> None:
    with pytest.raises(RulesetError) as told:
        _parameters(tmp_path, GOOD.replace(old, new))
    (fault,) = told.value.diagnostics
    assert (fault.code, fault.place.line) == (code, line)
    assert message in fault.message


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("patterns: ['(']", "motif de `r` refusé au caractère 1 : parenthèse ouverte et non fermée"),
        ("patterns: ['ab)c']", "au caractère 3 : parenthèse fermée et non ouverte"),
        ("patterns: ['ab[c']", "au caractère 3 : crochet ouvert et non fermé"),
        ("patterns: ['a\\y']", "au caractère 2 : échappement inconnu"),
        ("patterns: ['(a)(?=b)']", "au caractère 4 : groupe `(?…` que RE2 n'a pas ; à partir de `(?=b)`"),
        ("patterns: ['ab**']", "au caractère 3 : répétition d'une répétition"),
        ("words: 'juifs Été'", "Été"),
    ],
)
def test_what_cannot_be_used_in_them_is_told(tmp_path: Path, new: str, says: str) -> None:
    with pytest.raises(BadParameters, match=r"bruit\.yaml : .*" + re.escape(says)):
        _parameters(tmp_path, GOOD.replace("patterns: [a]", new))


@pytest.mark.parametrize(
    "text",
    ["", "\x00" * 50, "\ud800 lone", "a" * 1_000_000, "🙂" * 500, "\u202eunis siod", "é" * 10, "\n" * 100, "ﬁ½①" * 40],
)
def test_any_text_gets_a_verdict(noise: NoiseFilter, text: str) -> None:
    for asked in (NoiseInput("x", text), NoiseInput("x", "", comment=text), NoiseInput("x", text, comment=text)):
        (verdict,) = noise.judge([asked])
        assert verdict.score is not None
        assert math.isfinite(verdict.score)
