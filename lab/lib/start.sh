# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The state from which an upgrade starts. Sourced by lab/bin/lab.

SERVER=openmetadata_server
INGESTION=openmetadata_ingestion

state() { OM_TOKEN="${token:-}" python3 "$LAB/lib/airflow_state.py" "$1"; }

start_openmetadata() {
  # Ingestion waits for the server's start, so all of it can be asked for at once.
  compose server up --detach --quiet-pull
  [ "$TOPOLOGY" = one ] || compose ingestion up --detach --quiet-pull
  local waited=0
  until [ "$(docker inspect --format '{{.State.Health.Status}}' "$SERVER")" = healthy ]; do
    sleep 1
    waited=$((waited + 1))
    [ "$waited" -lt 180 ] || { docker logs --tail 20 "$SERVER" >&2; die 'the server is not healthy after 180 s.'; }
  done
  docker exec "$SERVER" ./bin/openmetadata-standin seed >/dev/null
  token="$(docker exec "$SERVER" ./bin/openmetadata-standin token)"
}

start_airflow() { state healthy; }

# Runs that ended, one that is killed in the middle, and an Airflow that is back.
starting_state() {
  state interrupt
  state history
  docker kill --signal KILL "$INGESTION" >/dev/null
  if [ "${AIRFLOW_STUCK:-0}" = 1 ]; then
    migrate_without_flag
  else
    docker start "$INGESTION" >/dev/null
    state healthy
  fi
}

# What happens to those who upgrade without reading: Airflow 3's migration fails in the middle and leaves its database
# between two revisions (MySQL only, PostgreSQL migrates in transactions and succeeds). Ingestion stays down, as it does then.
migrate_without_flag() {
  say "Airflow 3's migration without log_bin_trust_function_creators"
  local log="$DIR/airflow-migration.log"
  compose ingestion run --rm --no-deps --quiet-pull -T \
    --entrypoint /bin/bash ingestion -c true >/dev/null
  docker run --rm --network "$PROJECT" --env-file <(ingestion_environment) --entrypoint /bin/bash \
    "$PREFIX/ingestion:$TO_VERSION" -c 'export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="$DB_SCHEME://$DB_USER:$DB_PASSWORD@$DB_HOST:$DB_PORT/$AIRFLOW_DB"
      exec airflow db migrate' >"$log" 2>&1 || say "it failed: $(grep -E 'Error: ' "$log" | tail -n 1)"
}

ingestion_environment() { docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$INGESTION" | grep -E '^(DB|AIRFLOW)_'; }
