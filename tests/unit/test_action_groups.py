# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""meta/runtime.yml, the doc fragments and the modules must say the same about action groups."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
ATTRIBUTES = "openmetadata.ops.attributes.actiongroup_"

# Which groups a module must be in, by the fragments that bring its options.
GROUP_OF_FRAGMENT = {"openmetadata.ops.database": "om_database", "openmetadata.ops.api": "om_api"}


def members(group: str) -> set[str]:
    """The modules of a group, those of the groups that it extends included."""
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]
    found: set[str] = set()
    for entry in groups[group]:
        if isinstance(entry, str):
            found.add(entry)
        else:
            found.update(*(members(other) for other in entry["metadata"]["extend_group"]))
    return found


def string_constant(path: Path, name: str) -> Any:
    """What YAML a plugin file assigns to a name, without importing the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", None) == name for target in node.targets):
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"{path} has no {name}")


def documentation(module: str) -> dict[str, Any]:
    found = string_constant(ROOT / "plugins" / "modules" / f"{module}.py", "DOCUMENTATION")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_in_the_collections_group(module: str) -> None:
    assert module in members("om")


@pytest.mark.parametrize("module", MODULES)
def test_shared_options_mean_membership(module: str) -> None:
    fragments = documentation(module)["extends_documentation_fragment"]
    expected = {group for fragment, group in GROUP_OF_FRAGMENT.items() if fragment in fragments}
    assert {group for group in GROUP_OF_FRAGMENT.values() if module in members(group)} == expected


@pytest.mark.parametrize("module", MODULES)
def test_the_documentation_names_the_groups(module: str) -> None:
    named = [name for name in documentation(module)["extends_documentation_fragment"] if name.startswith(ATTRIBUTES)]
    assert len(named) == 1, "exactly one of the action group fragments"
    constant = named[0].rsplit(".", 1)[1].upper()
    fragment = string_constant(ROOT / "plugins" / "doc_fragments" / "attributes.py", constant)
    documented = {name.rsplit(".", 1)[1] for name in fragment["attributes"]["action_group"]["membership"]}
    assert documented == {group for group in ("om", "om_database", "om_api") if module in members(group)}


def test_runtime_names_no_module_that_does_not_exist() -> None:
    assert members("om") <= set(MODULES)
