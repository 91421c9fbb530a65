"""Doors by which a tree of rules comes in and goes out beside the browser: a folder, a patch, the
name of a stored one. The same digest, the same request, the same review.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.changes import drafts, repository
from api.changes.drafts import ChangePurpose
from api.changes.states import OPEN, ChangeOrigin, ChangeState
from api.db.changes import ChangeRow, PublicationRow, RevisionRow
from api.db.sessions import AnySession
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import Problem, RequestFault
from api.rules.export_notes import ExportNote
from api.rules.publication_rows import live_publication, publication, publication_before
from api.rules.tree import RulesTree, changed_paths, tree_of
from api.rules.tree_rows import load_tree, manifest_of
from textfile.text import Text

LIVE, EDITION, REQUEST = "live", "edition:", "request:"
_SAVED_SINCE = Text(fr="modifié depuis l'export", en="changed since the export")
_MOST_NUMBER = 1_000_000


@dataclass(frozen=True)
class NamedTree:
    """Stored tree under its whole name, with the tree that it was made from: an empty one for the
    first edition.
    """

    name: str
    tree: RulesTree
    base: RulesTree

    @property
    def note(self) -> ExportNote:
        """What an export of it says of itself."""
        return ExportNote(self.name, self.tree.digest, self.base.digest)


def named_tree(session: AnySession, name: str, now: datetime) -> NamedTree:
    """The tree of a change request (`request:ID`, or its identifier), of an edition (`edition:N`),
    or of the one in effect (`live`).

    Raises:
        Problem: there is none of that name, or what is stored is damaged.
    """
    if name == LIVE:
        row = live_publication(session, now)
        if row is None:
            raise Problem("rules-absent")
        return _of_publication(session, row)
    if name.startswith(EDITION):
        number = name.removeprefix(EDITION)
        known = number.isascii() and number.isdigit() and int(number) <= _MOST_NUMBER
        found = publication(session, int(number)) if known else None
        if found is None:
            raise Problem("not-found")
        return _of_publication(session, found)
    change = repository.change(session, name.removeprefix(REQUEST))
    return NamedTree(REQUEST + change.id, load_tree(session, change.tree), load_tree(session, change.base))


def _of_publication(session: AnySession, row: PublicationRow) -> NamedTree:
    base = None
    if row.change is not None:
        base = repository.change(session, row.change).base
    else:
        earlier = publication_before(session, row.number)
        base = earlier.tree if earlier is not None else None
    before = load_tree(session, base) if base is not None else tree_of({})
    return NamedTree(f"{EDITION}{row.number}", load_tree(session, row.tree), before)


def open_with_tree(unit: UnitOfWork, purpose: ChangePurpose, tree: RulesTree, base: str) -> ChangeRow:
    """Opens a change request with a whole tree, made from the last edition published.

    Raises:
        Problem: it is that very edition (`change-empty`), or another one was published meanwhile.
    """
    drafts.refuse_moved(base, drafts.published_base(unit.session))
    if tree.digest == base:
        raise Problem("change-empty")
    return drafts.open_change(unit, purpose, tree, ChangeOrigin.FILES)


def base_of(session: AnySession, name: str | None) -> RulesTree:
    """The tree that a patch applies to: the base of an open change request; without one, the last
    edition published.

    Raises:
        Problem: there is none, or the request is closed or published.
    """
    if name is None:
        return load_tree(session, drafts.published_base(session).tree)
    row = repository.change(session, name)
    if ChangeState(row.state) not in OPEN:
        raise Problem("change-closed")
    return load_tree(session, row.base)


def replace_tree(unit: UnitOfWork, name: str, tree: RulesTree, seen: ExportNote | None) -> ChangeRow:
    """Gives an open change request another tree. `seen`: the export that whoever brings it started
    from; None: nobody else may have saved the request.

    Raises:
        Problem: there is no such request, it is closed or published, or it was saved by somebody
            else, or moved onto another edition, since (`edit-conflict`, with the files): nothing is
            stored.
    """
    row = drafts.editable(unit, name)
    if tree.digest == row.tree:
        return row
    later = _revisions_after(repository.revisions(unit.session, name), seen)
    is_moved = seen is not None and seen.base not in ("", row.base)
    if is_moved or any(one.author != unit.who.account for one in later):
        before = manifest_of(unit.session, seen.tree if seen is not None else row.base)
        after = manifest_of(unit.session, row.tree) or {}
        raise Problem("edit-conflict", [*_saved_since(before or {}, after)])
    drafts.store_revision(unit, row, tree)
    return row


def _revisions_after(revisions: Sequence[RevisionRow], seen: ExportNote | None) -> Sequence[RevisionRow]:
    """Revisions saved after the tree that was seen; all of them where it is none of theirs."""
    known = [place for place, one in enumerate(revisions) if seen is not None and one.tree == seen.tree]
    return revisions[known[-1] + 1 :] if known else revisions


def _saved_since(before: dict[str, str], after: dict[str, str]) -> Iterable[RequestFault]:
    for path in changed_paths(before, after):
        yield RequestFault(drafts.pointer_of(path), _SAVED_SINCE)
