# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

from __future__ import annotations


class ModuleDocFragment:
    """Options of every module that logs in to MySQL or PostgreSQL."""

    DOCUMENTATION = r"""
options:
  engine:
    description:
      - The database engine that OpenMetadata (or Airflow) keeps its data in.
    type: str
    choices: [mysql, postgresql]
  login_host:
    description:
      - Host name or address of the database server.
      - Ignored where O(login_unix_socket) is set.
    type: str
    default: 127.0.0.1
  login_port:
    description:
      - TCP port of the database server.
      - The default is V(3306) for MySQL and V(5432) for PostgreSQL.
    type: int
  login_user:
    description:
      - Name of the database account.
    type: str
  login_password:
    description:
      - Password of O(login_user).
      - If not set, the environment variable E(OM_DB_PASSWORD) of the host that runs the module is used.
    type: str
  login_unix_socket:
    description:
      - Path of the server's Unix socket (MySQL), or the directory that holds it (PostgreSQL).
    type: path
  login_db:
    description:
      - Name of the database.
    type: str
  tls_mode:
    description:
      - Whether the connection is encrypted, and what is verified.
      - V(prefer) uses TLS when the server offers it and verifies nothing; V(require) insists on TLS;
        V(verify_ca) also checks the server's certificate against O(ca_cert); V(verify_full) also checks the host name.
    type: str
    choices: [disable, prefer, require, verify_ca, verify_full]
    default: prefer
  ca_cert:
    description:
      - Path of the CA certificate (PEM) that signed the server's certificate.
    type: path
  client_cert:
    description:
      - Path of the client's certificate (PEM).
    type: path
  client_key:
    description:
      - Path of the client's private key (PEM).
    type: path
  connect_timeout:
    description:
      - How long to wait for the connection, in seconds.
    type: int
    default: 30
requirements:
  - PyMySQL (MySQL) or psycopg2 (PostgreSQL) on the host that runs the module
"""
