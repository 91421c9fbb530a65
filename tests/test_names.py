"""Names of the code: no participle used as a noun, and one class for each class name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import ROOT

PACKAGES = ("textfile", "filecache", "engine", "classifiers", "training", "api")
BANNED = frozenset({"told", "given", "kept", "held", "taken", "found"})
"""Participles that name nothing an engineer recognises: duplicate, assignment, request, cache…"""


def trees(package: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules of a package, parsed."""
    for path in sorted((ROOT / package).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def is_banned(name: str) -> bool:
    """Whether the last word of a name, `_kept` or `DecisionTaken`, is a banned one."""
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)
    return bool(words) and words[-1].lower() in BANNED


def names(tree: ast.Module) -> Iterator[str]:
    """The names of classes, and of their attributes and methods."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        if not isinstance(node, ast.ClassDef):
            continue
        yield node.name
        for part in node.body:
            match part:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    yield name
                case ast.AnnAssign(target=ast.Name(id=name)):
                    yield name
                case ast.Assign(targets=targets):
                    yield from (target.id for target in targets if isinstance(target, ast.Name))


def banned_of(package: str) -> set[str]:
    """The banned names of a package: modules, classes, attributes."""
    return {name for path, tree in trees(package) for name in (path.stem, *names(tree)) if is_banned(name)}


def duplicates(*packages: str) -> set[str]:
    """The public class names that stand for several classes."""
    homes = Counter(
        node.name
        for package in packages
        for _, tree in trees(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    return {f"class {name}" for name, count in homes.items() if count > 1}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_is_a_participle(package: str) -> None:
    assert sorted(banned_of(package)) == []


def test_a_class_name_stands_for_one_thing() -> None:
    assert sorted(duplicates(*PACKAGES)) == []


@pytest.mark.parametrize("name", ["_kept", "DecisionTaken", "host_told", "Given", "FOUND"])
def test_a_participle_is_seen_at_the_end_of_a_name(name: str) -> None:
    assert is_banned(name)


@pytest.mark.parametrize("name", ["known_facts", "kept_answer", "foundations", "Keeper", "withheld"])
def test_other_names_are_not_mistaken_for_one(name: str) -> None:
    assert not is_banned(name)
