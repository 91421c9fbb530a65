"""Reports from a file or a stream: what is read, and that one bad line stops nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from api.cli import reports_in
from api.cli.main import app
from api.cli.reports_in import Incoming, read_reports
from api.texts import input_lines
from tests.docs.examples import ROOT

SMALL = ["--rulesets", str(ROOT / "docs/examples/petite-loi")]
RUN = CliRunner()


def read(raw: bytes, tmp_path: Path, name: str = "r", *, plain: bool = False) -> list[Incoming]:
    file = tmp_path / name
    file.write_bytes(raw)
    return list(read_reports(str(file), plain=plain))


def values_or_lines(found: list[Incoming]) -> list[object]:
    """What was read, and the number of the line of what could not be."""
    return [one.data if one.fault is None else int(one.where.rpartition(":")[2]) for one in found]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"id": 1,\n{"id": 2}\n', [1, {"id": 2}]),
        (b'pas du JSON\n\n{"id": 2}\nni cela\n{"id": 3}', [1, {"id": 2}, 4, {"id": 3}]),
        (b'oups\noups\n{"a": \n{"id": 2}\n{"id": 3}', [1, 2, 3, {"id": 2}, {"id": 3}]),
        (b'[1, 2\n{"id": 2}', [1, {"id": 2}]),
        (b'[1]\n{"id": 2}', [[1], {"id": 2}]),
        (b'\xff\xfe\n{"id": 2}', [1, {"id": 2}]),
        (b'\xef\xbb\xbf{"id": 1}\n{"id": 2}', [{"id": 1}, {"id": 2}]),
        (b'\n\n{"id": 1}\noups', [{"id": 1}, 4]),
    ],
)
def test_a_bad_line_be_it_the_first_is_told_and_the_others_are_read(
    raw: bytes, expected: list[object], tmp_path: Path
) -> None:
    assert values_or_lines(read(raw, tmp_path)) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'[\n{"id": 1},\n{"id": 2}\n]', [{"id": 1}, {"id": 2}]),
        (b'[{"id": 1},\n{"id": 2}\n]', [{"id": 1}, {"id": 2}]),
        (b'{\n"id": 1,\n"facts":\n{"a": 1}\n}', [{"id": 1, "facts": {"a": 1}}]),
        (b"- id: a\n  facts: {b: 1}\n- id: c\n", [{"id": "a", "facts": {"b": 1}}, {"id": "c"}]),
        (b'# un commentaire\n{"id": "a"}\n', [{"id": "a"}]),
        (b'---\n{"id": "a"}\n', [{"id": "a"}]),
    ],
)
def test_what_is_no_list_of_lines_is_read_whole(raw: bytes, expected: list[object], tmp_path: Path) -> None:
    assert values_or_lines(read(raw, tmp_path)) == expected


def test_a_file_that_says_it_is_json_lines_is_read_so(tmp_path: Path) -> None:
    assert values_or_lines(read(b"oups\n[\n3", tmp_path, "r.jsonl")) == [1, 2, 3]
    assert [one.where.rpartition(":")[2] for one in read(b"oups\n[\n3", tmp_path, "r.ndjson")] == ["1", "2", "3"]


def test_a_line_too_long_is_told_and_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (input_lines, reports_in):
        monkeypatch.setattr(module, "MAX_LINE", 20)
    long = b'{"text": "' + b"a" * 70 + b'"}\n'
    assert values_or_lines(read(long + b'{"id": 1}\n' + long + b'{"id": 2}', tmp_path)) == [1, {"id": 1}, 3, {"id": 2}]
    assert values_or_lines(read(b'{"id": 1}\n' + long[:-1], tmp_path)) == [{"id": 1}, 2]
    assert values_or_lines(read(b'{"id": "aaaaaaaaaa"}\n{"id": 1}', tmp_path)) == [{"id": "aaaaaaaaaa"}, {"id": 1}]
    (alone,) = read(long, tmp_path)
    assert alone.fault is not None
    assert "ligne de plus de" in alone.fault.fr
    assert values_or_lines(read(b'[{"id": 1}, {"id": 2}, {"id": 3}]', tmp_path)) == [{"id": 1}, {"id": 2}, {"id": 3}]


def test_a_line_of_a_million_characters_is_read(tmp_path: Path) -> None:
    row = json.dumps({"text": "é😀" * 500_000}).encode()
    assert len(row) > 8_000_000
    (one,) = read(row + b"\n", tmp_path)
    assert len(one.data["text"]) == 1_000_000


def test_half_a_character_of_a_text_leaves_the_others_in_their_places(tmp_path: Path) -> None:
    for raw in (b'{"text": "a \\ud83d b\\udcff"}\n', b'[{"text": "a \\ud83d b\\udcff"}]'):
        assert [one.data for one in read(raw, tmp_path)] == [{"text": "a \ufffd b\ufffd"}]
    assert [one.data for one in read(b'{"id": "\\ud83d"}', tmp_path)] == [{"id": "\ud83d"}]


def test_plain_text_is_one_text_whatever_it_begins_with(tmp_path: Path) -> None:
    for raw in (b"", b"bonjour\n- a", b"[un mot] bonjour", b"{bonjour\n\xff", b"a: b"):
        assert values_or_lines(read(raw, tmp_path, plain=True)) == [{"text": raw.decode("utf-8", "replace")}]
    assert values_or_lines(read(b'[{"text": "a"}]', tmp_path, plain=True)) == [{"text": "a"}]


def test_a_stream_is_answered_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    left = io.BytesIO(b'{"id": 1,\n{"id": 2}\n' + b'{"id": 3}\n' * 10)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=left))
    found = read_reports("-")
    assert [next(found).where for _ in range(3)] == ["-:1", "-:2", "-:3"]
    assert left.readline() == b'{"id": 3}\n'


def test_cues_read_a_long_stream_of_short_lines_and_tell_its_bad_ones() -> None:
    rows = [json.dumps({"text": f"je vais te frapper {'bonjour ' * 50}"})] * 600
    rows[0] = '{"text": "coup'
    rows[300] = "oups"
    assert sum(map(len, rows)) > 200_000
    result = RUN.invoke(app, ["cues", "-", "--json", *SMALL], input="\n".join(rows))
    assert result.exit_code == 2
    assert [line.split(" ")[0] for line in result.stderr.splitlines()] == ["-:1:", "-:301:"]
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(found) == 598
    assert all(row["cues"] for row in found)


def test_cues_read_a_text_of_a_million_characters() -> None:
    given = json.dumps({"text": ("je vais te frapper " * 60_000)[:1_000_000]})
    result = RUN.invoke(app, ["cues", "-", "--json", *SMALL], input=given)
    assert (result.exit_code, {cue["fact"] for cue in json.loads(result.stdout)["cues"]}) == (0, {"menace"})


def test_a_text_cut_within_a_character_is_qualified() -> None:
    text = "Il faut chasser tous les musulmans de la ville \ud83d"
    result = RUN.invoke(app, ["qualify", "-", "--json", "--no-noise"], input=json.dumps({"id": "a", "text": text}))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["read_from_text"]["presumed"]


def test_a_text_too_long_is_refused_for_that_alone() -> None:
    text = "Il faut chasser tous les musulmans. " * 30_000
    result = RUN.invoke(app, ["qualify", "-", "--no-noise"], input=json.dumps({"id": "a", "text": text}))
    assert result.exit_code == 2
    assert result.stderr == "-:1: text : plus de 1000000 caractères\n"
