# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One role knows how OpenMetadata is installed. No other role names a tool that only one kind of deployment has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ROLE = ROOT / "roles" / "deployment"
KINDS = sorted(path.name for path in (ROLE / "tasks").iterdir() if path.is_dir())
VERBS = sorted(path.stem for path in (ROLE / "tasks").glob("*.yml"))
# Also as a part of a word, since variables and filters are named after them.
TOOLS = re.compile("docker|compose|kubectl|helm|systemctl", re.IGNORECASE)
OTHERS = sorted(path for path in (ROOT / "roles").iterdir() if path.is_dir() and path != ROLE)
FILES = [*(path for role in OTHERS for path in role.rglob("*")), *(ROOT / "playbooks").rglob("*")]


def naming(path: Path) -> list[str]:
    """The lines of a file that name such a tool."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{path.relative_to(ROOT)}:{n}: {line.strip()}" for n, line in enumerate(lines, 1) if TOOLS.search(line)]


def test_no_other_role_names_the_tools_of_a_deployment() -> None:
    files = [path for path in FILES if path.is_file()]
    assert len(files) > 150
    assert [line for path in files for line in naming(path)] == []


def test_the_role_itself_is_seen_to_name_them() -> None:
    """Otherwise the test above proves nothing."""
    assert any(naming(path) for path in (ROLE / "tasks" / "compose").glob("*.yml"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_every_verb(kind: str) -> None:
    assert [verb for verb in VERBS if not (ROLE / "tasks" / kind / f"{verb}.yml").is_file()] == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leaves_everything_to_the_kind(verb: str) -> None:
    (task,) = yaml.safe_load((ROLE / "tasks" / f"{verb}.yml").read_text())
    assert task["ansible.builtin.include_tasks"].endswith(f"}}}}/{verb}.yml")


def test_each_verb_is_an_entry_point() -> None:
    specs = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text())["argument_specs"]
    assert sorted(specs) == VERBS


def test_each_verb_is_described() -> None:
    page = (ROOT / "docs" / "deployments.md").read_text()
    described = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert [verb for verb in VERBS if verb not in described] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_other_roles_call_verbs_that_exist(path: Path) -> None:
    if path.suffix != ".yml":
        return
    called = re.findall(r"name: openmetadata\.ops\.deployment\n\s+tasks_from: (\S+)", path.read_text())
    assert [verb for verb in called if verb not in VERBS] == []
