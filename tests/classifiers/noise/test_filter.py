"""The filter keeps what it must, says why, and never loses a text; model files are read with care."""

from __future__ import annotations

import math
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from api.lexicons import LexiconReader, open_reader
from api.noise_setup import open_filter, rulesets_folder
from classifiers.noise.cascade import Cascade
from classifiers.noise.filter import NoiseFilter, Text
from classifiers.noise.kinds import FIELDS
from classifiers.noise.model import BadModel, load, save
from classifiers.noise.never import BadParameters, Never, faults, read_parameters
from classifiers.noise.score_version import SCORE_CODES
from classifiers.noise.standing import Promise, check
from tests.classifiers.noise.conftest import ROOT, SHIPPED
from tests.classifiers.noise.small_reader import SmallReader, reading
from tests.classifiers.noise.statistics_samples import CODE, MODEL, ORIGIN, certificate
from tests.classifiers.noise.test_decision import Says

QUIET = "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins."
HARSH = "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine."
TODAY = date(2026, 12, 1)
BITS = "audit_share: 0.1\nmin_words: 3\nunseen: 0.5\nuncertified_floor: 0.1\nnoise_kind: 0.5\n"
GRAVITY = "gravity: {child: 0.1, life: 0.1, terrorism: 0.1, threat: 0.1, blackmail: 0.1}\n"


@pytest.fixture(scope="module")
def lexicons() -> LexiconReader:
    return open_reader(rulesets_folder())


@pytest.fixture(scope="module")
def noise(lexicons: LexiconReader) -> NoiseFilter:
    return open_filter(reader=SmallReader(), cues=lexicons, today=TODAY)


def test_certificates_of_the_hate_filter_no_longer_hold() -> None:
    """They promised on hate, by a score that is no longer computed."""
    origin = replace(ORIGIN, code="ee38cd3262961e770122e0fe501b1802edf12e5f1fba604830c4aba9b45c8d60")
    one = certificate(origin=origin)
    found = check(one, model=MODEL, codes=SCORE_CODES, channel="site", today=origin.until)
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
    valid = Promise(one, check(one, model=MODEL, codes={CODE}, channel="site", today=ORIGIN.until))
    blind = NoiseFilter(Says(reading()), Never(noise.never.parameters._replace(rules=())), [valid])
    reading_cues = NoiseFilter(blind.reader, blind.never, [valid], cues=lexicons)
    asked = [Text("a", text, comment=comment)]
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BITS.replace("0.1", "2", 1) + GRAVITY + "never_set_aside: []\n", "audit_share"),
        (BITS + GRAVITY.replace("life: 0.1", "life: 0") + "never_set_aside: []\n", "life va de 0 à 1, zéro exclu"),
        (BITS + GRAVITY.replace("life", "vie") + "never_set_aside: []\n", "life"),
        (BITS + GRAVITY.replace("}", ", vie: 1}") + "never_set_aside: []\n", "vie"),
        (BITS.replace("unseen: 0.5\n", "") + GRAVITY + "never_set_aside: []\n", "unseen"),
        (BITS.replace("0.5", ".nan") + GRAVITY + "never_set_aside: []\n", "unseen va de 0 à 1"),
        (BITS + GRAVITY + "never_set_aside: []\nautre: 1\n", "autre"),
        (BITS + GRAVITY, "never_set_aside"),
        (
            BITS + GRAVITY + "never_set_aside:\n- {reason: r, label: {}, patterns: ['('], hits: [], misses: []}\n",
            "refusé",
        ),
        (
            BITS + GRAVITY + "never_set_aside:\n- {reason: r, label: {}, words: 'juifs Été', hits: [], misses: []}\n",
            "Été",
        ),
    ],
)
def test_bad_parameters_are_told(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "bruit.yaml"
    file.write_text(text)
    with pytest.raises(BadParameters, match=says):
        read_parameters(file)


@pytest.mark.parametrize(
    "text",
    ["", "\x00" * 50, "\ud800 lone", "a" * 1_000_000, "🙂" * 500, "\u202eunis siod", "é" * 10, "\n" * 100, "ﬁ½①" * 40],
)
def test_any_text_gets_a_verdict(noise: NoiseFilter, text: str) -> None:
    for asked in (Text("x", text), Text("x", "", comment=text), Text("x", text, comment=text)):
        (verdict,) = noise.judge([asked])
        assert verdict.score is not None
        assert math.isfinite(verdict.score)


def test_a_saved_model_reads_back_the_same(tmp_path: Path, shipped: Cascade) -> None:
    save(shipped.model, tmp_path / "m.skops")
    again = load(tmp_path / "m.skops")
    assert again.digest() == shipped.model.digest()
    assert Cascade(again, None).scores([HARSH]).tolist() == shipped.scores([HARSH]).tolist()


def test_a_damaged_or_foreign_model_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.skops"
    bad.write_bytes(b"not a model")
    with pytest.raises(BadModel, match="illisible"):
        load(bad)
    raw = (SHIPPED / "noise.skops").read_bytes()
    bad.write_bytes(raw[:-2000])
    with pytest.raises(BadModel):
        load(bad)


def test_an_altered_weight_changes_the_digest_and_is_refused(tmp_path: Path, shipped: Cascade) -> None:
    save(shipped.model, tmp_path / "m.skops")
    out = tmp_path / "altered.skops"
    with zipfile.ZipFile(tmp_path / "m.skops") as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith(".npy") and len(data) > 100_000:
                array = np.frombuffer(data[128:], dtype=np.float32).copy()
                array[0] += 1
                data = data[:128] + array.tobytes()
            new.writestr(item.filename, data)
    with pytest.raises(BadModel, match="empreinte"):
        load(out)


def test_the_model_file_holds_no_text(shipped: Cascade) -> None:
    """Only numbers and how they were made: no vocabulary, no sentence."""
    with zipfile.ZipFile(SHIPPED / "noise.skops") as archive:
        assert {Path(n).suffix for n in archive.namelist()} <= {".npy", ".json"}
        schema = archive.read("schema.json").decode()
    assert "jigsaw_fr_mt" in schema  # sources and counts are told
    assert len(schema) < 20_000
    assert ROOT.exists()
