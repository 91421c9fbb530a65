"""The filter keeps what it must, says why, and never loses a text; model files are read with care."""

from __future__ import annotations

import math
import re
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from api.noise_setup import PARAMETERS, open_filter, read_parameters
from classifiers.noise.cascade import Cascade
from classifiers.noise.certificate_file import read
from classifiers.noise.features import damping
from classifiers.noise.filter import NO_CERTIFICATE, NO_CONTENT, NoiseFilter, Text, rules_digest
from classifiers.noise.model import BadModel, load, save
from classifiers.noise.never import BadParameters, Never, faults
from classifiers.noise.score_version import SCORE_CODES
from classifiers.noise.standing import check
from engine.language.diagnostics import RulesetError
from tests.classifiers.noise.conftest import ROOT, SHIPPED
from tests.classifiers.noise.test_cascade import NAMED, PLAIN, Listening

QUIET = "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins."
HARSH = "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine."
TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def noise() -> NoiseFilter:
    return open_filter(encoder=False, today=TODAY)


def test_the_shipped_certificates_match_the_shipped_model_and_code(
    noise: NoiseFilter, shipped: Cascade, never: Never
) -> None:
    """A change of the code, the model or the declared patterns must come with new certificates (`qualif noise train`)."""
    assert noise.standing.valid, noise.standing.sentence
    assert noise.standing.demonstration
    held = read(SHIPPED / "certificates.json").of("demonstration-etage-1")
    assert held is not None
    assert held.origin.model == rules_digest(shipped, never)
    assert held.origin.code in SCORE_CODES


def test_what_must_be_seen_scores_above_what_may_wait(noise: NoiseFilter) -> None:
    quiet, harsh = noise.judge([Text("a", QUIET, reported_category="haine"), Text("b", HARSH)])
    assert quiet.score < 0.05 < 0.5 < harsh.score
    assert (quiet.set_aside, harsh.set_aside) == (True, False)
    assert any(HARSH[s.start : s.end] == "vermine" and s.weight > 0 for s in harsh.spans)


def test_without_a_valid_certificate_everything_is_kept(shipped: Cascade, never: Never) -> None:
    standing = check(None, model="0" * 64, codes={"0" * 64}, channel="x", today=TODAY)
    (verdict,) = NoiseFilter(shipped, never, None, standing).judge([Text("a", QUIET)])
    assert (verdict.set_aside, verdict.reason) == (False, NO_CERTIFICATE)


def test_what_the_second_stage_adds_is_told_and_whether_it_is_estimated(shipped: Cascade, never: Never) -> None:
    standing = check(None, model="0" * 64, codes={"0" * 64}, channel="x", today=TODAY)
    cascade, texts = Cascade(shipped.model, Listening()), [PLAIN, NAMED]
    low, read = NoiseFilter(cascade, never, None, standing).judge([Text(i, t) for i, t in enumerate(texts)])
    assert low.second is not None
    assert read.second is not None
    assert (low.second["estimated"], read.second["estimated"]) == (True, False)
    scored, head = cascade.score(texts), shipped.model.second
    assert head is not None
    added = np.array([low.second["logit"], read.second["logit"]])
    total = damping(scored.grams) * (scored.first + added)
    assert head.scale.probability(total) == pytest.approx([low.score, read.score], rel=0.01)
    (alone,) = NoiseFilter(shipped, never, None, standing).judge([Text(0, PLAIN)])
    assert alone.second is None


@pytest.mark.parametrize(
    "text",
    [
        "Si tu ne m'envoies pas 200 euros ce soir je balance tes photos intimes à toute ta famille.",
        "Je vais venir te casser les jambes demain matin devant chez toi.",
    ],
)
def test_a_cue_keeps_what_the_model_would_set_aside(noise: NoiseFilter, text: str) -> None:
    """The model learnt hate only: what a lexicon sees of other offences is never set aside."""
    (verdict,) = noise.judge([Text("a", text, reported_category="haine")])
    assert not verdict.set_aside
    assert verdict.reason.startswith(("indice_", "menace", "score"))


def test_a_comment_is_read_after_the_text(noise: NoiseFilter) -> None:
    one, both = noise.judge([Text("a", f"{QUIET}\n{HARSH}"), Text("b", QUIET, comment=HARSH)])
    assert both.score == one.score
    assert any(HARSH[s.start : s.end] == "vermine" and s.weight > 0 for s in both.comment_spans)
    assert all(s.end <= len(QUIET) for s in both.spans)
    places = [(s.start, s.end) for s in both.spans]
    places += [(s.start + len(QUIET) + 1, s.end + len(QUIET) + 1) for s in both.comment_spans]
    assert {(s.start, s.end) for s in one.spans} >= set(places[1:-1])


def test_no_passage_runs_over_two_voices(noise: NoiseFilter) -> None:
    text, comment = "Ces parasites vermine", "vermine parasites dehors"
    (verdict,) = noise.judge([Text("a", text, comment=comment)])
    assert verdict.spans
    assert verdict.comment_spans
    assert all(0 <= s.start < s.end <= len(text) for s in verdict.spans)
    assert all(0 <= s.start < s.end <= len(comment) for s in verdict.comment_spans)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_comment_on_a_content_that_nobody_gave_is_never_set_aside(noise: NoiseFilter, text: str) -> None:
    (verdict,) = noise.judge([Text("a", text, comment=QUIET, reported_category="haine")])
    assert (verdict.set_aside, verdict.reason) == (False, NO_CONTENT)
    assert NO_CONTENT in noise.bypasses
    asked = Text("b", text, comment=HARSH, reported_category="haine")
    (verdict,) = noise.judge([asked])
    assert noise.counted_reason(asked, verdict) == NO_CONTENT


def test_what_the_reporter_says_keeps_a_text_that_would_be_set_aside(noise: NoiseFilter) -> None:
    alone = Text("a", QUIET, reported_category="haine")
    asked = alone._replace(id="b", comment="Il m'écrit : je vais te tuer.")
    one, both = noise.judge([alone, asked])
    assert (one.set_aside, both.set_aside) == (True, False)
    assert noise.counted_reason(asked, both) == "menace"


def test_a_second_report_of_one_content_is_kept(noise: NoiseFilter) -> None:
    (verdict,) = noise.judge([Text("a", QUIET, reports=2, reported_category="haine")])
    assert (verdict.set_aside, verdict.reason) == (False, "deja_signale")


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


GOOD = "audit_share: 0.1\nmin_words: 3\nnever_set_aside:\n- {reason: r, label: {fr: a, en: a}, patterns: [a], hits: [], misses: []}\n"


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
        (" patterns: [a],", "", "R102", 4, "`patterns` manque"),
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
        ("patterns: ['(']", "motif de `r` refusé"),
        ("words: 'juifs Été'", "Été"),
        ("patterns: ['{liste}']", "liste inconnue : {liste}"),
        ("patterns: [a], together: [[liste]]", "liste inconnue : {liste}"),
    ],
)
def test_what_cannot_be_used_in_them_is_told(tmp_path: Path, new: str, says: str) -> None:
    with pytest.raises(BadParameters, match=r"bruit\.yaml : .*" + re.escape(says)):
        _parameters(tmp_path, GOOD.replace("patterns: [a]", new))


@pytest.mark.parametrize(
    "text",
    ["", "\x00" * 50, "\ud800 lone", "a" * 1_000_000, "🙂" * 500, "\u202eunis siod", "é" * 10, "\n" * 100, "ﬁ½①" * 40],
)
def test_any_text_gets_a_score_and_offsets_within_it(noise: NoiseFilter, text: str) -> None:
    (verdict,) = noise.judge([Text("x", text)])
    assert 0 <= verdict.score <= 1
    assert math.isfinite(verdict.score)
    assert all(0 <= s.start < s.end <= len(text) for s in verdict.spans)


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
