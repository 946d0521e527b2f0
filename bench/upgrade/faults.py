# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults of an upgrade: a table."""

from __future__ import annotations

import dataclasses
import typing as t

import injections
from injections import Injection

# Each phase of upgrade.yml as its header names it.
PHASES = (
    "ENVIRONMENT",
    "PREFLIGHT",
    "SERVER (stop)",
    "BACKUP",
    "DB_PARAMS",
    "SERVER (deploy)",
    "AIRFLOW",
    "MIGRATE",
    "SERVER (start)",
    "PIPELINES",
    "REINDEX",
    "DB_PARAMS (restore)",
    "REPORT",
)


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is done in which phase, and what has to bring everything home.

    Attributes:
        id: the row's identifier, without the engine.
        what: for people.
        steps: phases with an injection each; every step disturbs a run of its own of the same command.
        then: ``upgrade`` (the same command again) or ``rollback``.
        variables: for the disturbed runs only.
        small: what lies on a small file system of its own that the fault fills: ``backups``, ``project`` (the compose
            project's directory) or nothing.
    """

    id: str
    what: str
    steps: tuple[tuple[str, Injection], ...]
    then: str = "upgrade"
    variables: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    small: str = ""


def _name(phase: str) -> str:
    return phase.lower().replace(" (", "-").replace(")", "")


def _controller(phase: str, then: str = "upgrade") -> Fault:
    ending = "" if then == "upgrade" else f"-{then}"
    what = f"the controller is killed (SIGKILL) in {phase}"
    return Fault(
        f"controller-{_name(phase)}{ending}",
        what if then == "upgrade" else f"{what}, then {then}",
        ((phase, injections.kill_controller),),
        then,
    )


def _module(phase: str, module: str) -> Fault:
    what = f"{module} is killed (SIGKILL) in {phase}"
    return Fault(f"module-{_name(phase)}", what, ((phase, injections.kill_module(module)),))


def _all(identifier: str, what: str, injection: Injection, phases: t.Iterable[str]) -> list[Fault]:
    return [Fault(f"{identifier}-{_name(phase)}", f"{what} in {phase}", ((phase, injection),)) for phase in phases]


FAULTS = (
    *(_controller(phase) for phase in PHASES),
    *(_controller(phase, "rollback") for phase in ("BACKUP", "AIRFLOW", "MIGRATE", "SERVER (start)")),
    _module("BACKUP", "om_backup"),
    _module("AIRFLOW", "om_airflow_migration_fix"),
    _module("MIGRATE", "om_migrate"),
    _module("PIPELINES", "om_pipeline"),
    *_all(
        "host",
        "the host dies and starts again",
        injections.lose_host,
        ("SERVER (stop)", "BACKUP", "AIRFLOW", "MIGRATE"),
    ),
    *_all(
        "engine",
        "the Docker engine is killed (SIGKILL) and starts again",
        injections.kill_engine,
        ("SERVER (stop)", "BACKUP", "AIRFLOW", "MIGRATE", "SERVER (start)"),
    ),
    *_all(
        "database",
        "the database server is killed and starts again",
        injections.restart_database,
        ("BACKUP", "AIRFLOW", "MIGRATE", "PIPELINES"),
    ),
    Fault(
        "full-disk-backup",
        "the disk for backups is full in BACKUP",
        (("BACKUP", injections.fill_disk(lambda scene: scene.home / "backups")),),
        small="backups",
    ),
    Fault(
        "full-disk-deploy",
        "the disk of the compose project is full in SERVER (deploy)",
        (("SERVER (deploy)", injections.fill_disk(lambda scene: scene.lab.directory)),),
        small="project",
    ),
    Fault(
        "airflow-dead",
        "Airflow dies after each start in AIRFLOW",
        (("AIRFLOW", injections.keep_dead("ingestion")),),
        variables={"om_airflow_start_timeout": 60},
    ),
    Fault(
        "server-dead",
        "the new server dies after each start in SERVER (start)",
        (("SERVER (start)", injections.keep_dead("server")),),
        variables={"om_start_timeout": 30},
    ),
    Fault(
        "server-dead-rollback",
        "the new server dies after each start in SERVER (start), then rollback",
        (("SERVER (start)", injections.keep_dead("server")),),
        "rollback",
        {"om_start_timeout": 30},
    ),
    Fault(
        "migration-fails",
        "the server's migration waits for a lock until its time is over",
        (("MIGRATE", injections.hold_lock),),
        variables={"om_migrate_timeout": 8},
    ),
    Fault(
        "migration-fails-rollback",
        "the server's migration waits for a lock until its time is over, then rollback",
        (("MIGRATE", injections.hold_lock),),
        "rollback",
        {"om_migrate_timeout": 8},
    ),
    Fault(
        "chain",
        "one upgrade is killed in SERVER (stop), BACKUP, AIRFLOW and MIGRATE, and loses its database in between",
        (
            ("SERVER (stop)", injections.kill_controller),
            ("BACKUP", injections.kill_module("om_backup")),
            ("AIRFLOW", injections.restart_database),
            ("AIRFLOW", injections.kill_controller),
            ("MIGRATE", injections.kill_controller),
        ),
    ),
)
# On two hosts that are reached by ssh.
TWO_HOSTS = (
    *_all("ssh", "every ssh connection is cut", injections.cut_ssh, ("SERVER (stop)", "BACKUP", "AIRFLOW", "MIGRATE")),
)
