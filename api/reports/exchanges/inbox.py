"""Inbox of somebody: requests to them, answers to theirs, mentions; no word of any report."""

from __future__ import annotations

from api.db.exchanges import CaseRequestRow, MentionRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import Problem
from api.reports.exchanges import repository
from api.reports.exchanges.requests import requests_read
from api.reports.exchanges.schemas import Inbox, MentionRead


def inbox_of(session: AnySession, who: Identity) -> Inbox:
    """The inbox of somebody, without the contents that they are reading again."""
    notes = repository.mentions_of(session, who)
    names = repository.pseudonyms(session, (note.author for note in notes))
    return Inbox(
        asked=requests_read(session, repository.asked_of(session, who)),
        answers=requests_read(session, repository.answers_to(session, who)),
        waiting=requests_read(session, repository.waiting_for(session, who)),
        mentions=[
            MentionRead(note=note.id, report=note.report, by=names.get(note.author, ""), at=note.at) for note in notes
        ],
    )


def see_answer(unit: UnitOfWork, name: str) -> None:
    """Marks the answer to somebody's own request as seen, once.

    Raises:
        Problem: they made no such request, or it has no answer.
    """
    request = unit.session.get(CaseRequestRow, name)
    if request is None or request.asked_by != unit.who.account or request.answered_at is None:
        raise Problem("not-found")
    request.seen_at = request.seen_at or unit.services.clock.now()


def see_mention(unit: UnitOfWork, note: str) -> None:
    """Marks a mention of somebody as seen, once.

    Raises:
        Problem: the note does not mention them.
    """
    mention = unit.session.get(MentionRow, (note, unit.who.account))
    if mention is None:
        raise Problem("not-found")
    mention.seen_at = mention.seen_at or unit.services.clock.now()
