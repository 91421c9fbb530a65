"""Keyboard shortcuts: what one key does, and which key unless a person chose another.

Pages name actions (`data-hotkey="accept"`), never keys: a person may give an action another key, or
switch all of them off (WCAG 2.1.4). `hotkeys.js` reads the choice from the page; the help dialog
and the settings page list this catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Where: TypeAlias = Literal["everywhere", "list", "case"]


@dataclass(frozen=True, slots=True)
class Action:
    """Action of a shortcut. Its words are the message `hotkey.<name>`."""

    name: str
    key: str
    where: Where


ACTIONS: tuple[Action, ...] = (
    Action("help", "?", "everywhere"),
    Action("search", "/", "everywhere"),
    Action("go_queue", "g q", "everywhere"),
    Action("go_entry", "g n", "everywhere"),
    Action("go_law", "g l", "everywhere"),
    Action("go_facts", "g f", "everywhere"),
    Action("go_noise", "g b", "everywhere"),
    Action("go_second", "g r", "everywhere"),
    Action("go_board", "g s", "everywhere"),
    Action("go_exchanges", "g a", "everywhere"),
    Action("go_changes", "g m", "everywhere"),
    Action("go_help", "g h", "everywhere"),
    Action("next", "j", "list"),
    Action("previous", "k", "list"),
    Action("take_next", "t", "list"),
    Action("restore", "r", "list"),
    Action("reveal", "v", "case"),
    Action("confirm_fact", "o", "case"),
    Action("deny_fact", "n", "case"),
    Action("dispute_fact", "y", "case"),
    Action("accept", "a", "case"),
    *(Action(f"choose_{n}", str(n), "case") for n in range(1, 10)),
    Action("none", "x", "case"),
    Action("noise", "b", "case"),
    Action("out_of_scope", "h", "case"),
    Action("correct", "d", "case"),
    Action("take_case", "i", "case"),
    Action("hand_over", "p", "case"),
    Action("go_action", "s", "case"),
    Action("undo", "u", "case"),
    Action("go_done", "g d", "case"),
    Action("comment", "c", "case"),
    Action("proof", "e", "case"),
    Action("write_note", "l", "case"),
    Action("ask_opinion", "q", "case"),
    Action("missing", "m", "case"),
    Action("confirm", "Control+Enter", "case"),
)
BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}

_KEY = re.compile(r"(?:Control\+)?(?:[^\s]|Enter|Escape|F[1-9])(?: [^\s])?")


def is_key(text: str) -> bool:
    """Whether a text names a key, two keys in a row (`g q`), or a key with Control."""
    return _KEY.fullmatch(text) is not None


def keys_for(choices: Mapping[str, str]) -> dict[str, str]:
    """The key of every action, a person's choice first; a choice that is no key, or of no action,
    counts for nothing.
    """
    return {a.name: choices[a.name] if is_key(choices.get(a.name, "")) else a.key for a in ACTIONS}


def clashes(keys: Mapping[str, str]) -> dict[str, str]:
    """For each action whose key an earlier one already has, that earlier action."""
    owner: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, key in keys.items():
        if owner.setdefault(key, name) != name:
            found[name] = owner[key]
    return found
