"""Change requests on the rules, signatures, publications; trees of rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261213_changes"
down_revision = "20261212_model_readings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "rule_blobs",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rule_blobs")),
    )
    op.create_table(
        "rule_trees",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rule_trees")),
    )
    op.create_table(
        "change_evidence",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tree", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["rule_trees.digest"], name=op.f("fk_change_evidence_base")),
        sa.ForeignKeyConstraint(["tree"], ["rule_trees.digest"], name=op.f("fk_change_evidence_tree")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_change_evidence")),
    )
    op.create_index("ix_change_evidence_tree_base", "change_evidence", ["tree", "base"], unique=False)
    op.create_table(
        "change_requests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("tree", sa.String(length=64), nullable=False),
        sa.Column("effect_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.String(length=64), nullable=True),
        sa.Column("submission", sa.String(length=64), nullable=True),
        sa.Column("required", sa.JSON(), nullable=True),
        sa.Column("rolls_back", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["accounts.id"], name=op.f("fk_change_requests_author")),
        sa.ForeignKeyConstraint(["base"], ["rule_trees.digest"], name=op.f("fk_change_requests_base")),
        sa.ForeignKeyConstraint(["tree"], ["rule_trees.digest"], name=op.f("fk_change_requests_tree")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_requests")),
    )
    op.create_index("ix_change_requests_state_changed_at", "change_requests", ["state", "changed_at"], unique=False)
    op.create_table(
        "change_reviewed_parts",
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_change_reviewed_parts_account")),
        sa.PrimaryKeyConstraint("submission", "account", "part", name=op.f("pk_change_reviewed_parts")),
    )
    op.create_table(
        "change_comments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.String(length=40), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["answers"], ["change_comments.id"], name=op.f("fk_change_comments_answers")),
        sa.ForeignKeyConstraint(["author"], ["accounts.id"], name=op.f("fk_change_comments_author")),
        sa.ForeignKeyConstraint(["change"], ["change_requests.id"], name=op.f("fk_change_comments_change")),
        sa.ForeignKeyConstraint(["resolved_by"], ["accounts.id"], name=op.f("fk_change_comments_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_comments")),
    )
    op.create_index(op.f("ix_change_comments_change"), "change_comments", ["change"], unique=False)
    op.create_table(
        "change_revisions",
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tree", sa.String(length=64), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["accounts.id"], name=op.f("fk_change_revisions_author")),
        sa.ForeignKeyConstraint(["change"], ["change_requests.id"], name=op.f("fk_change_revisions_change")),
        sa.ForeignKeyConstraint(["tree"], ["rule_trees.digest"], name=op.f("fk_change_revisions_tree")),
        sa.PrimaryKeyConstraint("change", "number", name=op.f("pk_change_revisions")),
    )
    op.create_table(
        "change_signatures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_change_signatures_account")),
        sa.ForeignKeyConstraint(["change"], ["change_requests.id"], name=op.f("fk_change_signatures_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_signatures")),
    )
    op.create_index(op.f("ix_change_signatures_change"), "change_signatures", ["change"], unique=False)
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tree", sa.String(length=64), nullable=False),
        sa.Column("law", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("effect_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("submission", sa.String(length=64), nullable=True),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("rolls_back", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ratify_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ratified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ratified_by", sa.String(length=40), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=40), nullable=True),
        sa.Column("requalified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_publications_account")),
        sa.ForeignKeyConstraint(["change"], ["change_requests.id"], name=op.f("fk_publications_change")),
        sa.ForeignKeyConstraint(["ratified_by"], ["accounts.id"], name=op.f("fk_publications_ratified_by")),
        sa.ForeignKeyConstraint(["tree"], ["rule_trees.digest"], name=op.f("fk_publications_tree")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["accounts.id"], name=op.f("fk_publications_withdrawn_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publications")),
        sa.UniqueConstraint("change", name=op.f("uq_publications_change")),
    )
    op.create_index(op.f("ix_publications_effect_at"), "publications", ["effect_at"], unique=False)
    op.create_table(
        "requalifications",
        sa.Column("publication", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("old_main", sa.String(length=200), nullable=True),
        sa.Column("new_main", sa.String(length=200), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["publication"], ["publications.number"], name=op.f("fk_requalifications_publication")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_requalifications_report")),
        sa.PrimaryKeyConstraint("publication", "report", name=op.f("pk_requalifications")),
    )


def downgrade() -> None:
    """Back from this step."""
    op.drop_table("requalifications")
    op.drop_index(op.f("ix_publications_effect_at"), table_name="publications")
    op.drop_table("publications")
    op.drop_index(op.f("ix_change_signatures_change"), table_name="change_signatures")
    op.drop_table("change_signatures")
    op.drop_table("change_revisions")
    op.drop_index(op.f("ix_change_comments_change"), table_name="change_comments")
    op.drop_table("change_comments")
    op.drop_table("change_reviewed_parts")
    op.drop_index("ix_change_requests_state_changed_at", table_name="change_requests")
    op.drop_table("change_requests")
    op.drop_index("ix_change_evidence_tree_base", table_name="change_evidence")
    op.drop_table("change_evidence")
    op.drop_table("rule_trees")
    op.drop_table("rule_blobs")
