# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of the role `airflow`, with what the role `environment` would have found."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t

from harness import ACCOUNT, PASSWORD, Airflow, Database

PLAYBOOK = pathlib.Path(__file__).parent / "role.yml"


@dataclasses.dataclass(frozen=True)
class Played:
    """How a run ended."""

    code: int
    output: str
    result: dict[str, t.Any]
    state: dict[str, t.Any]

    @property
    def changed(self) -> int:
        """How many tasks changed something."""
        match = re.search(r"changed=(\d+)", self.output)
        assert match, self.output[-3000:]
        return int(match.group(1))


@dataclasses.dataclass(frozen=True)
class Player:
    """Plays the role on one database. ``directory`` is for the state, backups and Airflow's home."""

    database: Database
    directory: pathlib.Path
    admin_user: str = ""
    admin_password: str = ""

    def airflow_command(self, airflow: Airflow) -> list[str]:
        """The command line of a release. Its connection is in a file, as a password must be."""
        home = self.directory / f"airflow-{airflow.release}"
        home.mkdir(exist_ok=True)
        server = self.database.server
        url = f"mysql+mysqldb://{ACCOUNT}:{PASSWORD}@{server.host}:{server.port}/{self.database.name}"
        config = f"[core]\nload_examples = False\n[database]\nsql_alchemy_conn = {url}\n"
        (home / "airflow.cfg").write_text(config)
        return ["env", f"AIRFLOW_HOME={home}", f"HOME={home}", str(airflow.venv / "bin" / "airflow")]

    def play(self, airflow: Airflow, *arguments: str, **variables: t.Any) -> Played:
        """Run the playbook."""
        server = self.database.server
        login = {
            "engine": "mysql",
            "login_host": server.host,
            "login_port": server.port,
            "login_db": self.database.name,
            "tls_mode": "prefer",
            "ca_cert": None,
        }
        admin = {"login_user": self.admin_user or server.user, "login_password": self.admin_password or server.password}
        given = self.directory / "variables.json"
        result = self.directory / "result.json"
        result.unlink(missing_ok=True)
        facts = {
            "om_airflow_on": "localhost",
            "om_runner": "localhost",
            "om_module_python": sys.executable,
            "om_airflow_database_login": {**login, "login_user": ACCOUNT, "login_password": PASSWORD},
            "om_airflow_admin_login": {**login, **admin},
            "om_paths": {"state_dir": str(self.directory / "state"), "backup_dir": str(self.directory / "backups")},
            "om_environment": {"airflow": {"driver_url_scheme": "mysql+mysqldb"}},
            "om_places": {"kind": "compose", "ingestion": {"present": False}},
            "om_airflow_client": {
                "options": {"client": "docker", "container": server.container}
                if server.container
                else {"client": "local"}
            },
            "om_databases_together": True,
            "om_target": "",
            "om_test_state": {},
            "om_test_result": str(result),
            "om_airflow_command": self.airflow_command(airflow),
        }
        (self.directory / "state").mkdir(mode=0o700, exist_ok=True)
        given.write_text(json.dumps({**facts, **variables}))
        done = subprocess.run(
            ["ansible-playbook", "-i", "localhost,", str(PLAYBOOK), "-e", f"@{given}", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_PYTHON_INTERPRETER": sys.executable},
        )
        found = json.loads(result.read_text()) if result.exists() else {"airflow": {}, "state": {}}
        return Played(done.returncode, done.stdout + done.stderr, found["airflow"], found["state"])
