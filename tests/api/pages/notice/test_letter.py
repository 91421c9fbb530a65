"""The letter of a notice on a page: its words and their layout, and nothing else that a template may hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.pages.notice.letter import letter_of
from tests.api.pages.shared import Outline

ALLOWED = {
    "h3",
    "h4",
    "h5",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "code",
    "br",
}


def test_headings_go_under_those_of_the_page_and_words_stay() -> None:
    told = letter_of(
        '<article lang="fr"><h1>Avis</h1><p>Un <strong>fait</strong> &amp; rien.</p><h2>Motifs</h2></article>'
    )
    assert told == "<h3>Avis</h3><p>Un <strong>fait</strong> &amp; rien.</p><h4>Motifs</h4>"


def test_what_a_template_may_not_show_is_left_out() -> None:
    hostile = (
        '<p onclick="x()" style="color:red">Dit</p><script>alert(1)</script><form action="/moi"><input name="a">'
        '<a href="javascript:x()">lien</a></form><img src="http://ailleurs.example/x"><p lang="fr" class="x">Fin</p>'
    )
    assert letter_of(hostile) == '<p>Dit</p>lien<p lang="fr">Fin</p>'


def test_what_is_left_open_is_closed_and_what_closes_nothing_is_passed_over() -> None:
    assert letter_of("</div><ul><li>un<li>deux</ul></p>") == "<ul><li>un<li>deux</li></li></ul>"
    assert letter_of("<p>fin") == "<p>fin</p>"


def test_an_attribute_written_twice_is_taken_once() -> None:
    assert letter_of('<p lang="fr" lang="en">mots</p>') == '<p lang="fr">mots</p>'


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<h1>", "</h1>", "<script>", "</script>", "<b>", "<td", " lang=fr", ">", "&lt;", "mots ", '"', "<!--", "-->", "<svg/onload=x>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join))
def test_whatever_a_template_holds_the_page_stays_well_nested(html: str) -> None:
    shown = Outline(str(letter_of(html)))
    assert shown.faults == []
    assert shown.unclosed == []
    assert {tag for tag, _ in shown.elements} <= ALLOWED
    assert {name for _, attributes in shown.elements for name in attributes} <= {"lang", "scope"}
