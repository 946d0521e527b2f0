# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds variables that nothing in this collection reads: mistyped ones, and those of another version.

Known is every name that occurs in a role or playbook of the installed collection, so there is no list to keep up to
date. Suggested is only what an argument spec documents.
"""

from __future__ import annotations

import difflib
import fnmatch
import functools
import pathlib
import re
import typing as t

import yaml

_NAME = re.compile(r"(?<![A-Za-z0-9_])om_[A-Za-z0-9_]+")
_ROOT = pathlib.Path(__file__).resolve().parents[2]
_CLOSE = 0.75  # the likeness, of 1, from which a name is suggested


@functools.cache
def documented(root: pathlib.Path = _ROOT) -> frozenset[str]:
    """The names of all options in the argument specs of the collection's roles."""
    return frozenset(
        name
        for path in sorted(root.glob("roles/*/meta/argument_specs.yml"))
        for spec in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values()
        for name in spec.get("options") or {}
    )


@functools.cache
def used(root: pathlib.Path = _ROOT) -> frozenset[str]:
    """Every name that occurs in a role or playbook, except in comments."""
    found: set[str] = set()
    for pattern in ("roles/**/*.yml", "roles/**/*.j2", "playbooks/**/*.yml"):
        for path in root.glob(pattern):
            for line in path.read_text(encoding="utf-8").splitlines():
                if not line.lstrip().startswith("#"):
                    found.update(_NAME.findall(line))
    return frozenset(found)


def unknown(
    names: t.Iterable[str], own: t.Sequence[str], known: t.Container[str], public: t.Iterable[str]
) -> dict[str, str]:
    """Which variables nothing reads, and which documented one was probably meant (or an empty text).

    Args:
        names: the variables that are set.
        own: names and patterns (``om_my_*``) of the user's own variables.
        known: names that the collection uses.
        public: names that may be suggested.
    """
    candidates = sorted(public)
    found = {}
    for name in sorted(set(names)):
        if name in known or any(fnmatch.fnmatchcase(name, pattern) for pattern in own):
            continue
        close = difflib.get_close_matches(name.lower(), candidates, n=1, cutoff=_CLOSE)
        found[name] = close[0] if close else ""
    return found


def sentence(found: t.Mapping[str, str]) -> str:
    """The unknown variables for a person; empty if there are none."""
    if not found:
        return ""
    named = ", ".join(f"{name} (did you mean {close}?)" if close else name for name, close in found.items())
    what, is_set = ("Variable", "is") if len(found) == 1 else ("Variables", "are")
    return (
        f"{what} {named} {is_set} set, but nothing in openmetadata.ops uses {'it' if len(found) == 1 else 'them'}. "
        "Correct the name in the extra variables or the inventory. If it is a variable of your own, list it in "
        "om_own_variables, or choose a name that does not begin with om_."
    )
