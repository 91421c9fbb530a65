"""Patches in the format of git, from one tree of rules to another, and back.

A patch is anybody's: git applies it to an index of a private repository, not to files, so that
nothing it names is ever written outside; what comes out is read as a tree, or refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.rules.git_repository import (
    CommitIdentity,
    GitFault,
    GitFaultKind,
    GitRepository,
    ImportStream,
    private_repository,
)
from api.rules.tree import FOLDER_NAME, MAX_BYTES, MAX_FILES, MEASURED, RulesTree, TreeError, path_in_tree, tree_of

MAX_PATCH_BYTES = 32 * 1024 * 1024
_BASE, _TREE = "refs/heads/base", "refs/heads/tree"
_NOBODY = CommitIdentity("qualif", "qualif", 0)
_FILE = "100644", "100755"
"""Modes of a plain file."""
_STARTS = re.compile(rb"^(diff --git |--- )", re.MULTILINE)
_NO_NEWLINE = re.compile(rb"^\\ [^\n]*\n?", re.MULTILINE)
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+", re.MULTILINE)
_FAILED = re.compile(r"^error: patch failed: (.+):(\d+)$")
_TOLD = (
    (re.compile(r"^error: (.+): does not exist in index$"), "n'existe pas dans l'édition"),
    (re.compile(r"^error: (.+): already exists in index$"), "existe déjà dans l'édition"),
    (re.compile(r"^error: (.+): (?:wrong type|has type .*)$"), "n'est pas un fichier"),
    (re.compile(r"^error: invalid path '(.+)'$"), "ce chemin sort du dossier des règles"),
    (re.compile(r"^error: corrupt patch for submodule (.+)$"), "est un lien, pas un fichier"),
    (re.compile(r"^error: cannot apply binary patch to '(.+)' without full index line$"), "n'est pas du texte"),
)
_UNREADABLE = re.compile(r"^error: .*\bline (\d+)\)?(?::.*)?$")
_LONGEST_LINE = 1_000
"""Characters that are read of a line of git's."""
_MOST_FAULTS = 20


@dataclass(frozen=True)
class PatchFault:
    """What stands against a patch: the file, its lines (empty: no lines in particular), and why, in
    French.
    """

    path: str
    lines: str
    what: str

    def __str__(self) -> str:
        return " : ".join(part for part in (self.path, self.lines, self.what) if part)


class PatchError(ValueError):
    """A patch that is not applied."""

    def __init__(self, faults: list[PatchFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def patch_between(base: RulesTree, tree: RulesTree) -> bytes:
    """Patch from a tree to another, in the format of git, paths under `rulesets/`; empty where they
    are the same.

    Raises:
        GitFault: git fails, or is not installed.
        OSError: the disk refuses.
    """
    with private_repository() as repository:
        stream = ImportStream()
        for ref, one in ((_BASE, base), (_TREE, tree)):
            stream.commit(ref, one.files, _NOBODY, _NOBODY, "")
        repository.run("fast-import", "--quiet", data=stream.whole())
        options = ("--find-renames", "--full-index", "--no-ext-diff", "--no-textconv", "--no-color", "--text")
        return repository.run("diff", *options, "--src-prefix=a/", "--dst-prefix=b/", _BASE, _TREE)


def apply_patch(base: RulesTree, patch: bytes) -> RulesTree:
    """The tree that a patch makes of its base. Paths are those of a folder of rules, all of them
    under `rulesets/` or none.

    Raises:
        PatchError: it does not apply, or what it makes is no tree of rules; each fault with its
            file and its lines.
        GitFault: git fails, or is not installed.
        OSError: the disk refuses.
    """
    if len(patch) > MAX_PATCH_BYTES:
        raise PatchError([PatchFault("", "", f"plus de {MAX_PATCH_BYTES // 2**20} Mo")])
    plain = _NO_NEWLINE.sub(b"", patch.replace(b"\r\n", b"\n"))
    if not _STARTS.search(plain):
        return base
    with private_repository() as repository:
        stream = ImportStream()
        stream.commit(_BASE, base.files, _NOBODY, _NOBODY, "")
        repository.run("fast-import", "--quiet", data=stream.whole())
        repository.run("read-tree", _BASE)
        try:
            under = () if _names_folder(repository, plain) else (f"--directory={FOLDER_NAME}",)
            excluded = [f"--exclude={FOLDER_NAME}/{name}" for name in sorted(MEASURED)]
            repository.run("apply", "--cached", "--whitespace=nowarn", *under, *excluded, data=plain)
        except GitFault as fault:
            if fault.kind is not GitFaultKind.REFUSAL:
                raise
            raise PatchError(_faults(fault, plain.decode("utf-8", "replace"))) from fault
        return _tree_in(repository)


def _names_folder(repository: GitRepository, patch: bytes) -> bool:
    """Whether the paths of a patch begin with the name of the folder, as git reads them."""
    rows = repository.run("apply", "--cached", "--numstat", "-z", data=patch).decode("utf-8", "replace").split("\0")
    paths = [row.split("\t", 2)[-1] for row in rows if row]
    under = [path for path in paths if path.startswith(f"{FOLDER_NAME}/")]
    if under and len(under) < len(paths):
        outside = sorted({*paths} - {*under})[:_MOST_FAULTS]
        raise PatchError([PatchFault(path[:200], "", "hors du dossier des règles") for path in outside])
    return bool(under)


def _tree_in(repository: GitRepository) -> RulesTree:
    """The tree of the index: plain files only, weighed before they are read."""
    name = repository.run("write-tree").decode().strip()
    rows = repository.run("ls-tree", "-r", "-l", "-z", name).decode("utf-8", "replace").split("\0")
    blobs: dict[str, tuple[str, int]] = {}
    wrong: list[PatchFault] = []
    for row in rows:
        if not row:
            continue
        entry, _, path = row.partition("\t")
        mode, _, blob, size = entry.split()
        inside = path_in_tree(path)
        if mode not in _FILE:
            wrong.append(PatchFault(inside[:200], "", "est un lien, pas un fichier"))
        elif inside == path:
            wrong.append(PatchFault(path[:200], "", "hors du dossier des règles"))
        elif inside not in MEASURED:
            blobs[inside] = blob, int(size)
    if wrong:
        raise PatchError(wrong[:_MOST_FAULTS])
    if len(blobs) > MAX_FILES or sum(size for _, size in blobs.values()) > MAX_BYTES:
        raise PatchError([PatchFault("", "", f"plus de {MAX_FILES} fichiers ou de {MAX_BYTES // 2**20} Mo")])
    try:
        return tree_of(_read(repository, {path: blob for path, (blob, _) in blobs.items()}))
    except TreeError as error:
        raise PatchError([PatchFault(error.path, "", error.what)]) from error


def _read(repository: GitRepository, blobs: dict[str, str]) -> dict[str, bytes]:
    asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    said, at = repository.run("cat-file", "--batch", data=asked), 0
    files: dict[str, bytes] = {}
    for path in blobs:
        end = said.index(b"\n", at)
        size = int(said[at:end].split()[-1])
        files[path] = said[end + 1 : end + 1 + size]
        at = end + size + 2
    return files


def _faults(fault: GitFault, patch: str) -> list[PatchFault]:
    """What git says of a patch that does not apply, in French."""
    told: list[PatchFault] = []
    for line in fault.says.splitlines():
        found = _fault(line[:_LONGEST_LINE], patch)
        if found is not None:
            told.append(found)
        if len(told) >= _MOST_FAULTS:
            break
    return told or [PatchFault("", "", f"le patch ne s'applique pas ({fault})")]


def _fault(line: str, patch: str) -> PatchFault | None:
    failed, unreadable = _FAILED.match(line), _UNREADABLE.match(line)
    if failed is not None:
        return PatchFault(path_in_tree(failed[1]), _lines(patch, int(failed[2])), "ce que le patch attend n'y est pas")
    for pattern, what in _TOLD:
        known = pattern.match(line)
        if known is not None:
            return PatchFault(path_in_tree(known[1]), "", what)
    if line.startswith("error: No valid patches"):
        return PatchFault("", "", "ce fichier n'est pas un patch au format de git")
    return PatchFault("", f"ligne {unreadable[1]} du patch", "illisible") if unreadable is not None else None


def _lines(patch: str, first: int) -> str:
    """The lines that a hunk covers, from its first line."""
    counts = [int(found[2] or 1) for found in _HUNK.finditer(patch) if int(found[1]) == first]
    last = first + max(counts, default=1) - 1
    return f"ligne {first}" if last <= first else f"lignes {first} à {last}"
