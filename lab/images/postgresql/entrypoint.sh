#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fills an empty data directory with what the official quickstart has (two databases, two owners without superuser), then
# becomes postgres. Arguments are the server's, as in the official compose file's `command:`.
set -euo pipefail

as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }

install -d -o postgres -g postgres -m 0700 "$PGDATA"
install -d -o postgres -g postgres -m 2775 /var/run/postgresql

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  as_postgres initdb --encoding=UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  {
    printf "ALTER USER postgres PASSWORD '%s';\n" "$POSTGRES_PASSWORD"
    if [ "${OM_LAB_DATABASES:-yes}" = yes ]; then
      cat <<SQL
CREATE USER openmetadata_user PASSWORD '${OM_DB_USER_PASSWORD:-openmetadata_password}';
CREATE USER airflow_user PASSWORD '${AIRFLOW_DB_PASSWORD:-airflow_pass}';
CREATE DATABASE openmetadata_db OWNER openmetadata_user;
CREATE DATABASE airflow_db OWNER airflow_user;
SQL
    fi
  } | sed 's/$/\n/' | as_postgres postgres --single -j -D "$PGDATA" postgres >/dev/null
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups postgres -c listen_addresses='*' "$@"
