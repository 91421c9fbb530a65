"""The editor of rules by keyboard alone, under the policy of pages, with the real language service behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, Page, expect

from api.authoring.completion import complete
from api.authoring.lint import lint
from api.authoring.navigation import Navigator
from api.authoring.workspace import Workspace
from api.http.security_headers import PAGE_HEADERS
from api.pages.shell.assets import STATIC, asset, vendor_asset
from api.rules.tree import tree_of_folder
from tests.browser.serving import served
from tests.shared import RULESETS, TODAY

FILE = "offences/contenus_mineurs/cp-227-24/offence.yaml"
SHEETS = "".join(
    f'<link rel="stylesheet" href="{asset(f"css/{name}.css")}">' for name in ("tokens", "base", "components")
)
SCRIPTS = f'<script defer src="{vendor_asset("codemirror")}"></script><script type="module" src="{asset("js/editor.js")}"></script>'
PAGE = f"""<!doctype html><html lang="fr" data-theme="light"><head><meta charset="utf-8"><title>Essai</title>{SHEETS}%s</head>
<body><main><h1>Essai</h1><form method="post" action="/saved"><button id="before" type="button">avant</button>
<label for="text">Texte de l'infraction</label>
<textarea id="text" name="text" rows="20" cols="80" data-editor data-file="{FILE}" data-lint="/lint" data-complete="/complete"
 data-hover="/hover" data-definition="/definition" data-open="/file?path={{path}}&amp;line={{line}}">%s</textarea>
<button id="save">Enregistrer</button></form></main></body></html>"""


def small_app() -> FastAPI:
    """One page with the editor, and the language service on the shipped rules."""
    app, tree, workspace = FastAPI(), tree_of_folder(RULESETS), Workspace()
    navigator = Navigator(workspace)
    text = tree.text(FILE).replace("    core: true", "    coer: true", 1)
    app.mount("/static", StaticFiles(directory=STATIC))

    @app.get("/", response_class=HTMLResponse)
    def page(script: bool = True) -> HTMLResponse:
        return HTMLResponse(
            PAGE % (SCRIPTS * script, text.replace("&", "&amp;").replace("<", "&lt;")), headers=PAGE_HEADERS
        )

    @app.post("/saved")
    async def save(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str((await request.form())["text"]), headers=PAGE_HEADERS)

    @app.get("/file")
    def file(path: str, line: int) -> PlainTextResponse:
        return PlainTextResponse(f"{path} {line}", headers=PAGE_HEADERS)

    @app.post("/lint")
    def lint_(body: dict[str, Any]) -> Any:
        return lint(workspace, tree, body["path"], body["text"], TODAY)

    @app.post("/complete")
    def complete_(body: dict[str, Any]) -> Any:
        return complete(navigator.index.table(tree), body["path"], body["text"], body["line"], body["column"])

    @app.post("/hover")
    def hover(body: dict[str, Any]) -> Any:
        found = navigator.hover(tree, body["path"], body["text"], body["line"], body["column"])
        return {"lines": found.lines if found else []}

    @app.post("/definition")
    def definition(body: dict[str, Any]) -> Any:
        return {"place": navigator.definition(tree, body["path"], body["text"], body["line"], body["column"])}

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The small page, served."""
    with served(small_app()) as base:
        yield base


@pytest.fixture
def editor(page: Page) -> Page:
    """The page once its editor is there and has its first faults."""
    page.goto("/")
    expect(page.locator(".editor__status")).to_contain_text("faute(s)")
    return page


def focus(page: Page) -> None:
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).to_be_focused()


def test_the_textarea_is_upgraded_and_nothing_breaks_the_policy(editor: Page) -> None:
    expect(editor.locator("textarea")).to_be_hidden()
    content = editor.get_by_role("textbox", name="Texte de l'infraction")
    expect(content).to_be_visible()
    assert editor.evaluate("getComputedStyle(document.querySelector('.cm-scroller')).fontFamily").startswith(
        '"Source Code Pro"'
    )
    assert editor.evaluate("document.querySelectorAll('style').length") == 0


def test_typing_over_what_is_selected_breaks_no_policy(editor: Page, said: list[str]) -> None:
    focus(editor)
    for words in ("id: autre\n", "id: encore\n"):
        editor.keyboard.press("Control+a")
        editor.keyboard.insert_text(words)
        assert editor.locator("textarea").input_value() == words
    editor.keyboard.press("Control+a")
    editor.keyboard.type("# x")
    assert editor.locator("textarea").input_value() == "# x"
    assert said == []


def test_tab_enters_and_leaves(editor: Page) -> None:
    focus(editor)
    editor.keyboard.press("Tab")
    expect(editor.locator("#save")).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    expect(editor.locator(".cm-content")).to_be_focused()


def test_f8_goes_to_the_fault_and_shows_its_words(editor: Page) -> None:
    focus(editor)
    expect(editor.locator(".cm-lintRange-error")).to_have_text("coer")
    editor.keyboard.press("F8")
    expect(editor.locator(".cm-tooltip-lint")).to_contain_text("clé inconnue `coer` — vouliez-vous `core` ?")


def test_ctrl_space_offers_names_in_french_and_enter_takes_one(editor: Page) -> None:
    focus(editor)
    editor.keyboard.press("Control+End")
    editor.keyboard.type("scope:\n  essai:\n    condition: {fact: accep")
    editor.keyboard.press("Control+Space")
    chosen = editor.locator(".cm-tooltip-autocomplete li[aria-selected]")
    expect(chosen).to_be_visible()
    name = str(chosen.locator(".cm-completionLabel").text_content())
    assert chosen.locator(".cm-completionDetail").text_content()
    editor.wait_for_timeout(200)  # CodeMirror takes no choice in the first moments of a list
    editor.keyboard.press("Enter")
    assert f"condition: {{fact: {name}" in str(editor.locator("textarea").input_value())


def test_f12_leads_to_the_definition_here_or_elsewhere(editor: Page) -> None:
    focus(editor)
    editor.keyboard.press("Control+f")
    editor.keyboard.type("fact: acces")
    editor.keyboard.press("Enter")
    editor.keyboard.press("Escape")
    editor.keyboard.press("F12")
    expect(editor.locator("body")).to_contain_text("facts/commun.yaml 59")


def test_shift_f1_says_what_the_word_is(editor: Page) -> None:
    focus(editor)
    editor.keyboard.press("Control+Home")
    for _ in range(2):
        editor.keyboard.press("ArrowRight")
    editor.keyboard.press("Shift+F1")
    expect(editor.locator(".editor__status")).to_contain_text("identifiant")


def test_what_is_written_is_posted_with_script_and_without(editor: Page, browser: Browser, address: str) -> None:
    focus(editor)
    editor.keyboard.press("Control+Home")
    editor.keyboard.type("# relu\n")
    editor.locator("#save").click()
    expect(editor.locator("body")).to_contain_text("# relu")
    plain = browser.new_context(base_url=address, java_script_enabled=False)
    tab = plain.new_page()
    tab.goto("/")
    tab.locator("textarea").fill("id: autre")
    tab.locator("#save").click()
    assert "id: autre" in tab.content()
    plain.close()


def test_the_editor_has_no_accessibility_fault(editor: Page) -> None:
    focus(editor)
    editor.keyboard.press("Control+f")
    found = Axe().run(editor, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    told = [(one["id"], node["html"][:200]) for one in found.response["violations"] for node in one["nodes"]]
    assert told == []
