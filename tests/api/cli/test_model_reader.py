"""The commands that read words, with a model server beside the embedded reader, and with one that fails."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli.main import app
from engine.explanation.checker import check_proof
from tests.classifiers.model_server.scripted import Request, Script, answer, chat, serving
from tests.shared import shipped

RUN = CliRunner()
BORED = "Ce film est nul, je me suis ennuyé du début à la fin."
THREAT = "Tu vas voir ce qui va t'arriver samedi devant chez toi."
SORTED = {"nature": "a_examiner", "champs": ["harcelement"], "gravites": ["threat"], "themes": ["violences"]}
NOISE = {"nature": "litige", "champs": [], "gravites": [], "themes": []}
ANSWERS = {
    "menace": {"valeur": True, "citation": "ce qui va t'arriver samedi", "voix": "texte", "certitude": "probable"},
    "cible": {"valeur": "groupe", "citation": "des mots absents", "voix": "texte", "certitude": "certain"},
    "type_service": {"valeur": "forum", "citation": "forum", "voix": "adresse", "certitude": "certain"},
}


def sees(sorting: Any = SORTED, answers: Any = ANSWERS) -> Script:
    async def script(request: Request) -> AsyncIterator[bytes]:
        if request.method == "GET":
            yield answer(200, json.dumps({"data": [{"id": "petit"}]}).encode())
            return
        asked = request.body["response_format"]["json_schema"]["name"]
        yield chat({"essai": {"lecture": "selon-schema"}, "tri": sorting, "reponses": answers}[asked])

    return script


def fails(status: int) -> Script:
    async def script(request: Request) -> AsyncIterator[bytes]:
        yield answer(status, b"{}")

    return script


def run(command: str, url: str | None, *rows: dict[str, Any], more: tuple[str, ...] = ()) -> Result:
    """What a command answers to rows, with a server or without."""
    reader = ["--reader", url, "--reader-model", "petit"] if url is not None else []
    source = [] if command == "noise" else ["-"]
    given = "".join(json.dumps(row) + "\n" for row in rows)
    return RUN.invoke(app, [command, *source, *reader, *more], input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_qualify_merges_both_readers_and_says_who_saw_what() -> None:
    row = {"text": THREAT, "url": "https://forum.exemple/1"}
    with serving(sees()) as server:
        (proof,) = lines(run("qualify", server.url, row, more=("--json", "--at", "2026-11-24")))
    assert check_proof(proof, shipped().ruleset) == []
    assert proof["facts"]["menace"]["source"] == "modèle (petit)"
    read = proof["read_from_text"]
    assert {"menace", "type_service"} <= set(read["presumed"])
    reader = read["reader"]
    assert (reader["model"], reader["dropped"], reader["answers"]) == ("petit", {"citation": 1}, 2)
    assert (reader["fields"], reader["gravity"]) == (["harcelement"], ["threat"])
    assert {len(reader["prompt_digest"]), len(reader["schema_digest"])} == {64}
    assert (reader["cost"]["requests"], reader["cost"]["prompt_tokens"]) == (2, 200)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "fr",
            "Modèle (petit) : à examiner ; champs : harcelement ; gravités : threat ; réponses : 2, écartées : 1 (citation 1)",
        ),
        (
            "en",
            "Model (petit): to be examined; fields: harcelement; gravity: threat; answers: 2, dropped: 1 (citation 1)",
        ),
    ],
)
def test_qualify_tells_a_person_too(lang: str, told: str) -> None:
    with serving(sees()) as server:
        row = {"text": THREAT, "url": "https://forum.exemple/1"}
        done = run("qualify", server.url, row, more=("--lang", lang))
    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    assert told in said
    assert "[modèle (petit)]" in said
    assert ("Présumé d'après l'adresse" if lang == "fr" else "Presumed from the address") in said
    assert "modèle (petit) : signalements lus : 1 ; attente : " in done.stderr


def test_noise_keeps_what_the_model_wants_seen_and_asks_one_request_a_report() -> None:
    row = {"id": 1, "text": BORED}
    assert [one["decision"] for one in lines(run("noise", None, row))] == ["set_aside"]
    with serving(sees()) as server:
        (seen,) = lines(run("noise", server.url, row))
    assert (seen["decision"], seen["reason"]) == ("keep", "modele")
    assert (seen["reader"]["gravity"], seen["reader"]["cost"]["requests"]) == (["threat"], 1)
    assert len(server.asked) == 3  # the models, the try, the report


def test_noise_sets_nothing_aside_because_a_model_says_so() -> None:
    rows = [{"id": 1, "text": THREAT}, {"id": 2, "text": BORED}]
    alone = lines(run("noise", None, *rows))
    with serving(sees(NOISE)) as server:
        both = lines(run("noise", server.url, *rows))
    assert [one.pop("reader")["noise"] for one in both] == ["litige", "litige"]
    assert both == alone


def test_cues_lists_the_models_answers_under_its_name_by_voice() -> None:
    row = {"text": THREAT, "comment": "vu hier", "url": "https://forum.exemple/1"}
    with serving(sees()) as server:
        text, comment, address = lines(run("cues", server.url, row, {"text": BORED}, more=("--json",)))[:3]
    found = [cue for cue in text["cues"] if cue["rule"] == "modèle (petit)"]
    assert [(cue["fact"], cue["value"], cue["confidence"]) for cue in found] == [("menace", True, 0.7)]
    assert THREAT[slice(*found[0]["span"])] == "ce qui va t'arriver samedi"
    assert text["facts"]["menace"]["source"] == "modèle (petit)"
    assert text["reader"]["model"] == "petit"
    assert "reader" not in comment
    assert (address["where"], address["span_in"], [*address["facts"]]) == ("-:1 (adresse)", "url", ["type_service"])
    with serving(sees()) as server:
        told = run("cues", server.url, row)
    assert "[modèle (petit), 70%]" in told.stdout


@pytest.mark.parametrize("command", ["qualify", "cues", "noise"])
def test_a_server_that_fails_is_said_once_and_changes_nothing_else(command: str) -> None:
    rows = [{"id": str(number), "text": f"{BORED} {number}"} for number in range(3)]
    more = () if command == "noise" else ("--json",)
    alone = lines(run(command, None, *rows, more=more))
    with serving(fails(500)) as server:
        done = run(command, server.url, *rows, more=more)
    both = lines(done)
    assert done.stderr.count("surchargé ou en panne") == 1
    assert "le lecteur embarqué lit seul" in done.stderr
    assert "signalements lus : 0, sans lui : 3 (busy 1)" in done.stderr
    for row in both:
        where = row["read_from_text"] if command == "qualify" else row
        assert where.pop("reader") == {"fault": "busy"}
    for row in (*alone, *both):  # its last decimals hang on what was read at the same time
        where = row["read_from_text"]["noise"] if command == "qualify" else row
        where.pop("score", None)
    assert both == alone


def test_a_server_that_stops_is_tried_from_time_to_time_and_used_again() -> None:
    asked = 0

    async def script(request: Request) -> AsyncIterator[bytes]:
        nonlocal asked
        if request.method == "POST" and request.body["response_format"]["json_schema"]["name"] == "tri":
            asked += 1
            yield answer(503, b"{}") if 4 < asked <= 24 else chat(SORTED)
        else:
            async for part in sees()(request):
                yield part

    rows = [{"id": number, "text": f"{BORED} {number}"} for number in range(800)]
    with serving(script) as server:
        done = run("noise", server.url, *rows)
    read = ["fault" not in row["reader"] for row in lines(done)]
    assert (read[:4], read[4:16], read[-1]) == ([True] * 4, [False] * 12, True)
    assert asked < 400
    assert done.stderr.count("surchargé ou en panne") == 1


def test_reports_of_several_batches_come_back_in_order() -> None:
    async def script(request: Request) -> AsyncIterator[bytes]:
        if request.method == "POST" and request.body["response_format"]["json_schema"]["name"] == "reponses":
            word = request.report["texte"].split()[0]
            yield chat({"menace": {"valeur": True, "citation": word, "voix": "texte", "certitude": "certain"}})
        else:
            async for part in sees()(request):
                yield part

    rows = [{"text": f"{'m' * (2 + number)} je le dis"} for number in range(40)]
    with serving(script) as server:
        found = lines(run("cues", server.url, *rows, more=("--json", "--no-second")))
    assert [row["facts"]["menace"]["span"][1] for row in found] == list(range(2, 42))


@pytest.mark.parametrize("command", ["qualify", "cues", "noise"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--reader", "http://127.0.0.1:9"), "vont ensemble"),
        (("--reader-model", "petit"), "vont ensemble"),
        (("--reader", "modele", "--reader-model", "petit"), "`--reader` n'est pas une adresse"),
        (("--reader", "http://192.0.2.7", "--reader-model", "petit"), "QUALIF_READER_HOST"),
    ],
)
def test_a_refused_address_is_an_error_of_use(command: str, options: tuple[str, ...], told: str) -> None:
    done = run(command, None, {"id": 1, "text": BORED}, more=options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_the_key_comes_from_a_file_and_is_never_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cle").write_text("secret-de-la-hotline\n")
    monkeypatch.setenv("QUALIF_READER_KEY_FILE", str(tmp_path / "cle"))
    with serving(sees()) as server:
        done = run("noise", server.url, {"id": 1, "text": BORED})
    assert {request.headers["authorization"] for request in server.asked} == {"Bearer secret-de-la-hotline"}
    assert "secret" not in done.stdout + done.stderr


def test_a_setting_that_cannot_be_used_stops_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_READER_AUTHORITIES", str(tmp_path / "absent.pem"))
    done = run("noise", "http://127.0.0.1:9", {"id": 1, "text": BORED})
    assert (done.exit_code, "QUALIF_READER_AUTHORITIES" in done.stderr) == (2, True)
    monkeypatch.setenv("QUALIF_READER_SECONDS", "jamais")
    done = run("noise", "http://127.0.0.1:9", {"id": 1, "text": BORED})
    assert (done.exit_code, "QUALIF_READER_SECONDS" in done.stderr) == (2, True)
