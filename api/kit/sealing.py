"""Reporters' contacts, encrypted; traces of contents, keyed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyLost(Exception):
    """None of the keys opens what was sealed."""


class Sealer:
    """Seals with the first key, opens with any: keys are rotated by putting a new one first."""

    def __init__(self, keys: list[str], trace_key: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise ValueError("QUALIF_CONTACT_KEYS : une clé n'est pas une clé Fernet (32 octets en base64)") from error
        self._trace_key = trace_key.encode()

    def seal(self, data: dict[str, Any]) -> bytes:
        """Plain data into bytes that only the keys open."""
        return self._fernet.encrypt(json.dumps(data, ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> dict[str, Any]:
        """The data again.

        Raises:
            KeyLost: the key that sealed it was removed from the settings.
        """
        try:
            data: dict[str, Any] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise KeyLost from error
        return data

    def trace(self, kind: str, content: str) -> str:
        """A digest by which equal contents meet, and from which nobody without the key can try
        contents.
        """
        return hmac.new(self._trace_key, f"{kind}\n{content}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
