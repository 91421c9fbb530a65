"""The second reader beside the lexicons: when it reads, how it is named, and what is never asked of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.texts.earlier_words import EarlierWords
from api.texts.intake import Intake
from api.texts.lexicons import open_reader, sets_of
from api.texts.noise_filter import open_filter
from api.texts.second_reader import (
    POLICY,
    BothReaders,
    cue_reader,
    lexicons_of,
    open_both,
    read_policy,
    shipped_folder,
)
from classifiers.cues.presumed import SECOND
from classifiers.cues.reader import CueReader
from classifiers.noise.filter import FilterVerdict, NoiseInput
from classifiers.second.model import MODEL, load
from tests.classifiers.noise.small_reader import SmallReader
from tests.classifiers.second.small import SMALL_LAW
from tests.shared import RULESETS, shipped

RUN = CliRunner()
VEILED = "Ma rue était si calme avant l'arrivée des Kurdes ; vivement qu'elle le redevienne."


@cache
def _first() -> CueReader:
    return open_reader(RULESETS)


@cache
def _both() -> BothReaders:
    both = open_both(RULESETS, _first())
    assert both is not None
    return both


def test_rules_without_a_policy_have_no_second_reader() -> None:
    assert open_both(SMALL_LAW, open_reader(SMALL_LAW)) is None


def test_the_shipped_one_sees_what_no_pattern_says() -> None:
    assert _first().read(VEILED) == ()
    found = {(cue.fact, cue.value): cue for cue in _both().read(VEILED)}
    assert found["exhortation", "implicite"].rule == found["cible", "groupe"].rule == SECOND


def test_ordinary_texts_presume_no_offence() -> None:
    texts = [
        "Merci pour la recette, le gratin était parfait.",
        "Le train de 8 h 12 est encore en retard.",
        "Bonne journée à tous.",
    ]
    for cues in _both().read_many(texts):
        assert not {"exhortation", "menace", "terme_outrageant", "critere_protege"} & {cue.fact for cue in cues}


def test_every_cue_it_adds_can_be_held_by_the_vocabulary() -> None:
    policy = read_policy(RULESETS)
    values = load(shipped_folder() / MODEL).values
    assert set(policy.facts) <= {fact for fact, _ in values}
    words = EarlierWords(shipped().ruleset.facts, {})
    for fact, value in (now for one in values for now in words.today(*one)):
        definition = shipped().ruleset.facts[fact]
        assert "text_cue" in definition.sources
        assert (
            isinstance(value, bool)
            if definition.type == "boolean"
            else value in definition.values or definition.type == "language"
        )


def test_the_answer_names_both_readers_and_the_lexicons_alone_without_them() -> None:
    assert Intake(_both(), shipped().ruleset.facts, None).lexicons not in (None, _first().digest)
    assert Intake(_first(), shipped().ruleset.facts, None).lexicons == _first().digest
    assert lexicons_of(_both()) is _first() is lexicons_of(_first())


def test_the_filter_is_asked_with_the_cues_of_the_lexicons_alone() -> None:
    noise = open_filter(reader=SmallReader(), cues=_first(), today=date(2026, 11, 27))
    asked: list[NoiseInput] = []

    class Listening:
        reader, digest = noise.reader, noise.digest

        def judge(self, texts: Iterable[NoiseInput]) -> Iterator[FilterVerdict]:
            asked.extend(texts)
            return noise.judge(asked)

    taken = Intake(_both(), shipped().ruleset.facts, Listening()).enrich({"text": VEILED})  # type: ignore[arg-type]
    assert asked[0].cues == taken.first_cues == _first().read(VEILED)
    assert _both().read(VEILED) != taken.first_cues
    assert sets_of(shipped().ruleset.facts)
    assert "exhortation" in taken.presumed


def test_cues_tells_both_or_the_lexicons_alone() -> None:
    given = json.dumps({"text": VEILED})
    both, alone = (RUN.invoke(app, ["cues", "-", "--json", *more], input=given) for more in ([], ["--no-second"]))
    assert SECOND in both.stdout
    assert SECOND not in alone.stdout
    assert both.exit_code == alone.exit_code == 0


def test_without_the_encoder_the_lexicons_read_alone_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.texts.second_reader.shipped_encoder", lambda: None)
    told = RUN.invoke(app, ["cues", "-", "--json"], input=json.dumps({"text": VEILED}))
    assert told.exit_code == 0
    assert "Second lecteur absent" in told.stderr
    assert SECOND not in told.stdout


def test_a_damaged_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / MODEL).write_bytes(b"rien")
    monkeypatch.setattr("api.texts.second_reader.shipped_folder", lambda: tmp_path)
    told = RUN.invoke(app, ["cues", "-"], input=VEILED)
    assert told.exit_code == 2
    assert "modèle illisible" in told.stderr


def test_the_command_shows_the_shipped_card(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["second-reader", "card"]).stdout.startswith("# Fiche du second lecteur")
    told = RUN.invoke(app, ["second-reader", "card", "--model", str(tmp_path)])
    assert (told.exit_code, "pas de fiche" in told.stderr) == (2, True)


def test_an_unusable_policy_leaves_the_lexicons_alone_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "loi"
    shutil.copytree(SMALL_LAW, folder)
    (folder / POLICY).parent.mkdir(exist_ok=True)
    (folder / POLICY).write_text("presume: beaucoup\n", encoding="utf-8")
    first = open_reader(folder)
    assert cue_reader(folder, first) is first
    assert "second reader cannot be used: R102" in caplog.text or "second reader cannot be used: R103" in caplog.text
