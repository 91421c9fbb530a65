"""Addresses and foreign words as a reader may safely see them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from textfile.quoting import is_unseen

_SCHEME = re.compile(r"(?<![a-z0-9])([a-z][a-z0-9+.-]{0,30})(:)[/\\]{2}([^\s/?#<>\"'«»()]*)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(
    r"(?<![a-z0-9])(?:magnet|mailto|tel|sms|data|javascript|vbscript|tg|tox|xmpp|skype|whatsapp|signal|intent|market|bitcoin|ed2k|blob|file"
    r"|view-source)(:)(?=[^\s:])",
    re.IGNORECASE,
)
_NO_SCHEME = re.compile(r"(?<![\w:/.])//([^\s/?#<>\"'«»()]+)")
_BARE = re.compile(
    r"(?<![\w/@.%=&\-])((?:[a-z0-9-]{1,63}\.){1,8}(?:[a-z][a-z0-9-]{1,62}(?=[/:][^\s])"
    r"|(?:com|org|net|info|xyz|online|link|app|onion|i2p|fr|eu|be|ch|uk|nl|io|ru|su|cc|tv|gg)(?![\w-]|\.\w))"
    r"|(?:\d{1,3}\.){3}\d{1,3}(?=[/:][^\s]))",
    re.IGNORECASE,
)
"""A host without a scheme: what comes before a path or a port, or ends with a label that no French
word is.
"""
_WEB = frozenset(("http", "https", "ftp", "ftps"))
_ALREADY = frozenset(("hxxp", "hxxps", "fxp", "fxps"))
_LAYOUT = frozenset("\n\r\t")
_JOINERS = frozenset("\u200c\u200d")


def defanged(url: str) -> str:
    """The address so that no program and no hurried hand opens it: `hxxps://exemple[.]fr/page`.

    Addresses inside the path too.
    """
    letters = [_visible(c) for c in url]
    _stop_schemes(url, letters)
    if not _SCHEME.match(url):
        scheme = re.match(r"([a-z][a-z0-9+-]*)(:)(?!\d)", url, re.IGNORECASE)
        if scheme is not None:
            letters[scheme.start(2)] = "[:]"
        start = scheme.end() if scheme is not None else 0
        start += len(url[start:]) - len(url[start:].lstrip("/\\"))
        host = re.compile(r"[^/?#]*").match(url, start)
        _stop_host(url, letters, start, host.end() if host is not None and scheme is None else start)
    return "".join(letters)


def letters_of(text: str) -> list[str]:
    """Each character of a reported text as it may be shown, at its own place, so that a passage is
    a slice: no address opens, and what is not seen or turns the direction of a line is told by
    number.

    Line ends stay, and so do joiners where no Latin letter precedes them.
    """
    if text.isprintable():
        letters = list(text)
    else:
        letters = [
            c if c in _LAYOUT or (c in _JOINERS and n > 0 and text[n - 1] > "\u02ff") else _visible(c)
            for n, c in enumerate(text)
        ]
    if ":" in text:
        _stop_schemes(text, letters)
        for found in _OTHER_SCHEME.finditer(text):
            letters[found.start(1)] = "[:]"
    for sign, pattern in (("//", _NO_SCHEME), (".", _BARE)):
        for found in pattern.finditer(text) if sign in text else ():
            _stop_host(text, letters, *found.span(1))
    return letters


def safe(text: str) -> str:
    """A reported text whole, as it may be shown."""
    return "".join(letters_of(text))


def one_line(text: str) -> str:
    """Words of others on one line: characters that are not seen, or that turn the direction of a
    line, are told by number.
    """
    return "".join(map(_visible, text))


def without_links(text: str) -> str:
    """Words of others, on one line, in which no web address can be followed."""
    letters = [_visible(c) for c in text]
    _stop_schemes(text, letters)
    return "".join(letters)


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _visible(character: str) -> str:
    return f"[U+{ord(character):04X}]" if is_unseen(character) else character


def _stop_schemes(text: str, letters: list[str]) -> None:
    """Every `scheme://host`: `hxxp` for the web, `tg[:]//` for the others, and the points of the
    host in brackets.
    """
    for found in _SCHEME.finditer(text):
        scheme = found[1].lower()
        if scheme in _WEB:
            for n in range(*found.span(1)):
                letters[n] = "x" if text[n] in "tT" else text[n].lower()
        elif scheme not in _ALREADY:
            letters[found.start(2)] = "[:]"
        _stop_host(text, letters, *found.span(3))


def _stop_host(text: str, letters: list[str], start: int, end: int) -> None:
    """The points and the at-signs of a host in brackets, but those that somebody bracketed
    already.
    """
    for n in range(start, end):
        bracketed = 0 < n < len(text) - 1 and text[n - 1] in "[(" and text[n + 1] in "])"
        if text[n] in ".@" and not bracketed:
            letters[n] = f"[{text[n]}]"
