"""A file written to harm, or by an unlucky hand: refused with a place, or read as what it says, never more."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from textfile.diagnostics import Diagnostic
from textfile.reader import MAX_BYTES, MAX_DEPTH, MAX_NODES, Unreadable, read_bytes, read_file


def refusal(raw: bytes) -> Diagnostic:
    with pytest.raises(Unreadable) as caught:
        read_bytes(raw, "f.yaml")
    return caught.value.diagnostic


def read(text: str) -> Any:
    return read_bytes(text.encode(), "f.yaml").data


def refused(name: str, raw: bytes | str, code: str, line: int, column: int) -> Any:
    return pytest.param(raw if isinstance(raw, bytes) else raw.encode(), (code, line, column), id=name)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        refused("one byte too many", b"#" * (MAX_BYTES + 1), "R002", 1, 1),
        refused("latin-1", "a: 1\nb: é".encode("latin-1"), "R003", 2, 4),
        refused("utf-16", "a: 1".encode("utf-16"), "R003", 1, 1),
        refused("surrogate in utf-8", b"a: \xed\xa0\x80", "R003", 1, 4),
        refused("overlong utf-8", b"\xc0\xaf: 1", "R003", 1, 1),
        refused("NUL", b"a: 1\nb: \0", "R004", 2, 4),
        refused("bell", b"a: 1\nb: \x07", "R004", 2, 4),
        refused("non-character", "a: 1\nb: \uffff", "R004", 2, 4),
        refused("surrogate escape", 'a: "\\ud800"', "R004", 1, 7),
        refused("tab as indentation", "a:\n\t- 1", "R004", 2, 1),
        refused("two documents", "a: 1\n---\nb: 2", "R004", 2, 1),
        refused("unknown YAML version", "%YAML 3.0\n---\na: 1", "R004", 1, 1),
        refused("open quote over half a mebibyte", '"' + "a" * 500_000, "R004", 1, 500_002),
        refused("half a million brackets", "[" * 500_000, "R004", 1, 1001),
        refused("half a million braces", "{" * 500_000, "R004", 1, 1001),
        refused("a hundred thousand nested mappings", "{a: " * 100_000, "R004", 1, 4001),
        refused("a quarter of a million dashes", "- " * 250_000, "R004", 1, 1999),
        refused("a quarter of a million question marks", "? " * 250_000, "R004", 1, 1999),
        refused("nested beyond the depth", "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "R007", 1, MAX_DEPTH + 2),
        refused("too many values", "- a\n" * (MAX_NODES + 1), "R007", MAX_NODES, 3),
        refused("duplicate key", "a: 1\nb: 2\na: 3", "R005", 3, 1),
        refused("duplicate key, quoted", "a: 1\n'a': 2", "R005", 2, 1),
        refused("alias", "a: &x [1]\nb: *x", "R006", 2, 4),
        refused("list that contains itself", "&a [1, *a]", "R006", 1, 8),
        refused("alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "R006", 2, 8),
        refused("alias as a key", "a: {&k x: 1}\nb: {*k : 2}", "R006", 2, 5),
        refused("anchor nobody uses", "a: &a 1", "R006", 1, 4),
        refused("alias without anchor", "a: *nowhere", "R004", 1, 4),
        refused("merge key", "a: {x: 1}\n<<: {y: 2}", "R008", 2, 1),
        refused("python object", "a: !!python/object:os.system x", "R008", 1, 4),
        refused("python object on the whole file", "!!python/object/apply:os.system [ls]", "R008", 1, 1),
        refused("python name on a key", "!!python/name:os.system a: 1", "R008", 1, 1),
        refused("tag declared in the file", "%TAG ! tag:example.org,2000:\n---\na: !x 1", "R008", 3, 4),
        refused("set", "a: !!set {x, y}", "R008", 1, 4),
        refused("binary", "a: !!binary aGVsbG8=", "R008", 1, 4),
        refused("text tag on a number", "a: !!str 12", "R008", 1, 4),
        refused("number tag on a text", "a: !!int douze", "R008", 1, 4),
        refused("list as a key", "? [a, b]\n: 1", "R008", 1, 3),
        refused("mapping as a key", "{a: 1}: 2", "R008", 1, 1),
        refused("30 February", "a: 2023-02-30", "R009", 1, 4),
        refused("29 February of a common year", "a: 1900-02-29", "R009", 1, 4),
        refused("year zero", "a: 0000-01-01", "R009", 1, 4),
        refused("month 13", "a: 2023-13-01", "R009", 1, 4),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_at_its_place(raw: bytes, wanted: tuple[str, int, int]) -> None:
    found = refusal(raw)
    assert (found.code, found.place.line, found.place.column) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", None),
        ("# rien\n", None),
        ("~", None),
        ("\ufeffa: 1", {"a": 1}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("a: yes\nb: no\nc: on\nd: Off", {"a": "yes", "b": "no", "c": "on", "d": "Off"}),
        ("a: True\nb: NULL", {"a": "True", "b": "NULL"}),
        ("a: true\nb: null\nc: false", {"a": True, "b": None, "c": False}),
        ("a: 010\nb: 0x10\nc: 1_000\nd: 1:30", {"a": "010", "b": "0x10", "c": "1_000", "d": "1:30"}),
        ("a: 1.5\nb: .nan\nc: -.inf\nd: 1e3", {"a": "1.5", "b": ".nan", "c": "-.inf", "d": "1e3"}),
        ("a: 2024-02-29", {"a": date(2024, 2, 29)}),
        ('a: "2024-02-29"', {"a": "2024-02-29"}),
        ("a: 2024-1-1\nb: 10000-01-01\nc: 2024-01-01T00:00:00Z", {"a": "2024-1-1", "b": "10000-01-01", "c": "2024-01-01T00:00:00Z"}),
        ("a: ٢٠٢٤-٠١-٠١\nb: ١٢", {"a": "٢٠٢٤-٠١-٠١", "b": "١٢"}),
        ("1: a\ntrue: b\n2024-01-01: c", {"1": "a", "true": "b", "2024-01-01": "c"}),
        ("~: a\nnull: b", {"~": "a", "null": "b"}),
        ("a: 'null'\nb: \"12\"\nc: |\n  12", {"a": "null", "b": "12", "c": "12"}),
        ("a: -0\nb: +3\nc: -12", {"a": 0, "b": 3, "c": -12}),
        ("\u0430: 1\na: 2", {"\u0430": 1, "a": 2}),
        ('{"a": [1, true, null, "x"]}', {"a": (1, True, None, "x")}),
    ],
)  # fmt: skip
def test_a_plain_file_is_read_under_the_core_meaning(text: str, wanted: Any) -> None:
    assert read(text) == wanted


def test_booleans_and_numbers_are_not_mixed_up() -> None:
    assert [type(v) for v in read("[1, true, 0, false]")] == [int, bool, int, bool]


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 100_000, "-" + "1" * 5_000])
def test_a_number_too_long_to_be_one_stays_text(digits: str) -> None:
    assert read(f"a: {digits}") == {"a": digits}


def test_a_line_of_half_a_mebibyte_is_read() -> None:
    text = "x" * (MAX_BYTES - 3)
    assert read(f"a: {text}") == {"a": text}


def test_the_largest_file_is_read_and_the_next_byte_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"#" * MAX_BYTES)
    assert read_file(tmp_path / "a.yaml", "a.yaml", tmp_path).data is None
    (tmp_path / "a.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(Unreadable, match="R002"):
        read_file(tmp_path / "a.yaml", "a.yaml", tmp_path)


def test_the_deepest_file_is_read() -> None:
    deep: Any = read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    for _ in range(MAX_DEPTH):
        (deep,) = deep
    assert deep == ()


@pytest.mark.parametrize("name", ["absent.yaml", "", "x" * 300])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="R001"):
        read_file(tmp_path / name, "f.yaml", tmp_path)


def test_what_is_not_a_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sans_auteur.yaml")
    for path in (Path("/dev/zero"), tmp_path / "sans_auteur.yaml"):
        with pytest.raises(Unreadable, match=r"R001.*pas un fichier ordinaire"):
            read_file(path, path.name, path.parent)


def test_f17_a_link_out_of_the_folder_is_not_followed_and_one_inside_is(tmp_path: Path) -> None:
    folder, secret = tmp_path / "regles", tmp_path / "secret.yaml"
    folder.mkdir()
    secret.write_text("root:*:19000\n: [", encoding="utf-8")
    (folder / "vrai.yaml").write_text("a: 1", encoding="utf-8")
    (folder / "dedans.yaml").symlink_to("vrai.yaml")
    (folder / "dehors.yaml").symlink_to(secret)
    (folder / "relatif.yaml").symlink_to("../secret.yaml")
    (folder / "sans_fin.yaml").symlink_to("/dev/zero")
    (folder / "dossier").symlink_to(tmp_path)
    assert read_file(folder / "dedans.yaml", "f.yaml", folder).data == {"a": 1}
    for name in ("dehors.yaml", "relatif.yaml", "sans_fin.yaml", "dossier/secret.yaml"):
        with pytest.raises(Unreadable, match=r"R011.*sort du dossier") as met:
            read_file(folder / name, name, folder)
        assert "root" not in str(met.value)
    (tmp_path / "par_lien").symlink_to(folder)
    assert read_file(tmp_path / "par_lien/vrai.yaml", "f.yaml", tmp_path / "par_lien").data == {"a": 1}


def test_every_value_knows_its_line_and_column() -> None:
    document = read_bytes(b"a:\n  b: [x, {c: 1}]\n", "f.yaml")
    places = {path: (place.line, place.column) for path, place in document.places.items()}
    assert places == {
        (): (1, 1),
        ("a",): (1, 1),
        ("a", "b"): (2, 3),
        ("a", "b", 0): (2, 7),
        ("a", "b", 1): (2, 10),
        ("a", "b", 1, "c"): (2, 11),
    }


def test_a_path_that_does_not_exist_is_placed_at_the_nearest_that_does() -> None:
    document = read_bytes(b"a:\n  b: 1\n", "f.yaml")
    assert document.place(("a", "b", 3, "z")) == document.place(("a", "b"))
    assert str(document.place(("z",))) == "f.yaml:1:1"


def test_an_empty_file_has_a_place() -> None:
    assert str(read_bytes(b"", "f.yaml").place(("a",))) == "f.yaml:1:1"
