# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mistyped variables are found, and none of the collection's own is taken for one."""

from __future__ import annotations

import pathlib
import re

import pytest
from ansible_collections.openmetadata.ops.plugins.filter.om_unknown_variables import om_unknown_variables
from ansible_collections.openmetadata.ops.plugins.plugin_utils import _variables as variables

ROOT = pathlib.Path(variables.__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("om_versoin", "om_version"),
        ("om_verison", "om_version"),
        ("om_Version", "om_version"),
        ("OM_VERSION", "om_version"),
        ("om_backupdir", "om_backup_dir"),
        ("om_database_passwd", "om_database_password"),
        ("om_api_tokn", "om_api_token"),
        ("om_zzz", ""),
    ],
)
def test_unknown(name: str, close: str) -> None:
    public = variables.documented()
    assert variables.unknown([name, "om_version"], [], variables.used() | public, public) == {name: close}


def test_every_documented_variable_is_known_and_its_typing_errors_are_not() -> None:
    public = variables.documented()
    known = variables.used() | public
    assert {"om_version", "om_hosts", "om_become", "om_own_variables"} <= public
    for name in public:
        assert not variables.unknown([name], [], known, public)
        middle = len(name) // 2
        swapped = name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :]
        for typed in {f"{name}x", f"{name[:-1]}", swapped} - known:
            assert variables.unknown([typed], [], known, public)[typed] in public


def test_what_roles_set_is_known() -> None:
    """Facts, registered results and variables of the roles exist when a second play checks the names."""
    known = variables.used()
    for path in [*ROOT.glob("roles/*/tasks/**/*.yml"), *ROOT.glob("playbooks/*.yml")]:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"^\s*(?:register: |loop_var: )?(om_\w+)(?::|$)", text, re.MULTILINE):
            assert name in known, path


def test_own_variables() -> None:
    assert om_unknown_variables(["om_my_vault_password", "om_site"], ["om_my_*", "om_site"]) == ""
    assert om_unknown_variables(["om_site"], "om_site") == ""


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["om_version"], ""),
        (
            ["om_versoin"],
            "Variable om_versoin (did you mean om_version?) is set, but nothing in openmetadata.ops",
        ),
        (["om_zzz", "om_versoin"], "Variables om_versoin (did you mean om_version?), om_zzz are set, "),
    ],
)
def test_sentence(names: list[str], text: str) -> None:
    assert om_unknown_variables(names).startswith(text)
    assert bool(om_unknown_variables(names)) == bool(text)
