"""A draft written to harm: told what is wrong in it or stopped; the service answers the next trial, and its own memory stays."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from api.authoring.lint import lint
from api.authoring.workspace import Workspace
from api.kit.bounded_worker import BoundedWorker
from api.kit.permissions import Permission, Role
from api.rules.tree import RulesTree, tree_of_folder
from api.trial.trials import Trials
from tests.api.pages.case.test_case import PAGE
from tests.api.service.world import World, problem
from tests.api.trial.drafts import FACTS, LEXICON, OFFENCE, THREAT, FixedDrafts, drafting, pairs, small_tree
from tests.shared import RULESETS

LETTERS = ascii_lowercase
HOSTILE_TEXT = f"{THREAT} frapper " + "xa coup coup " * 20
MOST_GROWTH = 300_000
"""Kilobytes that the service may take for all of these, which would take gigabytes."""
SOUND = "sound"


def _lexicon(pattern: str, words: str = "", cues: str = "") -> str:
    first = f'  - id: premier\n    says: {{menace: true}}\n    patterns: ["{pattern}"]\n    hits: [frapper]\n'
    return f"words:\n  coup: [coup]\n{words}cues:\n{first}{cues}"


def _names(count: int) -> list[str]:
    return [LETTERS[i // 676 % 26] + LETTERS[i // 26 % 26] + LETTERS[i % 26] for i in range(count)]


def _doubled(deep: int) -> str:
    """Classes of which each names the one before it twice, in ten terms."""
    terms = ", ".join(f'"x{letter} {{d%d}} {{d%d}}"' for letter in LETTERS[:10])
    return "  d0: [coup]\n" + "".join(f"  d{i}: [{terms}]\n".replace("%d", str(i - 1)) for i in range(1, deep))


def _cues(count: int, first: int = 0) -> str:
    return "".join(
        f"  - id: {name}\n    says: {{menace: true}}\n    patterns: [frapper {name}zz]\n    hits: [frapper {name}zz]\n"
        for name in _names(first + count)[first:]
    )


LADDER = ", ".join((LETTERS * 40)[:i] for i in range(1, 900))
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "classes that double": ({LEXICON: _lexicon("frapper {d11}", _doubled(12))}, "L201"),
    "classes in classes": (
        {LEXICON: _lexicon("{c399}", "  c0: [a]\n" + "".join(f'  c{i}: ["{{c{i - 1}}}"]\n' for i in range(1, 400)))},
        "L201",
    ),
    "a pattern that RE2 refuses once a text wakes it": (
        {LEXICON: _lexicon("frapper …15 {mots} …15 {mots} …15 {mots} …15 {mots}", f"  mots: [{LADDER}]\n")},
        "L201",
    ),
    "more cues than are compiled": (
        {LEXICON: _lexicon("frapper", "", _cues(2_500)), "lexicons/autres.yaml": "cues:\n" + _cues(2_500, 2_500)},
        "L103",
    ),
    "an alias bomb": ({FACTS: "a: &a [x, x]\nb: &b [*a, *a]\nfacts: [*b, *b]\n"}, "R006"),
    "deep brackets": ({FACTS: "facts: " + "[" * 200_000}, "R004"),
    "deep dashes": ({FACTS: "- " * 200_000}, "R004"),
    "a scalar of half a mebibyte": ({FACTS: f'facts: "{"a" * 500_000}"'}, "R103"),
    "a file of two mebibytes": ({FACTS: f'facts: "{"a" * 2_000_000}"'}, "R002"),
    "a formula with too many reasons": (pairs(12), "R601"),
    "a formula too wide to be tried": (pairs(16), "R601"),
}
ANSWERED = {
    "nearly three thousand cues": {LEXICON: _lexicon("frapper", "", _cues(2_900))},
    "long terms that begin alike": {LEXICON: _lexicon("frapper {long}", f"  long: [{'xy' * 450}b, {'xy' * 450}c]\n")},
    "a formula as wide as is taken": pairs(8),
}
"""What is much, and within bounds."""


def tree_of(files: dict[str, str]) -> RulesTree:
    """The small law with these files."""
    return small_tree().with_files({path: text.encode() for path, text in files.items()})


def peak_memory() -> int:
    """Peak of the resident memory of this process, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The service, which tries hostile drafts in a process of ten seconds and two gigabytes."""
    trees = {name: tree_of(files) for name, (files, _) in REFUSED.items()}
    trees |= {name: tree_of(files) for name, files in ANSWERED.items()} | {SOUND: small_tree()}
    trier = BoundedWorker(10, 2_000_000_000)
    with drafting(tmp_path_factory.mktemp("hostile")) as world:
        world.serve(replace(world.services, trier=trier))
        world.app.state.trials = Trials(FixedDrafts(trees))
        yield world
    trier.stop()


def _tried(world: World, name: str) -> Any:
    asked = {"text": HOSTILE_TEXT, "date_of_facts": "2024-01-02", "draft": name, "compare": True}
    return world.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json=asked)


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_draft_is_told_what_is_wrong_and_the_next_one_is_answered(apart: World, name: str) -> None:
    before = peak_memory()
    told = problem(_tried(apart, name), "invalid-request")
    assert REFUSED[name][1] in {error["message"].split(" : ")[1].split(",")[0] for error in told["errors"]}
    assert all(len(error["message"]) < 1_000 for error in told["errors"])
    assert _tried(apart, SOUND).json()["differences"] == []
    assert peak_memory() - before < MOST_GROWTH


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_much_and_within_bounds_is_answered(apart: World, name: str) -> None:
    before = peak_memory()
    assert _tried(apart, name).status_code == 200
    assert peak_memory() - before < MOST_GROWTH


def test_the_page_tells_it_beside_the_form(apart: World) -> None:
    sent = {"text": HOSTILE_TEXT, "day": "2024-01-02", "draft": "a formula with too many reasons"}
    page = apart.signed_in(Role.POLICY_EDITOR).post("/essayer", data=sent, headers=PAGE)
    assert (page.status_code, "trop grande" in page.text, THREAT in page.text) == (200, True, True)


@pytest.mark.parametrize("name", [*REFUSED, *ANSWERED])
def test_the_editor_says_the_same_as_one_types_in_the_process_of_the_service(name: str) -> None:
    files, code = REFUSED[name] if name in REFUSED else (ANSWERED[name], None)
    workspace, before = Workspace(), peak_memory()
    try:
        path = OFFENCE if OFFENCE in files else next(iter(files))
        found = lint(workspace, tree_of(files), path, files[path], date(2026, 12, 1))
    finally:
        workspace.close()
    codes = {one.code for one in (*found.here, *found.elsewhere) if not one.is_warning}
    assert (code in codes) if code is not None else codes <= {"L404"}
    assert peak_memory() - before < MOST_GROWTH


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{% for a in range(999999999) %}a{% endfor %}", "un appel, comme `range(…)`"),
        ("{{ reference.__class__.__mro__ }}", "__class__"),
        ("{% include '../../etc/passwd' %}", "un fichier du dossier"),
        ("{{ 'a' * 999999999 }}", "un calcul, comme `a * b`"),
    ],
)
def test_a_hostile_template_is_refused_when_the_draft_is_opened(tmp_path: Path, written: str, said: str) -> None:
    shipped = tree_of_folder(RULESETS)
    path = max(path for path in shipped.files if path.startswith("notices/templates/"))
    draft = shipped.with_files({path: f"{shipped.text(path)}\n{written}\n".encode()})
    with drafting(tmp_path, hostile=draft) as world:
        told = problem(_tried(world, "hostile"), "invalid-request")
    assert any(path in error["message"] and said in error["message"] for error in told["errors"])
