"""Jinja set once per language: autoescape, undefined names refused, components imported by name."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from api.http.security_headers import PAGE_HEADERS
from api.kit.preferences import keep, preferences_of, stored
from api.kit.typography import typeset
from api.pages.shell.assets import asset, vendor_asset
from api.pages.shell.catalogue import MESSAGES, translate
from api.pages.shell.contexts import Context
from api.pages.shell.french import french_words, marking
from api.pages.shell.layout import shell_of
from engine.explanation.words import say_day
from engine.notices.addresses import defanged, safe
from textfile.text import Language

HERE = Path(__file__).parent
GLOBALS = frozenset({"t", "lang", "asset", "vendor_asset"})
"""What every template may use beside its context and `shell`."""


@cache
def environment(language: Language) -> Environment:
    """The templates of one language; `t` speaks it, and so do the macros, without being told."""
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(HERE.parent),
                PrefixLoader({"components": FileSystemLoader(HERE / "components")}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(t=partial(translate, language), lang=language, asset=asset, vendor_asset=vendor_asset)
    made.filters.update(
        day=partial(_day, language),
        typo=partial(_typo, language),
        defang=defanged,
        safe_text=safe,
        cited=partial(french_words, language),
        marking=partial(marking, language),
        for_people=partial(_for_people, language),
        anchor=lambda text: text.replace("_", "-"),
    )
    return made


def _day(language: Language, day: date) -> str:
    return typeset(say_day(day, language), language)


def _typo(language: Language, text: str) -> str:
    return typeset(text, language)


def _for_people(language: Language, advice: str, code: str) -> str:
    """Advice on a kind of problem, in words for a person where the catalogue's speak to a
    program.
    """
    known = f"problem.{code}"
    return translate(language, known) if known in MESSAGES else advice


def variables(context: Context) -> dict[str, Any]:
    """The fields of a context, as a template receives them."""
    return {one.name: getattr(context, one.name) for one in fields(context)}


def render(request: Request, context: Context, status: int = 200) -> HTMLResponse:
    """A page or a fragment.

    The language asked for in the address (`?lang=en`) is kept for the next pages.
    """
    shell = shell_of(request)
    template = environment(shell.language).get_template(context.template)
    html = template.render(shell=shell, section=getattr(context, "section", ""), **variables(context))
    response = HTMLResponse(html, status, headers=PAGE_HEADERS)
    if request.query_params.get("lang") == shell.language and not _is_stored(request, shell.language):
        keep(request, response, preferences_of(request))
    return response


def _is_stored(request: Request, language: Language) -> bool:
    return f"lang%3D{language}" in stored(request)
