"""Drafts of change requests: opened, written, moved onto the live edition, closed.

Whatever is edited voids the signatures, and a submitted request is a draft again: what was signed
is no longer what would be published.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.changes import repository
from api.changes.states import OPEN, ChangeOrigin, ChangeState, SignatureEnd
from api.db.changes import ChangeRow, PublicationRow
from api.db.sessions import AnySession, WriteSession
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.problems import Problem, RequestFault, invalid
from api.rules.publication_rows import last_publication
from api.rules.tree import RulesTree, TreeError, blob_digest, canonical_bytes, changed_paths
from api.rules.tree_rows import load_tree, manifest_of, store_tree
from textfile.text import Text

MAX_TITLE, MAX_REASON = 200, 20_000
_PAST = Text(fr="date d'effet passée", en="date of effect in the past")
_LATER = Text(
    fr="choisir un instant à venir, ou aucun : dès la publication", en="choose a moment to come, or none: at once"
)


class EffectFault(StrEnum):
    """Why nothing could be published with a date of effect: it is past, or before that of the last
    edition published, which would then take effect after the one that follows it.
    """

    PAST = "past"
    EARLY = "early"


@dataclass(frozen=True)
class ChangePurpose:
    """Title and reason of a change request."""

    title: str
    reason: str = ""


@dataclass(frozen=True)
class FileEdit:
    """Edit of one file: its new bytes, None to remove it, and the digest of the file as its editor
    saw it, None where there was none.
    """

    path: str
    data: bytes | None
    seen: str | None


@dataclass(frozen=True)
class MergeChoices:
    """Choices of somebody on files that both sides changed, and the trees in which they read both
    texts: that of the request, None where no text of it is given up, and that of the edition
    published. `merged`: files whose text in the request already brings both together; `published`:
    those of which the published text takes its place.
    """

    onto: str | None = None
    tree: str | None = None
    merged: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()


def published_base(session: AnySession) -> PublicationRow:
    """The publication that a change is based upon: the last that stands.

    Raises:
        Problem: nothing was published yet.
    """
    last = last_publication(session)
    if last is None:
        raise Problem("rules-absent")
    return last


def open_change(
    unit: UnitOfWork,
    purpose: ChangePurpose,
    tree: RulesTree | None = None,
    origin: ChangeOrigin = ChangeOrigin.BROWSER,
    base: str | None = None,
    earlier_writers: Collection[str] = (),
) -> ChangeRow:
    """Opens a change request, empty or with a tree of the caller's; on the last edition published,
    or on another stored tree, `base`, that the caller's was made from. `earlier_writers`: those
    who wrote the caller's tree.

    Raises:
        Problem: nothing was published yet.
    """
    session, now = unit.session, unit.services.clock.now()
    base = published_base(session).tree if base is None else base
    row = ChangeRow(
        id=new_id("chg", now),
        title=purpose.title,
        reason=purpose.reason,
        author=unit.who.account,
        origin=origin.value,
        state=ChangeState.DRAFT.value,
        version=1,
        base=base,
        tree=base,
        earlier_writers=sorted(earlier_writers) or None,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    opening: dict[str, object] = {"base": base, "origin": row.origin, "via": unit.who.via}
    if row.earlier_writers:
        opening["writers"] = row.earlier_writers
    record(session, now, unit.who.account, "rules.change_opened", row.id, **opening)
    if tree is not None:
        store_revision(unit, row, tree)
    return row


def editable(unit: UnitOfWork, name: str, version: int | None = None) -> ChangeRow:
    """A change request about to be edited, held until the end of the transaction.

    Raises:
        Problem: there is none, it is closed or published, or it is no longer the version seen.
    """
    row = repository.change_for_update(unit.session, name)
    if ChangeState(row.state) not in OPEN:
        raise Problem("change-closed")
    if version is not None and row.version != version:
        raise Problem("stale-version")
    return row


def save_files(unit: UnitOfWork, name: str, edits: Collection[FileEdit]) -> ChangeRow:
    """Saves files of a change request. Two people may save different files; the same one is refused
    to whoever did not see its last text.

    Raises:
        Problem: as `editable`; a path or a text that no file of rules has; a file that somebody
            else saved meanwhile (`edit-conflict`): nothing is stored.
    """
    row = editable(unit, name)
    manifest = manifest_of(unit.session, row.tree) or {}
    written: dict[str, bytes | None] = {}
    conflicts: list[RequestFault] = []
    for edit in edits:
        try:
            data = None if edit.data is None else canonical_bytes(edit.path, edit.data)
        except TreeError as error:
            raise invalid_path(error) from error
        current = manifest.get(edit.path)
        if current == (None if data is None else blob_digest(data)):
            continue
        if current != edit.seen:
            what = Text(fr="modifié par une autre personne", en="changed by somebody else")
            conflicts.append(RequestFault(pointer_of(edit.path), what))
        written[edit.path] = data
    if conflicts:
        raise Problem("edit-conflict", conflicts)
    if written:
        tree = load_tree(unit.session, row.tree)
        try:
            store_revision(unit, row, tree.with_files(written))
        except TreeError as error:
            raise invalid_path(error) from error
    return row


def store_revision(unit: UnitOfWork, row: ChangeRow, tree: RulesTree) -> None:
    """Gives a change request another tree, as its next revision, by whoever acts."""
    session, now = unit.session, unit.services.clock.now()
    if tree.digest == row.tree:
        return
    paths = changed_paths(manifest_of(session, row.tree) or {}, tree.manifest)
    store_tree(session, tree, now)
    row.tree = tree.digest
    session.flush()
    repository.add_revision(session, row, unit.who.account, paths, now)
    mark_edited(session, row, SignatureEnd.FILES, now)
    saved = {"tree": row.tree, "version": row.version, "paths": [*paths[:20]], "of": len(paths), "via": unit.who.via}
    record(session, now, unit.who.account, "rules.change_saved", row.id, **saved)


def describe_change(
    unit: UnitOfWork, name: str, version: int, purpose: ChangePurpose, effect_at: datetime | None
) -> ChangeRow:
    """Says anew the title, the reason and the date of effect; another date voids the signatures.

    Raises:
        Problem: as `editable`, or a date of effect that `refuse_effect` refuses.
    """
    row = editable(unit, name, version)
    now = unit.services.clock.now()
    if effect_at != row.effect_at:
        refuse_effect(effect_at, published_base(unit.session), now)
        row.effect_at = effect_at
        mark_edited(unit.session, row, SignatureEnd.EFFECT, now)
    row.title, row.reason, row.changed_at = purpose.title, purpose.reason, now
    row.version += 1
    effect = None if effect_at is None else effect_at.isoformat()
    record(unit.session, now, unit.who.account, "rules.change_described", row.id, effect=effect, version=row.version)
    return row


def effect_fault(effect_at: datetime | None, last: PublicationRow, now: datetime) -> EffectFault | None:
    """What is wrong in a date of effect, None for at once, after the last edition published."""
    if effect_at is not None and effect_at < now:
        return EffectFault.PAST
    return EffectFault.EARLY if (effect_at or now) < last.effect_at else None


def refuse_moved(base: str, last: PublicationRow) -> None:
    """Refuses what was made from another edition than the last one published.

    Raises:
        Problem: another edition was published since.
    """
    if base != last.tree:
        raise Problem("base-moved")


def refuse_effect(effect_at: datetime | None, last: PublicationRow, now: datetime) -> None:
    """Refuses a date of effect under which nothing could be published.

    Raises:
        Problem: it is past, or before that of the last edition published.
    """
    match effect_fault(effect_at, last, now):
        case EffectFault.PAST:
            raise invalid("/effect_at", _PAST, _LATER)
        case EffectFault.EARLY:
            raise invalid(
                "/effect_at",
                Text(
                    fr=f"date d'effet avant celle de l'édition {last.number}, publiée et à venir",
                    en=f"date of effect before that of edition {last.number}, published and to come",
                ),
                Text(
                    fr="choisir une date d'effet qui la suit, ou faire retirer cette édition",
                    en="choose a later one, or have that edition withdrawn",
                ),
            )


def mark_edited(session: WriteSession, row: ChangeRow, end: SignatureEnd, now: datetime) -> None:
    """Makes a change request a draft again: its evidence and its signatures no longer stand."""
    row.state = ChangeState.DRAFT.value
    row.evidence = row.submission = row.required = None
    row.version += 1
    row.changed_at = now
    session.flush()
    repository.end_signatures(session, row.id, end, now)


def merge_change(unit: UnitOfWork, name: str, choices: MergeChoices) -> ChangeRow:
    """Moves a change request onto the last edition published, with the choices made on files that
    both sides changed. A choice between other texts than those of now is none.

    Raises:
        Problem: as `rebase_change`.
    """
    row, onto = editable(unit, name), published_base(unit.session).tree
    is_read = choices.onto == onto
    merged = choices.merged if is_read else frozenset()
    published = choices.published if is_read and choices.tree == row.tree else frozenset()
    return rebase_change(unit, name, merged, published)


def rebase_change(
    unit: UnitOfWork, name: str, merged: Collection[str] = (), published: Collection[str] = ()
) -> ChangeRow:
    """Moves a change request onto the last edition published, file by file: a three-way merge.
    `merged`: files that both changed, whose text in the request already brings both together;
    `published`: files whose edits are given up.

    Raises:
        Problem: as `editable`; files that both changed otherwise (`edit-conflict`, each named).
    """
    row = editable(unit, name)
    onto = published_base(unit.session).tree
    if onto == row.base:
        return row
    session, now = unit.session, unit.services.clock.now()
    base, ours, theirs = (manifest_of(session, digest) or {} for digest in (row.base, row.tree, onto))
    edited = {*changed_paths(base, ours)} - {*published}
    clashing = {*changed_paths(base, theirs)} & edited & {*changed_paths(ours, theirs)}
    clashes = sorted(clashing - {*merged})
    if clashes:
        what = Text(fr="modifié aussi dans l'édition publiée", en="changed in the published edition too")
        raise Problem("edit-conflict", [RequestFault(pointer_of(path), what) for path in clashes])
    tree = load_tree(session, onto)
    mine = load_tree(session, row.tree)
    together = tree.with_files({path: mine.files.get(path) for path in edited})
    row.base = onto
    mark_edited(session, row, SignatureEnd.BASE, now)
    store_revision(unit, row, together)
    record(
        session, now, unit.who.account, "rules.change_rebased", row.id, base=onto, tree=row.tree, version=row.version
    )
    return row


def close_change(unit: UnitOfWork, name: str, version: int) -> ChangeRow:
    """Closes a change request that will not be published; its history stays.

    Raises:
        Problem: as `editable`.
    """
    row = editable(unit, name, version)
    now = unit.services.clock.now()
    mark_edited(unit.session, row, SignatureEnd.CLOSED, now)
    row.state = ChangeState.CLOSED.value
    record(unit.session, now, unit.who.account, "rules.change_closed", row.id, version=row.version)
    return row


def invalid_path(error: TreeError) -> Problem:
    """A path or a text that no file of rules has, as a problem of the request."""
    return invalid(pointer_of(error.path), Text(fr=error.what, en="no file of rules has this path or this content"))


def pointer_of(path: str) -> str:
    """JSON pointer of a file in what was sent."""
    return "/files/" + path.replace("~", "~0").replace("/", "~1")
