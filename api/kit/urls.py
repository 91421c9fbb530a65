"""URLs as reporters write them, in one form: two ways of writing one address must meet."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

import ada_url

MAX_URL = 4_000
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|ttclid|igshid|igsh|yclid|mc_[ce]id|_ga|_gl|ref_src|ref_url|"
    r"si|feature|spm|vero_id|oly_(anon|enc)_id|__twitter_impression|wt_mc|at_(medium|campaign|custom\d)|cmpid|xtor)$",
    re.IGNORECASE,
)
"""Parameters that say where a visitor comes from, and nothing of what is shown."""
_DEFANGED = (("hxxps://", "https://"), ("hxxp://", "http://"), ("[.]", "."), ("(.)", "."), ("[:]", ":"))


def normalised(url: str) -> str | None:
    """The address without what does not change the content, or None when it is no address.

    `http` and `https` are one. Host in lower case and ASCII (IDN), no default port, no user, no
    fragment, no tracking parameter, the other parameters in order. What was defanged by hand
    (`hxxps`, `[.]`) is read as it was.
    """
    text = _meant(url)
    if not text:
        return None
    try:
        parsed = ada_url.URL(text)
    except ValueError:
        return None
    if parsed.protocol not in ("http:", "https:"):
        return parsed.href
    host = parsed.hostname.rstrip(".")
    port = parsed.port if parsed.port not in ("80", "443") else ""
    query = _query(parsed.search)
    if not host:
        return None
    return f"{host}{f':{port}' if port else ''}{parsed.pathname.rstrip('/') or '/'}{f'?{query}' if query else ''}"


def _query(search: str) -> str:
    pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    kept = sorted(pair for pair in pairs if not _TRACKING.match(pair[0]))
    return urlencode(kept, errors="surrogateescape")


def absolute(url: str) -> str | None:
    """The address whole, as a program opens it (what was defanged by hand is read as meant), or
    None when it is no address.
    """
    text = _meant(url)
    if not text:
        return None
    try:
        return ada_url.URL(text).href
    except ValueError:
        return None


def _meant(url: str) -> str:
    text = url.strip()[:MAX_URL]
    for shown, meant in _DEFANGED:
        text = re.sub(re.escape(shown), meant, text, flags=re.IGNORECASE)
    if text and "://" not in text and not re.match(r"^[a-z][a-z0-9+.-]*:(?!\d)", text, re.IGNORECASE):
        text = f"https://{text}"
    return text
