"""Two readers side by side: careful readers' answers over HTTP, the whole way; what is counted, and what is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.texts.model_questions import open_questionnaire
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.reading import ModelCost, ModelProvenance, ModelReading
from classifiers.model_server.schemas import VOICES, asking_schema, sorting_schema
from tests.classifiers.model_server.scripted import Request, Script, answer, chat, serving
from tests.data.lines import KINDS, lines
from tests.shared import shipped
from tests.tools.measure.test_measure import ASIDE, MEETING, RIGHT, THREAT
from tools.measure import __main__ as command
from tools.measure.careful import ChangedReport, read_answers
from tools.measure.counts import QUESTIONS
from tools.measure.labels import CALIBRATE, ReportSet, read_sets
from tools.measure.product import Product, opened
from tools.measure.readers import Comparison, columns, compare, cost, named_partings, partings, second_reader
from tools.measure.told import tell
from training.corpus import CORPUS

EACH = 14
"""Reports of each author that are replayed."""
ANSWERS = read_answers()
SHOWN = {voice: name for name, voice in VOICES.items()}


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with opened(own_certificate=True) as found:
        yield found


def careful() -> Script:
    """A model server that answers as careful readers did."""

    async def script(request: Request) -> AsyncIterator[bytes]:
        if request.method == "GET":
            yield answer(200, b"{}")
            return
        name = request.body["response_format"]["json_schema"]["name"]
        yield chat({"lecture": "selon-schema"} if name == "essai" else ANSWERS.reply(name, request.report))

    return script


def test_with_careful_answers_nothing_that_matters_is_set_aside_and_suggestions_are_better(product: Product) -> None:
    answered = [one.only(ANSWERS.has) for one in read_sets(CALIBRATE)]
    some = ReportSet("calage", tuple(report for one in answered for report in one.reports[:EACH]))
    with serving(careful()) as server, second_reader(server.url, "soigneux", product.law, None) as reader:
        compared = compare(product, some, reader)
    assert len(compared) == 3 * EACH
    assert all(isinstance(one.reading, ModelReading) for one in compared)
    assert cost(compared)["dropped"] == {}
    counts = {
        who: {question.key: question.share(measured).count for question in QUESTIONS}
        for who, measured in columns(compared)
    }
    alone, both = counts["embarqué"], counts["les deux"]
    assert (both["matters_aside"], both["matters_filtered"]) == (0, 0)
    assert both["first_right"] > alone["first_right"]
    assert both["three_right"] >= alone["three_right"]
    assert both["field_first"] >= alone["field_first"]
    assert both["grave_danger"] > alone["grave_danger"]
    assert both["noise_suggested"] <= alone["noise_suggested"]


@pytest.mark.parametrize("name", KINDS["answers"])
def test_every_answer_is_one_that_the_questions_of_today_admit(name: str) -> None:
    asked = open_questionnaire(None, shipped().ruleset)
    faults = []
    for row in lines(CORPUS / name):
        said = {"nature": row["nature"], "champs": row["fields"], "gravites": row["gravity"], "themes": row["themes"]}
        faults += [row["id"] for _ in Draft202012Validator(sorting_schema(asked)).iter_errors(said)]
        questions = asked.of_themes(row["themes"])
        answers: dict[str, Any] = dict.fromkeys(one.fact for one in questions)
        for fact, one in row["answers"].items():
            about = {"valeur": one["value"], "voix": SHOWN[one["voice"]], "certitude": one["certainty"]}
            answers[fact] = {**about, "citation": "de tels mots"}
        faults += [
            f"{row['id']}: {'/'.join(map(str, fault.path))}"
            for fault in Draft202012Validator(asking_schema(questions)).iter_errors(answers)
        ]
    assert faults == []


def test_a_report_whose_words_change_is_noticed() -> None:
    report = next(one for of in read_sets(CALIBRATE) for one in of.reports if ANSWERS.has(one))
    with pytest.raises(ChangedReport, match=report.id):
        ANSWERS.has(replace(report, comment=f"{report.comment} "))
    assert not ANSWERS.has(replace(report, id="Z-999"))


def reading(**said: Any) -> ModelReading:
    base: dict[str, Any] = {"matters": True, "unseen": False, "noise": None, "fields": ("haine",), "gravity": ()}
    more: dict[str, Any] = {"asked": frozenset(), "answers": (), "dropped": {}, "cost": ModelCost(2, 1.5, 4_000, 200)}
    return ModelReading(**{**base, **more, "provenance": ModelProvenance("m", "p", "s"), **said})


COMPARED = [
    Comparison(THREAT, replace(RIGHT, danger=False), RIGHT, replace(RIGHT, suggestions=("cp-222-17",)), reading()),
    Comparison(
        MEETING, ASIDE, ASIDE, replace(ASIDE, set_aside=False, filter_aside=False), reading(dropped={"citation": 2})
    ),
    Comparison(THREAT, RIGHT, RIGHT, RIGHT, ServerFault("slow")),
]


def test_where_readers_part_is_counted_by_field() -> None:
    rows = partings(COMPARED)
    assert rows["harcelement"] == {
        "reports": 2, "field": 0, "first": 1, "gained": 1, "lost": 0, "danger": 1, "kept": 0
    }  # fmt: skip
    assert rows["(bruit)"] == {"reports": 1, "field": 0, "first": 0, "gained": 0, "lost": 0, "danger": 0, "kept": 1}
    assert "gardé par le second lecteur seul : Z-002" in named_partings(COMPARED)


def test_what_a_reader_costs_is_told_a_report() -> None:
    found = cost(COMPARED)
    assert (found["read"], found["faults"], found["dropped"]) == (2, {"slow": 1}, {"citation": 2})
    assert found["prompt_tokens"] == {"mean": 4_000.0, "median": 4_000.0}
    printed = tell(
        {"costs": {"z": found, "rien": cost([])}, "partings": {"z": partings(COMPARED)}, "sets": {}, "wholes": []}
    )
    assert "1,5 (1,5)" in printed
    assert "citation 2" in printed
    assert "slow 1" in printed
    assert "Z-00" not in printed


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--reader-model", "petit"], "l'adresse d'un serveur"),
        (["--reader", "careful", "--reader-model", "petit"], "l'adresse d'un serveur"),
        (["--reader", "careful", "--reports", str(CORPUS / "reports/train/a.jsonl")], "aucun de ces signalements"),
        (["--reader", "http://192.0.2.7", "--reader-model", "petit"], "QUALIF_READER_HOST"),
        (["--reader", "http://127.0.0.1:9"], "vont ensemble"),
    ],
)
def test_a_reader_that_cannot_be_used_is_refused(
    options: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["measure", *options])
    with pytest.raises(SystemExit) as stop:
        command.main()
    assert stop.value.code == 2
    assert told in capsys.readouterr().err


def test_the_command_prints_both_side_by_side(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["measure", "--reader", "careful", "--json", "--reports", str(CALIBRATE / "t.jsonl")]
    )
    command.main()
    printed = capsys.readouterr().out
    measures = json.loads(printed)
    assert [*measures["sets"]] == ["t, embarqué", "t, modèle", "t, les deux"]
    assert measures["sets"]["t, les deux"]["reports"] == measures["costs"]["t"]["read"] == 31
    assert "T-" not in printed
