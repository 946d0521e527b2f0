# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""House rules of roles that no linter knows: one vocabulary, argument specs, and documented defaults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir() if path.is_dir())
# What a variable's name may begin with; a second underscore marks what a role keeps to itself.
PREFIXES = ("om_", "_om_", "__om_", "ansible_")


class Loader(yaml.SafeLoader):
    """Reads tags such as !vault and !unsafe as plain values."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def load(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=Loader)


def tasks(items: Any) -> Iterator[dict[str, Any]]:
    for item in items or []:
        yield item
        for section in ("block", "rescue", "always"):
            yield from tasks(item.get(section))


def variables(role: str) -> Iterator[tuple[str, str]]:
    """Each variable that a role sets, and where."""
    directory = ROOT / "roles" / role
    for path in sorted([*directory.glob("defaults/**/*.yml"), *directory.glob("vars/**/*.yml")]):
        for name in load(path) or {}:
            yield name, str(path.relative_to(ROOT))
    for path in sorted([*directory.glob("tasks/**/*.yml"), *directory.glob("handlers/**/*.yml")]):
        for task in tasks(load(path)):
            # Variables of a task end with it; those of a role that it includes do not.
            includes = "ansible.builtin.include_role" in task or "ansible.builtin.import_role" in task
            names = [*(task.get("vars") or {})] if includes else []
            names += [task["register"]] if "register" in task else []
            names += [name for name in task.get("ansible.builtin.set_fact") or {} if name != "cacheable"]
            if "loop_var" in (task.get("loop_control") or {}):
                names.append(task["loop_control"]["loop_var"])
            for name in names:
                yield name, f"{path.relative_to(ROOT)}: {task.get('name')}"


@pytest.mark.parametrize("role", ROLES)
def test_variables_begin_with_om(role: str) -> None:
    assert [f"{where}: {name}" for name, where in variables(role) if not name.startswith(PREFIXES)] == []


@pytest.mark.parametrize("role", ROLES)
def test_has_argument_specs(role: str) -> None:
    specs = load(ROOT / "roles" / role / "meta" / "argument_specs.yml")["argument_specs"]
    for entry, spec in specs.items():
        assert spec.get("short_description"), f"{role}, entry point {entry}"
        assert (ROOT / "roles" / role / "tasks" / f"{entry}.yml").is_file(), f"{role} has no entry point {entry}"


@pytest.mark.parametrize("role", ROLES)
def test_defaults_are_in_the_argument_specs(role: str) -> None:
    path = ROOT / "roles" / role / "defaults" / "main.yml"
    defaults = (load(path) if path.is_file() else None) or {}
    specs = load(ROOT / "roles" / role / "meta" / "argument_specs.yml")["argument_specs"]
    documented = {name for spec in specs.values() for name in spec.get("options") or {}}
    assert sorted(name for name in defaults if name.startswith("om_") and name not in documented) == []


@pytest.mark.parametrize("role", ROLES)
def test_a_switch_that_is_off_stays_off(role: str) -> None:
    """default(true, true) takes the default for false, not only for a blank answer of a survey."""
    paths = [*(ROOT / "roles" / role).rglob("*.yml")]
    assert [str(path.relative_to(ROOT)) for path in paths if "default(true, true)" in path.read_text()] == []
