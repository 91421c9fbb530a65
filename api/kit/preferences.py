"""Display preferences: language, theme, contrast, shortcuts, the way folded texts open.

Kept in one cookie, so that it works before anyone has signed in; an account may hold its own and
set `request.state.preferences`, which then wins. Nothing here says who the person is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlencode

from fastapi import Request
from fastapi.responses import Response

from api.kit.hotkeys import BY_NAME, keys_for
from textfile.text import LANGUAGES, Language

COOKIE = "qualif_affichage"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Over HTTPS: the prefix keeps other hosts from setting it."""
YEAR = 365 * 24 * 3600
Theme: TypeAlias = Literal["auto", "light", "dark"]
Contrast: TypeAlias = Literal["auto", "more"]
Fold: TypeAlias = Literal["hold", "toggle"]
Pause: TypeAlias = Literal["40", "20", "80", "off"]
"""The weight of a day's reading after which a break is offered."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "contrast": ("auto", "more"),
    "hotkeys": ("on", "off"),
    "fold": ("hold", "toggle"),
    "pause": ("40", "20", "80", "off"),
}
"""The settings that are a choice in a list; the first is the default."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Display preferences of one person. `language` is None until chosen: the browser's is then
    followed.
    """

    language: Language | None = None
    theme: Theme = "auto"
    contrast: Contrast = "auto"
    hotkeys: Literal["on", "off"] = "on"
    fold: Fold = "hold"
    pause: Pause = "40"
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def keymap(self) -> str:
        """The key of every action, as `hotkeys.js` reads it."""
        return _keymap(tuple(self.keys.items()))


@lru_cache(maxsize=256)
def _keymap(choices: tuple[tuple[str, str], ...]) -> str:
    return urlencode(keys_for(dict(choices)), quote_via=quote)


def preferences_from(values: Mapping[str, str]) -> Preferences:
    """The settings named in a form or a cookie; what is not one of the choices is left at its
    default.
    """
    kept: dict[str, Any] = {name: values[name] for name, known in CHOICES.items() if values.get(name) in known}
    keys = {n: values[f"key.{n}"] for n in BY_NAME if values.get(f"key.{n}", BY_NAME[n].key) != BY_NAME[n].key}
    return Preferences(language=known_language(values.get("lang")), keys=keys, **kept)


def as_values(preferences: Preferences) -> dict[str, str]:
    """The settings as flat values; `preferences_from` reads them back."""
    values = {
        name: str(getattr(preferences, name))
        for name, known in CHOICES.items()
        if getattr(preferences, name) != known[0]
    }
    if preferences.language is not None:
        values["lang"] = preferences.language
    return values | {f"key.{name}": key for name, key in preferences.keys.items()}


def preferences_of(request: Request) -> Preferences:
    """The person's settings, with the language asked for in the address when there is one."""
    held = getattr(request.state, "preferences", None)
    if not isinstance(held, Preferences):
        held = _in_cookie(stored(request))
        request.state.preferences = held
    asked = known_language(request.query_params.get("lang"))
    return replace(held, language=asked) if asked is not None else held


@lru_cache(maxsize=256)
def _in_cookie(cookie: str) -> Preferences:
    """The settings of a cookie, read once: the same come with every page of a person."""
    return preferences_from(dict(parse_qsl(unquote(cookie))))


def stored(request: Request) -> str:
    """The cookie of the settings, as it came; empty where there is none."""
    return request.cookies.get(HOST_COOKIE if _is_secure(request) else COOKIE, "")


def keep(request: Request, response: Response, preferences: Preferences) -> None:
    """Writes the settings in the cookie."""
    secure, value = _is_secure(request), quote(urlencode(as_values(preferences)), safe="")
    name = HOST_COOKIE if secure else COOKIE
    response.set_cookie(name, value, max_age=YEAR, path="/", httponly=True, samesite="lax", secure=secure)


def forget(request: Request, response: Response) -> None:
    """Has the browser forget the settings."""
    secure = _is_secure(request)
    response.delete_cookie(HOST_COOKIE if secure else COOKIE, path="/", httponly=True, samesite="lax", secure=secure)


def _is_secure(request: Request) -> bool:
    return bool(request.scope["scheme"] == "https")


def language_of(request: Request) -> Language:
    """The language of a page: the address, then the settings, then the browser's list, then
    French.
    """
    chosen = preferences_of(request).language
    return chosen if chosen is not None else _accepted(request.headers.get("accept-language", ""))


def known_language(text: str | None) -> Language | None:
    """The text as a language we speak."""
    return text if text in LANGUAGES else None


def _accepted(header: str) -> Language:
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, tag.strip().lower()[:2]))
        except ValueError:
            continue
    return next((found for _, _, tag in sorted(ranked) if (found := known_language(tag)) is not None), "fr")
