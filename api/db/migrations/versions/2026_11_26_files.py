"""From decision to action: the register, hosts, transmissions, their events and deadlines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_files"
down_revision = "20261125_reading"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "hosts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("asns", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("eu_establishment", sa.String(length=2), nullable=True),
        sa.Column("notice_email", sa.String(length=320), nullable=True),
        sa.Column("notice_page", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("read_at", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("stated_by", sa.String(length=40), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosts")),
        sa.UniqueConstraint("name", name=op.f("uq_hosts_name")),
    )
    op.create_table(
        "register_entries",
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.String(length=100), nullable=True),
        sa.Column("partner_reference", sa.String(length=100), nullable=True),
        sa.Column("address_key", sa.String(length=64), nullable=True),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("tld", sa.String(length=63), nullable=True),
        sa.Column("host", sa.String(length=40), nullable=True),
        sa.Column("hosting_country", sa.String(length=2), nullable=True),
        sa.Column("hosting", sa.JSON(), nullable=True),
        sa.Column("routing", sa.JSON(), nullable=True),
        sa.Column("typology", sa.String(length=60), nullable=True),
        sa.Column("victim_age", sa.String(length=40), nullable=True),
        sa.Column("victim_sex", sa.String(length=40), nullable=True),
        sa.Column("classification", sa.String(length=40), nullable=True),
        sa.Column("commerciality", sa.String(length=40), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.Column("closed_because", sa.String(length=60), nullable=True),
        sa.Column("stated_by", sa.String(length=40), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["host"], ["hosts.id"], name=op.f("fk_register_entries_host")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_register_entries_report")),
        sa.PrimaryKeyConstraint("report", name=op.f("pk_register_entries")),
    )
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.create_index("ix_register_entries_address_key", ["address_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entries_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entries_host"), ["host"], unique=False)

    op.create_table(
        "transmissions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("qualification", sa.String(length=40), nullable=True),
        sa.Column("offence", sa.String(length=200), nullable=True),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=True),
        sa.Column("host", sa.String(length=40), nullable=True),
        sa.Column("bundle", sa.String(length=40), nullable=True),
        sa.Column("rule", sa.String(length=100), nullable=True),
        sa.Column("rules_digest", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("template_digest", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("two_persons", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sent_key", sa.String(length=64), nullable=True),
        sa.Column("prepared_by", sa.String(length=40), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconded_by", sa.String(length=40), nullable=True),
        sa.Column("seconded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=40), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_how", sa.String(length=20), nullable=True),
        sa.Column("sent_reference", sa.String(length=200), nullable=True),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_1", sa.String(length=20), nullable=True),
        sa.Column("check_3", sa.String(length=20), nullable=True),
        sa.Column("check_7", sa.String(length=20), nullable=True),
        sa.Column("contested", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name=op.f("fk_transmissions_decision")),
        sa.ForeignKeyConstraint(["host"], ["hosts.id"], name=op.f("fk_transmissions_host")),
        sa.ForeignKeyConstraint(["qualification"], ["qualifications.id"], name=op.f("fk_transmissions_qualification")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_transmissions_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmissions")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_transmissions_sent_key")),
    )
    with op.batch_alter_table("transmissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transmissions_bundle"), ["bundle"], unique=False)
        batch_op.create_index(batch_op.f("ix_transmissions_host"), ["host"], unique=False)
        batch_op.create_index(batch_op.f("ix_transmissions_offence"), ["offence"], unique=False)
        batch_op.create_index(batch_op.f("ix_transmissions_report"), ["report"], unique=False)
        batch_op.create_index("ix_transmissions_sent_at_recipient", ["sent_at", "recipient"], unique=False)
        batch_op.create_index("ix_transmissions_state_id", ["state", "id"], unique=False)

    op.create_table(
        "file_events",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("transmission", sa.String(length=40), nullable=True),
        sa.Column("answers", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(length=40), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answers"], ["file_events.id"], name=op.f("fk_file_events_answers")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_file_events_report")),
        sa.ForeignKeyConstraint(["transmission"], ["transmissions.id"], name=op.f("fk_file_events_transmission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_events")),
    )
    with op.batch_alter_table("file_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_file_events_answers"), ["answers"], unique=False)
        batch_op.create_index("ix_file_events_kind_happened_at", ["kind", "happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_events_report"), ["report"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_events_transmission"), ["transmission"], unique=False)

    op.create_table(
        "deadlines",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("transmission", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["met_by"], ["file_events.id"], name=op.f("fk_deadlines_met_by")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_deadlines_report")),
        sa.ForeignKeyConstraint(["transmission"], ["transmissions.id"], name=op.f("fk_deadlines_transmission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    with op.batch_alter_table("deadlines", schema=None) as batch_op:
        batch_op.create_index("ix_deadlines_met_at_due_at", ["met_at", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deadlines_report"), ["report"], unique=False)
        batch_op.create_index(batch_op.f("ix_deadlines_transmission"), ["transmission"], unique=False)


def downgrade() -> None:
    """Back from this step."""
    op.drop_table("deadlines")
    op.drop_table("file_events")
    op.drop_table("transmissions")
    op.drop_table("register_entries")
    op.drop_table("hosts")
