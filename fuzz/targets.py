"""Targets of coverage-guided fuzzing: what reads what a person wrote of the rules, each fed bytes.
Whatever they are, they are read or refused, within bounds; anything else is a fault.

A target imports what it tries when it is made, so that `fuzz.coverage_guided` can instrument it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from shutil import copytree
from typing import TypeAlias

_TOKENS = re.compile(rb"[A-Za-z_]{2,30}:?|[0-9]{4}-[0-9]{2}-[0-9]{2}|\{\{|\}\}|\{%|%\}|@@ -|\+\+\+ |--- ")
Target: TypeAlias = Callable[[bytes], None]
SMALL_LAW = Path(__file__).parents[1] / "docs/examples/petite-loi"
SHIPPED = Path(__file__).parents[1] / "rulesets"
LEXICON = "lexicons/menaces.yaml"
HEADER = b"diff --git a/lexicons/menaces.yaml b/lexicons/menaces.yaml\n"
"""Begins a patch that has no beginning: anything else is refused at once."""
SAMPLE = "Je vais te frapper, toi et ta famille. " * 20


def yaml_target() -> Target:
    """The reader of YAML: plain data, or one fault."""
    from textfile.reader import Unreadable, read_bytes

    def feed(data: bytes) -> None:
        try:
            read_bytes(data, "f.yaml")
        except Unreadable:
            return

    return feed


def law_target() -> Target:
    """The loader of a folder of law, one file of which is replaced: the first byte says which."""
    from engine.language.loader import check_folder
    from textfile.diagnostics import render_text

    folder = _copy(SMALL_LAW)
    files = sorted(path for part in ("facts", "offences", "notions") for path in (folder / part).rglob("*.yaml"))

    def feed(data: bytes) -> None:
        path = files[data[0] % len(files)] if data else files[0]
        before = path.read_bytes()
        try:
            path.write_bytes(data[1:])
            ruleset, faults = check_folder(folder, thorough=False)
            assert ruleset is not None or any(not fault.warning for fault in faults)
            render_text(faults)
        finally:
            path.write_bytes(before)

    return feed


def lexicon_target() -> Target:
    """A lexicon with its patterns, which then reads a text."""
    from classifiers.cues.lexicon import build
    from classifiers.cues.reader import CueReader
    from classifiers.cues.shapes import LexiconFile
    from engine.language.schema import parse
    from textfile.reader import Unreadable, read_bytes

    def feed(data: bytes) -> None:
        try:
            shape, _ = parse(LexiconFile, read_bytes(data, LEXICON))
        except Unreadable:
            return
        if shape is None:
            return
        lexicon, faults = build({LEXICON: shape})
        assert lexicon is not None or faults
        if lexicon is not None:
            CueReader(lexicon).read(SAMPLE)

    return feed


def template_target() -> Target:
    """A template of notices: refused, or filled within its bound."""
    from engine.notices.sandbox import MAX_OUTPUT, EmptyPlaceholder, ForbiddenTemplate, Sandbox
    from engine.notices.views import PlaceView, View

    view = View(
        reference="r",
        references=("a", "b"),
        day="j",
        received="j",
        origin="o",
        urgency="none",
        decision="accept",
        decision_words="d",
        decision_day="j",
        places=(PlaceView(address="hxxps://a[.]exemple", kind="page"),),
    )

    def feed(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        sandbox = Sandbox({"a.html": text, "b.html": text})
        try:
            sandbox.check("a.html", View)
            assert len(sandbox.render("a.html", view)) <= MAX_OUTPUT
        except (ForbiddenTemplate, EmptyPlaceholder):
            return

    return feed


def patch_target() -> Target:
    """A patch on a folder of rules: refused, or a tree of rules."""
    from api.rules.patches import PatchError, apply_patch
    from api.rules.tree import tree_of, tree_of_folder

    base = tree_of_folder(SMALL_LAW)

    def feed(data: bytes) -> None:
        patch = data if data.startswith(b"diff --git ") else HEADER + data
        try:
            tree = apply_patch(base, patch)
        except PatchError:
            return
        assert tree == tree_of(tree.files), "what a patch makes is in canonical form"

    return feed


TARGETS: Mapping[str, Callable[[], Target]] = {
    "yaml": yaml_target,
    "law": law_target,
    "lexicon": lexicon_target,
    "template": template_target,
    "patch": patch_target,
}


def seeds(name: str) -> list[bytes]:
    """What a target begins from: files that it reads."""
    law = sorted(SMALL_LAW.rglob("*.yaml"))
    match name:
        case "yaml":
            return [path.read_bytes() for path in law]
        case "law":
            parts = [
                path for part in ("facts", "offences", "notions") for path in sorted((SMALL_LAW / part).rglob("*.yaml"))
            ]
            return [bytes([n]) + path.read_bytes() for n, path in enumerate(sorted(parts))]
        case "lexicon":
            return [path.read_bytes() for path in sorted((SMALL_LAW / "lexicons").rglob("*.yaml"))]
        case "template":
            return [path.read_bytes() for path in sorted((SHIPPED / "notices/templates").glob("*.html"))]
        case _:
            from api.rules.patches import patch_between
            from api.rules.tree import tree_of_folder

            base = tree_of_folder(SMALL_LAW)
            edited = base.with_files({LEXICON: base.files[LEXICON] + b"# a\n"})
            return [patch_between(base, edited), patch_between(edited, base.with_files({LEXICON: None}))]


def tokens(begun: Iterable[bytes]) -> list[bytes]:
    """The words and marks of seeds, from which inputs are put together."""
    return sorted({word for data in begun for word in _TOKENS.findall(data)})


def _copy(folder: Path) -> Path:
    """A copy of a folder, which lasts as long as the process' temporary files do."""
    return Path(copytree(folder, Path(tempfile.mkdtemp(prefix="qualif-fuzz-")) / folder.name))
