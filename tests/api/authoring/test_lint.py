"""What is said of a file as it is typed is what `qualif rules check` says of it once it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.authoring.lint import check_tree, lint
from api.authoring.workspace import Workspace
from api.law.rules_check import check_rules
from api.rules.tree import RulesTree, TreeError, tree_of, tree_of_folder
from engine.notices.sandbox import _parse_at_hand
from tests.engine.language.broken import MINIMAL
from tests.engine.language.test_goldens import BROKEN as BROKEN_LAW
from tests.shared import TODAY
from tests.work import Work
from textfile.codes import CODES

HATE, MINORS = "offences/haine/loi-1881-24-al7/offence.yaml", "offences/contenus_mineurs/cp-227-24/offence.yaml"
CASES = "offences/contenus_mineurs/cp-227-24/cases.yaml"

EDITS = [
    ("R101", MINORS, "    core: true", "    coer: true"),
    ("R104", MINORS, "nature: delit", "nature: delict"),
    ("R209", MINORS, "id: cp-227-24", "id: cp-227-25"),
    ("R004", MINORS, "elements:", "elements: ["),
    ("R101", HATE, "    if_refuted:", "    if_refutd:"),
    ("R201", "notions/violences.yaml", "fact: objet_menace", "fact: objet_menaces"),
    ("R302", "notions/haine.yaml", "until: 2005-03-29", "until: 2005-03-20"),
    ("R104", "facts/commun.yaml", "type: boolean", "type: bolean"),
    ("R101", "routing/contacts.yaml", "number:", "numero:"),
    ("R206", "routing/familles.yaml", "cp-521-1-2", "cp-521-1-3"),
    ("R206", "notices/familles.yaml", "[cp-322-6-1]", "[cp-322-6-7]"),
    ("N103", "notices/templates/dsa16.fr.html", "{{ day }}", "{{ days }}"),
    ("N109", "notices/schema/tdb.schema.json", "{", "{,"),
    ("R201", "parameters/danger.yaml", "{annonce_suicide: [true]}", "{annonce_suicides: [true]}"),
    ("R206", "parameters/ordre.yaml", "usual: [cp-227-24]", "usual: [cp-227-42]"),
    ("R101", "lexicons/autres-faits.yaml", "says:", "sys:"),
    ("L501", "lexicons/autres-faits.yaml", "says: {", "says: {faitt: true, "),
    ("R104", CASES, "status: established", "status: establishd"),
]


@pytest.mark.parametrize(("code", "path", "old", "new"), EDITS)
def test_a_fault_is_told_where_it_is_typed(
    workspace: Workspace, tree: RulesTree, code: str, path: str, old: str, new: str
) -> None:
    text = tree.text(path)
    assert old in text
    found = lint(workspace, tree, path, text.replace(old, new, 1), TODAY).here
    assert code in [fault.code for fault in found]
    for fault in found:
        assert fault.path == path
        assert fault.end_column > fault.column
        assert fault.message
        assert fault.page == f"docs/errors.md#{fault.code.lower()}"
        assert fault.is_warning is CODES[fault.code].warning


@pytest.mark.parametrize("path", sorted({path for _, path, _, _ in EDITS}))
def test_the_shipped_files_have_nothing_to_report(workspace: Workspace, tree: RulesTree, path: str) -> None:
    found = lint(workspace, tree, path, tree.text(path), TODAY)
    assert found.here == found.elsewhere == ()


@pytest.mark.parametrize(("code", "path", "old", "new"), [edit for edit in EDITS if edit[1].startswith("offences")])
def test_an_offence_is_told_in_the_words_of_the_command(
    workspace: Workspace, tree: RulesTree, tmp_path: Path, code: str, path: str, old: str, new: str
) -> None:
    """Warm, after other edits, against a folder that nothing was remembered of."""
    text = tree.text(path).replace(old, new, 1)
    found = lint(workspace, tree, path, text, TODAY)
    told = {(f.code, f.path, f.line, f.column, f.message, f.remedy) for f in (*found.here, *found.elsewhere)}
    root = tmp_path / "rulesets"
    root.mkdir()
    tree.with_files({path: text.encode()}).write(root)
    only = path.split("/")[2]
    expected = {
        (f.code, f.place.file.removeprefix("rulesets/"), f.place.line, f.place.column, f.message, f.hint)
        for f in check_rules(root, TODAY, only=[only]).faults
    }
    assert expected <= told
    assert path.endswith("cases.yaml") or expected == told


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in BROKEN_LAW[::9]])
def test_a_broken_folder_is_told_as_the_command_tells_it(case: object, tmp_path: Path) -> None:
    assert hasattr(case, "build")
    root = case.build(tmp_path)
    try:
        broken = tree_of_folder(root)
    except TreeError:
        return  # bytes that are no text never reach an editor
    workspace = Workspace()
    try:
        sound = tree_of_folder(MINIMAL)
        check_tree(workspace, sound, TODAY)
        found = check_tree(workspace, broken, TODAY)
    finally:
        workspace.close()
    expected = {(f.code, f.place.line, f.message, f.hint) for f in check_rules(root, TODAY).faults if f.place.line > 1}
    assert expected <= {(f.code, f.line, f.message, f.remedy) for f in found}


def test_an_error_that_an_edit_leaves_elsewhere_is_told_apart(workspace: Workspace, tree: RulesTree) -> None:
    text = tree.text("notices/familles.yaml")
    new = "offences/contenus_mineurs/cp-9-9/offence.yaml"
    offence = tree.text(MINORS).replace("id: cp-227-24\n", "id: cp-9-9\n", 1)
    found = lint(workspace, tree, new, offence, TODAY)
    assert {(f.code, f.path) for f in found.elsewhere} >= {("N111", "notices/familles.yaml")}
    assert "cp-9-9" not in text


def test_an_edit_reads_one_file_again(workspace: Workspace, tree: RulesTree) -> None:
    """Work is counted: warm, an edit costs a small part of what the first lint does."""
    cold = Workspace()
    first, later = Work(), Work()
    _parse_at_hand.cache_clear()  # templates that a test before has read
    try:
        with first.lines():
            lint(cold, tree, MINORS, tree.text(MINORS), TODAY)
        with later.lines():
            lint(cold, tree, MINORS, tree.text(MINORS) + "# relu\n", TODAY)
    finally:
        cold.close()
    assert later.done < first.done * 0.6


def test_an_edit_of_a_lexicon_compiles_the_patterns_that_it_touches(tree: RulesTree) -> None:
    cold, path = Workspace(), "lexicons/haine/indices-appels.yaml"
    first, later = Work(), Work()
    try:
        with first.lines():
            lint(cold, tree, path, tree.text(path), TODAY)
        with later.lines():
            found = lint(cold, tree, path, tree.text(path).replace("{il_faut} ", "{il_faut} bien ", 1), TODAY)
    finally:
        cold.close()
    assert found.here == ()
    assert later.done < first.done * 0.2


def test_a_folder_follows_its_tree(workspace: Workspace, tree: RulesTree) -> None:
    less = tree.with_files({"notions/haine.yaml": None, MINORS: b"id: cp-227-24\n"})
    for one in (tree, less, tree):
        with workspace.checkout(one) as checkout:
            assert tree_of_folder(checkout.root).digest == one.digest


def test_a_path_that_no_folder_of_rules_has_is_refused(workspace: Workspace, tree: RulesTree) -> None:
    for path in ("../etc/passwd", "/tmp/x.yaml", "facts/x.py", "facts/../../x.yaml", ""):
        with pytest.raises(TreeError):
            lint(workspace, tree, path, "facts: []\n", TODAY)


HOSTILE = {
    "null": "id: a\0b\n",
    "tabs": "\tid: a\n\t\tb: c\n",
    "deep": "[" * 5_000 + "]" * 5_000,
    "deep-block": "".join(" " * i + "a:\n" for i in range(400)),
    "bomb": "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(50)),
    "large": "a: " + "x" * (1 << 20),
    "many-keys": "".join(f"k{i}: 1\n" for i in range(70_000)),
    "no-text": "\x1b[31m\n",
    "surrogate": "id: \ud800\n",
    "not-closed": 'id: "' + "a" * 1_000,
    "tag": "id: !!python/object/apply:os.system [x]\n",
}


@pytest.fixture(scope="module")
def usual(workspace: Workspace, tree: RulesTree) -> int:
    """Lines of Python that the lint of an ordinary edit runs."""
    work = Work()
    lint(workspace, tree, MINORS, tree.text(MINORS), TODAY)
    with work.lines():
        lint(workspace, tree, MINORS, tree.text(MINORS) + "# autre\n", TODAY)
    return work.done


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_buffer_is_told_and_costs_little(
    workspace: Workspace, tree: RulesTree, usual: int, name: str
) -> None:
    work = Work()
    with work.lines():
        found = lint(workspace, tree, MINORS, HOSTILE[name], TODAY)
    assert found.here
    assert work.done < 6 * usual


@pytest.mark.parametrize("path", ["facts/hostile.yaml", "lexicons/hostile.yaml"])
def test_a_hostile_file_of_any_kind_is_a_fault(workspace: Workspace, tree: RulesTree, path: str) -> None:
    for text in HOSTILE.values():
        assert lint(workspace, tree, path, text, TODAY).here


def test_a_tree_without_anything_is_a_fault() -> None:
    workspace = Workspace()
    try:
        assert [fault.code for fault in check_tree(workspace, tree_of({}), TODAY)] == ["R001"]
    finally:
        workspace.close()
