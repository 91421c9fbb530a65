"""The database refuses to delete journal entries, and answers but those that an erasure names; a
row that the service writes to see that it can.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261206_kept_rows"
down_revision = "20261205_sign_in_attempts"
branch_labels = None
depends_on = None

_KEYS = {"audit": "number", "qualifications": "id", "erasures": "id"}
"""Tables whose rows stay as written, each with its key."""
_DOOR = "EXISTS (SELECT 1 FROM erasures WHERE answers_before > OLD.made_at)"
"""An answer may go once an erasure of answers older than a moment after it is on record."""


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_answers_before", "erasures", ["answers_before"])
    op.create_table(
        "write_probes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_probes")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _refuse_on_sqlite() -> None:
    for table, key in _KEYS.items():
        door = f" WHEN NOT {_DOOR}" if table == "qualifications" else ""
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}{door} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
        )
        # REPLACE would delete the row without asking the trigger above
        op.execute(
            f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never replaced'); END"
        )
    op.execute(
        "CREATE TRIGGER erasures_fixed BEFORE UPDATE ON erasures "
        "BEGIN SELECT RAISE(ABORT, 'erasures is never changed'); END"
    )


def _refuse_on_postgresql() -> None:
    for table in _KEYS:
        op.execute(
            f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is never deleted'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()"
        )
        if table != "qualifications":
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()"
            )
    op.execute(
        "CREATE FUNCTION qualifications_past() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_DOOR} THEN RETURN OLD; END IF; RAISE EXCEPTION 'qualifications is never deleted'; END $$"
    )
    op.execute(
        "CREATE TRIGGER qualifications_kept BEFORE DELETE ON qualifications "
        "FOR EACH ROW EXECUTE FUNCTION qualifications_past()"
    )
    op.execute(
        "CREATE FUNCTION erasures_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'erasures is never changed'; END $$"
    )
    op.execute("CREATE TRIGGER erasures_fixed BEFORE UPDATE ON erasures FOR EACH ROW EXECUTE FUNCTION erasures_fixed()")


def downgrade() -> None:
    """Back from this step."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEYS:
            op.execute(f"DROP TRIGGER {table}_once")
            op.execute(f"DROP TRIGGER {table}_kept")
    else:
        for table in _KEYS:
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            op.execute(f"DROP TRIGGER {table}_whole ON {table}")
            op.execute(f"DROP FUNCTION {table}_kept()")
        op.execute("DROP FUNCTION qualifications_past()")
        op.execute("DROP TRIGGER erasures_fixed ON erasures")
        op.execute("DROP FUNCTION erasures_fixed()")
    op.drop_table("write_probes")
    op.drop_table("erasures")
