"""The measure counts as it says, and never shows the sentences kept apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifiers.cues.model import Cue
from engine.language.loader import load_folder
from tests.shared import RULESETS
from tools.cues import measure


def _scores(facts: dict[str, object], cues: list[Cue], maybe: list[str] | None = None) -> measure.Scores:
    scores = measure.Scores()
    item = {"id": "a", "text": "je vais te tuer", "facts": facts, "maybe": maybe or []}
    measure._score_one(item, cues, measure._words(), scores)
    return scores


def test_right_wrong_and_missed_are_counted_by_value() -> None:
    cues = [
        Cue("objet_menace", "mort", 11, 15, 0.9, "r"),
        Cue("objet_menace", "viol", 0, 2, 0.9, "r"),
        Cue("menace", True, 0, 2, 0.9, "r"),
    ]
    scores = _scores({"objet_menace": {"value": ["mort", "violences"], "span": "tuer"}}, cues)
    row = scores.row("objet_menace")
    assert (row["right"], row["wrong"], row["missed"], row["span"]) == (1, 1, 1, 1.0)
    assert scores.row("menace")["wrong"] == 1
    assert scores.row("(ensemble)")["f1"] == pytest.approx(2 / 5)


def test_annotations_in_earlier_words_are_counted_in_those_of_today() -> None:
    facts = {"forme": ["menace", "appel"], "menace": True, "crime_vise": "acte_terroriste"}
    scores = _scores(
        facts, [Cue("menace", True, 0, 2, 0.9, "r"), Cue("sujet_evoque", "acte_terroriste", 0, 2, 0.9, "r")]
    )
    row = scores.row("(ensemble)")
    assert (row["right"], row["wrong"], row["missed"]) == (2, 0, 1)
    assert scores.row("forme=appel")["missed"] == 1


def test_a_fact_that_may_be_read_is_neither_wrong_nor_missed() -> None:
    scores = _scores({}, [Cue("menace", True, 0, 2, 0.9, "r")], ["menace"])
    assert scores.row("(ensemble)")["precision"] is None


def test_a_named_person_and_one_that_is_not_are_one_target_in_a_count_of_its_own() -> None:
    scores = _scores({"cible": "personne_nommee"}, [Cue("cible", "personne_identifiable", 0, 2, 0.9, "r")])
    assert (scores.row("cible")["right"], scores.row("cibles, personnes confondues")["right"]) == (0, 1)
    assert scores.row("(ensemble)")["wrong"] == 1


def test_the_second_reader_read_every_message_kept_apart() -> None:
    rows = [item | {"judged": {}} for item in measure.sentences(measure.REAL)]
    second = measure.reading(rows, 1)
    assert second.sentences == len(rows) == 540
    assert second.row("(ensemble)")["f1"] == pytest.approx(0.93, abs=0.01)


def test_errors_are_told_of_ones_own_sentences_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["--errors"],
        ["--dev", str(measure.APART), "--errors"],
        ["--dev", str(measure.SENTENCES), "--errors"],
    ):
        monkeypatch.setattr("sys.argv", ["measure", *arguments])
        with pytest.raises(SystemExit):
            measure.main()
    assert "tenues à part" in capsys.readouterr().err


def test_the_table_holds_names_and_figures_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {
        "id": "x1",
        "text": "Une phrase secrète : je vais te tuer",
        "facts": {"menace": {"value": True, "span": "te tuer"}},
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    monkeypatch.setattr(measure, "SENTENCES", tmp_path / "a.jsonl")
    for arguments in ([], ["--json"]):
        monkeypatch.setattr("sys.argv", ["measure", *arguments])
        measure.main()
        printed = capsys.readouterr().out
        assert "secrète" not in printed
        assert "x1" not in printed
        assert "menace" in printed


def test_real_messages_are_found_by_their_ids_and_scored_on_what_was_annotated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, real = tmp_path / "data", tmp_path / "messages.jsonl"
    data.mkdir()
    (data / "x.jsonl").write_text(
        json.dumps({"id": "t1", "text": "je vais te tuer, sale con"}) + "\n", encoding="utf-8"
    )
    told = {
        "id": "t1",
        "facts": {"menace": True, "objet_menace": ["mort"], "terme_outrageant": True},
        "maybe": ["cible"],
    }
    real.write_text(json.dumps(told) + "\n", encoding="utf-8")
    monkeypatch.setattr(measure, "REAL", real)
    monkeypatch.setattr("sys.argv", ["measure", "--real", str(data), "--json"])
    measure.main()
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert (rows["(ensemble)"]["right"], rows["(ensemble)"]["wrong"]) == (3, 0)
    assert not any(name.startswith("forme") for name in rows)


def test_annotations_of_real_messages_hold_ids_and_facts_and_no_text() -> None:
    facts = load_folder(RULESETS).facts
    told = [item for path in (measure.READ, measure.REAL) for item in measure.sentences(path)]
    assert len(told) == len({item["id"] for item in told}) == 3_524
    for item in told:
        assert item.keys() <= {"id", "batch", "facts", "maybe", "again", "judged"}
        assert measure.ANNOTATED.issuperset((*item["facts"], *item["maybe"]))
        for fact, value in item["facts"].items():
            assert all(
                one is True or one in facts[fact].values for one in (value if isinstance(value, list) else [value])
            )
