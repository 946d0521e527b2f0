# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

from __future__ import annotations


class ModuleDocFragment:
    """Options of every module that asks Airflow itself."""

    DOCUMENTATION = r"""
options:
  airflow_url:
    description:
      - Base URL of Airflow, for example V(http://localhost:8080). Airflow 2 and 3 are told apart. Where Airflow's own
        API lets nobody in, OpenMetadata's plugin in it is asked.
    type: str
  airflow_user:
    description:
      - Name of an Airflow user that may read DAGs and DAG runs.
    type: str
  airflow_password:
    description:
      - Password of O(airflow_user).
      - If not set, the environment variable E(OM_AIRFLOW_PASSWORD) of the host that runs the module is used.
    type: str
  airflow_database:
    description:
      - Login to Airflow's database, instead of O(airflow_url). Only the database has heartbeats, and it also answers
        while Airflow is down.
    type: dict
    suboptions:
      engine:
        description: The database engine.
        type: str
        choices: [mysql, postgresql]
        required: true
      login_host:
        description: Host name or address of the database server.
        type: str
        default: 127.0.0.1
      login_port:
        description: TCP port. The default is V(3306) for MySQL and V(5432) for PostgreSQL.
        type: int
      login_user:
        description: Name of the database account.
        type: str
        required: true
      login_password:
        description: Password of the account.
        type: str
      login_unix_socket:
        description: Path of the server's Unix socket (MySQL), or the directory that holds it (PostgreSQL).
        type: path
      login_db:
        description: Name of Airflow's database.
        type: str
        required: true
      tls_mode:
        description: How the connection is encrypted, see M(openmetadata.ops.om_info).
        type: str
        choices: [disable, prefer, require, verify_ca, verify_full]
        default: prefer
      ca_cert:
        description: Path of the CA certificate (PEM) that signed the server's certificate.
        type: path
      client_cert:
        description: Path of the client's certificate (PEM).
        type: path
      client_key:
        description: Path of the client's private key (PEM).
        type: path
      connect_timeout:
        description: How long to wait for the connection, in seconds.
        type: int
        default: 30
"""
