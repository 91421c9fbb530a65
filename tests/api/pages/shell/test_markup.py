"""Every page: well nested, ids once, labels linked, headings in order, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from api.pages.shell.assets import STATIC
from tests.api.pages.shared import LANGUAGES, Outline, addresses, html, outline

every_page = pytest.mark.parametrize("address", addresses())
OUTSIDE = re.compile(r"""(?:https?:)?//[\w-]+(?:\.[\w-]+)+""", re.IGNORECASE)


@every_page
def test_a_page_is_well_nested(address: str) -> None:
    assert outline(address).faults == []
    assert outline(address).unclosed == []


@every_page
def test_an_id_is_given_once_and_references_lead_somewhere(address: str) -> None:
    elements = [attributes for _, attributes in outline(address).elements]
    ids = [a["id"] for a in elements if "id" in a]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})
    named = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "data-open-dialog")
    wanted = {name for a in elements for key in named for name in a.get(key, "").split()}
    wanted |= {a["href"][1:] for a in elements if a.get("href", "").startswith("#")}
    assert wanted <= set(ids), wanted - set(ids)


@every_page
def test_a_field_has_a_label(address: str) -> None:
    page = outline(address)
    labelled = {a["for"] for a in page.all("label") if "for" in a}
    inside = re.findall(r"<label[^>]*class=\"choice\"[^>]*><input ([^>]*)>", html(address))
    fields = [a for a in page.all("input", "select", "textarea") if a.get("type") not in ("hidden", "submit")]
    fields = [a for a in fields if "hidden" not in a]  # read by browsers that keep passwords, by nobody else
    alone = [a for a in fields if a.get("id") not in labelled]
    assert len(alone) == len(inside), alone


@every_page
def test_headings_do_not_jump_and_there_is_one_first_heading(address: str) -> None:
    levels = [int(tag[1]) for tag, _ in outline(address).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


@every_page
def test_landmarks_and_language(address: str) -> None:
    for language in LANGUAGES:
        page = outline(address, language)
        assert page.all("html")[0]["lang"] == language
        for tag in ("main", "footer", "header"):
            assert len(page.all(tag)) == 1
        links = page.all("a")
        assert links[0]["href"] == "#contenu"
        assert len({a["aria-label"] for a in page.all("nav") if "aria-label" in a}) == len(page.all("nav"))


@every_page
def test_nothing_inline_and_no_image(address: str) -> None:
    for tag, attributes in outline(address).elements:
        assert tag not in ("img", "image", "picture", "video", "audio", "iframe", "object", "embed", "style", "base")
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcset")]
        if tag == "script":
            assert attributes["src"].startswith("/static/")
        assert not attributes.get("href", "").lower().startswith(("javascript:", "data:"))


@every_page
def test_no_page_refers_to_an_outside_host(address: str) -> None:
    for language in LANGUAGES:
        found = [a for a in OUTSIDE.findall(html(address, language)) if "[.]" not in a]
        assert found == []


@pytest.mark.parametrize(
    "path", sorted(p for p in STATIC.rglob("*") if p.suffix in (".js", ".css")), ids=lambda p: p.name
)
def test_no_asset_refers_to_an_outside_host(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert OUTSIDE.findall(text) == []
    assert not re.search(r"@import|url\((?!#)|\beval\(|new Function\b", text) or "htmx" in str(path)


def test_the_outline_sees_faults() -> None:
    faults = Outline("<p><b></p></b>").faults
    assert faults == ["</p> closes nothing, near (1, 6)", "</b> closes nothing, near (1, 10)"]
    assert Outline("<p>").unclosed == ["p"]
