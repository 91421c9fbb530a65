"""States of a change request, and what each event makes of them."""

from __future__ import annotations

from enum import StrEnum


class ChangeState(StrEnum):
    """State of a change request. SUBMITTED: its evidence is frozen, it can be signed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    CLOSED = "closed"


OPEN = (ChangeState.DRAFT, ChangeState.SUBMITTED)
"""States in which something can still be edited."""


class ChangeOrigin(StrEnum):
    """Door by which a change request came in."""

    BROWSER = "browser"
    FILES = "files"
    ROLLBACK = "rollback"


class SignatureEnd(StrEnum):
    """Why a signature no longer counts: withdrawn by its author, or void because the files, the
    date of effect, the base or the state changed.
    """

    WITHDRAWN = "withdrawn"
    FILES = "files"
    EFFECT = "effect"
    BASE = "base"
    RETURNED = "returned"
    CLOSED = "closed"
