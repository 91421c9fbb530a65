"""Plain data as bytes that do not depend on who writes them."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no space, in UTF-8; half characters are escaped."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def digest(data: Any) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(data)).hexdigest()
