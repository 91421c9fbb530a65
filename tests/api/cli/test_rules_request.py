"""`qualif rules request`, `import`, `export`: from git or from a folder, the same request as in the browser."""

from __future__ import annotations

import errno
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.db.changes import ChangeRow, TreeRow
from api.kit.permissions import Role
from api.rules.patches import patch_between
from api.rules.tree import RulesTree, tree_of_folder
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, small_tree
from tests.api.cli.rules_counter import Counter


def edited(tree: RulesTree, old: str = OLD_PENALTY, new: str = NEW_PENALTY) -> RulesTree:
    return tree.with_files({OFFENCE: tree.text(OFFENCE).replace(old, new, 1).encode()})


def stored(counter: Counter) -> tuple[int, int]:
    """How many requests and trees the database holds."""
    with counter.desk.world.database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(row)) or 0 for row in (ChangeRow, TreeRow)]
    return counts[0], counts[1]


def test_a_folder_a_patch_and_the_browser_make_one_digest(counter: Counter, tmp_path: Path) -> None:
    base, tree = small_tree(), edited(small_tree())
    folder, patch = counter.written(tree, tmp_path / "dossier"), tmp_path / "modification.patch"
    patch.write_bytes(patch_between(base, tree))
    (folder / OFFENCE).write_bytes(tree.files[OFFENCE].replace(b"\n", b"\r\n"))
    by_folder, by_patch = counter.opened(folder), counter.opened(patch)
    by_hand = counter.desk.open()["id"]
    counter.desk.edit(by_hand, OLD_PENALTY, NEW_PENALTY)
    found = [counter.desk.read(one) for one in (by_folder, by_patch, by_hand)]
    assert {one["tree"] for one in found} == {tree.digest}
    assert {tuple(one["paths"]) for one in found} == {(OFFENCE,)}
    assert [one["origin"] for one in found] == ["files", "files", "browser"]
    entry = counter.desk.approver.get("/v1/audit", params={"subject": by_folder}).json()["items"][-1]
    assert entry["who"] == counter.desk.editor.headers["x-test-account"]
    assert entry["detail"]["via"] == "command"


def test_what_a_command_opens_is_published_like_another(counter: Counter, tmp_path: Path) -> None:
    change = counter.opened(counter.written(edited(small_tree()), tmp_path / "dossier"))
    counter.desk.give_evidence(change)
    submitted = counter.desk.submit(change).json()
    assert counter.desk.sign(submitted, counter.desk.editor).json()["code"] == "change-own"
    counter.desk.sign_and_publish(submitted)
    told = counter.run("import", tmp_path / "dossier", "--as", counter.editor, "--onto", change, code=1)
    assert "Demande close" in told


def test_a_folder_is_the_whole_tree(counter: Counter, tmp_path: Path) -> None:
    tree = small_tree().with_files({"offences/exemple/moquerie/cases.yaml": None, "notes/lisez.md": b"Une note.\n"})
    told = counter.run("request", counter.written(tree, tmp_path / "d"), "--as", counter.editor, "--title", "Ménage")
    assert "modifiés : 0, ajoutés : 1, retirés : 1" in told


def test_nothing_is_opened_with_the_same_rules(counter: Counter, tmp_path: Path) -> None:
    before = stored(counter)
    folder, empty = counter.written(small_tree(), tmp_path / "dossier"), tmp_path / "vide.patch"
    empty.write_text("Rien à appliquer.\n", encoding="utf-8")
    for source in (folder, empty):
        told = counter.run("request", source, "--as", counter.editor, "--title", "Rien", code=1)
        assert "identique à la dernière édition publiée" in told
    assert stored(counter) == before


def test_a_patch_that_does_not_apply_says_which_file_and_lines(counter: Counter, tmp_path: Path) -> None:
    before = stored(counter)
    other = edited(small_tree(), OLD_PENALTY, "penalty: {prison_months: 18")
    patch = tmp_path / "autre.patch"
    patch.write_bytes(patch_between(other, edited(other, "prison_months: 18", "prison_months: 36")))
    told = counter.run("request", patch, "--as", counter.editor, "--title", "Trop tard", code=1)
    assert f"{OFFENCE} : lignes " in told
    assert "ce que le patch attend n'y est pas" in told
    assert stored(counter) == before


def test_yaml_that_does_not_parse_is_stored_and_said(counter: Counter, tmp_path: Path) -> None:
    broken = small_tree().with_files({OFFENCE: b"id: [\n"})
    told = counter.run("request", counter.written(broken, tmp_path / "d"), "--as", counter.editor, "--title", "Cassé")
    assert "à corriger avant de la soumettre" in told
    assert f"rulesets/{OFFENCE}:" in told
    change = told.partition("demande ouverte : ")[2].split()[0]
    assert counter.desk.file(change)["text"] == "id: [\n"


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("--as", "personne", "--title", "T"), "aucun compte actif", 2),
        (("--as", "{analyst}", "--title", "T"), "pas le droit", 1),
        (("--as", "{editor}"), "--title", 2),
        (("--as", "{editor}", "--title", "T" * 300), "--title", 2),
        (("--as", "{editor}", "--title", "T", "--effect", "demain"), "--effect", 2),
        (("--as", "{editor}", "--title", "T", "--effect", "2020-01-01T00:00:00Z"), "date d'effet passée", 1),
        (("--as", "{editor}", "--title", "T", "--onto", "chg_x"), "--onto", 2),
        (("--as", "{editor}", "--onto", "chg_x"), "Ni demande ni édition", 1),
    ],
)
def test_what_cannot_be_opened_is_told_and_nothing_is_stored(
    words: tuple[str, ...], told: str, code: int, counter: Counter, tmp_path: Path
) -> None:
    before = stored(counter)
    logins = {"editor": counter.editor, "analyst": counter.somebody(Role.ANALYST)}
    folder = counter.written(edited(small_tree()), tmp_path / "dossier")
    said = counter.run("request", folder, *(word.format(**logins) for word in words), code=code)
    assert told in said
    assert stored(counter) == before


@pytest.mark.parametrize(("name", "told"), [("sans règles", "aucun fichier de règles"), ("programme", "n'est pas")])
def test_a_folder_that_is_no_rules_is_refused(name: str, told: str, counter: Counter, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    if name == "programme":
        (folder / "a.exe").write_bytes(b"MZ")
        told = "un fichier de règles finit par"
    assert told in counter.run("request", folder, "--as", counter.editor, "--title", "T", code=2)


def test_a_date_of_effect_to_come_is_taken(counter: Counter, tmp_path: Path) -> None:
    later = counter.desk.world.clock.now() + timedelta(days=20)
    change = counter.opened(counter.written(edited(small_tree()), tmp_path / "d"), "--effect", later.isoformat())
    assert counter.desk.read(change)["effect_at"][:10] == f"{later:%Y-%m-%d}"


@pytest.mark.parametrize("how", ["--to", "--patch"])
def test_what_is_exported_comes_back_the_same(how: str, counter: Counter, tmp_path: Path) -> None:
    change = counter.opened(counter.written(edited(small_tree()), tmp_path / "dossier"))
    written = tmp_path / "export"
    counter.run("export", change, how, written)
    assert "déjà celui-là" in counter.run("import", written, "--as", counter.editor, "--onto", change)
    again = counter.opened(written)
    assert counter.desk.read(again)["tree"] == counter.desk.read(change)["tree"] == edited(small_tree()).digest


def test_an_import_replaces_the_tree_and_voids_the_signatures(counter: Counter, tmp_path: Path) -> None:
    change = counter.desk.submitted()
    counter.desk.sign(change)
    folder = tmp_path / "export"
    counter.run("export", change["id"], "--to", folder)
    text = (folder / OFFENCE).read_text(encoding="utf-8")
    for months in (36, 48):  # twice from one export: nobody else saved anything
        (folder / OFFENCE).write_text(text.replace(NEW_PENALTY, f"penalty: {{prison_months: {months}"), "utf-8")
        counter.run("import", folder, "--as", counter.editor, "--onto", change["id"])
    now = counter.desk.read(change["id"])
    assert now["tree"] == tree_of_folder(folder).digest
    assert [one["end"] for one in now["signatures"]] == ["files"]


@pytest.mark.parametrize("how", ["--to", "--patch"])
def test_what_somebody_saved_since_the_export_is_not_lost(how: str, counter: Counter, tmp_path: Path) -> None:
    change = counter.opened(counter.written(edited(small_tree()), tmp_path / "dossier"))
    export = tmp_path / "export"
    counter.run("export", change, how, export)
    other = counter.desk.world.signed_in(Role.POLICY_EDITOR)
    text = counter.desk.file(change)["text"] + "# la sienne\n"
    assert counter.desk.save(change, text, client=other).status_code == 200
    told = counter.run("import", export, "--as", counter.editor, "--onto", change, code=1)
    assert f"{OFFENCE} : modifié depuis l'export" in told
    assert counter.desk.file(change)["text"] == text
    seen = counter.desk.read(change)["tree"]
    assert "modifiée" in counter.run("import", export, "--as", counter.editor, "--onto", change, "--seen", seen)


def test_an_export_from_before_a_move_onto_another_edition_is_refused(counter: Counter, tmp_path: Path) -> None:
    change = counter.opened(counter.written(small_tree().with_files({"n.md": b"une note\n"}), tmp_path / "dossier"))
    counter.run("export", change, "--to", tmp_path / "export")
    counter.desk.published()
    assert counter.desk.editor.post(f"/v1/changes/{change}/rebase", json={}).status_code == 200
    told = counter.run("import", tmp_path / "export", "--as", counter.editor, "--onto", change, code=1)
    assert f"{OFFENCE} : modifié depuis l'export" in told


def test_editions_are_exported_by_their_number(counter: Counter, tmp_path: Path) -> None:
    counter.desk.published()
    for number, words in enumerate((("edition", "1"), ("edition:2",), ("live",))):
        counter.run("export", *words, "--to", tmp_path / str(number))
    trees = [tree_of_folder(tmp_path / str(number)) for number in range(3)]
    assert trees == [small_tree(), edited(small_tree()), edited(small_tree())]
    assert NEW_PENALTY in counter.run("export", "live")
    assert "deleted file" not in counter.run("export", "edition", "1"), "the first edition is made from nothing"


@pytest.mark.parametrize("name", ["edition:9", "edition:²", "edition:", "chg_absente", "request:", "-"])
def test_an_edition_that_is_not_there_says_so(name: str, counter: Counter) -> None:
    assert "Ni demande ni édition de ce nom" in counter.run("export", name, code=1)


def test_an_export_writes_over_nothing(counter: Counter, tmp_path: Path) -> None:
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein/a.md").write_text("à moi", encoding="utf-8")
    assert "pas vide" in counter.run("export", "live", "--to", tmp_path / "plein", code=2)
    assert "pas les deux" in counter.run("export", "live", "--to", tmp_path / "a", "--patch", tmp_path / "b", code=2)


def test_a_full_disk_leaves_nothing_and_the_draft_as_it_was(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = counter.opened(counter.written(edited(small_tree()), tmp_path / "dossier"))
    patch = tmp_path / "p.patch"
    counter.run("export", change, "--patch", patch)
    before, tree = stored(counter), counter.desk.read(change)["tree"]

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp")

    monkeypatch.setattr(RulesTree, "write", full)
    assert "plus de place" in counter.run("export", change, "--to", tmp_path / "export", code=2)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".q", "export"))) == []
    monkeypatch.setattr("api.rules.git_repository.TemporaryDirectory", full)
    for words in (("request", patch, "--title", "T"), ("import", patch, "--onto", change)):
        assert "rien n'a été enregistré" in counter.run(*words, "--as", counter.editor, code=2)
    assert stored(counter) == before
    assert counter.desk.read(change)["tree"] == tree


def test_without_git_a_folder_still_works(counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patch = tmp_path / "p.patch"
    patch.write_bytes(patch_between(small_tree(), edited(small_tree())))
    monkeypatch.setenv("PATH", str(tmp_path))
    told = counter.run("request", patch, "--as", counter.editor, "--title", "T", code=2)
    assert "donner un dossier plutôt qu'un patch" in told
    assert counter.opened(counter.written(edited(small_tree()), tmp_path / "dossier")).startswith("chg_")


def test_a_git_that_does_not_answer_is_said_and_the_patch_is_not_blamed(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch = tmp_path / "p.patch"
    patch.write_bytes(patch_between(small_tree(), edited(small_tree())))
    run = subprocess.run

    def hang(command: list[str], **options: Any) -> Any:
        if "apply" in command and "--numstat" not in command:
            raise subprocess.TimeoutExpired("git", 1)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", hang)
    told = counter.run("request", patch, "--as", counter.editor, "--title", "T", code=2)
    assert told == "git ne répond pas en 120 s ; rien n'a été enregistré\n"
