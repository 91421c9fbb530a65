#!/bin/sh
# At the first start of PostgreSQL: an account of the service's own, which owns its database and nothing else.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --set=password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE qualif LOGIN PASSWORD :'password';
CREATE DATABASE qualif OWNER qualif ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE qualif FROM PUBLIC;
SQL
