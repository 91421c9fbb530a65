"""Display settings: language, theme, contrast, shortcuts.

They work without an account and without script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.http.identity import Anyone
from api.http.routing import OffLoopRouter
from api.kit.hotkeys import ACTIONS, BY_NAME, clashes, is_key, keys_for
from api.kit.preferences import CHOICES, Preferences, forget, keep, language_of, preferences_from, preferences_of
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.templating import render

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class DisplayChoice:
    """One setting that is a choice in a list."""

    name: str
    value: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class KeyField:
    """The key of one action."""

    name: str
    label: str
    value: str
    original: str


@dataclass(frozen=True, kw_only=True)
class DisplayPage(Page):
    """Display settings."""

    template: ClassVar[str] = "display/display.html"

    choices: tuple[DisplayChoice, ...] = field(
        metadata=help_text("Settings that are a choice in a list, language first.")
    )
    key_fields: tuple[KeyField, ...] = field(metadata=help_text("Every action, with its key."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    saved: bool = field(metadata=help_text("Whether settings have just been saved."))


async def sent_form(request: Request) -> dict[str, str]:
    """The fields of a plain form; what is too long to be one counts for nothing."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


@router.get("/affichage", name="display")
def display(_: Anyone, request: Request, enregistre: bool = False) -> HTMLResponse:
    """The settings."""
    chosen = preferences_of(request)
    return _page(request, chosen, keys_for(chosen.keys), (), saved=enregistre)


@router.post("/affichage", name="save_display")
def save(_: Anyone, request: Request, form: Annotated[dict[str, str], Depends(sent_form)]) -> Response:
    """Keeps the settings on this computer, or says what is wrong."""
    if "reset" in form:
        gone = RedirectResponse("/affichage?enregistre=1", 303)
        forget(request, gone)
        return gone
    keys = {a.name: form.get(f"key.{a.name}", "").strip() or a.key for a in ACTIONS}
    chosen = preferences_from({**form, **{f"key.{name}": key for name, key in keys.items()}})
    errors = _errors(request, keys)
    if errors:
        return _page(request, chosen, keys, errors, saved=False, status=422)
    done = RedirectResponse("/affichage?enregistre=1", 303)
    keep(request, done, chosen)
    return done


def _errors(request: Request, keys: dict[str, str]) -> tuple[FieldError, ...]:
    language = language_of(request)
    found = [
        FieldError(f"key-{name}", translate(language, "display.bad_key", key=key[:20]))
        for name, key in keys.items()
        if not is_key(key)
    ]
    for name, other in clashes(keys).items():
        told = translate(language, "display.clash", key=keys[name], other=translate(language, f"hotkey.{other}"))
        found.append(FieldError(f"key-{name}", told))
    return tuple(found)


def _page(
    request: Request,
    chosen: Preferences,
    keys: dict[str, str],
    errors: tuple[FieldError, ...],
    saved: bool,
    status: int = 200,
) -> HTMLResponse:
    language = language_of(request)

    def say(key: str) -> str:
        return translate(language, key)

    languages = (
        Option("", say("display.lang_auto")),
        Option("fr", say("shell.french"), "fr"),
        Option("en", say("shell.english"), "en"),
    )
    choices = [DisplayChoice("lang", chosen.language or "", languages)]
    for name, values in CHOICES.items():
        options = tuple(Option(v, say(f"display.{name}.{v}")) for v in values)
        choices.append(DisplayChoice(name, str(getattr(chosen, name)), options))
    page = DisplayPage(
        title=say("display.title"),
        choices=tuple(choices),
        key_fields=tuple(KeyField(n, say(f"hotkey.{n}"), key, BY_NAME[n].key) for n, key in keys.items()),
        errors=errors,
        saved=saved,
    )
    return render(request, page, status)
