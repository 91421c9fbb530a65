"""Secrets that the service hands out once and keeps only as digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits, in a form that fits a URL."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Digest of a token, which is kept in its place. The token is random and long: a plain SHA-256
    cannot be searched.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
