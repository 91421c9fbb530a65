"""A tree goes out as a patch or a folder and comes back the same, whatever its files; what a hostile patch names is written
nowhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules import patches
from api.rules.export_notes import ExportNote, note_in
from api.rules.patches import PatchError, apply_patch, patch_between
from api.rules.tree import RulesTree, tree_of, tree_of_folder
from tests.api.changes.desk import OFFENCE, small_tree

NAMES = st.sampled_from(["a", "b", "offences", "rulesets", "c-1", "d.e", "_f", "A", "coverage", "x" * 60])
PATHS = st.builds(
    lambda parts, end: "/".join(parts) + end,
    st.lists(NAMES, min_size=1, max_size=4),
    st.sampled_from([".yaml", ".md", ".json", ".html"]),
)
LINES = st.lists(
    st.sampled_from(["", " ", "a", "é", "b: 1", "diff --git a/x b/x", "--- a", "+++ b", "@@ -1 +1 @@", "\\ No newline", "\t", "😀", "\u2028", "\x0c"])
    | st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=12),
    max_size=12,
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
CONTENTS = st.builds(
    lambda lines, end, last: (end.join(lines) + (end if last else "")).encode(), LINES, ENDS, st.booleans()
)


def _trees(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files without one that stands where another has its folder, as no folder can hold."""
    folders = {path[:at] for path in files for at, letter in enumerate(path) if letter == "/"}
    return {path: data for path, data in files.items() if path not in folders and path != "coverage.json"}


FILES = st.dictionaries(PATHS, CONTENTS, max_size=6).map(_trees)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Two folders, the second made from the first: files kept, changed, moved, removed, added."""
    first = draw(FILES)
    second: dict[str, bytes] = {}
    for path, data in first.items():
        match draw(st.sampled_from(["same", "same", "edited", "moved", "removed"])):
            case "same":
                second[path] = data
            case "edited":
                second[path] = data + draw(CONTENTS)
            case "moved":
                second[draw(PATHS)] = data
    return first, _trees({**second, **draw(FILES)})


@settings(max_examples=40)
@given(pairs())
def test_a_patch_then_its_application_is_the_identity(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    base, tree = (tree_of(files) for files in both)
    made = patch_between(base, tree)
    noted = ExportNote("request:chg_1", tree.digest, base.digest).text().encode() + made
    for patch in (made, noted, noted.replace(b"\n", b"\r\n")):
        assert apply_patch(base, patch).digest == tree.digest
    assert (made == b"") is (base == tree)


@settings(max_examples=60)
@given(FILES)
def test_a_folder_written_then_read_is_the_identity(files: dict[str, bytes]) -> None:
    tree = tree_of(files)
    with TemporaryDirectory() as name:
        raw, written = Path(name) / "raw", Path(name) / "written"
        RulesTree(files).write(raw)
        tree.write(written)
        raw.mkdir(exist_ok=True)
        written.mkdir(exist_ok=True)
        (written / ".qualif-tree").write_text("une note", encoding="utf-8")
        assert tree_of_folder(raw).digest == tree_of_folder(written).digest == tree.digest


def added(path: str, text: str = "x\n", mode: str = "100644") -> bytes:
    """A patch that adds a file."""
    lines = text.splitlines()
    body = "".join(f"+{line}\n" for line in lines)
    return (
        f"diff --git a/{path} b/{path}\nnew file mode {mode}\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n{body}"
    ).encode()


BINARY = b"""diff --git a/rulesets/a.md b/rulesets/a.md
new file mode 100644
index 0000000000000000000000000000000000000000..f76dd238ade08917e6712764a16a22005a50573d
GIT binary patch
literal 1
Ic${MZ000310RR91

literal 0
Hc$@<O00001

"""
GROWS = b"".join(
    f"diff --git a/rulesets/{OFFENCE} b/rulesets/c{n}.yaml\nsimilarity index 100%\ncopy from rulesets/{OFFENCE}\ncopy to rulesets/c{n}.yaml\n".encode()
    for n in range(5_000)
)


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        (added("rulesets/../../dehors.yaml"), "sort du dossier"),
        (added("../dehors.yaml"), "sort du dossier"),
        (added("/etc/dehors.yaml"), "ligne 2 du patch : illisible"),
        (added("rulesets/a.yaml") + added("ailleurs/b.yaml"), "ailleurs/b.yaml : hors du dossier des règles"),
        (added("rulesets/.git/hooks/post-commit.yaml"), "sort du dossier"),
        (added("rulesets/.cache/a.yaml"), "ce chemin n'est pas celui d'un fichier de règles"),
        (added("rulesets/a.sh"), "un fichier de règles finit par"),
        (added("rulesets/lien.yaml", "/etc/passwd\n", "120000"), "lien.yaml : est un lien"),
        (added("rulesets/module.yaml", f"Subproject commit {'1' * 40}\n", "160000"), "est un lien"),
        (BINARY, "nul"),
        (added("rulesets/a.yaml")[:-4], "illisible"),
        (b"diff --git a/rulesets/a.md b/rulesets/a.md\nindex 1..2 100644\nBinary files a/rulesets/a.md and b/rulesets/a.md differ\n", "a.md"),
        (b"--- a/rulesets/x.yaml\n+++ b/rulesets/x.yaml\n@@ -1 +1 @@\n-a\n+b\n", "x.yaml : n'existe pas dans l'édition"),
        (added(f"rulesets/{OFFENCE}"), "existe déjà dans l'édition"),
        (added("rulesets/a.yaml").replace(b"+x", b"+\xff"), "n'est pas du texte en UTF-8"),
        (added("rulesets/a.yaml").replace(b"+x", b"+\0"), "nul"),
        (GROWS, "fichiers"),
        (b"diff --git " + b"a" * 200_000, "pas un patch"),
    ],
    ids=[
        "up", "up from the folder", "absolute", "beside", "git's own", "hidden", "not rules", "link", "module", "binary",
        "cut", "binary told", "absent", "there already", "not UTF-8", "null", "copies", "endless line",
    ],
)  # fmt: skip
def test_a_hostile_patch_is_refused_and_writes_nothing(
    patch: bytes, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PatchError) as refused:
        apply_patch(small_tree(), patch)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 20_000
    assert os.listdir(tmp_path) == []


def test_a_huge_patch_is_refused_before_git_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "MAX_PATCH_BYTES", 100)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PatchError, match="plus de"):
        apply_patch(small_tree(), added("rulesets/a.yaml"))


def test_faults_are_counted_not_listed_for_ever() -> None:
    patch = b"".join(
        f"--- a/rulesets/{n}.yaml\n+++ b/rulesets/{n}.yaml\n@@ -1 +1 @@\n-a\n+b\n".encode() for n in range(500)
    )
    with pytest.raises(PatchError) as refused:
        apply_patch(small_tree(), patch)
    assert len(refused.value.faults) == 20


def test_a_patch_made_in_the_folder_itself_and_by_mail_applies() -> None:
    base = small_tree()
    old = base.text(OFFENCE)
    tree = base.with_files({OFFENCE: old.replace("prison_months: 12", "prison_months: 24", 1).encode()})
    made = patch_between(base, tree).decode()
    inside = made.replace("a/rulesets/", "a/").replace("b/rulesets/", "b/")
    mail = f"From: Claire <c@exemple.invalid>\nSubject: [PATCH] une peine\n\nUne raison.\n---\n\n{made}-- \n2.47.3\n"
    bare = made.replace("a/rulesets/", "rulesets/").replace("b/rulesets/", "rulesets/")
    for patch in (inside, mail, bare):
        assert apply_patch(base, patch.encode()) == tree


def test_what_is_measured_of_the_rules_is_passed_over() -> None:
    base = small_tree()
    assert apply_patch(base, added("rulesets/coverage.json", "{}\n") + added("rulesets/n.md")).changed_paths(base) == (
        "n.md",
    )


@pytest.mark.parametrize(
    "data", [b"", b"Qualif-Name: x\n", b"\ndiff --git a b\nQualif-Name: x\nQualif-Tree: y\nQualif-Base: z\n"]
)
def test_what_is_no_note_is_none(data: bytes) -> None:
    assert note_in(data) is None
