"""Sign-in through a provider; the journal found by person and action."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_people"
down_revision = "20261127_laws"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "external_identities",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("follows_groups", sa.Boolean(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_external_identities_account")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_external_identities")),
        sa.UniqueConstraint("account", name=op.f("uq_external_identities_account")),
    )
    op.drop_index("ix_audit_who", table_name="audit")
    op.create_index("ix_audit_who_action_at", "audit", ["who", "action", "at"])


def downgrade() -> None:
    """Back from this step."""
    op.drop_index("ix_audit_who_action_at", table_name="audit")
    op.create_index("ix_audit_who", "audit", ["who"])
    op.drop_table("external_identities")
