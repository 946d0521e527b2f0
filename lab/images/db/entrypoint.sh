#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fills an empty data directory with what the official quickstart has (two databases, two accounts with rights on their own
# database only), then becomes mysqld. Arguments are mysqld's, as in the official compose file's `command:`.
set -euo pipefail

options=(--user=mysql --bind-address=0.0.0.0 --datadir=/var/lib/mysql)
install -d -o mysql -g mysql -m 0755 /run/mysqld
chown mysql:mysql /var/lib/mysql

if [ ! -d /var/lib/mysql/mysql ]; then
  cp -a /usr/share/mysql-fresh/. /var/lib/mysql/
  # In memory: the passwords must not stay on a disk.
  init=/dev/shm/first-start.sql
  install -o mysql -g mysql -m 0600 /dev/null "$init"
  printf "ALTER USER root@localhost IDENTIFIED BY '%s';\n" "$MYSQL_ROOT_PASSWORD" >"$init"
  printf "CREATE USER root@'%%' IDENTIFIED BY '%s';\n" "$MYSQL_ROOT_PASSWORD" >>"$init"
  echo "GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;" >>"$init"
  # OM_LAB_DATABASES: yes (both), airflow (a server of its own for Airflow), no.
  if [ "${OM_LAB_DATABASES:-yes}" = yes ]; then
    # OpenMetadata's SQL needs MD5(), which MySQL 8 has built in and this build keeps in a component.
    cat >>"$init" <<SQL
CREATE DATABASE openmetadata_db;
CREATE USER openmetadata_user@'%' IDENTIFIED BY '${OM_DB_USER_PASSWORD:-openmetadata_password}';
GRANT ALL PRIVILEGES ON openmetadata_db.* TO openmetadata_user@'%' WITH GRANT OPTION;
INSTALL COMPONENT 'file://component_classic_hashing';
SQL
  fi
  if [ "${OM_LAB_DATABASES:-yes}" != no ]; then
    cat >>"$init" <<SQL
CREATE DATABASE airflow_db CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER airflow_user@'%' IDENTIFIED BY '${AIRFLOW_DB_PASSWORD:-airflow_pass}';
GRANT ALL PRIVILEGES ON airflow_db.* TO airflow_user@'%' WITH GRANT OPTION;
SQL
  fi
  options+=(--init-file="$init")
fi
exec mysqld "${options[@]}" "$@"
