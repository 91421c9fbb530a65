"""Scaffolds: the files that `qualif rules new` drafts, as the changes of a tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree
from engine.analysis.drafting.drafts import (
    LawDraft,
    Undraftable,
    draft_defence,
    draft_ground,
    draft_offence,
    draft_version,
)
from engine.analysis.drafting.editor import Missing
from textfile.reader import Unreadable


class ScaffoldRefused(ValueError):
    """What is asked cannot be drafted; says in French why, and what to do."""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """Files to write for a change of the law, by path, and what is left to look at, in French."""

    changes: Mapping[str, bytes | None]
    remarks: tuple[str, ...]


def scaffold_offence(
    workspace: Workspace, tree: RulesTree, offence: str, theme: str, like: str | None = None
) -> Scaffold:
    """A new offence: its file, its cases, its families, its field; `like` goes to the same
    recipients.

    Raises:
        ScaffoldRefused: it cannot be drafted.
    """
    _refuse_name(offence, "-")
    _refuse_name(theme, "_")
    return _scaffold(workspace, tree, lambda root: draft_offence(root, offence, theme, like))


def scaffold_version(
    workspace: Workspace, tree: RulesTree, offence: str, version: str, start: date, like: str | None = None
) -> Scaffold:
    """A new version of an offence, from a day on; the last one ends the day before.

    Raises:
        ScaffoldRefused: it cannot be drafted.
    """
    _refuse_name(offence, "-")
    _refuse_name(version, "_")
    return _scaffold(workspace, tree, lambda root: draft_version(root, offence, version, start, like))


def scaffold_defence(
    workspace: Workspace,
    tree: RulesTree,
    offence: str,
    defence: str,
    version: str | None = None,
    start: date | None = None,
) -> Scaffold:
    """A new defence of an offence, in its last version, or in a new one that starts on a day.

    Raises:
        ScaffoldRefused: it cannot be drafted.
    """
    _refuse_name(offence, "-")
    _refuse_name(defence, "_")
    if (version is None) is not (start is None):
        raise ScaffoldRefused("une version nouvelle a un nom et un premier jour : donner les deux, ou aucun")
    if version is not None:
        _refuse_name(version, "_")
    return _scaffold(workspace, tree, lambda root: draft_defence(root, offence, defence, version, start))


@dataclass(frozen=True, slots=True)
class GroundScaffold:
    """Value to add to the list of a fact, from a day on: treated as `like`, in these notions."""

    value: str
    like: str
    start: date
    fact: str = "critere_protege"
    notions: tuple[str, ...] = ()


def scaffold_ground(workspace: Workspace, tree: RulesTree, ground: GroundScaffold) -> Scaffold:
    """A new value of a list, such as a protected ground: vocabulary, dated notions, lexicon.

    Raises:
        ScaffoldRefused: it cannot be drafted.
    """
    _refuse_name(ground.value, "_")
    return _scaffold(
        workspace,
        tree,
        lambda root: draft_ground(root, ground.value, ground.fact, ground.like, ground.start, ground.notions),
    )


def _scaffold(workspace: Workspace, tree: RulesTree, draft_of: Callable[[Path], LawDraft]) -> Scaffold:
    with workspace.checkout(tree) as checkout:
        try:
            draft = draft_of(checkout.root)
        except Undraftable as error:
            raise ScaffoldRefused(str(error)) from error
        except Missing as error:
            raise ScaffoldRefused(f"rien à compléter à {error} ; corriger d'abord les fautes de ces règles") from error
        except Unreadable as error:
            raise ScaffoldRefused(error.diagnostic.as_text()) from error
        except (AttributeError, IndexError, KeyError, TypeError) as error:  # a draft may hold anything that reads
            raise ScaffoldRefused("ces règles n'ont pas la forme attendue ; corriger d'abord leurs fautes") from error
    return Scaffold({name: text.encode("utf-8") for name, text in draft.texts.items()}, tuple(draft.remarks))


def _refuse_name(name: str, link: str) -> None:
    if re.fullmatch(rf"[a-z][a-z0-9{link}]{{0,79}}", name) is None:
        kind = "tirets" if link == "-" else "traits bas"
        raise ScaffoldRefused(f"identifiant mal formé : `{name[:80]}` ; minuscules sans accent, chiffres et {kind}")
