#!/bin/sh
# Runs once, when the database container creates its data directory: two roles, neither a superuser.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v public="$PUBLIC_PASSWORD" \
  --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE clinic LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner';
CREATE ROLE clinic_public LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'public';
CREATE DATABASE clinic OWNER clinic;
SQL
