"""PDF: what PDF/UA asks for is there, the words come back out, nothing given is read as code, and the bytes are always the same."""

import re
import zlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.notices.pdf import pdf_of
from engine.notices.pdf_tree import MAX_CHARACTERS, MAX_DEPTH, PdfError, tree_of

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PAGE = """<!doctype html><html lang="fr"><body><main><h1>Notification</h1><h2>Motifs</h2><p>Le contenu <strong>paraît</strong>
constituer&nbsp;: <em>a</em>, <code>hxxps[:]//a.exemple</code><br>suite</p><ul><li>un<ul><li>deux</li></ul></li></ul><ol><li>trois</li></ol>
<dl><dt>Pays</dt><dd>France</dd></dl><table><caption>Faits</caption><thead><tr><th scope="col">Fait</th><th scope="col">État</th></tr></thead>
<tbody><tr><th scope="row">Accès</th><td>confirmé</td></tr></tbody></table><blockquote><p>cité</p></blockquote><hr><pre>a
  b</pre><figure><svg viewBox="0 0 100 20" class="chart" role="img"><title>Parts</title><desc>Une barre</desc><rect width="50" height="9"/></svg>
<figcaption>Figure</figcaption></figure></main></body></html>"""


def printed(html: str, title: str = "Notification 2026-1", language: str = "fr") -> bytes:
    return pdf_of(html, title=title, language=language, moment=MOMENT)  # type: ignore[arg-type]


def unpacked(pdf: bytes) -> bytes:
    """Every stream of a PDF, inflated."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"\n".join(zlib.decompressobj().decompress(s) for s in streams if s[:1] == b"x")


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(pdf: bytes) -> str:
    """The text of a PDF in the order of its pages, as a program that copies it reads it: through the Unicode map of each font."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)}
    fonts: dict[bytes, dict[bytes, str]] = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", b"".join(objects.values())):
        to_unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        assert to_unicode is not None
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", unpacked(objects[int(to_unicode[1])]))
        fonts[name] = {bytes.fromhex(a.decode()): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in pairs}
    said, font = "", {}
    pages = b"\n".join(unpacked(content) for content in objects.values() if b"endstream" in content)
    for name, string in re.findall(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\)", pages, re.DOTALL):
        if name:
            font = fonts[name]
        elif font:
            raw = re.sub(rb"\\(\d{3}|.)", lambda m: _unescaped(m[1]), string, flags=re.DOTALL)
            said += "".join(font.get(raw[i : i + 2], "") for i in range(0, len(raw), 2))
    return said


def _unescaped(code: bytes) -> bytes:
    return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPES.get(code, code)


def test_it_is_tagged_pdf_ua_with_its_language_and_title() -> None:
    pdf = printed(PAGE)
    whole = unpacked(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in whole
    assert re.search(rb"/Marked true", whole)
    assert re.search(rb"/Lang ?\(fr", whole)
    assert re.search(rb"/DisplayDocTitle true", whole)
    assert re.search(rb"pdfuaid:part>1<", whole)
    assert b"Notification 2026-1" in whole
    for tag in (b"H1", b"H2", b"P", b"L", b"LI", b"Table", b"Caption", b"TH", b"TD", b"Figure", b"BlockQuote"):
        assert re.search(rb"/S ?/" + tag + rb"\b", whole), tag
    assert b"Parts Une barre" in whole


def test_the_words_can_be_copied_out_in_their_order() -> None:
    said = words(printed(PAGE))
    found = [
        said.index(part)
        for part in (
            "Motifs",
            "Le contenu ",
            "paraît",
            "hxxps[:]//a.exemple",
            "suite",
            "deux",
            "trois",
            "France",
            "confirmé",
            "cité",
            "Figure",
        )
    ]
    assert found == sorted(found)


def test_same_moment_same_bytes_and_another_moment_other_bytes() -> None:
    assert printed(PAGE) == printed(PAGE)
    later = pdf_of(PAGE, title="Notification 2026-1", language="fr", moment=MOMENT.replace(minute=31))
    assert later != printed(PAGE)
    assert b"20261124093000" in unpacked(printed(PAGE))


def test_any_moment_of_any_time_zone_is_a_date_to_the_second() -> None:
    paris = MOMENT.astimezone(ZoneInfo("Europe/Paris")).replace(microsecond=123_456)
    assert pdf_of(PAGE, title="Notification 2026-1", language="fr", moment=paris) == printed(PAGE)


def test_english_is_told() -> None:
    assert re.search(rb"/Lang ?\(en", unpacked(printed("<h1>Notice</h1>", language="en")))


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        "#read('/etc/passwd')",
        '#import "x.typ"',
        "$x",
        "@ref *a* _b_ `c` \\ // /* ~ <label>",
        '"]); #panic()',
    ],
)
def test_typst_syntax_is_only_text(hostile: str) -> None:
    escaped = hostile.replace("<", "&lt;")
    pdf = printed(f"<h1>{escaped}</h1><p>{escaped}</p><p><code>{escaped}</code></p>", title=hostile)
    assert words(pdf).replace(" ", "").count(hostile.replace(" ", "")) >= 3


def test_characters_without_a_font_are_numbered_and_directions_shown() -> None:
    assert "[U+4E2D] [U+1F600]" in words(printed("<h1>中 😀</h1>", title="中"))
    assert tree_of("<p>a\u202eb\x00</p>") == [{"tag": "p", "parts": ["a[U+202E]b"]}]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<script>x</script>", "<script> cannot be printed"),
        ("<p><img src=x></p>", "<img> cannot be printed"),
        ("<p><a href='https://a.exemple'>x</a></p>", "<a> cannot be printed"),
        ("<p style='x'>a</p>", "`style` on <p>"),
        ("<p onclick='x'>a</p>", "`onclick` on <p>"),
        ("<p>a", "<p> is not closed"),
        ("<p>a</strong></p>", "</strong> closes nothing"),
        ("<h2>a</h2>", "a heading of level 2 follows level none"),
        ("<h1>a</h1><h3>b</h3>", "a heading of level 3 follows level 1"),
        ("<ul>words</ul>", "<ul> holds something other than <li>"),
        ("<li>a</li>", "<li> is out of place"),
        ("<p><ul></ul></p>", "<ul> is out of place: words are expected"),
        ("<dl><dd>a</dd></dl>", "<dd> comes before any <dt>"),
        ("<table><tr><td>a</td></tr><tr></tr></table>", "the same number of columns"),
        ("<table><tr><td colspan='99'>a</td></tr></table>", "colspan"),
        ("<p lang='x\"'>a</p>", "lang is a code"),
        ("<?php x ?>", "cannot be printed"),
        ("<svg viewBox='0 0 1 1'></svg>", "no <title>"),
        ("<svg><title>a</title><image href='file:///etc/passwd'/></svg>", "<image>"),
        ("<svg><title>a</title><rect fill='url(#a)'/></svg>", "refer to nothing"),
        ("<svg><title>a</title><rect onclick='x'/></svg>", "`onclick`"),
        ("<svg><!DOCTYPE x><title>a</title></svg>", "neither comment"),
        ("<svg><title>a</svg>", "not well-formed"),
        ("<svg><title>a</title>", "<svg> cannot be printed"),
        ("<svg/>", "<svg> cannot be printed"),
        ("<Chart id='0'></chart>", "<chart> cannot be printed"),
        ("<svg>\n<title>a</title>\n</svg><b>", "line 3, column 1: <b>"),
        ("<blockquote>" * (MAX_DEPTH + 1), "nested more than"),
        ("a" * (MAX_CHARACTERS + 1), "characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused_with_what_to_change(html: str, said: str) -> None:
    with pytest.raises(PdfError, match=re.escape(said)):
        printed(html)


def test_the_deepest_document_allowed_is_printed() -> None:
    deep = MAX_DEPTH - 1
    assert printed("<h1>a</h1>" + "<blockquote>" * deep + "a" + "</blockquote>" * deep)


def test_a_moment_without_zone_and_a_document_without_title_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pdf_of("<h1>a</h1>", title="a", language="fr", moment=datetime(2026, 1, 1))
    with pytest.raises(PdfError, match="no title"):
        printed("<h1>a</h1>", title=" ")


def test_columns_words_and_white_space_are_those_of_html() -> None:
    assert tree_of("<p>  a\n b <strong>c </strong> </p>d") == [
        {"tag": "p", "parts": ["a b ", {"tag": "strong", "parts": ["c"]}]},
        {"tag": "p", "parts": ["d"]},
    ]
    [table] = tree_of("<table><tr><th>a</th><th>b</th></tr><tr><td colspan='2'>c</td></tr></table>")
    assert (table["columns"], len(table["head"]), len(table["body"])) == (2, 1, 1)
