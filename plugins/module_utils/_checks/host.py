# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of the host: room on its disks, and the client programs that a backup needs."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._units import MIB, size
from .._upstream.databases import BACKUPS, MYSQLDUMP
from .._versions import parse_version
from .database import number
from .model import BLOCKER, WARNING, Check, Decision, Facts, Missing

DISKS = "host.disks"  # of the server's host
CLIENTS = "host.clients"  # version texts by place, the one that the backup uses first
IMAGES = "host.images"
LOCAL_IMAGES = "host.images_local"
REMOTE_IMAGES = "host.images_remote"
MYSQLDUMP_FLOOR = parse_version(MYSQLDUMP.lowest)

IMAGE_BYTES = 6 * 1024 * MIB  # server and ingestion image of one release, unpacked


def parse_df(output: str) -> dict[str, int]:
    """Free bytes by path, from ``df --output=avail,file -B1 PATH…``; lines that are none of that are passed over."""
    free: dict[str, int] = {}
    for line in output.splitlines():
        available, dummy, path = line.strip().partition(" ")
        if available.isdigit() and path.strip():
            free[path.strip()] = int(available)
    return free


def ancestors(path: str) -> list[str]:
    """The path and everything above it: `df` fails on a directory that is yet to be made."""
    parts = [part for part in path.split("/") if part]
    return ["/" + "/".join(parts[:count]) for count in range(len(parts), -1, -1)]


def free_for(facts: Facts, disks_at: str, path: str) -> int:
    """Free bytes where the path is, or would be, by what `df` printed on that host.

    Raises:
        Missing: it printed nothing of use.
    """
    disks = parse_df(str(facts.need(disks_at)))
    for above in ancestors(path):
        if above in disks:
            return disks[above]
    raise Missing(disks_at)


@dataclasses.dataclass(frozen=True)
class Client:
    """One place where a dump program was looked for."""

    place: str
    output: str  # what `--version` printed; empty where the program is missing

    @property
    def is_mariadb(self) -> bool:
        return "mariadb" in self.output.lower()

    @property
    def version(self) -> tuple[int, int, int, int] | None:
        # "mysqldump  Ver 9.7.4 for Linux…", "pg_dump (PostgreSQL) 15.18 (Debian…)"
        match = re.search(r"(?:Ver|\(PostgreSQL\))\s+(\d+(?:\.\d+){1,3})", self.output)
        return number(match.group(1)) if match else None


def _clients(facts: Facts) -> list[Client]:
    found: t.Mapping[str, str] = facts.need(CLIENTS)
    return [Client(str(place), str(output or "")) for place, output in found.items()]


def _suits(client: Client, engine: str, server_major: int) -> bool:
    if client.version is None:
        return False
    if engine == "mysql":
        return not client.is_mariadb and client.version >= MYSQLDUMP_FLOOR
    return client.version[0] >= server_major


def _unsuited(facts: Facts) -> tuple[Client, str] | None:
    """The client that the backup would use, where it will not do, and a hint at one that would."""
    if facts.get("options.backup_method", "dump") != "dump":
        return None
    engine = facts.need("environment.engine")
    server_major = number(facts.need("info.database.version"))[0]
    clients = _clients(facts)
    chosen = clients[0] if clients else Client("the host", "")
    if _suits(chosen, engine, server_major):
        return None
    other = next((client for client in clients if _suits(client, engine, server_major)), None)
    return chosen, f" {other.place} has one that would do: {other.output.strip()}." if other else ""


def _no_client(facts: Facts) -> Decision:
    found = _unsuited(facts)
    if found is None or found[0].version is not None:
        return None
    program = "mysqldump" if facts.need("environment.engine") == "mysql" else "pg_dump"
    return f"{found[0].place} has no {program}.{found[1]}"


def _mariadb_client(facts: Facts) -> Decision:
    found = _unsuited(facts)
    return _seen(*found) if found and found[0].version and found[0].is_mariadb else None


def _old_mysqldump(facts: Facts) -> Decision:
    found = _unsuited(facts)
    return _seen(*found) if found and found[0].version and not found[0].is_mariadb else None


def _old_pg_dump(facts: Facts) -> Decision:
    found = _unsuited(facts)
    if not found or not found[0].version:
        return None
    return f"{_seen(*found)} The server is {facts.need('info.database.version')}."


def _seen(client: Client, hint: str) -> str:
    return f"{client.place} has {client.output.strip()}.{hint}"


def _backup_room(facts: Facts) -> Decision:
    return " ".join(facts.need("backup.too_small")) or None


def _backup_refused(facts: Facts) -> Decision:
    return " ".join(facts.need("backup.refused")) or None


def _server_room(facts: Facts) -> Decision:
    found = [
        f"{space['server_unknown']}; a rehearsal needs about {size(int(space['server_needed_bytes']))} there."
        for space in facts.need("backup.server_unknown")
    ]
    return " ".join(found) or None


def _docker_room(facts: Facts) -> Decision:
    root = str(facts.need("host.store"))
    missing = set(facts.need(IMAGES)) - set(facts.need(LOCAL_IMAGES))
    free = free_for(facts, DISKS, root)
    if not missing or free >= IMAGE_BYTES:
        return None
    return f"{root} has {size(free)} free, and {len(missing)} images are to be fetched."


def _table_room(facts: Facts) -> Decision:
    root = str(facts.need("host.store"))
    free = free_for(facts, DISKS, root)
    largest = int(facts.need("info.sizes.largest_table.bytes"))
    if free >= largest * 1.2:
        return None
    name = facts.need("info.sizes.largest_table.name")
    return f"{root} has {size(free)} free; {name} has {size(largest)} and may be rewritten."


def _no_image(facts: Facts) -> Decision:
    missing = set(facts.need(IMAGES)) - set(facts.need(LOCAL_IMAGES)) - set(facts.need(REMOTE_IMAGES))
    return f"Neither this host nor a registry has {', '.join(sorted(missing))}." if missing else None


CHECKS = (
    Check(
        id="OM181",
        title="There is no program to make the backup with",
        severity=BLOCKER,
        why="Without a backup there is no way back.",
        reads=(CLIENTS, "environment.engine", "info.database.version", "options.backup_method"),
        decide=_no_client,
        fix="Install the database's client there (mysql-client 8.3 or later, or postgresql-client), or set "
        "om_backup_client to a place that has it.",
        source=BACKUPS,
    ),
    Check(
        id="OM182",
        title="The only mysqldump is MariaDB's",
        severity=BLOCKER,
        why="It writes values for generated columns; the restore fails with error 3105.",
        reads=(CLIENTS, "environment.engine", "info.database.version", "options.backup_method"),
        decide=_mariadb_client,
        fix="Install Oracle's mysql-client 8.3 or later, or set om_backup_client to a place that has it.",
        source="https://github.com/bcgov/backup-container/issues/150",
        engine="mysql",
    ),
    Check(
        id="OM183",
        title="mysqldump is too old",
        severity=BLOCKER,
        why="Before 8.3 it writes generated columns in a way that cannot be restored (MySQL bug 81926).",
        reads=(CLIENTS, "environment.engine", "info.database.version", "options.backup_method"),
        decide=_old_mysqldump,
        fix="Install mysql-client 8.3 or later, or set om_backup_client to a place that has it.",
        source=MYSQLDUMP.source,
        engine="mysql",
    ),
    Check(
        id="OM184",
        title="pg_dump is older than the server",
        severity=BLOCKER,
        why="It refuses with 'server version mismatch'.",
        reads=(CLIENTS, "environment.engine", "info.database.version", "options.backup_method"),
        decide=_old_pg_dump,
        fix="Install the postgresql-client of the server's major version or later, or set om_backup_client to a "
        "place that has it.",
        source="https://www.postgresql.org/docs/current/app-pgdump.html",
        engine="postgresql",
    ),
    Check(
        id="OM185",
        title="The backup does not fit on a disk",
        severity=BLOCKER,
        why="The backup would be refused with the server already stopped. A rehearsal loads a copy of the database on "
        "the disk of the database server.",
        reads=("backup.too_small",),
        decide=_backup_room,
        fix="Make room on that disk. For the backup's own disk, set om_backup_dir to a larger one or lower "
        "om_backup_min_free; for the server's, om_backup_rehearse=false backs up without a copy.",
        source=BACKUPS,
    ),
    Check(
        id="OM186",
        title="Docker may run out of room for the new images",
        severity=WARNING,
        why="The images of one release take several GiB; a full disk also stops a database that lives there.",
        reads=(DISKS, "host.store", IMAGES, LOCAL_IMAGES),
        decide=_docker_room,
        fix="Make room on that disk, for example by removing images of older releases.",
        source="https://docs.docker.com/engine/daemon/",
        compose=True,
    ),
    Check(
        id="OM187",
        title="The largest table may not fit on its disk twice",
        severity=WARNING,
        why="Migrations add generated columns; PostgreSQL, and MySQL for stored ones, write the whole table anew.",
        reads=(DISKS, "host.store", "info.sizes.largest_table.bytes", "info.sizes.largest_table.name"),
        decide=_table_room,
        fix="Make room on that disk before the upgrade.",
        source="https://www.postgresql.org/docs/current/sql-altertable.html",
        compose=True,
    ),
    Check(
        id="OM188",
        title="The images of the wanted version cannot be had",
        severity=BLOCKER,
        why="The new server could not start.",
        reads=(IMAGES, LOCAL_IMAGES, REMOTE_IMAGES),
        decide=_no_image,
        fix="Check om_version and the image names; on a host without internet, load the images first (docker load). "
        "Build images of your own first, and set om_images if their names do not follow the version.",
        source="https://docs.open-metadata.org/latest/deployment/upgrade/docker",
        compose=True,
    ),
    Check(
        id="OM189",
        title="The backup would be refused",
        severity=BLOCKER,
        why="It would be refused with the server already stopped.",
        reads=("backup.refused",),
        decide=_backup_refused,
        fix="Remove the cause that the message names.",
        source=BACKUPS,
    ),
    Check(
        id="OM190",
        title="The room on the database server's disk is not known",
        severity=WARNING,
        why="A rehearsal loads a copy of the database there. A full disk stops every database of the server.",
        reads=("backup.server_unknown",),
        decide=_server_room,
        fix="Check the free space yourself (on a managed database, in its console), or set om_backup_rehearse=false.",
        source=BACKUPS,
    ),
)
