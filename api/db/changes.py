"""Change requests on the rules, what is signed of them, and what was published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base


class BlobRow(Base):
    """Blob: one file of rules, compressed, stored once under its digest."""

    __tablename__ = "rule_blobs"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class TreeRow(Base):
    """Tree of rules: the digest of each file by its path."""

    __tablename__ = "rule_trees"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column()


class ChangeRow(Base):
    """Change request: a branch of the rules, from `base` to `tree`.

    `version` counts every change of the row; whoever writes names the one they saw. `submission`:
    digest of what signatures bear on (tree, base, date of effect, evidence), while it is submitted.
    `rolls_back`: the publication that it undoes. `earlier_writers`: accounts of those who wrote the
    text that it takes up again; None for none.
    """

    __tablename__ = "change_requests"
    __table_args__ = (Index("ix_change_requests_state_changed_at", "state", "changed_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    origin: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(Integer)
    base: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    tree: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    effect_at: Mapped[datetime | None] = mapped_column()
    evidence: Mapped[str | None] = mapped_column(DIGEST)
    submission: Mapped[str | None] = mapped_column(DIGEST)
    required: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    rolls_back: Mapped[int | None] = mapped_column(Integer)
    earlier_writers: Mapped[list[str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column()


class RevisionRow(Base):
    """Revision of a change request: the tree after one save, by whom."""

    __tablename__ = "change_revisions"

    change: Mapped[str] = mapped_column(ID, ForeignKey("change_requests.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    tree: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    paths: Mapped[list[str]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column()


class EvidenceRow(Base):
    """Evidence on a tree against a base: checks, cases, difference, backtest, as one compressed
    document under its digest.
    """

    __tablename__ = "change_evidence"
    __table_args__ = (Index("ix_change_evidence_tree_base", "tree", "base"),)

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    tree: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    base: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column()


class SignatureRow(Base):
    """Signature of a submission by a person, under the roles that they had.

    `ended_at`: since when it no longer counts, and why: withdrawn by its author, or void because
    something was edited.
    """

    __tablename__ = "change_signatures"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    change: Mapped[str] = mapped_column(ID, ForeignKey("change_requests.id"), index=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    roles: Mapped[list[str]] = mapped_column(JSON)
    submission: Mapped[str] = mapped_column(DIGEST)
    at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column()
    end: Mapped[str | None] = mapped_column(String(20))


class CommentRow(Base):
    """Comment on a clause of a change request; `place`: file and clause, empty for the whole."""

    __tablename__ = "change_comments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    change: Mapped[str] = mapped_column(ID, ForeignKey("change_requests.id"), index=True)
    place: Mapped[str] = mapped_column(String(300))
    author: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column()
    answers: Mapped[str | None] = mapped_column(ID, ForeignKey("change_comments.id"))
    resolved_at: Mapped[datetime | None] = mapped_column()
    resolved_by: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))


class ReviewedPartRow(Base):
    """Part of a difference that a person marked as read, in one submission."""

    __tablename__ = "change_reviewed_parts"

    submission: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column()


class PublicationRow(Base):
    """Publication of an edition: from `effect_at` on, workers answer with this tree.

    `number` orders them, without a gap. `change` is None for the first, taken from the folder of
    the installation. `signatures`: those that counted, with their roles. `kind`: folder, signed,
    emergency. An emergency is to be ratified until `ratify_until`. One that has not taken effect
    may be withdrawn. `requalified_at`: since when what was given under the edition that it undoes
    was asked again.
    """

    __tablename__ = "publications"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tree: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    law: Mapped[str] = mapped_column(DIGEST)
    change: Mapped[str | None] = mapped_column(ID, ForeignKey("change_requests.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    effect_at: Mapped[datetime] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column()
    account: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))
    submission: Mapped[str | None] = mapped_column(DIGEST)
    signatures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rolls_back: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    ratify_until: Mapped[datetime | None] = mapped_column()
    ratified_at: Mapped[datetime | None] = mapped_column()
    ratified_by: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column()
    withdrawn_by: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))
    requalified_at: Mapped[datetime | None] = mapped_column()


class RequalificationRow(Base):
    """Requalification of a report after a rollback: `same`, `changed` (it has a new answer),
    `decided_changed` (a person's decision stands, on an answer that would be another), `refused`
    (its facts contradict themselves under the edition in effect), `erased` (the same, but for its
    words: the edition undone may have read them otherwise, and they are gone).
    """

    __tablename__ = "requalifications"

    publication: Mapped[int] = mapped_column(Integer, ForeignKey("publications.number"), primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20))
    old_main: Mapped[str | None] = mapped_column(String(200))
    new_main: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column()
