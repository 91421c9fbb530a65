"""What is drawn once for its words is drawn for these words alone."""

from __future__ import annotations

from markupsafe import Markup

from api.pages.shell.templating import environment

SAID = "<b>à voir</b>"


def test_words_that_are_safe_and_the_same_that_are_not_are_two() -> None:
    """Equal, and of one hash: the second would otherwise come out as the first was drawn."""
    drawn = environment("fr").from_string(
        '{% from "components/badge.html" import status %}{{ status("open", label) }}{{ label }}'
    )
    safe, unsafe = drawn.render(label=Markup(SAID)), drawn.render(label=SAID)
    assert SAID in safe
    assert SAID not in unsafe
    assert unsafe.count("&lt;b&gt;") == 2


def test_each_language_draws_its_own() -> None:
    words = [
        environment(language)
        .from_string('{% from "components/badge.html" import status %}{{ status("open") }}')
        .render()
        for language in ("fr", "en")
    ]
    assert words[0] != words[1]
