"""Addresses and foreign words as a reader may safely see them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_WEB = re.compile(r"\b(https?|ftps?)(://)", re.IGNORECASE)


def defanged(url: str) -> str:
    """The address so that no program and no hurried hand opens it: `hxxps://exemple[.]fr/page`. Addresses inside the path too."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    end = min((rest.find(c) for c in "/?#" if c in rest), default=len(rest))
    host = rest[:end].replace(".", "[.]").replace("@", "[@]")
    return shown(f"{_scheme(scheme)}{mark}{host}{_WEB.sub(lambda m: _scheme(m[1]) + m[2], rest[end:])}")


def shown(text: str) -> str:
    """Words of others on one line: characters that are not seen, or that turn the direction of a line, are told by number."""
    return "".join(f"[U+{ord(c):04X}]" if unicodedata.category(c) in _UNSEEN else c for c in text)


_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def without_links(text: str) -> str:
    """Words of others in which no web address can be followed."""
    return _WEB.sub(lambda m: _scheme(m[1]) + m[2], shown(text))


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _scheme(scheme: str) -> str:
    return scheme.lower().replace("http", "hxxp").replace("ftp", "fxp")
