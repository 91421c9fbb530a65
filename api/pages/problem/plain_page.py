"""A problem shown to a browser.

Until the pages of the workbench take over, a plain one; whoever is not signed in is led to the
door.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.kit.problem_kind import Kind
from api.kit.problems import Lang, Problem, instance, language_of
from api.pages.shell.catalogue import MESSAGES, translate


def problem_page(problem: Problem, request: Request) -> Response:
    """The page of a problem that a browser met."""
    kind, lang = problem.kind, language_of(request)
    if kind.code == "sign-in-needed" and request.method == "GET":
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(target, safe='')}", 303)
    errors = "".join(f"<li>{escape(fault.sentences(lang))}</li>" for fault in problem.faults)
    known = (instance(request) or "").removeprefix("urn:uuid:")
    number = f"<p>{escape(translate(lang, 'problem.number'))} <code>{escape(known)}</code></p>" if known else ""
    return HTMLResponse(
        bare(kind.title.in_(lang), f"{_advice(kind, lang)}<ul>{errors}</ul>{number}", lang),
        kind.status,
        problem.headers,
    )


def explained(kind: Kind, lang: Lang) -> str:
    """Explanation of a kind of problem, and what to do: for a person, then for a program, told its
    own advice only where it has some.
    """
    machine = f"{escape(translate(lang, 'problem.for_programs'))} <code>{kind.code}</code>, HTTP {kind.status}."
    own = f" {escape(kind.advice.in_(lang))}" if _for_people(kind) in MESSAGES else ""
    return f"{_advice(kind, lang)}<p>{machine}{own}</p>"


def _advice(kind: Kind, lang: Lang) -> str:
    known = _for_people(kind)
    return f"<p>{escape(translate(lang, known) if known in MESSAGES else kind.advice.in_(lang))}</p>"


def _for_people(kind: Kind) -> str:
    """The message that says the advice to a person, where the catalogue's speaks to a program."""
    return f"problem.{kind.code}"


def bare(title: str, body: str, lang: Lang) -> str:
    """A page without style: it must work when nothing else does."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} — Qualif</title>'
        f'<meta name="viewport" content="width=device-width"></head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    )
