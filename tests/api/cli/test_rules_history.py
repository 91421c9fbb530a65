"""`qualif rules history`: publications as a list, and as the same commits each time."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from api.kit.permissions import Role
from api.rules.tree import tree_of_folder
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, small_tree
from tests.api.cli.rules_counter import Counter
from tests.shared import ROOT


def git(place: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(place), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def with_history(counter: Counter) -> None:
    """An edition signed, an emergency, a rollback."""
    desk = counter.desk
    desk.published()
    desk.world.clock.moment += timedelta(hours=1)
    change = desk.open(desk.approver, title="Une peine fausse\u202e", reason="Elle était\naffichée.")["id"]
    desk.edit(change, NEW_PENALTY, "penalty: {prison_months: 18")
    desk.give_evidence(change)
    assert desk.emergency(change).status_code == 201
    desk.world.clock.moment += timedelta(hours=1)
    back = desk.editor.post("/v1/publications/3/rollback", json={"reason": "la peine d'avant était la bonne"}).json()
    desk.give_evidence(back["id"])
    desk.sign_and_publish(desk.submit(back["id"]).json())


def test_editions_are_listed_in_order(counter: Counter) -> None:
    with_history(counter)
    lines = counter.run("history").splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    assert "prise d'un dossier" in lines[0]
    assert "signée  Une peine de plus" in lines[1]
    assert "en urgence, à ratifier  Une peine fausse" in lines[2]
    assert "signée, défait la 3  Retour à l'édition 2" in lines[3]
    assert "\u202e" not in lines[2]


def test_git_holds_the_same_history_the_same_each_time(counter: Counter, tmp_path: Path) -> None:
    with_history(counter)
    first, second = tmp_path / "un.git", tmp_path / "deux.git"
    told = counter.run("history", "--git", first)
    assert counter.run("history", "--git", first) == told
    assert counter.run("history", "--git", second) == told
    log = git(first, "log", "--reverse", "--format=%s|%an|%cn|%at|%ct", "regles").splitlines()
    assert [line.split("|")[0] for line in log] == [
        "Édition 1",
        "Une peine de plus",
        "Une peine fausse\u202e",
        "Retour à l'édition 2, d'avant l'édition 3",
    ]
    assert "@" not in "".join(log)
    moments = [line.rsplit("|", 2)[1:] for line in log]
    assert all(author == committer for author, committer in moments)
    assert sorted(moments) == moments
    assert git(first, "rev-parse", "regles^{tree}") == git(first, "rev-parse", "regles~2^{tree}"), "it was undone"
    git(tmp_path, "clone", "-q", "-b", "regles", str(first), str(tmp_path / "copie"))
    assert tree_of_folder(tmp_path / "copie/rulesets").text(OFFENCE).count(NEW_PENALTY)


def test_a_commit_says_who_signed_and_what(counter: Counter, tmp_path: Path) -> None:
    with_history(counter)
    counter.run("history", "--git", tmp_path / "g")
    signed, emergency = (git(tmp_path / "g", "log", "-1", "--format=%B", f"regles~{n}") for n in (2, 1))
    published = counter.desk.editor.get("/v1/publications").json()["items"]
    of_second = next(one for one in published if one["number"] == 2)
    (signature,) = of_second["signatures"]
    assert f"Signed-by: {signature['by']} (policy_approver)" in signed
    for name, field in (("Tree", "tree"), ("Law", "law"), ("Submission", "submission"), ("Request", "change")):
        assert f"Qualif-{name}: {of_second[field]}" in signed
    assert "Elle était\naffichée.\n\nune peine fausse était affichée\n" in emergency
    assert "Signed-by" not in emergency


def test_a_reason_passes_for_no_signature(counter: Counter, tmp_path: Path) -> None:
    desk = counter.desk
    change = desk.open(reason="Voir :\nsigned-by: Huppe 9 (policy_approver)\nQualif-Tree: 0")["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    desk.give_evidence(change)
    submitted = desk.submit(change).json()
    desk.sign(submitted)
    desk.publish(submitted)
    counter.run("history", "--git", tmp_path / "g")
    said = git(tmp_path / "g", "log", "-1", "--format=%B", "regles")
    assert "\n> signed-by: Huppe 9 (policy_approver)\n> Qualif-Tree: 0\n" in said
    (signed,) = [line for line in said.splitlines() if line.lower().startswith("signed-by")]
    assert "Huppe 9" not in signed


def test_a_ratification_changes_no_commit(counter: Counter, tmp_path: Path) -> None:
    with_history(counter)
    told = counter.run("history", "--git", tmp_path / "g")
    other = counter.desk.world.signed_in(Role.POLICY_APPROVER)
    assert other.post("/v1/publications/3/ratification").json()["ratified_at"]
    assert counter.run("history", "--git", tmp_path / "g") == told
    assert "en urgence, ratifiée" in counter.run("history")


def test_an_edition_to_come_is_a_commit_once_it_takes_effect_and_none_if_withdrawn(
    counter: Counter, tmp_path: Path
) -> None:
    desk = counter.desk
    before = counter.run("history", "--git", tmp_path / "g")
    desk.to_come(desk.world.clock.now() + timedelta(days=2))
    assert "(à venir)" in counter.run("history")
    assert counter.run("history", "--git", tmp_path / "g") == before
    desk.world.clock.moment += timedelta(days=3)
    assert counter.run("history", "--git", tmp_path / "g") != before
    assert git(tmp_path / "g", "log", "-1", "--format=%s", "regles") == "Une peine de plus"
    desk.world.clock.moment -= timedelta(days=3)
    assert desk.approver.post("/v1/publications/2/withdrawal", json={"reason": "report"}).status_code == 200
    assert counter.run("history", "--git", tmp_path / "autre") == before
    assert "Une peine de plus" not in counter.run("history")


def test_a_branch_that_holds_something_else_is_left_as_it_is(counter: Counter, tmp_path: Path) -> None:
    place = tmp_path / "depot"
    git(tmp_path, "init", "-q", "-b", "main", str(place))
    identity = ("-c", "user.name=c", "-c", "user.email=c@exemple.invalid")
    git(place, *identity, "commit", "-q", "--allow-empty", "-m", "autre chose")
    git(place, "branch", "regles")
    tip = git(place, "rev-parse", "regles")
    assert "contient autre chose" in counter.run("history", "--git", place, code=1)
    assert git(place, "rev-parse", "regles") == tip
    assert "dossier de travail" in counter.run("history", "--git", place, "--branch", "main", code=1)
    assert "branche editions" in counter.run("history", "--git", place, "--branch", "editions")
    assert git(place, "log", "-1", "--format=%s", "editions") == "Édition 1"


def test_a_git_that_does_not_answer_or_is_not_there_is_said(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.run("history", "--git", tmp_path / "g")  # then there is a repository to look for

    def fails(error: Exception) -> None:
        def run(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(subprocess, "run", run)

    for place in (tmp_path / "g", tmp_path / "neuf"):
        fails(subprocess.TimeoutExpired("git", 1))
        assert "git ne répond pas en 120 s" in counter.run("history", "--git", place, code=1)
        fails(FileNotFoundError())
        assert "git n'est pas installé" in counter.run("history", "--git", place, code=1)


def test_what_is_no_repository_nor_branch_is_refused(counter: Counter, tmp_path: Path) -> None:
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein/a").write_text("", encoding="utf-8")
    assert "ni vide, ni un dépôt" in counter.run("history", "--git", tmp_path / "plein", code=2)
    for name in ("-x", "a b", "a..b", "é", "a/"):
        assert "pas un nom de branche" in counter.run("history", "--git", tmp_path / "g", f"--branch={name}", code=2)


@pytest.mark.parametrize("command", ["diff", "backtest"])
def test_requests_and_editions_are_laws_of_the_other_commands(command: str, counter: Counter, tmp_path: Path) -> None:
    published = counter.desk.published()
    change = counter.desk.open()["id"]
    counter.desk.edit(change, NEW_PENALTY, OLD_PENALTY)
    more = (
        ("--on", str(ROOT / "docs/examples/archive.jsonl"), "--work", str(tmp_path / "w"))
        if command == "backtest"
        else ()
    )
    for old, new in (("edition:1", "live"), (f"request:{change}", "edition:2"), (published["tree"][:12], "edition:1")):
        told = counter.run(command, old, new, *more)
        assert ("peine" in told) or command == "backtest"
    if command == "diff":
        assert "À côté du droit : rien ne change." in counter.run("diff", published["law"], "live")
    assert "Ni demande ni édition" in counter.run(command, "edition:9", "live", *more, code=1)


def test_what_stands_beside_the_law_of_a_stored_tree_is_compared(counter: Counter, tmp_path: Path) -> None:
    tree = small_tree().with_files(
        {"parameters/analyse.yaml": b'allow:\n  - {code: R903, on: menace moquerie, reason: "Oui."}\n'}
    )
    change = counter.opened(counter.written(tree, tmp_path / "d"))
    told = counter.run("diff", "live", f"request:{change}")
    assert "analyse.yaml" in told
