"""Change requests and publications, as the API answers them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from api.changes import repository
from api.changes.evidence_jobs import EvidenceStatus
from api.changes.publishing import signers_that_count
from api.changes.schemas import (
    ChangeInShort,
    ChangeRead,
    CommentRead,
    EvidenceRead,
    PublicationRead,
    RequalificationCount,
    RequalificationOutcome,
    RequalificationRead,
    RulesFileRead,
    SeatsRead,
    SignatureRead,
)
from api.changes.submission import DraftPolicies, draft_policies, evidence_for, most_seats
from api.db.changes import ChangeRow, PublicationRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.kit.permissions import Permission, Role
from api.reports.blinding import closed_to, visible_examples
from api.reports.senders import own_only
from api.rules.publication_rows import (
    last_publication,
    live_publication,
    requalification_counts,
    requalification_reports,
)
from api.rules.signatures import Signer, missing_seats, seats_across
from api.rules.tree_rows import load_file, manifest_of, paths_between

_CHANGES_OF_ANSWER = frozenset({"changed", "decided_changed"})
"""Outcomes of a requalification of which the reports are named: the others leave nothing to do."""


def change_read(session: AnySession, row: ChangeRow) -> ChangeRead:
    """A change request with its signatures, and who must still sign."""
    signatures = repository.signatures(session, row.id)
    names = repository.pseudonyms(session, [row.author, *(one.account for one in signatures)])
    signers = signers_that_count(session, row)
    counting = {signer.account for signer in signers}
    paths = paths_between(session, row.base, row.tree) or ()
    seats = request_seats(session, row, paths, signers)
    last = last_publication(session)
    return ChangeRead(
        id=row.id,
        title=row.title,
        reason=row.reason,
        author=names.get(row.author, ""),
        origin=row.origin,
        state=row.state,
        version=row.version,
        base=row.base,
        tree=row.tree,
        is_current=last is not None and last.tree == row.base,
        paths=[*paths],
        effect_at=row.effect_at,
        submission=row.submission,
        evidence=row.evidence,
        seats=SeatsRead(required=seats.required, missing=seats.missing),
        signatures=[
            SignatureRead(
                by=names.get(one.account, ""),
                roles=one.roles,
                submission=one.submission,
                at=one.at,
                ended_at=one.ended_at,
                end=one.end,
                counts=one.ended_at is None and one.submission == row.submission and one.account in counting,
            )
            for one in signatures
        ],
        rolls_back=row.rolls_back,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


@dataclass(frozen=True, slots=True)
class RequestSeats:
    """Signatures that a change request asks for, by role, and those that are missing.

    `is_bound`: they are no more than a bound, for its difference is not worked out yet.
    """

    required: dict[Role, int]
    missing: dict[Role, int]
    is_bound: bool


def request_seats(
    session: AnySession,
    row: ChangeRow,
    paths: Sequence[str],
    signers: Collection[Signer],
    policies: DraftPolicies | None = None,
) -> RequestSeats:
    """Signatures that a change request needs: those frozen at its submission; before, those of its
    evidence, or at most those of the files that it changes; none where it changes nothing.
    `policies`: its own and those of its base, where they were read already.
    """
    is_bound = False
    if not paths:
        required: dict[Role, int] = {}
    elif row.required is not None:
        required = repository.seats_of(row.required)
    else:
        evidence, policies = evidence_for(session, row), policies or draft_policies(session, row)
        is_bound = evidence is None
        required = most_seats(policies, paths) if evidence is None else seats_across(*policies, evidence.touched)
    return RequestSeats(required, missing_seats(required, signers), is_bound)


def changes_in_short(session: AnySession, rows: Iterable[ChangeRow]) -> list[ChangeInShort]:
    """Change requests as a list shows them."""
    listed = [*rows]
    names = repository.pseudonyms(session, [row.author for row in listed])
    return [
        ChangeInShort(
            id=row.id, title=row.title, author=names.get(row.author, ""), state=row.state, changed_at=row.changed_at
        )
        for row in listed
    ]


def file_read(session: AnySession, row: ChangeRow, path: str) -> RulesFileRead:
    """A file of a change request, beside its text in the base and in the last edition published.

    Raises:
        Problem: a stored tree cannot be read.
    """
    last = last_publication(session)
    manifest = manifest_of(session, row.tree) or {}
    texts = {
        tree: load_file(session, tree, path)
        for tree in {row.tree, row.base, last.tree if last is not None else row.base}
    }

    def text(tree: str) -> str | None:
        data = texts[tree]
        return None if data is None else data.decode()

    return RulesFileRead(
        path=path,
        text=text(row.tree),
        digest=manifest.get(path),
        base=text(row.base),
        published=text(last.tree) if last is not None else None,
        onto=last.tree if last is not None else None,
    )


def evidence_read(session: AnySession, who: Identity, status: EvidenceStatus) -> EvidenceRead:
    """Evidence, as the API answers it. Which reports show a change is for whoever may know of them:
    to others, the document is no longer that of the digest.
    """
    if status.evidence is None:
        return EvidenceRead(state=status.state, before=status.before)
    found = status.evidence
    document = dict(found.document)
    if (backtest := document["backtest"]) is not None:
        document["backtest"] = {**backtest, "examples": visible_examples(session, who, backtest["examples"])}
    return EvidenceRead(state=status.state, digest=found.digest, green=found.is_green, document=document)


def comments_read(session: AnySession, name: str) -> list[CommentRead]:
    """Comments on a change request, the first one first."""
    rows = repository.comments(session, name)
    names = repository.pseudonyms(session, [*(one.author for one in rows), *(one.resolved_by or "" for one in rows)])
    return [
        CommentRead(
            id=one.id,
            place=one.place,
            by=names.get(one.author, ""),
            body=one.body,
            at=one.at,
            answers=one.answers,
            resolved_at=one.resolved_at,
            resolved_by=names.get(one.resolved_by or "") if one.resolved_by is not None else None,
        )
        for one in rows
    ]


def publications_read(session: AnySession, rows: Iterable[PublicationRow], now: datetime) -> list[PublicationRead]:
    """Publications; `live`: the one in effect."""
    listed, live = [*rows], live_publication(session, now)
    accounts = {one.account or "" for one in listed} | {s["account"] for one in listed for s in one.signatures}
    names = repository.pseudonyms(session, accounts)
    return [
        PublicationRead(
            number=one.number,
            tree=one.tree,
            law=one.law,
            change=one.change,
            kind=one.kind,
            effect_at=one.effect_at,
            at=one.at,
            by=names.get(one.account or ""),
            submission=one.submission,
            signatures=[
                {"by": names.get(signature["account"], ""), "roles": signature["roles"]} for signature in one.signatures
            ],
            rolls_back=one.rolls_back,
            reason=one.reason,
            ratify_until=one.ratify_until,
            ratified_at=one.ratified_at,
            withdrawn_at=one.withdrawn_at,
            live=live is not None and live.number == one.number,
        )
        for one in listed
    ]


def requalification_read(session: AnySession, who: Identity, row: PublicationRow) -> RequalificationRead:
    """What became of the answers given under the edition that a publication undoes. Which reports
    change is for whoever may know of them; a machine knows of what it sent.
    """
    counts = requalification_counts(session, row.number) if row.rolls_back is not None else {}
    may_read = bool(counts) and who.may(Permission.REPORTS_READ)
    hidden = closed_to(session, who.account) if may_read else None
    return RequalificationRead(
        publication=row.number,
        rolls_back=row.rolls_back,
        requalified_at=row.requalified_at,
        outcomes=[
            RequalificationCount(
                outcome=outcome,
                count=counts[outcome],
                reports=requalification_reports(session, row.number, outcome, source=own_only(who), hidden=hidden)
                if may_read and outcome in _CHANGES_OF_ANSWER
                else [],
            )
            for outcome in get_args(RequalificationOutcome)
            if outcome in counts
        ],
    )
