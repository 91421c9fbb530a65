"""Storage: tables, sessions, migrations. SQLite or PostgreSQL, one behaviour."""
