# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The state from which an upgrade starts. Sourced by lab/bin/lab.

# until_true SECONDS WHAT COMMAND...
until_true() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || die "gave up waiting for $what."
    sleep 1
  done
}

# sql DATABASE STATEMENT: as the administrator, rows only.
sql() {
  if [ "$ENGINE" = mysql ]; then
    local container=openmetadata_mysql
    [ "$1-$AIRFLOW_DATABASE" != airflow_db-own ] || container=openmetadata_airflow_mysql
    # shellcheck disable=SC2016  # expanded in the container
    docker exec "$container$SUFFIX" sh -c 'MYSQL_PWD=$MYSQL_ROOT_PASSWORD exec mysql -uroot -N "$0" -e "$1"' "$@"
  else
    docker exec "openmetadata_postgresql$SUFFIX" psql --username=postgres --tuples-only --no-align "$1" --command "$2"
  fi
}

server_healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$SERVER")" = healthy ]; }

airflow_healthy() {
  [ "$(docker exec "$INGESTION" wget -qO- http://localhost:8080/health | grep -o '"status": "healthy"' | wc -l)" -ge 2 ]
}

# The DAG with history has run each of its days.
history_ran() {
  [ "$(sql airflow_db "select count(*) from dag_run where dag_id = 'warehouse_daily' and state in ('success', 'failed')")" -ge 4 ]
}

# OpenMetadata knows of the ingestion that is to be killed; the seed gives that pipeline no run.
ingestion_runs() {
  local state="s.json->>'\$.pipelineState'"
  [ "$ENGINE" = mysql ] || state="s.json->>'pipelineState'"
  [ "$(sql openmetadata_db "select count(*) from entity_extension_time_series s join ingestion_pipeline_entity p
    on s.entityFQNHash = p.fqnHash where p.name = 'demo_lineage' and $state = 'running'")" -ge 1 ]
}

start_openmetadata() {
  # Ingestion waits for the server's start, so all of it can be asked for at once.
  compose server up --detach --quiet-pull
  [ "$TOPOLOGY" = one ] || compose ingestion up --detach --quiet-pull
  until_true 180 'a healthy server' server_healthy
  official || docker exec "$SERVER" ./bin/openmetadata-standin seed >/dev/null
}

standin() { docker exec "$SERVER" ./bin/openmetadata-standin "$@"; }

# An answer of 404 makes a pipeline undeployed, so that this begins with its deployment.
deployed_and_off() { standin deploy "$1" && standin toggle "$1"; }

# Through the server and Airflow's real plugin, which writes the DAGs. Its webserver loses its database connection to the
# process that it forks after each deployment (MySQL's 2013), so that what is asked next may be answered with 500 or 404.
# One schedule is off, as a user may want it.
deploy_pipelines() {
  local name
  for name in demo_mysql.demo_metadata 'demo_mysql."pipe.dot space"'; do
    until_true 180 "the deployment of $name" standin deploy "$name"
  done
  until_true 180 'a pipeline whose schedule is off' deployed_and_off demo_mysql.demo_profiler
}

# Runs that ended, and one that is killed in the middle.
start_airflow() {
  until_true 600 'the runs of warehouse_daily' history_ran
  official || deploy_pipelines
  official || until_true 300 "the ingestion's report" ingestion_runs
  docker kill --signal KILL "$INGESTION" >/dev/null
}

# Airflow takes a scheduler for dead once its heartbeat is older than scheduler_health_check_threshold (30 s). Only what is
# started after that finds the run as an orphan at once, and says so in its log; else it says so five minutes later.
killed_scheduler_is_dead() {
  [ "$(sql airflow_db "select count(*) from job where job_type = 'SchedulerJob' and state = 'running'
    and latest_heartbeat > current_timestamp - interval '30' second")" = 0 ]
}

restart_airflow() {
  until_true 60 'the end of the scheduler that was killed' killed_scheduler_is_dead
  docker start "$INGESTION" >/dev/null
  until_true 300 'a healthy Airflow' airflow_healthy
}

# shellcheck disable=SC2016  # expanded in the container
MIGRATE='export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="$DB_SCHEME://$DB_USER:$DB_PASSWORD@$DB_HOST:$DB_PORT/$AIRFLOW_DB"
exec airflow db migrate'

# What happens to those who upgrade without reading: Airflow 3's migration fails in the middle and leaves its database
# between two revisions (MySQL only, PostgreSQL migrates in transactions and succeeds). Ingestion stays down, as it does then.
migrate_without_flag() {
  say "Airflow 3's migration without log_bin_trust_function_creators"
  local log="$DIR/airflow-migration.log"
  docker run --rm --network "$PROJECT" --env-file <(ingestion_environment) --entrypoint /bin/bash \
    "$PREFIX/ingestion:$TO_VERSION" -c "$MIGRATE" >"$log" 2>&1 || say "it failed: $(grep -E 'Error: ' "$log" | tail -n 1)"
}

ingestion_environment() { docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$INGESTION" | grep -E '^(DB|AIRFLOW)_'; }
