"""From decision to action: what the register knows of a content, who was told, what followed, what
is due.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base

ORIGINS = ("public", "inhope", "partner", "authority", "own")
"""Who brought the report: the public, an INHOPE hotline, another partner, an authority, the hotline
itself.
"""
TRANSMISSION_STATES = ("prepared", "confirmed", "dry_run", "sending", "sent", "withdrawn")
"""`prepared`: a person must confirm. `confirmed`: it may leave (two persons where the route asks
for two). `dry_run`: everything but leaving was done. `sending`: a mail server is being told.
`sent`: it left, by mail or by hand. `withdrawn`: given up; the same content may be prepared again.
"""
CHECKS = ("online", "offline", "moved", "unreachable")
"""What a check of a reported address found."""

RUNS_OUT = ("limitation",)
"""Deadlines about which nothing can be done once their moment has passed: due beforehand, never
late.
"""

STALE = ""
"""The routing edition of a report of which what is due must be worked out again."""


class RegisterRow(Base):
    """Register entry of a reported content: what statistics and routing know beside its facts. One
    row a report; it survives the erasure of text and address.

    `hosting` says how the country is known; `routing` holds facts of routing that a person stated.
    `address_key` is the keyed digest of the normalised address (as in `traces`): distinct addresses
    are counted by it. Codes are those of `rulesets/routing/`; `None` is unknown, never a value.
    `routing_edition` names the routing rules under which what is due of the report (`routes_due`)
    was last worked out; None while it never was.
    """

    __tablename__ = "register_entries"
    __table_args__ = (Index("ix_register_entries_address_key", "address_key"),)

    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(20))
    partner: Mapped[str | None] = mapped_column(String(100))
    partner_reference: Mapped[str | None] = mapped_column(String(100))
    address_key: Mapped[str | None] = mapped_column(DIGEST)
    service: Mapped[str | None] = mapped_column(String(40))
    tld: Mapped[str | None] = mapped_column(String(63))
    host: Mapped[str | None] = mapped_column(ID, ForeignKey("hosts.id"), index=True)
    hosting_country: Mapped[str | None] = mapped_column(String(2))
    hosting: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    routing: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    typology: Mapped[str | None] = mapped_column(String(60))
    victim_age: Mapped[str | None] = mapped_column(String(40))
    victim_sex: Mapped[str | None] = mapped_column(String(40))
    classification: Mapped[str | None] = mapped_column(String(40))
    commerciality: Mapped[str | None] = mapped_column(String(40))
    routing_edition: Mapped[str | None] = mapped_column(String(80), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None] = mapped_column(ID)
    closed_because: Mapped[str | None] = mapped_column(String(60))
    stated_by: Mapped[str] = mapped_column(ID)
    stated_at: Mapped[datetime] = mapped_column()


class HostRow(Base):
    """A host or platform that can be told: its contact, stated by a person, with where it was
    read.
    """

    __tablename__ = "hosts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    domains: Mapped[list[str]] = mapped_column(JSON)
    asns: Mapped[list[int]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(2))
    eu_establishment: Mapped[str | None] = mapped_column(String(2))
    notice_email: Mapped[str | None] = mapped_column(String(320))
    notice_page: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    read_at: Mapped[str | None] = mapped_column(Text)
    verified_on: Mapped[date | None] = mapped_column(Date)
    stated_by: Mapped[str] = mapped_column(ID)
    stated_at: Mapped[datetime] = mapped_column()


UNSENT = ("prepared", "confirmed", "dry_run", "sending")
"""The states of a notice that has not left: it waits for somebody."""


class TransmissionRow(Base):
    """Transmission: one notice to one recipient on one report, proposed by a rule, confirmed by a
    person, kept exactly as it left.

    `sent_key` is the digest of recipient, address and offence, set once the notice is confirmed and
    taken back when it is withdrawn: unique, so that the same content never goes twice to one
    recipient for one offence. `sent_at` is also that of a dry run, and of the moment when a server
    began to be told (`sending`); `sent_to` is the host's address that a mail went to, never a
    reporter's. `content_address` names the address of the content that a person stated and that it
    carries; None where it carries that of the reporter, or none. `content` and `sent_reference` are
    erased in time. `removed_at`, `check_*` repeat what events say, for statistics.
    """

    __tablename__ = "transmissions"
    __table_args__ = (
        Index("ix_transmissions_sent_at_recipient", "sent_at", "recipient"),
        Index("ix_transmissions_state_id", "state", "id"),
        Index("ix_transmissions_state_offence_contested", "state", "offence", "contested"),
        Index("ix_transmissions_contested_id", "contested", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    decision: Mapped[str | None] = mapped_column(ID, ForeignKey("decisions.id"))
    qualification: Mapped[str | None] = mapped_column(ID, ForeignKey("qualifications.id"))
    offence: Mapped[str | None] = mapped_column(String(200), index=True)
    recipient: Mapped[str] = mapped_column(String(40))
    recipient_name: Mapped[str | None] = mapped_column(String(200))
    host: Mapped[str | None] = mapped_column(ID, ForeignKey("hosts.id"), index=True)
    bundle: Mapped[str | None] = mapped_column(ID, index=True)
    rule: Mapped[str | None] = mapped_column(String(100))
    rules_digest: Mapped[str | None] = mapped_column(DIGEST)
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    template_digest: Mapped[str | None] = mapped_column(DIGEST)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_digest: Mapped[str | None] = mapped_column(DIGEST)
    content_address: Mapped[str | None] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(20))
    two_persons: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    sent_key: Mapped[str | None] = mapped_column(DIGEST, unique=True)
    prepared_by: Mapped[str] = mapped_column(ID)
    prepared_at: Mapped[datetime] = mapped_column()
    confirmed_by: Mapped[str | None] = mapped_column(ID)
    confirmed_at: Mapped[datetime | None] = mapped_column()
    seconded_by: Mapped[str | None] = mapped_column(ID)
    seconded_at: Mapped[datetime | None] = mapped_column()
    sent_by: Mapped[str | None] = mapped_column(ID)
    sent_at: Mapped[datetime | None] = mapped_column()
    sent_how: Mapped[str | None] = mapped_column(String(20))
    sent_to: Mapped[str | None] = mapped_column(String(320))
    sent_reference: Mapped[str | None] = mapped_column(String(200))
    receipt_at: Mapped[datetime | None] = mapped_column()
    answered_at: Mapped[datetime | None] = mapped_column()
    answer: Mapped[str | None] = mapped_column(String(40))
    removed_at: Mapped[datetime | None] = mapped_column()
    check_1: Mapped[str | None] = mapped_column(String(20))
    check_3: Mapped[str | None] = mapped_column(String(20))
    check_7: Mapped[str | None] = mapped_column(String(20))
    contested: Mapped[str | None] = mapped_column(String(20))

    __mapper_args__ = {"version_id_col": version}


class EventRow(Base):
    """Event of a file: a receipt, a host's decision, a check, a contestation and its review, a
    reminder, a closing. Never changed.

    `data` is emptied in time. `happened_at` is when it happened, `stated_at` when somebody said so.
    """

    __tablename__ = "file_events"
    __table_args__ = (Index("ix_file_events_kind_happened_at", "kind", "happened_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    transmission: Mapped[str | None] = mapped_column(ID, ForeignKey("transmissions.id"), index=True)
    answers: Mapped[str | None] = mapped_column(ID, ForeignKey("file_events.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime] = mapped_column()
    stated_by: Mapped[str] = mapped_column(ID)
    stated_at: Mapped[datetime] = mapped_column()


class DeadlineRow(Base):
    """Deadline: `binding` when a text sets it, otherwise the hotline's own rule. Met, or given up
    with the file.
    """

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_met_at_due_at", "met_at", "due_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    transmission: Mapped[str | None] = mapped_column(ID, ForeignKey("transmissions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    binding: Mapped[bool] = mapped_column(Boolean)
    due_at: Mapped[datetime] = mapped_column()
    met_at: Mapped[datetime | None] = mapped_column()
    met_by: Mapped[str | None] = mapped_column(ID, ForeignKey("file_events.id"))


class RouteDueRow(Base):
    """A recipient to be told of a report, for whom nothing is prepared. One row a rule; gone once a
    notice is prepared, or the rules no longer ask for it.

    `since` is when it became due: the decision, or what showed a danger before any. `due_at` is
    None where the rule gives no time. `presumed`: due on facts that nobody confirmed.
    `dismissed_*`: somebody said why nobody will be told; `dismissal` is emptied in time.
    """

    __tablename__ = "routes_due"
    __table_args__ = (
        UniqueConstraint("report", "rule"),
        Index("ix_routes_due_dismissed_at_due_at", "dismissed_at", "due_at", "rank", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"))
    rule: Mapped[str] = mapped_column(String(100))
    recipient: Mapped[str] = mapped_column(String(40))
    rank: Mapped[int] = mapped_column(Integer)
    presumed: Mapped[bool] = mapped_column(Boolean)
    binding: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[datetime] = mapped_column()
    due_at: Mapped[datetime | None] = mapped_column()
    dismissal: Mapped[str | None] = mapped_column(Text)
    dismissed_by: Mapped[str | None] = mapped_column(ID)
    dismissed_at: Mapped[datetime | None] = mapped_column()
