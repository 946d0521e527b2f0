# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every playbook, run by ansible-playbook: no hosts, mistyped variables, and as whom its tasks run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
INVENTORY = """
openmetadata:
  hosts:
    catalogue:
      ansible_connection: local
      ansible_python_interpreter: {python}
other:
  hosts:
    elsewhere:
"""


@pytest.fixture(name="collections", scope="module")
def fixture_collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("collections")
    (path / "ansible_collections" / "openmetadata").mkdir(parents=True)
    (path / "ansible_collections" / "openmetadata" / "ops").symlink_to(ROOT, target_is_directory=True)
    (path / "inventory.yml").write_text(INVENTORY.format(python=sys.executable))
    return path


def play(collections: Path, playbook: str, *arguments: str) -> tuple[int, str]:
    """The exit code and output of a run."""
    done = subprocess.run(
        [sys.executable, "-m", "ansible.cli.playbook", f"openmetadata.ops.{playbook}", *arguments],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTHONPATH"))},
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_HOME": str(collections / "home"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
        },
        cwd=collections,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, " ".join(done.stdout.split())


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_no_hosts_is_a_failure(collections: Path, playbook: str) -> None:
    code, output = play(collections, playbook, "-i", "elsewhere,", "-e", "om_version=1.11.4")
    assert code != 0
    assert "The inventory has no host that matches 'openmetadata', so there is nothing to do." in output
    assert "PLAY RECAP" not in output


@pytest.mark.parametrize("playbook", ["preflight", "scan"])
def test_a_mistyped_variable_is_a_failure(collections: Path, playbook: str) -> None:
    arguments = ["-i", "inventory.yml", "-e", "om_version=1.11.4", "-e", "om_versoin=1.11.4", "-e", "om_become=false"]
    code, output = play(collections, playbook, *arguments)
    assert code != 0
    assert "Variable om_versoin (did you mean om_version?) is set, but nothing in openmetadata.ops uses it." in output


def test_a_limit_that_leaves_nothing_is_a_failure(collections: Path) -> None:
    code, output = play(collections, "upgrade", "-i", "inventory.yml", "--limit", "elsewhere")
    assert code != 0
    assert "The limit 'elsewhere' leaves none of the hosts that match 'openmetadata' (catalogue)" in output


def test_syntax_and_lists_need_no_hosts(collections: Path) -> None:
    for argument in ("--syntax-check", "--list-tasks"):
        code, output = play(collections, "upgrade", argument)
        assert code == 0, output


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_each_play_checks_its_input(playbook: str) -> None:
    """Hosts and root by the same words; the role environment, which checks names of variables, is the first phase."""
    for item in yaml.safe_load((ROOT / "playbooks" / f"{playbook}.yml").read_text()):
        assert item["become"] == "{{ om_become | default(true) }}"
        assert item["hosts"].startswith("{{ lookup('openmetadata.ops.om_hosts', ")
        phases = [
            task["vars"]["om_phase"] for task, become in tasks(item["tasks"]) if "om_phase" in task.get("vars", {})
        ]
        assert phases[0]["role"] == "environment"


def tasks(items: Any, inherited: Any = None) -> Any:
    """Each task with the keyword `become` as its blocks hand it down."""
    for item in items or []:
        become = item.get("become", inherited)
        yield item, become
        for section in ("block", "rescue", "always"):
            yield from tasks(item.get(section), become)


class Loader(yaml.SafeLoader):
    """Reads tags such as !unsafe as plain values."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
# What runs on the controller: it has no root, in AWX in particular.
ON_CONTROLLER = ("localhost", "om_aws_runner", "om_cloud_runner")


def test_nothing_becomes_root_on_the_controller() -> None:
    found = []
    for path in sorted((ROOT / "roles").rglob("tasks/**/*.yml")):
        for task, become in tasks(yaml.load(path.read_text(), Loader=Loader)):
            on_controller = any(name in str(task.get("delegate_to", "")) for name in ON_CONTROLLER)
            if on_controller and become is not False:
                found.append(f"{path.relative_to(ROOT)}: {task.get('name')}")
    assert found == []
