"""Content security policy of pages: its own scripts, styles and requests, nothing else, and no
image at all.
"""

from __future__ import annotations

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No `img-src`: nothing is ever shown but text and drawings written in the page. No `unsafe-*`: no
inline script, style or eval.
"""

PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Cookie, Accept-Language",
}
"""Headers of every page, so that a page is safe even when served by a bare application."""
