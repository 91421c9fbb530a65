"""Passages of a reported text: cut at the right place, though addresses in it are defanged."""

from __future__ import annotations

from api.pages.case.passages import Words, numbered, passages, segments
from engine.model.knowledge import Exactly, Span, StatedFact

TEXT = "Va voir http://x.exemple/a puis menace \u202eici."


def test_an_address_in_a_text_is_defanged_and_passages_stay_where_they_are() -> None:
    facts = {
        "lien": StatedFact("lien", Exactly(True), span=Span(8, 26)),
        "menace": StatedFact("menace", Exactly(True), span=Span(32, 38)),
        "bout": StatedFact("bout", Exactly(True), span=Span(12, 24)),
    }
    found = passages(facts, Words(TEXT), (), {name: name for name in facts})
    assert [e.text for e in found] == ["hxxp://x[.]exemple/a", "://x[.]exemple", "menace"]
    cut = segments(facts, Words(TEXT), "text", found)
    assert [(s.text, s.number) for s in cut] == [
        ("Va voir ", None),
        ("hxxp://x[.]exemple/a", 1),
        (" puis ", None),
        ("menace", 3),
        (" [U+202E]ici.", None),
    ]
    assert [s.inner for s in cut] == [(), (2,), (), (), ()]  # a passage whole within another shares its mark
    assert cut[1].link == "fait-lien fait-bout"


def test_each_passage_is_marked_in_the_words_of_its_own_voice() -> None:
    facts = {
        "menace": StatedFact("menace", Exactly(True), span=Span(0, 6)),
        "recit": StatedFact("recit", Exactly(True), span=Span(3, 9, "comment")),
        "meme": StatedFact("meme", Exactly(True), span=Span(0, 6, "comment")),
    }
    words = Words("menace ici", "il menace encore")
    found = passages(facts, words, (), {name: name for name in facts})
    assert [(e.number, e.text, e.reporter) for e in found] == [
        (1, "menace", False),
        (2, "il men", True),
        (3, "menace", True),
    ]
    assert [(s.text, s.number) for s in segments(facts, words, "text", found)] == [("menace", 1), (" ici", None)]
    cut = segments(facts, words, "comment", found)
    assert [(s.text, s.number) for s in cut] == [("il men", 2), ("ace", 3), (" encore", None)]


def test_words_that_were_erased_have_no_passage() -> None:
    facts = {
        "menace": StatedFact("menace", Exactly(True), span=Span(0, 6)),
        "recit": StatedFact("recit", Exactly(True), span=Span(3, 9, "comment")),
    }
    assert numbered(facts, Words(None, "il menace")) == {"recit": 1}
    assert numbered(facts, Words()) == {}
    assert segments(facts, Words(), "text", ()) == ()
