# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advice that names a playbook, a module, a role or a variable of this collection names one that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.catalogue import CHECKS

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
MODULES = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
ROLES = {path.name for path in (ROOT / "roles").iterdir() if path.is_dir()}
# Only these go back to an older version: openmetadata.ops.restore takes backups of the installed version alone.
GOING_BACK = re.compile(r"\b(restore|go back to|roll back to) (a|the|an earlier) (backup|older)")


def documented() -> set[str]:
    """The variables that roles take."""
    found: set[str] = set()
    for role in ROLES:
        specs = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text())["argument_specs"]
        found |= {name for spec in specs.values() for name in spec.get("options") or {}}
    return found


VARIABLES = documented()
TEXTS = {f"{check.id} {name}": str(getattr(check, name)) for check in CHECKS for name in ("fix", "why")}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_advice_names_what_exists(name: str) -> None:
    text = TEXTS[name]
    parts = set(re.findall(r"openmetadata\.ops\.(\w+)", text))
    assert parts <= PLAYBOOKS | MODULES | ROLES
    assert set(re.findall(r"\bom_\w+", text)) <= VARIABLES | MODULES


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.endswith("fix")))
def test_going_back_names_the_playbook_that_does_it(name: str) -> None:
    text = TEXTS[name]
    if GOING_BACK.search(text):
        assert "openmetadata.ops.rollback" in text or "om_airflow_restore_from" in text, text
    assert "openmetadata.ops.restore" not in text, "it refuses a backup of another version"


def test_the_source_of_advice_in_roles_and_modules_exists() -> None:
    """Every playbook, module and role that any message of this collection names."""
    plugins = {path.stem for path in (ROOT / "plugins").glob("*/*.py")}
    known = PLAYBOOKS | MODULES | ROLES | plugins | {"om", "plugins", "om_database", "om_api", "migration"}
    wrong = [
        f"{path.relative_to(ROOT)}: {part}"
        for path in [*(ROOT / "roles").rglob("*.yml"), *(ROOT / "plugins").rglob("*.py")]
        for part in sorted(set(re.findall(r"openmetadata\.ops\.([a-z]\w*)", path.read_text())))
        if part not in known
    ]
    assert wrong == []
