"""A problem shown to a browser. Until the pages of the workbench take over, a plain one; whoever is not signed in is led to the door."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.problems import BASE, Kind, Lang, Problem, instance, language_of


def problem_page(problem: Problem, request: Request) -> Response:
    """The page of a problem that a browser met."""
    kind, lang = problem.kind, language_of(request)
    if kind.code == "sign-in-needed" and request.method == "GET":
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(target, safe='')}", 303)
    errors = "".join(f"<li>{escape(error.message)} {escape(error.hint)}</li>" for error in problem.errors)
    number = escape(instance(request) or "")
    return HTMLResponse(
        bare(kind.title.in_(lang), f"{explained(kind, lang)}<ul>{errors}</ul><p><small>{number}</small></p>", lang),
        kind.status,
        problem.headers,
    )


def explained(kind: Kind, lang: Lang) -> str:
    """What a kind of problem is, and what to do, as HTML."""
    advice = escape(kind.advice.in_(lang))
    return f'<p>{advice}</p><p><a href="{BASE}{kind.code}"><code>{kind.code}</code></a> · HTTP {kind.status}</p>'


def bare(title: str, body: str, lang: Lang) -> str:
    """A page without style: it must work when nothing else does."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} — Qualif</title>'
        f'<meta name="viewport" content="width=device-width"></head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    )
