# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

from __future__ import annotations


class ModuleDocFragment:
    """Options of the modules that run the database's own client programs."""

    DOCUMENTATION = r"""
options:
  client:
    description:
      - Where the database's client programs run (C(mysqldump) and C(mysql), or C(pg_dump) and C(psql)).
      - V(local) runs them on the host that runs the module; V(docker) in a container by C(docker exec);
        V(kubernetes) in a pod by C(kubectl exec).
      - MySQL needs Oracle's client, 8.3 or newer; MariaDB's is refused. PostgreSQL needs a client of at least the server's
        major version. OpenMetadata's ingestion image has both.
    type: str
    choices: [local, docker, kubernetes]
    default: local
  container:
    description:
      - Name of the container that has the client programs.
      - Required with O(client=docker). With O(client=kubernetes), the container of the pod.
    type: str
  pod:
    description:
      - The pod that has the client programs, as C(kubectl exec) takes it, for example V(deploy/openmetadata).
      - Required with O(client=kubernetes).
    type: str
  namespace:
    description:
      - Namespace of O(pod).
    type: str
  client_bin:
    description:
      - Directory of the client programs, for example V(/usr/lib/postgresql/17/bin).
      - If not set, they are found on the C(PATH).
    type: str
  client_host:
    description:
      - Address of the database server as the client programs see it.
      - If not set, O(login_host).
    type: str
  client_port:
    description:
      - TCP port of the database server as the client programs see it.
      - If not set, O(login_port); but where the client runs in a container or pod and sees the server at a loopback
        address (it is the database's own container), the engine's own port.
    type: int
  progress_file:
    description:
      - A file that holds how far the job is as long as it runs (JSON with C(step), C(bytes), C(expected), C(tables),
        C(line)), rewritten every ten seconds.
      - If not set, a hidden file beside the backups. Its line is printed by Ansible, and so seen in AWX, every 15 seconds
        while the module runs, and is written to the log of the host that runs it.
    type: path
requirements:
  - C(mysqldump) and C(mysql) 8.3 or newer, or C(pg_dump) and C(psql), where O(client) says
  - zstd on the host that runs the module, for zstd compression
"""
