# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database drivers that the controller brings to a host: pinned, verified, in an environment of their own."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRIVERS = ROOT / "roles" / "environment" / "files" / "drivers.txt"
PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - openmetadata.ops.om_python_info:
        package: no_driver_of_anybody
      register: om_runner_python
    - ansible.builtin.include_role:
        name: openmetadata.ops.environment
        tasks_from: python_environment
        rolespec_validate: false
      vars:
        om_runner: localhost
        om_paths: {state_dir: "{{ playbook_dir }}/state"}
    - ansible.builtin.command:
        argv: ["{{ om_module_python }}", -c, "import pymysql; print(pymysql.__file__)"]
      register: imported
    - ansible.builtin.debug:
        var: imported.stdout
"""


@pytest.fixture(name="place")
def fixture_place(tmp_path: Path) -> Path:
    (tmp_path / "ansible_collections" / "openmetadata").mkdir(parents=True)
    (tmp_path / "ansible_collections" / "openmetadata" / "ops").symlink_to(ROOT, target_is_directory=True)
    (tmp_path / "play.yml").write_text(PLAY)
    return tmp_path


def wheel(path: Path, name: str, package: str) -> None:
    path.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path / f"{name}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{package}/__init__.py", "")
        archive.writestr(f"{name}.dist-info/METADATA", "")


def play(place: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ansible.cli.playbook", "play.yml"),
            *("-e", f"ansible_python_interpreter={sys.executable}", *arguments),
        ],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTHONPATH"))},
            "ANSIBLE_COLLECTIONS_PATH": str(place),
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(place / "home"),
        },
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, " ".join(done.stdout.split())


def test_drivers_are_pinned_with_hashes() -> None:
    lines = [line for line in DRIVERS.read_text().splitlines() if line and not line.startswith("#")]
    pinned = [line for line in lines if "==" in line]
    assert sorted(line.split("==")[0] for line in pinned) == ["psycopg2-binary", "pymysql"]
    assert all(re.fullmatch(r"[a-z0-9-]+==\d+\.\d+\.\d+ \\", line) for line in pinned)
    hashes = [line for line in lines if line not in pinned]
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes)
    # six releases of Python, two C libraries, two machines, of psycopg2-binary alone
    assert len(hashes) > 24


def test_wheels_of_the_user(place: Path) -> None:
    """No network: they are verified after the copy, nothing else that lies in the directory of the host is unpacked."""
    wheel(place / "mine", "pymysql-9.9.9", "pymysql")
    wheel(place / "state" / "wheels", "left_over-1.0.0", "left_over")
    code, output = play(place, "-e", f"om_wheels_dir={place}/mine")
    assert code == 0, output
    packages = next((place / "state" / "venv" / "lib").glob("python3.*/site-packages"))
    assert f"{packages}/pymysql/__init__.py" in output
    assert not (packages / "left_over").exists()
    assert (place / "state" / "wheels" / "pymysql-9.9.9-py3-none-any.whl").stat().st_mode & 0o777 == 0o600
    code, output = play(place, "-e", f"om_wheels_dir={place}/mine")
    assert code == 0, output


def test_an_empty_directory_is_refused(place: Path) -> None:
    (place / "mine").mkdir()
    code, output = play(place, "-e", f"om_wheels_dir={place}/mine")
    assert code != 0
    assert f"the controller has no wheel of it in {place}/mine" in output


def test_a_wheel_that_was_replaced_is_refused(place: Path) -> None:
    """In the controller's cache, where pip would not download it again."""
    machine = os.uname().machine
    pinned = hashlib.sha256(DRIVERS.read_text().rstrip().encode()).hexdigest()[:12]
    cache = place / "home" / ".cache" / "openmetadata-ops" / "wheels"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    wheel(cache / f"{python}-glibc-{machine}-{pinned}", "psycopg2_binary-2.9.12", "psycopg2")
    code, output = play(place)
    assert code != 0
    assert "which is not a hash of files/drivers.txt of the role environment" in output
    assert not (place / "state").exists()
