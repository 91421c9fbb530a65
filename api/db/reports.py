"""Reports, what is stated of them, the answers given, the decisions taken."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, false, text
from sqlalchemy.orm import Mapped, defer, mapped_column

from api.db.base import DIGEST, ID, Base
from engine.model.knowledge import Voice

REPORT_STATES = ("open", "low_priority", "duplicate", "prequalified", "decided", "noise", "out_of_scope")
"""`open`: to be read. `low_priority`: set aside by the noise filter, read later or by draw.
`duplicate`: same content as an open report, which speaks for it. `prequalified`: same content as a
decided report, whose decision is carried over for somebody to confirm. The three last: a person
decided.
"""

CLOSED = ("decided", "noise", "out_of_scope")
"""The states of a report that somebody decided."""

WAITING = ("open", "prequalified")
"""The states of a report that somebody must read."""

IS_WAITING = "state NOT IN ('low_priority', 'duplicate', 'decided', 'noise', 'out_of_scope')"
"""The same in SQL, as the partial indexes say it: a database takes one of them for these very words
alone. Said by what it is not, so that SQLite looks for no state in another index and sorts nothing.
"""

ORDINARY = 1_000
"""The rank of a report that no priority rule names; lower ranks are read first."""


class ReportRow(Base):
    """A report. `text` (the words of the content), `comment` (those of the reporter) and `url` are
    erased after their period; what statistics need stays.

    `noise_decision` is `keep` or `set_aside`; `noise_audit` says that a report set aside was drawn
    to be read in any case, `noise_audit_share` at which share what is set aside was drawn then;
    `noise_review` what a person then said, `confirmed` or `restored`; `noise_field` is the field it
    was read as, `none` of none, None when nothing read it; `noise_certificate` the digests of the
    certificates that held, separated by a space.
    `priority_reason` names the rule of the rank, None when none applies. `danger` is what the facts
    in force show of a danger to somebody (`api.rules.dangers.DangerBrief`: kinds and standing,
    nothing that somebody wrote), None when they show none. `content_address` names the address that
    a person of the service stated (`api.db.addresses`): the content then stands there, whatever
    `url` says.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_state_id", "state", "id"),
        Index("ix_reports_state_priority_id", "state", "priority", "id"),
        Index("ix_reports_source_reference", "source", "reference"),
        Index("ix_reports_reference_id", "reference", "id"),
        *(
            Index(f"ix_reports_waiting_{name}", *columns, sqlite_where=text(which), postgresql_where=text(which))
            for name, columns, which in (
                ("priority_id", ("priority", "id", "priority_reason", "channel", "state"), IS_WAITING),
                ("id", ("id",), IS_WAITING),
                ("reason", ("priority", "priority_reason", "state"), f"{IS_WAITING} AND priority_reason IS NOT NULL"),
            )
        ),
        Index(
            "ix_reports_carried_decision",
            "carried_decision",
            sqlite_where=text("carried_decision IS NOT NULL"),
            postgresql_where=text("carried_decision IS NOT NULL"),
        ),
        Index(
            "ix_reports_danger",
            "id",
            sqlite_where=text("danger IS NOT NULL"),
            postgresql_where=text("danger IS NOT NULL"),
        ),
        Index(
            "ix_reports_held_by",
            "held_by",
            sqlite_where=text("held_by IS NOT NULL"),
            postgresql_where=text("held_by IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str | None] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(ID)
    received_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(20))
    url: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    text_length: Mapped[int] = mapped_column(Integer, default=0)
    comment: Mapped[str | None] = mapped_column(Text)
    comment_length: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    reported_category: Mapped[str | None] = mapped_column(String(200), index=True)
    date_of_facts: Mapped[date | None] = mapped_column(Date)
    raised: Mapped[list[str]] = mapped_column(JSON)
    signature: Mapped[str | None] = mapped_column(Text)
    same_as: Mapped[str | None] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    same_by: Mapped[str | None] = mapped_column(String(20))
    same_score: Mapped[float | None] = mapped_column()
    carried_decision: Mapped[str | None] = mapped_column(ID)
    content_address: Mapped[str | None] = mapped_column(ID)
    qualification: Mapped[str | None] = mapped_column(ID)
    issue: Mapped[str | None] = mapped_column(String(40))
    main: Mapped[str | None] = mapped_column(String(200), index=True)
    to_confirm: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    noise_score: Mapped[float | None] = mapped_column()
    noise_decision: Mapped[str | None] = mapped_column(String(20))
    noise_reason: Mapped[str | None] = mapped_column(String(120))
    noise_certificate: Mapped[str | None] = mapped_column(DIGEST.with_variant(String(600), "postgresql"))
    noise_field: Mapped[str | None] = mapped_column(String(20))
    noise_audit: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    noise_audit_share: Mapped[float | None] = mapped_column()
    noise_review: Mapped[str | None] = mapped_column(String(20), index=True)
    priority: Mapped[int] = mapped_column(Integer, default=ORDINARY, server_default=str(ORDINARY))
    priority_reason: Mapped[str | None] = mapped_column(String(60))
    danger: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    held_by: Mapped[str | None] = mapped_column(ID)
    held_until: Mapped[datetime | None] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


WITHOUT_WORDS = (defer(ReportRow.text), defer(ReportRow.comment), defer(ReportRow.url))
"""Lists and comparisons need none of them: they are large, and nobody shall see them by accident.
"""


class FactRow(Base):
    """A fact stated of a report: what, by whom, from where in the text, or in the comment
    (`span_in`); kept when withdrawn.

    `stated_in`, `withdrawn_in`: the answer that followed, which names the act: what was changed at
    once is undone at once. None for what came in with the report, and for what was undone.
    """

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_report_fact", "report", "fact"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"))
    fact: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any] = mapped_column(JSON)
    standing: Mapped[str] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(200))
    span_start: Mapped[int | None] = mapped_column(Integer)
    span_end: Mapped[int | None] = mapped_column(Integer)
    span_in: Mapped[Voice] = mapped_column(String(10), default="text", server_default="text")
    stated_by: Mapped[str] = mapped_column(ID)
    stated_at: Mapped[datetime] = mapped_column()
    stated_in: Mapped[str | None] = mapped_column(ID)
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    withdrawn_at: Mapped[datetime | None] = mapped_column()
    withdrawn_in: Mapped[str | None] = mapped_column(ID)


class QualificationRow(Base):
    """An answer as it was given: its bytes, what it was computed from, by what. Never changed.

    `model_digest`, `lexicon_digest`: the noise model and the lexicons that read the text of the
    report; None where none read it. `reader`: the model server that read it after them
    (`classifiers.model_server.reading.ModelProvenance`). `firm`: the main offence is not
    established on presumed facts; None in the answers kept before that was told apart.
    """

    __tablename__ = "qualifications"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    made_for: Mapped[str] = mapped_column(ID)
    decision_day: Mapped[date] = mapped_column(Date)
    question: Mapped[bytes] = mapped_column("given", LargeBinary)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    answer_digest: Mapped[str] = mapped_column(DIGEST)
    facts_digest: Mapped[str] = mapped_column(DIGEST)
    ruleset_digest: Mapped[str] = mapped_column(DIGEST, index=True)
    engine_version: Mapped[str] = mapped_column(String(40))
    reasoner: Mapped[str] = mapped_column(String(40))
    model_digest: Mapped[str | None] = mapped_column(DIGEST)
    lexicon_digest: Mapped[str | None] = mapped_column(DIGEST)
    reader: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    issue: Mapped[str] = mapped_column(String(40))
    main: Mapped[str | None] = mapped_column(String(200))
    prudent: Mapped[bool] = mapped_column(Boolean)
    firm: Mapped[bool | None] = mapped_column(Boolean)

    @property
    def to_confirm(self) -> bool:
        """Whether the main offence is established, and not by confirmed facts alone: read in the
        answer where no column says it.
        """
        if self.firm is not None or not self.prudent:
            return self.firm is False
        entries = json.loads(zlib.decompress(self.answer))["offences"]
        return any(e["offence"] == self.main and e["status"] == "established" != e["confirmed"] for e in entries)


class DecisionRow(Base):
    """Decision of a person on a report, on which answer; kept when undone.

    `offence_field` and `suggested_field` are the hotline's fields of the two offences under the law
    that decided: statistics still tell them once that law is gone. `confirmation` is a later
    answer, the same but for facts confirmed since: notices then rest on it. `batch` names the
    decisions that were taken in one act on several reports.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "ix_decisions_batch",
            "batch",
            sqlite_where=text("batch IS NOT NULL"),
            postgresql_where=text("batch IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    qualification: Mapped[str | None] = mapped_column(ID, ForeignKey("qualifications.id"))
    confirmation: Mapped[str | None] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    offence: Mapped[str | None] = mapped_column(String(200), index=True)
    offence_field: Mapped[str | None] = mapped_column(String(40))
    suggested: Mapped[str | None] = mapped_column(String(200))
    suggested_field: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    carried_from: Mapped[str | None] = mapped_column(ID, ForeignKey("decisions.id"))
    batch: Mapped[str | None] = mapped_column(ID)
    decided_by: Mapped[str] = mapped_column(ID, index=True)
    decided_at: Mapped[datetime] = mapped_column(index=True)
    undone_by: Mapped[str | None] = mapped_column(ID)
    undone_at: Mapped[datetime | None] = mapped_column()

    @property
    def basis(self) -> str | None:
        """The answer that notices rest on: the later one, where facts were confirmed since."""
        return self.confirmation or self.qualification


class TraceRow(Base):
    """A keyed digest by which reports on the same content meet: of a URL, a text, a band of a
    signature, a given hash.
    """

    __tablename__ = "traces"
    __table_args__ = (Index("ix_traces_key", "key"),)

    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(DIGEST, primary_key=True)


class ContactRow(Base):
    """Contact details of a reporter, apart from the report and encrypted."""

    __tablename__ = "reporter_contacts"

    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_since: Mapped[datetime] = mapped_column(index=True)
