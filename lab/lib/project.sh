# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The lab's directory and its compose project. Sourced by lab/bin/lab.

ENGINE="${ENGINE:-mysql}"
TOPOLOGY="${TOPOLOGY:-one}"
AIRFLOW_DATABASE="${AIRFLOW_DATABASE:-shared}"
DIR="${OM_LAB_DIR:-/var/tmp/openmetadata-ops-lab}/$ENGINE"
# For a second lab beside the first: other container names, other ports, and an OM_LAB_DIR of its own.
SUFFIX="${OM_LAB_SUFFIX:-}"
SHIFT="${OM_LAB_PORT_SHIFT:-0}"
PROJECT="openmetadata-ops-lab-$ENGINE$SUFFIX"
SERVER="openmetadata_server$SUFFIX"
INGESTION="openmetadata_ingestion$SUFFIX"
# What is there tells its topology, so that nobody has to name it again.
[ ! -e "$DIR/ssh" ] || TOPOLOGY=two

case "$ENGINE" in
  mysql) driver=com.mysql.cj.jdbc.Driver db_port=3306 airflow_scheme=mysql+mysqldb database_image=db ;;
  postgresql) driver=org.postgresql.Driver db_port=5432 airflow_scheme=postgresql+psycopg2 database_image=postgresql ;;
  *) die 'ENGINE is mysql or postgresql.' ;;
esac
case "$TOPOLOGY" in
  one) SERVER_DIR="$DIR" INGESTION_DIR="$DIR" external=false ;;
  two) SERVER_DIR="$DIR/server" INGESTION_DIR="$DIR/ingestion" external=true ;;
  *) die 'TOPOLOGY is one or two.' ;;
esac

# The same compose file runs the official images where their registry is in reach.
PREFIX="$REGISTRY"
search=() search_dependency='/#@SEARCH@/d'
if [ "${OM_LAB_IMAGES:-lab}" = official ]; then
  PREFIX=docker.getcollate.io/openmetadata
  # The stand-in needs no search engine, the real server does not start without one.
  search=(search) search_dependency='s|#@SEARCH@|elasticsearch: {condition: service_healthy}|'
fi
official() { [ "$PREFIX" != "$REGISTRY" ]; }

lab_engine() { "$LAB/bin/engine" up; }

check_choice() {
  case "$AIRFLOW_DATABASE-$TOPOLOGY-$ENGINE" in
    shared-* | own-two-mysql) ;;
    *) die 'AIRFLOW_DATABASE is shared or own; own is for two hosts with MySQL.' ;;
  esac
}

# The containers have the names of the official quickstart, so that there is room for one lab, whatever its engine.
refuse_other_lab() {
  local other
  other="$(docker ps --all --filter "name=^/$SERVER\$" --format '{{.Label "com.docker.compose.project"}}')"
  [ -z "$other" ] || die "there is a container $SERVER of the project $other. Remove that lab first (make lab-down \
ENGINE=mysql or postgresql), or build this one beside it: OM_LAB_SUFFIX, see lab/README.md."
}

lab_images() {
  local images=()
  [ "$TOPOLOGY" = one ] || images+=(host)
  if ! official; then
    images+=("$database_image" "server:$FROM_VERSION" "server:$TO_VERSION" "ingestion:$FROM_VERSION" "ingestion:$TO_VERSION")
  fi
  [ "${#images[@]}" = 0 ] || "$LAB/bin/images" "${images[@]}"
}

# render PART...: the parts of lab/compose/ put together.
render() {
  local part port ports=()
  for port in 3306 3307 5432 8080 8585 8586; do ports+=(-e "s|@PORT$port@|$((port + SHIFT))|g"); done
  for part in "$@"; do cat "$LAB/compose/$part.yml.in"; done |
    sed "${ports[@]}" -e "$search_dependency" -e "s|@SUFFIX@|$SUFFIX|g" \
      -e "s|@REGISTRY@|$PREFIX|g; s|@VERSION@|$FROM_VERSION|g; s|@ENGINE@|$ENGINE|g; s|@DRIVER@|$driver|g" \
      -e "s|@DBPORT@|$db_port|g; s|@AIRFLOW_SCHEME@|$airflow_scheme|g; s|@NETWORK@|$PROJECT|g; s|@EXTERNAL@|$external|g"
}

# write_private FILE: from standard input, readable by its owner only from the first byte on.
write_private() { (umask 077 && cat >"$1"); }

environment_file() {
  cat <<ENV
COMPOSE_PROJECT_NAME=$1
MYSQL_ROOT_PASSWORD=${OM_LAB_ROOT_PASSWORD:-password}
POSTGRES_PASSWORD=${OM_LAB_ROOT_PASSWORD:-password}
DB_USER_PASSWORD=${OM_LAB_DB_PASSWORD:-openmetadata_password}
AIRFLOW_DB_PASSWORD=${OM_LAB_AIRFLOW_DB_PASSWORD:-airflow_pass}
AIRFLOW_PASSWORD=admin
FERNET_KEY=jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA=
ENV
}

# No registry with MySQL 8 is in reach of the lab, and the stand-in's data has no generated column with MD5().
ignored_checks() {
  if [ "$ENGINE" = mysql ]; then echo '[{id: OM139, reason: "the lab has MySQL 9 only"}]'; else echo '[]'; fi
}

write_project() {
  mkdir -p "$INGESTION_DIR/dags" "$SERVER_DIR"
  cp "$LAB"/dags/*.py "$INGESTION_DIR/dags/"
  # Airflow's plugin writes there what is deployed, as a user of its own.
  chmod -R a+rwX "$INGESTION_DIR/dags"
  if [ "$TOPOLOGY" = one ]; then
    render head "$ENGINE" "${search[@]}" server ingestion ingestion-one-host volumes >"$DIR/docker-compose.yml"
    environment_file "$PROJECT" | write_private "$DIR/.env"
    cat >"$DIR/inventory.yml" <<YAML
---
all:
  children:
    openmetadata:
      hosts:
        lab:
          ansible_connection: local
          om_server_container: $SERVER
          om_ingestion_container: $INGESTION
          om_preflight_ignore: $(ignored_checks)
    openmetadata_airflow:
      hosts:
        lab:
YAML
  else
    write_two_hosts
  fi
}

compose() { # compose server|ingestion ARGUMENT...
  local directory=$SERVER_DIR
  [ "$1" = server ] || directory=$INGESTION_DIR
  shift
  docker compose --project-directory "$directory" "$@"
}

remove_project() {
  local directory
  for directory in "$INGESTION_DIR" "$SERVER_DIR"; do
    if [ -e "$directory/docker-compose.yml" ]; then
      docker compose --project-directory "$directory" down --volumes --remove-orphans --timeout 5
    fi
  done
  [ ! -e "$DIR/ssh" ] || remove_hosts
  remove_leftovers
  rm -rf "$DIR"
}

# What is known by its labels only, where a directory went before its containers did. Without an engine there is none.
remove_leftovers() {
  local kind name found
  for name in "$PROJECT" "$PROJECT-server" "$PROJECT-ingestion"; do
    for kind in container volume network; do
      # shellcheck disable=SC2046  # --all is for containers only
      mapfile -t found < <(docker "$kind" ls --quiet $([ "$kind" != container ] || echo --all) \
        --filter "label=com.docker.compose.project=$name" 2>/dev/null)
      [ "${#found[@]}" = 0 ] || docker "$kind" rm --force "${found[@]}" >/dev/null
    done
  done
}

show_project() {
  [ -e "$DIR" ] || die "no $ENGINE lab here ($DIR)."
  say "directory $DIR"
  docker ps --all --filter "label=com.docker.compose.project.working_dir=$SERVER_DIR" \
    --format 'table {{.Names}}\t{{.Image}}\t{{.Status}}'
}
