# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The lab on two hosts that are reached by ssh: server and database on one, ingestion on the other. Sourced by lab/bin/lab.

# The hosts' containers, and where their sshd listens.
HOSTS=(server ingestion)
host_container() { printf 'om_lab_%s_host%s\n' "$1" "$SUFFIX"; }
host_port() { if [ "$1" = server ]; then echo $((2201 + SHIFT)); else echo $((2202 + SHIFT)); fi; }

write_two_hosts() {
  # shellcheck disable=SC2154  # set in project.sh
  render head "$ENGINE" "${search[@]}" server >"$SERVER_DIR/docker-compose.yml"
  local parts=(ingestion)
  [ "$AIRFLOW_DATABASE" = shared ] || parts=(airflow-mysql ingestion ingestion-own-database)
  render head "${parts[@]}" volumes >"$INGESTION_DIR/docker-compose.yml"
  environment_file "$PROJECT-server" | write_private "$SERVER_DIR/.env"
  {
    environment_file "$PROJECT-ingestion"
    [ "$AIRFLOW_DATABASE" = shared ] || echo AIRFLOW_DB_HOST=airflow-mysql
  } | write_private "$INGESTION_DIR/.env"
  command -v ssh-keygen >/dev/null || apt-get install -qq -y --no-install-recommends openssh-client >/dev/null
  mkdir -m 0700 "$DIR/ssh"
  ssh-keygen -q -t ed25519 -N '' -C openmetadata-ops-lab -f "$DIR/ssh/id_ed25519"
  docker network create "$PROJECT" >/dev/null
  start_host server "$SERVER_DIR"
  start_host ingestion "$INGESTION_DIR"
  two_hosts_inventory >"$DIR/inventory.yml"
}

# The host's project lies at the same path as on this machine, since the engine, which is shared, resolves bind mounts here.
start_host() { # start_host NAME PROJECT-DIRECTORY
  local container
  container="$(host_container "$1")"
  docker run --detach --name "$container" --hostname "lab-$1" --network "$PROJECT" --publish "127.0.0.1:$(host_port "$1"):22" \
    --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add SYS_PTRACE \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --tmpfs /run --tmpfs /tmp --volume /sys/fs/cgroup:/sys/fs/cgroup:rw \
    --volume /var/run/docker.sock:/var/run/docker.sock --volume "$2:$2" "$REGISTRY/host:latest" >/dev/null
  docker cp -q "$DIR/ssh/id_ed25519.pub" "$container:/root/.ssh/authorized_keys" 2>/dev/null ||
    docker cp "$DIR/ssh/id_ed25519.pub" "$container:/root/.ssh/authorized_keys" >/dev/null
  docker exec "$container" chown root:root /root/.ssh/authorized_keys
}

two_hosts_inventory() {
  local name
  echo '---'
  echo 'all:'
  echo '  vars:'
  echo '    ansible_host: 127.0.0.1'
  echo '    ansible_user: root'
  echo "    ansible_ssh_private_key_file: $DIR/ssh/id_ed25519"
  # The host keys are new in every lab.
  echo '    ansible_ssh_common_args: -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'
  echo "    om_server_container: $SERVER"
  echo "    om_ingestion_container: $INGESTION"
  echo "    om_preflight_ignore: $(ignored_checks)"
  # Its port is published on the loopback address only: the server's host has to be told the way.
  [ "$AIRFLOW_DATABASE" = shared ] || echo '    om_airflow_database_host: airflow-mysql'
  echo '  children:'
  for name in "${HOSTS[@]}"; do
    if [ "$name" = server ]; then echo '    openmetadata:'; else echo '    openmetadata_airflow:'; fi
    echo '      hosts:'
    echo "        lab-$name:"
    echo "          ansible_port: $(host_port "$name")"
  done
}

remove_hosts() {
  local name
  for name in "${HOSTS[@]}"; do docker rm --force --volumes "$(host_container "$name")" >/dev/null 2>&1 || true; done
  docker network rm "$PROJECT" >/dev/null 2>&1 || true
}
