"""`/openapi.json`, `/docs` (Swagger UI, served from here), and one page for each type of
problem.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from api.http.guard import DOCS_CSP
from api.http.identity import Anyone
from api.http.routing import OffLoopRouter
from api.kit.problem_catalogue import CATALOGUE
from api.kit.problems import BASE, Problem, language_of
from api.pages.problem.plain_page import bare, explained

router = OffLoopRouter(include_in_schema=False)
_SWAGGER = Path(str(files("fastapi_offline") / "static"))
_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}
_START = """window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });
});
"""
_DOCS = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Qualif — API</title>
<link rel="icon" href="/docs/favicon.png"><link rel="stylesheet" href="/docs/swagger-ui.css">
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></head>
<body><main id="api"><noscript>La description de l'API : <a href="/openapi.json">openapi.json</a></noscript></main></body></html>
"""


@router.get("/openapi.json")
def openapi(_: Anyone, request: Request) -> JSONResponse:
    """The description of the API."""
    description: dict[str, Any] = request.app.openapi()
    return JSONResponse(description)


@router.get("/docs")
def docs(_: Anyone) -> HTMLResponse:
    """The description, to read and try."""
    return HTMLResponse(_DOCS, headers={"Content-Security-Policy": DOCS_CSP})


@router.get("/docs/{name}")
def asset(_: Anyone, name: str) -> Response:
    """A file of Swagger UI, from the installed package."""
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name not in _ASSETS:
        raise Problem("not-found")
    return FileResponse(_SWAGGER / name, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=86400"})


@router.get(BASE + "{code}")
def problem_type(_: Anyone, code: str, request: Request) -> HTMLResponse:
    """Page of a type of problem: what it means, and what to do."""
    if code not in CATALOGUE:
        raise Problem("not-found")
    kind, lang = CATALOGUE[code], language_of(request)
    return HTMLResponse(bare(kind.title.in_(lang), explained(kind, lang), lang))
