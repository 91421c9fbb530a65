"""Passages of a reported text: cut at the right place, though addresses in it are defanged."""

from __future__ import annotations

from api.workbench.passages import passages, segments
from engine.model.knowledge import Exactly, Span, StatedFact

TEXT = "Va voir http://x.exemple/a puis menace \u202eici."


def test_an_address_in_a_text_is_defanged_and_passages_stay_where_they_are() -> None:
    facts = {
        "lien": StatedFact("lien", Exactly(True), span=Span(8, 26)),
        "menace": StatedFact("menace", Exactly(True), span=Span(32, 38)),
        "bout": StatedFact("bout", Exactly(True), span=Span(12, 24)),
    }
    found = passages(facts, TEXT, (), {name: name for name in facts})
    assert [e.text for e in found] == ["hxxp://x[.]exemple/a", "://x[.]exemple", "menace"]
    cut = segments(facts, TEXT, found)
    assert [(s.text, s.number) for s in cut] == [
        ("Va voir ", None),
        ("hxxp://x[.]exemple/a", 1),
        (" puis ", None),
        ("menace", 3),
        (" [U+202E]ici.", None),
    ]
