"""Digest of a submission: what a signature bears on."""

from __future__ import annotations

from api.kit.canonical import digest


def submission_digest(change: str, tree: str, base: str, effect: str | None, evidence: str) -> str:
    """SHA-256 of a change request's identifier, its tree, its base, its date of effect (ISO 8601;
    None: as soon as it is published) and the digest of its evidence.
    """
    return digest({"change": change, "tree": tree, "base": base, "effect": effect, "evidence": evidence})
