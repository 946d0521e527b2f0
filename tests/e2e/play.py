# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks of the collection as a user would, and reads what they say at their end."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]
_RECAP = re.compile(r"^(?P<host>\S+)\s+: (?P<counts>(?:\w+=\d+\s*)+)$", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of a playbook."""

    returncode: int
    output: str

    @property
    def recap(self) -> dict[str, dict[str, int]]:
        """The counts of each host, e.g. ``{"lab": {"ok": 12, "changed": 0, …}}``."""
        # ansible folds lines at nothing, but colours may be on where somebody forces them
        text = re.sub(r"\x1b\[[0-9;]*m", "", self.output)
        return {
            match["host"]: {key: int(value) for key, value in (pair.split("=") for pair in match["counts"].split())}
            for match in _RECAP.finditer(text)
        }

    def count(self, key: str) -> int:
        """A count summed over all hosts."""
        return sum(counts[key] for counts in self.recap.values())


def collections_path() -> pathlib.Path:
    """A directory in which the repository is found as the collection openmetadata.ops."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="om-e2e-collections."))
    (path / "ansible_collections" / "openmetadata").mkdir(parents=True)
    (path / "ansible_collections" / "openmetadata" / "ops").symlink_to(ROOT, target_is_directory=True)
    return path


class Player:
    """Runs playbooks against one inventory."""

    def __init__(self, inventory: pathlib.Path, extra: dict[str, t.Any] | None = None) -> None:
        self.inventory = inventory
        self.extra = extra or {}
        self.collections = collections_path()

    def close(self) -> None:
        """Remove what this made."""
        shutil.rmtree(self.collections)

    def command(self, playbook: str, *arguments: str, **variables: t.Any) -> list[str]:
        """The command line of one run; variables become ``-e`` arguments, so that none may be a secret."""
        argv = ["ansible-playbook", "-i", str(self.inventory), f"openmetadata.ops.{playbook}", *arguments]
        for name, value in {**self.extra, **variables}.items():
            # name=value is always a string
            argv += ["-e", json.dumps({name: value}) if isinstance(value, (list, dict)) else f"{name}={value}"]
        return argv

    def environment(self) -> dict[str, str]:
        """The environment of a run."""
        return {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_HOST_KEY_CHECKING": "false",
            "ANSIBLE_FORCE_COLOR": "false",
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_PIPELINING": "true",  # faster; the AWX job runs without
        }

    def seconds_until(self, text: str, playbook: str, **variables: t.Any) -> tuple[float, Run]:
        """Run a playbook, and measure the time from the start of its first play to the first line with the text."""
        process = subprocess.Popen(
            self.command(playbook, **variables),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output, started, seen = "", time.monotonic(), float("inf")
        for line in process.stdout or ():
            output += line
            if line.startswith("PLAY ["):
                started = time.monotonic()
            if text in line:
                seen = min(seen, time.monotonic() - started)
        return seen, Run(process.wait(), output)

    def run(self, playbook: str, *arguments: str, **variables: t.Any) -> Run:
        """Run it to its end, output and errors together."""
        done = subprocess.run(
            self.command(playbook, *arguments, **variables),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Run(done.returncode, done.stdout)
