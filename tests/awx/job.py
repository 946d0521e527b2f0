# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a playbook as AWX runs a job, and checks what AWX users rely on.

The private data directory has the layout that AWX hands to an execution environment (read off AWX 24.6.1 and
https://ansible.readthedocs.io/projects/runner/en/stable/intro/): ``env/`` with extra variables, settings and
environment, ``inventory/hosts`` as a script that prints JSON, ``project/`` with the playbooks, and the collections that
were installed from the project's ``collections/requirements.yml`` in ``requirements_collections/``. Survey answers are
strings, a blank one too. Nobody answers a prompt. The project is not writable.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..e2e.canary import Finder

ROOT = Path(__file__).resolve().parents[2]
# What AWX adds to the extra variables of each job (AWX user guide, job templates).
JOB_VARIABLES = {
    "awx_job_id": 4711,
    "awx_job_launch_type": "manual",
    "awx_job_template_id": 7,
    "awx_job_template_name": "Upgrade OpenMetadata",
    "awx_project_revision": "0" * 40,
    "awx_inventory_id": 2,
    "awx_inventory_name": "OpenMetadata",
    "awx_user_id": 1,
    "awx_user_name": "admin",
}


@dataclasses.dataclass
class Job:
    """What came of a job."""

    status: int
    output: str
    artifacts: dict[str, Any]
    stats: dict[str, Any]
    problems: list[str]


def survey_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a survey gives them: text, whatever they mean; only integer questions give numbers."""
    result: dict[str, Any] = {}
    for name, value in answers.items():
        if value is None:
            result[name] = ""
        elif isinstance(value, bool):
            result[name] = "true" if value else "false"
        elif isinstance(value, (int, float)):
            result[name] = value
        else:
            result[name] = str(value)
    return result


def manifest(directory: Path) -> dict[str, str]:
    """Every file and directory below, with what would tell a write."""
    found: dict[str, str] = {}
    for path in sorted(directory.rglob("*")):
        info = path.lstat()
        name = str(path.relative_to(directory))
        if stat.S_ISREG(info.st_mode):
            found[name] = f"{info.st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        elif stat.S_ISLNK(info.st_mode):
            found[name] = f"-> {os.readlink(path)}"
        else:
            found[name] = f"{info.st_mode:o}"
    return found


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Paths that were added, removed or changed."""
    return [
        f"{'added' if name not in before else 'removed' if name not in after else 'changed'}: {name}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def clean_environment() -> dict[str, str]:
    """The environment without what shows Ansible the work tree: only what the directory says may count."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_") and name != "PYTHONPATH"
    }


def install_collection(directory: Path) -> None:
    """Build the collection as for Galaxy and install it, as AWX does for a project's requirements."""
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "source"
        subprocess.run([str(ROOT / "tools" / "stage"), str(source)], check=True)
        galaxy = ["ansible-galaxy", "collection"]
        null = subprocess.DEVNULL
        subprocess.run([*galaxy, "build", str(source), "--output-path", work], check=True, stdout=null)
        tarball = str(next(Path(work).glob("openmetadata-ops-*.tar.gz")))
        install = [*galaxy, "install", tarball, "-p", str(directory), "--offline"]
        environment = {**clean_environment(), "ANSIBLE_COLLECTIONS_PATH": str(directory)}
        subprocess.run(install, check=True, stdout=null, env=environment)


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def lay_out(
    directory: Path,
    project: Mapping[str, str],
    inventory: Mapping[str, Any],
    extra_variables: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    collection: bool = True,
) -> None:
    """Fill a private data directory. ``project`` maps file names to their content."""
    write_private(
        directory / "inventory" / "hosts",
        # A script, as AWX writes it: the inventory never lies there as a file to edit.
        f"#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint({json.dumps(dict(inventory))!r})\n",
        0o700,
    )
    write_private(directory / "env" / "extravars", json.dumps({**JOB_VARIABLES, **extra_variables}))
    write_private(directory / "env" / "envvars", json.dumps(dict(environment)))
    write_private(directory / "env" / "settings", json.dumps({"idle_timeout": 1800, "suppress_env_files": True}))
    for name, content in project.items():
        write_private(directory / "project" / name, content, 0o644)
    if collection:
        install_collection(directory / "requirements_collections")


def job_environment(directory: Path) -> dict[str, str]:
    """The variables that AWX sets for a job, where a playbook can notice them."""
    return {
        "ANSIBLE_COLLECTIONS_PATH": f"{directory}/requirements_collections:/usr/share/ansible/collections",
        "ANSIBLE_FORCE_COLOR": "False",
        "ANSIBLE_HOST_KEY_CHECKING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "JOB_ID": str(JOB_VARIABLES["awx_job_id"]),
        "PROJECT_REVISION": str(JOB_VARIABLES["awx_project_revision"]),
    }


def can_mount() -> bool:
    """Whether a read-only bind mount is possible; in a container without the capability it is not."""
    return shutil.which("unshare") is not None and (
        subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode == 0
    )


def with_read_only_project(directory: Path, command: Sequence[str]) -> list[str]:
    """The command with ``project/`` and the collections mounted read-only, where this machine can do that."""
    if not can_mount():
        return list(command)
    mounts = []
    for name in ("project", "requirements_collections"):
        path = shlex.quote(str(directory / name))
        if (directory / name).is_dir():
            mounts.append(f"mount --bind {path} {path} && mount -o remount,ro,bind {path}")
    return ["unshare", "--mount", "sh", "-ec", " && ".join([*mounts, 'exec "$@"']), "sh", *command]


def events(directory: Path, ident: str) -> list[dict[str, Any]]:
    """What the job told AWX, in order."""
    found = [json.loads(path.read_text()) for path in (directory / "artifacts" / ident / "job_events").glob("*.json")]
    return sorted(found, key=lambda event: event["counter"])


def run_job(
    directory: Path,
    playbook: str,
    project: Mapping[str, str],
    inventory: Mapping[str, Any],
    survey: Mapping[str, Any],
    *,
    secrets: Sequence[str] = (),
    arguments: Sequence[str] = (),
    collection: bool = True,
) -> Job:
    """Lay out the directory, run the job, and say what a job must not do.

    Args:
        directory: an empty directory, kept.
        playbook: a file of ``project``.
        project: the files of the project.
        inventory: as ``ansible-inventory --list`` prints it.
        survey: the answers to the survey, and what a credential type would inject.
        secrets: what must not be in artifacts, events or output.
        arguments: more arguments for ansible-playbook.
        collection: whether to build and install the collection.
    """
    lay_out(directory, project, inventory, survey_answers(survey), job_environment(directory), collection=collection)
    before = {name: manifest(directory / name) for name in ("project", "requirements_collections")}
    ident = str(JOB_VARIABLES["awx_job_id"])
    command = ["ansible-runner", "run", str(directory), "--playbook", playbook, "--ident", ident, "--quiet"]
    if arguments:
        command += [f"--cmdline={shlex.join(arguments)}"]
    done = subprocess.run(
        with_read_only_project(directory, command),
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    problems = [
        f"the job wrote below {name}/: {change}"
        for name, files in before.items()
        for change in difference(files, manifest(directory / name))
    ]
    told = events(directory, ident)
    last: dict[str, Any] = next((event["event_data"] for event in told if event["event"] == "playbook_on_stats"), {})
    artifacts = last.get("artifact_data") or {}
    stdout = directory / "artifacts" / ident / "stdout"
    output = (stdout.read_text(errors="replace") if stdout.exists() else "") + done.stderr
    if secrets:
        finder = Finder(secrets)
        places = {"set_stats artifacts": json.dumps(artifacts), "output": output}
        # The runner repeats the extra variables nowhere in its events; a secret there came from a task.
        places.update({f"event {event['counter']} ({event['event']})": json.dumps(event) for event in told})
        problems += [f"a secret is in {place}" for place, text in places.items() if finder.in_bytes(text.encode())]
    stats = {name: last.get(name) or {} for name in ("ok", "changed", "failures", "dark")}
    return Job(done.returncode, output, artifacts, stats, problems)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/awx/run", description="Runs a playbook as AWX runs a job.")
    parser.add_argument("playbook", help="name of a playbook of the collection, or path of a playbook file")
    parser.add_argument("--inventory", required=True, help="an inventory that Ansible can read")
    parser.add_argument("--answer", action="append", default=[], metavar="NAME=VALUE", help="of the survey; repeatable")
    parser.add_argument(
        "--secret-env",
        action="append",
        default=[],
        metavar="NAME",
        help="environment variable with a secret to look for",
    )
    parser.add_argument(
        "--expect", action="append", default=[], metavar="NAME", help="a set_stats key that must be there"
    )
    parser.add_argument("--directory", type=Path, help="private data directory, kept; default: a temporary one")
    parser.epilog = "Arguments after -- are for ansible-playbook."
    own, arguments = sys.argv[1:], []
    if "--" in own:
        mark = own.index("--")
        own, arguments = own[:mark], own[mark + 1 :]
    options = parser.parse_args(own)

    listed = subprocess.run(
        ["ansible-inventory", "-i", options.inventory, "--list"], check=True, capture_output=True, text=True
    )
    path = Path(options.playbook)
    project = (
        {path.name: path.read_text()}
        if path.is_file()
        else {f"{options.playbook}.yml": f"- import_playbook: openmetadata.ops.{options.playbook}\n"}
    )
    directory = options.directory or Path(tempfile.mkdtemp(prefix="openmetadata-ops-awx."))
    try:
        job = run_job(
            directory,
            next(iter(project)),
            project,
            json.loads(listed.stdout),
            dict(answer.split("=", 1) for answer in options.answer),
            secrets=[os.environ[name] for name in options.secret_env],
            arguments=arguments,
        )
    finally:
        if not options.directory:
            shutil.rmtree(directory)
    print(job.output)
    print(json.dumps({"artifacts": job.artifacts, "stats": job.stats}, indent=2))
    problems = [*job.problems, *(f"no set_stats {name}" for name in options.expect if name not in job.artifacts)]
    for problem in problems:
        print(f"PROBLEM {problem}")
    return job.status or int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
