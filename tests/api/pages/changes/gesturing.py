"""Gestures by their pages: what is chosen, the lines that are shown, what is then saved."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.api.changes.desk import OFFENCE
from tests.api.pages.changes.browsing import PagesDesk, words
from tests.api.pages.shared import Outline


def choose(desk: PagesDesk, change: str, gesture: str, choices: list[str], status: int = 200) -> str:
    """The page of a gesture after some choices."""
    query = "&".join(f"choix={one}" for one in choices)
    return desk.get(f"/demandes/{change}/gestes/{gesture}?{query}", status=status)


def preview(desk: PagesDesk, change: str, gesture: str, status: int = 200, /, **form: Any) -> str:
    """The page that shows the lines of a gesture."""
    page = desk.send(f"/demandes/{change}/gestes/{gesture}/apercu", None, status, **form)
    assert Outline(page).faults == []
    return page


def hidden(page: str, change: str, gesture: str) -> dict[str, Any]:
    """What the form that saves sends back, several values of one name together."""
    body = re.search(rf'<form method="post" action="/demandes/{change}/gestes/{gesture}">(.*?)</form>', page, re.DOTALL)
    assert body is not None, words(page)
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', body[1]):
        found.setdefault(name, []).append(unescape(value))
    return found


def save_gesture(desk: PagesDesk, change: str, gesture: str, /, **form: Any) -> str:
    """A gesture made: its lines seen, then saved."""
    page = preview(desk, change, gesture, **form)
    told = desk.send(f"/demandes/{change}/gestes/{gesture}", **hidden(page, change, gesture))
    assert "Enregistré." in words(told)
    return page


def text(desk: PagesDesk, change: str, path: str = OFFENCE) -> str:
    """A file of the request."""
    return str(desk.file(change, path)["text"])


def beside(page: str, name: str) -> str:
    """What is said beside a field."""
    found = re.search(rf'id="{name}-error">(.*?)</p>', page, re.DOTALL)
    assert found is not None, words(page)
    return words(found[1])
