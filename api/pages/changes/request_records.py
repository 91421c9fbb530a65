"""Rows about a change request that several parts of its page show, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from api.changes import repository
from api.changes.schemas import CommentRead
from api.changes.views import comments_read
from api.db.changes import ChangeRow, PublicationRow, SignatureRow
from api.db.sessions import AnySession
from api.rules.publication_rows import last_publication, live_publication, publication_of


@dataclass(frozen=True)
class RequestRecords:
    """Rows about a change request, read when first asked for; `now`: the moment of its page."""

    session: AnySession
    row: ChangeRow
    now: datetime

    @cached_property
    def signatures(self) -> tuple[SignatureRow, ...]:
        """Its signatures, the first one first."""
        return tuple(repository.signatures(self.session, self.row.id))

    @cached_property
    def writers(self) -> frozenset[str]:
        """The accounts that wrote a part of it."""
        return repository.writers(self.session, self.row)

    @cached_property
    def comments(self) -> tuple[CommentRead, ...]:
        """Comments on it, the first one first."""
        return tuple(comments_read(self.session, self.row.id))

    @cached_property
    def publication(self) -> PublicationRow | None:
        """Its publication."""
        return publication_of(self.session, self.row.id)

    @cached_property
    def last(self) -> PublicationRow | None:
        """The last publication that stands."""
        return last_publication(self.session)

    @cached_property
    def live(self) -> PublicationRow | None:
        """The publication in effect."""
        return live_publication(self.session, self.now)
