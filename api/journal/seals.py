"""Seals of the journal: entries on the rules carry a keyed digest (HMAC-SHA256) under a key of the
installation, chained by subject.

The chain of hashes shows what was altered to whoever noted an earlier one; whoever may write the
whole database can write the whole chain again. A seal they cannot make: they lack the key. Each
one covers the seal before it on the same subject, so that none can be left out between two others.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from api.kit.canonical import canonical

SEALED = "rules."
"""How the name of an action begins whose entries are sealed."""
SEAL = "seal"
"""Where an entry's detail holds its seal."""
_COVERED = ("at", "who", "action", "subject")


def is_sealed(action: str) -> bool:
    """Whether entries of an action carry a seal."""
    return action.startswith(SEALED)


def key_name(key: bytes) -> str:
    """Public name of a key: the first digits of its digest."""
    return hashlib.sha256(b"qualif-journal-key:" + key).hexdigest()[:16]


def seal_of(entry: dict[str, Any], before: str, key: bytes) -> dict[str, str]:
    """Seal of an entry: the name of the key, and the digest. `before`: that of the last sealed
    entry on the same subject, empty for the first.
    """
    detail = {name: value for name, value in entry["detail"].items() if name != SEAL}
    covered = {"before": before, "detail": detail, **{name: entry[name] for name in _COVERED}}
    return {"key": key_name(key), "mac": hmac.new(key, canonical(covered), hashlib.sha256).hexdigest()}


def mac_in(detail: Any) -> str:
    """The digest of the seal that a detail holds; empty where it holds none."""
    seal = detail.get(SEAL) if isinstance(detail, dict) else None
    mac = seal.get("mac") if isinstance(seal, dict) else None
    return mac if isinstance(mac, str) else ""


class SealCheck:
    """Verification of the seals of an export, entry by entry, in order."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._last: dict[Any, str] = {}
        self.entries = 0
        """Sealed entries met, right or wrong."""

    def read(self, place: int, entry: dict[str, Any]) -> list[str]:
        """What is wrong with the seal of an entry, which stands on this line."""
        action, subject, detail = entry["action"], str(entry["subject"]), entry["detail"]
        if not isinstance(action, str) or not is_sealed(action):
            return []
        self.entries += 1
        before, found = self._last.get(subject, ""), mac_in(detail)
        self._last[subject] = found
        where = f"ligne {place} : entrée {entry['number']}"
        if not found:
            return [f"{where} sans sceau"]
        if detail[SEAL].get("key") != key_name(self._key):
            return [f"{where} scellée sous une autre clé que celle des réglages"]
        if not hmac.compare_digest(seal_of(entry, before, self._key)["mac"].encode(), found.encode()):
            return [f"{where} : sceau faux, elle ou celle d'avant sur le même sujet n'est pas du service"]
        return []

    def end(self) -> list[str]:
        """What is wrong of the whole: nothing more."""
        return []
