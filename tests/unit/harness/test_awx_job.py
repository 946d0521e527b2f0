# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The AWX harness must notice what it is there to notice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.openmetadata.ops.tests.awx import job

SECRET = "c4nary-of-the-survey"
INVENTORY = {
    "all": {"children": ["openmetadata"]},
    "openmetadata": {"hosts": ["lab"]},
    "_meta": {"hostvars": {"lab": {"ansible_connection": "local"}}},
}
HEAD = "- hosts: openmetadata\n  gather_facts: false\n  tasks:\n"

needs_runner = pytest.mark.skipif(shutil.which("ansible-runner") is None, reason="ansible-runner is not installed")


def run(tmp_path: Path, tasks: str, survey: dict[str, Any] | None = None) -> job.Job:
    return job.run_job(
        tmp_path / "job",
        "play.yml",
        {"play.yml": HEAD + tasks, "collections/requirements.yml": "collections: []\n"},
        INVENTORY,
        survey or {},
        secrets=[SECRET],
        collection=False,
    )


def test_survey_answers_are_text() -> None:
    answers = {"om_version": "1.11.4", "om_backup_online": False, "om_forks": 3, "om_note": None}
    assert job.survey_answers(answers) == {
        "om_version": "1.11.4",
        "om_backup_online": "false",
        "om_forks": 3,
        "om_note": "",
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda directory: None, []),
        (lambda directory: (directory / "play.retry").write_text("lab"), ["added: play.retry"]),
        (lambda directory: (directory / "play.yml").write_text("[]"), ["changed: play.yml"]),
        (lambda directory: (directory / "play.yml").unlink(), ["removed: play.yml"]),
        (lambda directory: os.mkdir(directory / "roles"), ["added: roles"]),
    ],
)
def test_tells_every_write(change: Any, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "play.yml").write_text("- hosts: all\n")
    before = job.manifest(tmp_path)
    change(tmp_path)
    assert job.difference(before, job.manifest(tmp_path)) == expected


@needs_runner
def test_a_clean_job(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "    - ansible.builtin.set_stats:\n"
        "        data: {om_result: '{{ om_version }}', om_kind: '{{ om_flag | type_debug }}'}\n",
        {"om_version": "1.11.4", "om_flag": True},
    )
    assert (done.status, done.problems) == (0, []), done.output
    assert done.artifacts["om_result"] == "1.11.4"
    assert "str" in done.artifacts["om_kind"].lower(), "a survey knows no booleans"
    assert done.stats["ok"] == {"lab": 1}


@needs_runner
def test_notices_a_secret_in_artifacts(tmp_path: Path) -> None:
    done = run(
        tmp_path, "    - ansible.builtin.set_stats: {data: {om_result: '{{ om_key }}'}}\n", {"om_key": f"x {SECRET}"}
    )
    assert "a secret is in set_stats artifacts" in done.problems


@needs_runner
def test_notices_a_write_into_the_project(tmp_path: Path) -> None:
    done = run(tmp_path, "    - ansible.builtin.copy: {dest: '{{ playbook_dir }}/left', content: x, mode: '0600'}\n")
    # Where the mount is read-only the task fails, elsewhere the comparison finds the file.
    assert done.status != 0 or done.problems == ["the job wrote below project/: added: left"]
