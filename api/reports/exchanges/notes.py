"""Notes on a report: written, with whom they mention; read with their authors."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from api.db.exchanges import MentionRow, NoteRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.problems import invalid
from api.reports.exchanges import repository
from api.reports.exchanges.repository import CaseHandler
from api.reports.exchanges.schemas import NoteKind, NoteRead
from textfile.text import Text

NOBODY = Text(
    fr="personne active qui traite les signalements ne porte ce nom",
    en="no active person who handles reports has this name",
)
_LIST = Text(fr="voir `/v1/colleagues`", en="see `/v1/colleagues`")


def write_note(
    unit: UnitOfWork,
    row: ReportRow,
    body: str,
    *,
    kind: NoteKind = "note",
    request: str | None = None,
    also: Collection[str] = (),
) -> NoteRow:
    """Writes a note on a report, and mentions whom its words name, and `also` these accounts. The
    journal tells of it without its words.

    Raises:
        Problem: one of these accounts is nobody who handles reports.
    """
    session, now = unit.session, unit.services.clock.now()
    people = repository.handlers(session)
    if not {*also} <= {person.id for person in people}:
        raise invalid("/mentions", NOBODY, _LIST)
    note = NoteRow(
        id=new_id("not", now), report=row.id, kind=kind, author=unit.who.account, at=now, body=body, request=request
    )
    session.add(note)
    session.flush()
    named = sorted({*also, *named_in(body, people)} - {unit.who.account})
    session.add_all([MentionRow(note=note.id, account=account) for account in named])
    session.flush()
    detail = {"note": note.id, "kind": kind, "mentions": named}
    record(session, now, unit.who.account, "note.written", row.id, **detail)
    return note


def named_in(body: str, people: Sequence[CaseHandler]) -> list[str]:
    """The accounts whose pseudonym comes after an `@`, whatever its case; the longest one wins."""
    folded, found = body.casefold(), []
    for person in sorted(people, key=lambda one: len(one.pseudonym), reverse=True):
        mark = f"@{person.pseudonym.casefold()}"
        if mark in folded:
            found.append(person.id)
            folded = folded.replace(mark, "")
    return found


def notes_read(session: AnySession, report: str) -> list[NoteRead]:
    """The notes on a report, the first one first, by the pseudonyms of their authors."""
    rows = repository.notes_on(session, report)
    names = repository.pseudonyms(session, (row.author for row in rows))
    mentions = repository.mentions_in(session, [row.id for row in rows]) if rows else {}
    return [
        NoteRead.model_validate(
            {
                "id": row.id,
                "kind": row.kind,
                "by": names.get(row.author, ""),
                "at": row.at,
                "body": row.body,
                "mentions": mentions.get(row.id, []),
                "request": row.request,
            }
        )
        for row in rows
    ]
