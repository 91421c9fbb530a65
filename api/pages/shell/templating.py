"""Jinja set once per language: autoescape, undefined names refused, components imported by name.

Words without blanks are constants of a language: they are put in when a template is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context as JinjaContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from api.http.security_headers import PAGE_HEADERS
from api.kit.preferences import Preferences, keep, preferences_of, stored
from api.kit.report_caches import report_cache
from api.kit.typography import typeset
from api.pages.shell.assets import asset, vendor_asset
from api.pages.shell.catalogue import MESSAGES, translate
from api.pages.shell.contexts import Context
from api.pages.shell.french import french_words, marking, text_language
from api.pages.shell.layout import NavMenu, Shell, key_rows, shell_of
from engine.explanation.words import say_day
from engine.notices.addresses import defanged, safe
from textfile.text import SEMICOLON, Language

HERE = Path(__file__).parent
_SPECIAL = re.compile("[&<>'\"]")
GLOBALS = frozenset({"t", "lang", "asset", "vendor_asset", "main_menu", "keyboard_help"})
"""What every template may use beside its context and `shell`."""


SMALL = frozenset({"status", "shape", "tag", "read_by", "term", "terms_here", "button"})
"""Components that pages draw dozens of times alike, for words that recur from page to page."""


class _Words(NodeTransformer):
    """Messages without blanks and the language, as the constants that they are: a page says three
    hundred.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  # the name that Jinja calls
        """`t("a.message")`."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="t"), args=[nodes.Const(value=str() as key)], kwargs=[]):
                return nodes.Const(translate(self._language, key), lineno=node.lineno)
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802  # the name that Jinja calls
        """`lang`."""
        is_language = node.name == "lang" and node.ctx == "load"
        return nodes.Const(self._language, lineno=node.lineno) if is_language else node


class _DirectCalls(CodeGenerator):
    """Calls of macros and functions without Jinja's look at what each wants of the context: those
    of pages want nothing, and a page makes three hundred, a fifth of its template.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  # the name that Jinja calls
        """`environment.call_directly(macro, …)`, where Jinja writes `context.call(macro, …)`."""
        match node:
            case nodes.Call(node=nodes.Name(name=name)) if name in SMALL and not node.find(nodes.Dict):
                self.write("environment.drawn(")
            case _:
                self.write("environment.call_directly(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        """`environment.escaped(…)`, where Jinja writes `escape(…)`: templates of pages escape
        everything.
        """
        self.write("environment.escaped(")


class _PageTemplate(Template):
    """A template whose macros are made once for all that import them: each page takes twenty-three
    imports, and none gives them names of its own.
    """

    def _get_default_module(self, ctx: JinjaContext | None = None) -> TemplateModule:
        """The hook of Jinja where a template imports this one."""
        if self._module is None:
            self._module = self.make_module()
        return self._module


class _PageEnvironment(Environment):
    """Templates of one language."""

    template_class = _PageTemplate
    code_generator_class = _DirectCalls

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self._language = language

    @staticmethod
    def call_directly(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """The result of a call that a template makes."""
        return function(*arguments, **options)

    @staticmethod
    def escaped(value: object) -> str:
        """A value as a page writes it; most hold nothing to escape, and are joined with others at
        once.
        """
        if isinstance(value, Markup):
            return value
        return value if type(value) is str and _SPECIAL.search(value) is None else escape(value)

    @staticmethod
    def drawn(macro: Callable[..., Markup], *arguments: Any, **options: Any) -> Markup:
        """What a small macro draws."""
        return _drawn(macro, *arguments, **options)

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        """The hook of Jinja between parsing and compiling."""
        return super()._generate(_Words(self._language).visit(source), *names, **options)


@report_cache(4_096, typed=True)
def _drawn(macro: Callable[..., Markup], *arguments: Any, **options: Any) -> Markup:
    """What a macro draws for these words, once; a button may name a report."""
    return macro(*arguments, **options)


@cache
def environment(language: Language) -> Environment:
    """The templates of one language; `t` speaks it, and so do the macros, without being told."""
    made = _PageEnvironment(
        language,
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
    made.globals.update(
        t=partial(translate, language),
        lang=language,
        asset=asset,
        vendor_asset=vendor_asset,
        main_menu=partial(_main_menu, language),
        keyboard_help=partial(_keyboard_help, language),
    )
    made.filters.update(
        day=partial(_day, language),
        typo=partial(_typo, language),
        defang=defanged,
        safe_text=safe,
        listed=SEMICOLON[language].join,
        cited=partial(french_words, language),
        text_language=text_language,
        marking=partial(marking, language),
        for_people=partial(_for_people, language),
        anchor=lambda text: text.replace("_", "-"),
    )
    return made


def _main_menu(language: Language, shell: Shell, section: str) -> Markup:
    return _drawn_menu(language, shell.menus, tuple(shell.waiting.items()), section, shell.is_partial)


@lru_cache(maxsize=64)
def _drawn_menu(
    language: Language, menus: tuple[NavMenu, ...], waiting: tuple[tuple[str, int], ...], section: str, partial: bool
) -> Markup:
    """The navigation as it is drawn: counts change it, what a page shows does not."""
    template = environment(language).get_template("shell/menu.html")
    return Markup(template.render(menus=menus, waiting=dict(waiting), section=section, partial=partial))


def _keyboard_help(language: Language, preferences: Preferences) -> Markup:
    return _drawn_keys(language, preferences.hotkeys, tuple(preferences.keys.items()))


@lru_cache(maxsize=64)
def _drawn_keys(language: Language, hotkeys: str, choices: tuple[tuple[str, str], ...]) -> Markup:
    """The keyboard help, the same under every page of whoever has these keys."""
    template = environment(language).get_template("shell/keyboard.html")
    return Markup(template.render(hotkeys=hotkeys, keys=key_rows(dict(choices))))


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


def render(request: Request, context: Context, status: int = 200, shell: Shell | None = None) -> HTMLResponse:
    """A page or a fragment; `shell`: its surroundings, where they are known already.

    The language asked for in the address (`?lang=en`) is kept for the next pages.
    """
    shell = shell or shell_of(request)
    template = environment(shell.language).get_template(context.template)
    html = template.render(shell=shell, section=getattr(context, "section", ""), **variables(context))
    response = HTMLResponse(html, status, headers=PAGE_HEADERS)
    if request.query_params.get("lang") == shell.language and not _is_stored(request, shell.language):
        keep(request, response, preferences_of(request))
    return response


def _is_stored(request: Request, language: Language) -> bool:
    return f"lang%3D{language}" in stored(request)
