#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the ingestion container runs: migrates Airflow's database, makes its administrator, starts its components. Like the
# official container it goes on when the migration failed (https://github.com/open-metadata/OpenMetadata/issues/24949), and
# like there the connection is known to this process only: a `docker exec … airflow` has to bring its own.
set -uo pipefail

# By the environment: arguments stand in the process table.
quoted() { TEXT="$1" python3 -c 'import os, urllib.parse; print(urllib.parse.quote(os.environ["TEXT"], safe=""))'; }

user="${AIRFLOW_ADMIN_USER:-admin}"
password="${AIRFLOW_ADMIN_PASSWORD:-admin}"
connection="${DB_SCHEME:-mysql+mysqldb}://$(quoted "${DB_USER:-airflow_user}"):$(quoted "${DB_PASSWORD:-airflow_pass}")"
connection+="@${DB_HOST:-mysql}:${DB_PORT:-3306}/${AIRFLOW_DB:-airflow_db}${DB_PROPERTIES:-}"
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="${AIRFLOW__DATABASE__SQL_ALCHEMY_CONN:-$connection}"

release="$(python -c 'from importlib.metadata import version; print(version("apache-airflow"))')"
echo "Airflow $release: migrating its database"
airflow db migrate || echo "Airflow's migration ended with $?; starting its components all the same"
rm -f "$AIRFLOW_HOME"/airflow-*.pid

case "$release" in
  2.*)
    export AIRFLOW__API__AUTH_BACKENDS="${AIRFLOW__API__AUTH_BACKENDS:-airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session}"
    # The plugin makes every process of Airflow create the roles, so that the first one must be alone. A restarted container
    # has its administrator.
    if [ ! -e "$AIRFLOW_HOME/.administrator" ]; then
      airflow users create --username "$user" --password "$password" --role Admin --firstname Lab --lastname Admin \
        --email admin@example.com && touch "$AIRFLOW_HOME/.administrator"
    fi
    airflow webserver --port 8080 &
    ;;
  *)
    # All components sign and check each other's tokens with one secret.
    AIRFLOW__API_AUTH__JWT_SECRET="${AIRFLOW__API_AUTH__JWT_SECRET:-$(python -c 'import secrets; print(secrets.token_hex(32))')}"
    AIRFLOW__API__SECRET_KEY="${AIRFLOW__API__SECRET_KEY:-$AIRFLOW__API_AUTH__JWT_SECRET}"
    export AIRFLOW__API_AUTH__JWT_SECRET AIRFLOW__API__SECRET_KEY
    export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS="$user:admin"
    export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE="$AIRFLOW_HOME/simple_auth_manager_passwords.json"
    NAME="$user" SECRET="$password" python -c 'import json, os; print(json.dumps({os.environ["NAME"]: os.environ["SECRET"]}))' \
      >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
    airflow api-server --port 8080 &
    airflow dag-processor &
    ;;
esac
exec airflow scheduler
