"""Publications as commits of a git repository: the same history, written again the same.

Only what took effect is there: nothing of it can be withdrawn any more, so that a branch is only
ever added to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.changes import repository
from api.db.changes import ChangeRow, PublicationRow
from api.db.sessions import AnySession
from api.rules.git_repository import CommitIdentity, GitRepository, ImportStream
from api.rules.publication_rows import publications
from api.rules.tree_rows import load_tree

SERVICE = "Qualif"
"""Who publishes what is taken from a folder."""
HOST = "qualif.invalid"
"""Host of the addresses of commits: it leads nowhere."""
EVERY = 1_000_000
_LIKE_TRAILER = re.compile(r"^(?=(?:qualif-[\w-]+|signed-by|co-authored-by)\s*:)", re.MULTILINE | re.IGNORECASE)
"""Line of a reason that would pass for one of the trailers."""


@dataclass(frozen=True)
class PublishedEdition:
    """Publication with its request: None for what was taken from a folder."""

    row: PublicationRow
    change: ChangeRow | None


def history(session: AnySession) -> list[PublishedEdition]:
    """Publications that stand, the first one first."""
    standing = [row for row in reversed(publications(session, EVERY)) if row.withdrawn_at is None]
    return [
        PublishedEdition(row, repository.change(session, row.change) if row.change is not None else None)
        for row in standing
    ]


def history_stream(session: AnySession, ref: str, now: datetime) -> bytes | None:
    """Publications in effect as a stream of `git fast-import`; the same ones give the same commits.
    None: there are none.

    Raises:
        Problem: a stored tree cannot be read.
    """
    editions = [one for one in history(session) if one.row.effect_at <= now]
    stream = ImportStream()
    for one in editions:
        author, committer, others = _people(session, one)
        files = load_tree(session, one.row.tree).files
        stream.commit(ref, files, author, committer, _message(session, one, others))
    return stream.whole() if editions else None


def write_history(repository_: GitRepository, stream: bytes, ref: str) -> str:
    """Writes a stream on a branch; the commit at its end.

    Raises:
        GitFault: git fails, or the branch holds something else, which is left as it is.
    """
    repository_.run("fast-import", "--quiet", data=stream)
    return repository_.run("rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip()


def _people(session: AnySession, one: PublishedEdition) -> tuple[CommitIdentity, CommitIdentity, Sequence[str]]:
    """Author, committer, and the other persons who wrote a part of it."""
    at = int(one.row.effect_at.timestamp())
    writers = sorted(repository.writers(session, one.change)) if one.change is not None else []
    names = repository.pseudonyms(session, [*writers, *([one.row.account] if one.row.account is not None else [])])

    def identity(account: str | None) -> CommitIdentity:
        known = account if account is not None and account in names else None
        return (
            CommitIdentity(names[known], f"{known}@{HOST}", at)
            if known
            else CommitIdentity(SERVICE, f"service@{HOST}", at)
        )

    first = one.change.author if one.change is not None else None
    others = [f"{names[account]} <{account}@{HOST}>" for account in writers if account != first and account in names]
    return identity(first), identity(one.row.account), others


def _message(session: AnySession, one: PublishedEdition, others: Sequence[str]) -> str:
    """Title, reasons, then what proves it, a trailer a line. What may still be said of a
    publication, its ratification, is not here: a commit does not change.
    """
    row, change = one.row, one.change
    title = change.title if change is not None else f"Édition {row.number}"
    names = repository.pseudonyms(session, [signature["account"] for signature in row.signatures])
    trailers = [
        ("Qualif-Edition", str(row.number)),
        ("Qualif-Kind", row.kind),
        ("Qualif-Request", row.change or ""),
        ("Qualif-Rolls-Back", str(row.rolls_back or "")),
        ("Qualif-Tree", row.tree),
        ("Qualif-Law", row.law),
        ("Qualif-Submission", row.submission or ""),
        *(
            ("Signed-by", f"{names.get(one['account'], one['account'])} ({', '.join(one['roles'])})")
            for one in row.signatures
        ),
        *(("Co-authored-by", other) for other in others),
    ]
    reasons = [text for text in (change.reason.strip() if change is not None else "", row.reason.strip()) if text]
    reasons = [_LIKE_TRAILER.sub("> ", text) for text in reasons]
    said = "\n".join(f"{name}: {value}" for name, value in trailers if value)
    return "\n\n".join([title, *dict.fromkeys(reasons), said]) + "\n"
