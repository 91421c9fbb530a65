"""Plain text: the words of every block that can be printed, in lines that are not too long."""

from __future__ import annotations

import pytest

from engine.notices.plain import WIDTH, text_of, unwrapped


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>Un titre</h1><h2>Deux</h2><h3>Trois</h3>", "UN TITRE\n========\n\nDeux\n----\n\nTrois\n"),
        ("<p>a <strong>b</strong> <code>c  d</code><br>e</p>f", "a b c d\ne\n\nf\n"),
        ("<ul><li>a</li><li><p>b</p><ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d\n"),
        ("<dl><dt>Pays :</dt><dd>France</dd><dd>Italie</dd></dl>", "Pays : France\nItalie\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b\n"),
        ("<pre>a\n  b</pre><hr><p>c</p>", "a\n  b\n\n--------------------\n\nc\n"),
        (
            "<table><caption>T</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "T\n\na | b\n1 | 2\n",
        ),
        (
            "<figure><svg><title>Parts</title><desc>Une barre.</desc></svg><figcaption>F</figcaption></figure>",
            "Parts Une barre.\n\nF\n",
        ),
    ],
)
def test_each_block_has_its_words(html: str, text: str) -> None:
    assert text_of(html) == text


def test_lines_are_not_too_long_but_for_what_cannot_be_cut() -> None:
    address = "hxxps://" + "a" * 150
    text = text_of(f"<ul><li>{'mot ' * 80}<ul><li>{'mot ' * 80}</li></ul></li></ul><p>{address}</p>")
    assert all(len(line) <= WIDTH or line == address for line in text.splitlines())
    assert address in text


def test_lines_go_on_to_the_end_of_the_paragraph_for_a_screen() -> None:
    long, short = "mot " * 60, "fin."
    items = f"- {long.strip()}\n- {short}\n"
    assert unwrapped(text_of(f"<ul><li>{long}</li><li>{short}</li></ul>")) == items
    assert (
        unwrapped(text_of(f"<h1>Un</h1><p>{long}</p><p>{short}<br>a</p>")) == f"UN\n==\n\n{long.strip()}\n\nfin.\na\n"
    )
