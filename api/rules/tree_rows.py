"""Queries on trees of rules: each file is stored once, whatever the trees that hold it."""

from __future__ import annotations

import zlib
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from api.db.changes import BlobRow, PublicationRow, TreeRow
from api.db.inserting import insert_missing
from api.db.sessions import AnySession, WriteSession
from api.kit.compression import decompress
from api.kit.problems import Problem
from api.rules.tree import MAX_FILE_BYTES, RulesTree, blob_digest, changed_paths, tree_of

_AT_ONCE = 500
"""Blobs named in one statement: SQLite takes some thousands of parameters."""
_STORED = select(BlobRow.digest).where(BlobRow.digest.in_(bindparam("digests", expanding=True)))
_BLOBS = select(BlobRow.digest, BlobRow.data).where(BlobRow.digest.in_(bindparam("digests", expanding=True)))
_BLOB = select(BlobRow.data).where(BlobRow.digest == bindparam("digest"))
_MANIFEST = select(TreeRow.manifest).where(TreeRow.digest == bindparam("digest"))


def store_tree(session: WriteSession, tree: RulesTree, now: datetime) -> str:
    """Stores a tree and those of its files that are not stored yet; its digest. Two that store the
    same do not clash.
    """
    manifest = tree.manifest
    digests = sorted({*manifest.values()})
    stored: set[str] = set()
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        stored |= {*session.scalars(_STORED, {"digests": some})}
    blobs = {manifest[path]: data for path, data in tree.files.items() if manifest[path] not in stored}
    rows = [{"digest": digest, "data": zlib.compress(blobs[digest], 9)} for digest in sorted(blobs)]
    insert_missing(session, BlobRow, rows)
    insert_missing(session, TreeRow, [{"digest": tree.digest, "manifest": {**manifest}, "made_at": now}])
    return tree.digest


def load_tree(session: AnySession, digest: str) -> RulesTree:
    """A stored tree.

    Raises:
        Problem: it is not stored, or what is stored no longer has this digest.
    """
    manifest = manifest_of(session, digest)
    if manifest is None:
        raise Problem("rules-absent")
    blobs: dict[str, bytes] = {}
    digests = sorted({*manifest.values()})
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        for name, data in session.execute(_BLOBS, {"digests": some}):
            blobs[name] = data
    try:
        tree = tree_of({path: decompress(blobs[name], MAX_FILE_BYTES) for path, name in manifest.items()})
    except (KeyError, ValueError) as error:
        raise Problem("law-damaged") from error
    if tree.digest != digest:
        raise Problem("law-damaged")
    return tree


def manifest_of(session: AnySession, digest: str) -> dict[str, str] | None:
    """Digest of each file of a stored tree by its path; None when it is not stored."""
    return session.scalar(_MANIFEST, {"digest": digest})


def tree_of_law(session: AnySession, start: str) -> RulesTree | None:
    """The one published tree whose digest, or that of its law, begins so; the last published of
    those of one law. None when there is none, or when several laws do.

    Raises:
        Problem: what is stored no longer has this digest.
    """
    begins = (one.startswith(start, autoescape=True) for one in (PublicationRow.tree, PublicationRow.law))
    query = select(PublicationRow.tree, PublicationRow.law).where(or_(*begins)).order_by(PublicationRow.number.desc())
    found = session.execute(query).all()
    return load_tree(session, found[0].tree) if len({row.law for row in found}) == 1 else None


def paths_between(session: AnySession, before: str, after: str) -> tuple[str, ...] | None:
    """Paths whose file differs between two stored trees, in order; None where one is not stored."""
    one, other = manifest_of(session, before), manifest_of(session, after)
    return None if one is None or other is None else changed_paths(one, other)


def load_file(session: AnySession, digest: str, path: str) -> bytes | None:
    """One file of a stored tree; None when the tree lacks it.

    Raises:
        Problem: as `load_tree`.
    """
    manifest = manifest_of(session, digest)
    if manifest is None:
        raise Problem("rules-absent")
    if path not in manifest:
        return None
    return load_blob(session, manifest[path])


def load_blob(session: AnySession, digest: str) -> bytes:
    """A stored file by its digest.

    Raises:
        Problem: it is not stored, or what is stored no longer has this digest.
    """
    data = session.scalar(_BLOB, {"digest": digest})
    try:
        plain = decompress(data, MAX_FILE_BYTES) if data is not None else None
    except ValueError as error:
        raise Problem("law-damaged") from error
    if plain is None or blob_digest(plain) != digest:
        raise Problem("law-damaged")
    return plain
