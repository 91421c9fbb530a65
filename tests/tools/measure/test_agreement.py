"""Fleiss' kappa is that of the hand, the readings are of the vocabulary, and the guide says what is measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Any

import pytest

from engine.facts.faults import ReportError
from engine.facts.renamings import in_words_of, successors
from engine.facts.statements import state
from engine.model.fact import FactDefinition, Was
from tests.data.lines import lines
from tests.shared import ROOT, shipped
from tools.measure import __main__ as command
from tools.measure.agreement import (
    AGREEMENT,
    LEAST_ASKED,
    REWRITE,
    AgreementReading,
    agreement,
    jackknife,
    read_readings,
)
from tools.measure.told import agreement_cells, tell
from training.articles import article_in

MEASURED = agreement(read_readings())
STUDENT_3 = 3.182446
"""Student's t at 97.5 %, three degrees of freedom."""


def readings(**answers: tuple[tuple[Any, ...], ...]) -> list[AgreementReading]:
    """Readings of as many descriptions as a question has answers, each by as many readers."""
    (number,) = {len(of) for of in answers.values()}
    return [
        AgreementReading(
            f"K-{place}",
            reader,
            {fact: of[place][reader] for fact, of in answers.items()},
            {"a": "?"} if reader else {},
        )
        for place in range(number)
        for reader in range(len(next(iter(answers.values()))[place]))
    ]


def kappa(*answers: tuple[Any, ...]) -> float:
    value: float = agreement(readings(a=answers))["questions"]["a"]["kappa"]
    return value


def test_kappa_of_single_values_is_that_of_the_hand() -> None:
    # two readers in three pairs agree on half the descriptions: 2/3; by chance one pair in two
    assert kappa(("x", "x", "x"), ("x", "x", "y"), ("y", "y", "y"), ("x", "y", "y")) == pytest.approx(1 / 3)
    assert kappa((True, True), (True, False), (False, False)) == pytest.approx(1 / 3)
    assert kappa(("x", "y"), ("y", "x")) == pytest.approx(-1)


def test_kappa_of_lists_sees_each_value_as_a_yes_or_a_no() -> None:
    # x: no difference, chance 1/4; y: differ 1/3, chance 2/9
    assert kappa((["x"], ["x"], ["x", "y"]), ([], ["y"], [])) == pytest.approx(1 - (1 / 3) / (1 / 4 + 2 / 9))


def test_unknown_is_a_value_and_not_none_of_a_list() -> None:
    assert kappa((None, None, None), ("x", "x", None), ("x", "x", "x")) == pytest.approx(
        kappa(("z", "z", "z"), ("x", "x", "z"), ("x", "x", "x"))
    )
    assert kappa((None, None), ([], [])) == 1
    assert kappa((None, []), ([], None)) == pytest.approx(-1)


@pytest.mark.parametrize("answer", ["x", None, True, 3, ["x", "y"], []])
def test_all_the_same_answer_is_a_kappa_of_one_without_interval(answer: Any) -> None:
    row = agreement(readings(a=((answer, answer, answer),) * 4))["questions"]["a"]
    assert (row["kappa"], row["low"], row["high"]) == (1, None, None)
    assert row["asked"] == 4
    assert row["unknown"] == (answer is None)


def test_what_is_counted_beside_the_kappa() -> None:
    found = agreement(readings(a=(("x", "x", None), ("x", "y", "x"), ("x", "x", "x")), b=((1, 1, 1),) * 3))
    assert (found["readers"], found["descriptions"], found["asked"], found["same"]) == (3, 3, 6, 4)
    row = found["questions"]["a"]
    assert (row["asked"], row["values"], row["unknown"], row["hard"]) == (3, 2, 1 / 9, 6 / 9)
    assert [*found["questions"]] == ["a", "b"]


def test_the_jackknife_of_a_mean_is_the_interval_of_student() -> None:
    without = [3.0, 8 / 3, 7 / 3, 2.0]  # the means of three of 1, 2, 3, 4
    half = STUDENT_3 * sqrt(5 / 3 / 4) / 10
    assert jackknife(0.25, [one / 10 for one in without]) == pytest.approx((0.25 - half, 0.25 + half), abs=1e-6)
    assert jackknife(0, [1, 1 / 3, -1 / 3, -1]) == (-1, 1)  # of -3, -1, 1, 3: no kappa is further


def test_the_interval_of_a_question_leaves_out_one_description_after_another() -> None:
    answers = (("x", "x", "y"), ("y", "y", "y"), ("x", "x", "x"), ("y", "y", "x"), ("y", "y", "y"))
    row = agreement(readings(a=answers))["questions"]["a"]
    without = [kappa(*answers[:place], *answers[place + 1 :]) for place in range(len(answers))]
    assert (row["low"], row["high"]) == pytest.approx(jackknife(kappa(*answers), without))
    assert -1 < row["low"] < row["kappa"] < row["high"] <= 1


def test_the_mean_is_of_the_questions_asked_often_enough() -> None:
    often = (("x", "x"), ("x", "y"), *((("y", "y"),) * (LEAST_ASKED - 2)))
    rows = readings(a=often, b=(("x", "x"), *((("y", "y"),) * (LEAST_ASKED - 1))))
    found = agreement([*rows, AgreementReading("K-0", 0, {"c": "x"}, {}), AgreementReading("K-0", 1, {"c": "y"}, {})])
    of = {fact: row["kappa"] for fact, row in found["questions"].items()}
    assert of["c"] < 0
    assert found["mean"]["questions"] == 2
    assert found["mean"]["kappa"] == pytest.approx((of["a"] + of["b"]) / 2)
    assert found["mean"]["low"] < found["mean"]["kappa"] < found["mean"]["high"]
    few = agreement(readings(a=often[1:]))
    assert few["mean"] == {"questions": 0, "kappa": None, "low": None, "high": None}
    assert "moyenne de 0 questions" in tell({"agreement": few})


def test_a_question_that_a_reader_left_out_is_refused() -> None:
    rows = readings(a=(("x", "x"), ("y", "y")))
    with pytest.raises(ValueError, match="K-1 : `a` a 1 réponses pour 2 lecteurs"):
        agreement(rows[:-1])
    with pytest.raises(ValueError, match="deux lecteurs"):
        agreement([one for one in rows if one.reader == 0])


def test_a_question_under_the_threshold_is_to_be_written_again() -> None:
    answers = (("x", "y"), *((("y", "y"),) * LEAST_ASKED))
    found = agreement(readings(a=answers, b=(("x", "x"), *answers[1:])))
    assert found["questions"]["a"]["kappa"] < REWRITE
    printed = {row.split()[0]: row for row in tell({"agreement": found}).splitlines() if row.startswith("  ")}
    assert printed["a"].endswith("à récrire")
    assert "à récrire" not in printed["b"]
    seldom = tell({"agreement": agreement(readings(a=answers[:3]))})
    assert f"questions posées moins de {LEAST_ASKED} fois : 1, dont sous 0,60 : a" in seldom


def test_the_command_prints_the_agreement_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["measure", "--agreement", "--json"])
    command.main()
    assert json.loads(capsys.readouterr().out) == {"agreement": json.loads(json.dumps(MEASURED))}
    monkeypatch.setattr("sys.argv", ["measure", "--agreement"])
    command.main()
    printed = capsys.readouterr().out
    assert printed.startswith("Accord de 3 lecteurs")
    assert "Signalements" not in printed
    monkeypatch.setattr("sys.argv", ["measure", "--agreement", "--speed"])
    with pytest.raises(SystemExit):
        command.main()
    assert "ne va qu'avec `--json`" in capsys.readouterr().err


def test_the_readings_reach_what_a_vocabulary_must() -> None:
    often = {fact: row["kappa"] for fact, row in MEASURED["questions"].items() if row["asked"] >= LEAST_ASKED}
    assert len(often) == MEASURED["mean"]["questions"] == 15
    assert [fact for fact, value in often.items() if value < REWRITE] == []
    assert MEASURED["mean"]["kappa"] >= 0.8


def test_the_guide_gives_the_table_that_is_measured() -> None:
    guide = (ROOT / "docs/measures.md").read_text(encoding="utf-8").splitlines()
    often = {fact: row for fact, row in MEASURED["questions"].items() if row["asked"] >= LEAST_ASKED}
    table = [f"| `{fact}` | {' | '.join(agreement_cells(row))} |" for fact, row in often.items()]
    start = guide.index(table[0])
    assert guide[start : start + len(table)] == table


def test_three_readers_answered_every_question_of_every_description() -> None:
    descriptions = {row["id"]: row for row in lines(AGREEMENT / "descriptions.jsonl")}
    rows = [*lines(AGREEMENT / "readings.jsonl")]
    assert Counter(row["field"] for row in descriptions.values()) == dict.fromkeys(
        ("haine", "harcelement", "pedopornographie", "proxenetisme", "terrorisme", "crimes_humanite", "suicide",
         "contenus_mineurs"), 5,
    )  # fmt: skip
    assert Counter((row["id"], row["reader"]) for row in rows) == dict.fromkeys(
        ((name, reader) for name in descriptions for reader in (1, 2, 3)), 1
    )
    for row in rows:
        assert [*row["answers"]] == descriptions[row["id"]]["questions"]
        assert row["hard"].keys() <= row["answers"].keys()
    assert {article_in(label).law for row in descriptions.values() for label in row["articles"]} == {"CP", "loi 1881"}


def faults(answers: Mapping[str, Any], facts: Mapping[str, FactDefinition]) -> Iterator[str]:
    """The answers that a vocabulary does not have, in its words or in earlier ones (`was`)."""
    yield from (name for name in answers if name not in facts and not successors(name, facts))
    said = in_words_of(facts, {name: value for name, value in answers.items() if value is not None})
    for name, value in said.facts.items():
        try:
            state(name, value, facts)
        except ReportError as error:
            yield from map(str, error.faults)


def test_every_question_and_value_of_the_readings_is_of_the_vocabulary_of_today() -> None:
    facts = shipped().ruleset.facts
    rows = [*lines(AGREEMENT / "readings.jsonl")]
    assert [f"{row['id']}: {fault}" for row in rows for fault in faults(row["answers"], facts)] == []
    single = {
        fact for row in rows for fact, value in row["answers"].items() if value is not None and type(value) is not list
    }
    several = {fact for row in rows for fact, value in row["answers"].items() if type(value) is list}
    assert single & several == set()


def test_a_question_or_a_value_that_is_gone_is_seen_and_one_that_is_renamed_is_read() -> None:
    facts = dict(shipped().ruleset.facts)
    answers = {"exhortation": "implicite", "cible": None}
    assert [*faults(answers, facts)] == []
    assert [*faults({**answers, "exhortation": "voilee"}, facts)] != []
    asked, aimed = facts.pop("exhortation"), facts.pop("cible")
    assert len([*faults(answers, facts)]) == 3  # exhortation twice: the name, then the statement
    was = {name: (Was(fact=name),) for name in answers}
    facts["appel"] = asked.model_copy(update={"id": "appel", "was": was["exhortation"]})
    facts["vise"] = aimed.model_copy(update={"id": "vise", "was": was["cible"]})
    assert [*faults(answers, facts)] == []
    assert [*faults({**answers, "exhortation": "voilee"}, facts)] != []
