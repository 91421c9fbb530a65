"""Discussion of a change request, clause by clause, and what each person read of its difference."""

from __future__ import annotations

from api.changes import repository
from api.changes.states import ChangeState
from api.db.changes import ChangeRow, CommentRow, ReviewedPartRow
from api.db.inserting import insert_missing
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.problems import Problem, invalid
from textfile.text import Text

_NO_SUCH = Text(fr="ce commentaire n'est pas de cette demande", en="this comment is not of this request")


def comment_on(unit: UnitOfWork, name: str, body: str, place: str = "", answers: str | None = None) -> CommentRow:
    """Adds a comment, on a clause or on the whole, or in answer to another one, whose place it
    takes.

    Raises:
        Problem: there is no such request, it is closed, or it answers a comment of another one.
    """
    row = repository.change(unit.session, name)
    if row.state == ChangeState.CLOSED:
        raise Problem("change-closed")
    if answers is not None:
        answered = unit.session.get(CommentRow, answers)
        if answered is None or answered.change != name:
            raise invalid("/answers", _NO_SUCH)
        place = answered.place
    now = unit.services.clock.now()
    comment = CommentRow(
        id=new_id("com", now), change=name, place=place, author=unit.who.account, body=body, at=now, answers=answers
    )
    unit.session.add(comment)
    unit.session.flush()
    record(unit.session, now, unit.who.account, "rules.commented", name, comment=comment.id)
    return comment


def resolve_comment(unit: UnitOfWork, name: str, comment: str, *, resolved: bool) -> CommentRow:
    """Marks a comment as resolved, or as open again; one that is so already stays as it is.

    Raises:
        Problem: there is no such comment on this request.
    """
    row, now = unit.session.get(CommentRow, comment), unit.services.clock.now()
    if row is None or row.change != name:
        raise Problem("not-found")
    if resolved is (row.resolved_at is not None):
        return row
    row.resolved_at = now if resolved else None
    row.resolved_by = unit.who.account if resolved else None
    action = "rules.comment_resolved" if resolved else "rules.comment_reopened"
    record(unit.session, now, unit.who.account, action, name, comment=comment)
    return row


def mark_reviewed(unit: UnitOfWork, row: ChangeRow, submission: str, part: str) -> None:
    """Marks a part of a submission as read by whoever acts; a second time, does nothing.

    Raises:
        Problem: it is no longer that submission.
    """
    if row.submission is None or row.submission != submission:
        raise Problem("signature-other")
    values = {
        "submission": submission,
        "account": unit.who.account,
        "part": part,
        "at": unit.services.clock.now(),
    }
    insert_missing(unit.session, ReviewedPartRow, [values])
