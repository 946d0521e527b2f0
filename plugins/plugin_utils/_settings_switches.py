# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables that switch a configured provider of language models on: whether and where they must be added."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._upstream import settings

from ._settings_files import Entry, Project

Files = t.Mapping[str, str]
_TRUE = ("true", "yes", "on", "1")


def missing_switches(
    files: Files, project: Project, todo: list[tuple[Entry, str]], target: settings.Version
) -> list[tuple[Entry, list[tuple[str, str]]]]:
    """Where to add which variables: beside the first renamed one of each service, or of an environment file."""
    provider = provider_of(project, target)
    set_already = {entry.name for entry in project.server}
    missing = [switch for switch in settings.switches(target) if switch.name not in set_already]
    if provider is None or not missing:
        return []
    known = settings.renamed(target)
    places = [entry for entry, _new in todo if known[entry.name].provider == provider and _has_line(files, entry)]
    # a service's own block reaches the server for sure; an environment file may only hold what compose fills in
    places = [entry for entry in places if entry.style != "line"] or places[:1]
    first: dict[tuple[str, int], Entry] = {}
    for entry in places:
        first.setdefault((entry.file, entry.block), entry)
    return [(entry, [(switch.name, switch.value or provider) for switch in missing]) for entry in first.values()]


def _has_line(files: Files, entry: Entry) -> bool:
    """Whether the entry has a line of its own, after which another one can stand."""
    text = files[entry.file]
    before = text[text.rfind("\n", 0, entry.start) + 1 : entry.start].strip()
    return entry.style != "pair" and before in ("", "-", "export")


def provider_of(project: Project, target: settings.Version) -> str | None:
    """The one provider that is configured: that of the embeddings, else the only one with a value.

    Returns:
        None where that is not clear.
    """
    known = settings.renamed(target)
    values = project.defined
    used = {
        known[entry.name].provider
        for entry in project.server
        if entry.name in known and value_of(entry, values).strip()
    }
    chosen = {
        value_of(entry, values).strip().lower() for entry in project.server if entry.name == settings.CHOSEN_PROVIDER
    }
    both = used & chosen
    return next(iter(both or used)) if len(both) == 1 or len(used) == 1 else None


def value_of(entry: Entry, values: t.Mapping[str, str]) -> str:
    """The value as far as the files tell it; what compose's own environment holds counts as set."""
    if entry.value is None:
        return values.get(entry.name, entry.name)
    match = re.fullmatch(r"\$\{?(\w+)(?::?[-?]([^}]*))?\}?", entry.value.strip())
    if not match:
        return entry.value
    if match[1] in values:
        return values[match[1]]
    return entry.name if match[2] is None else match[2].strip("\"'")


def addition(text: str, place: Entry, names: list[tuple[str, str]]) -> tuple[int, int, str]:
    """Lines after the place, in the style of its line."""
    begin = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    end = len(text) if end < 0 else end
    rest = text[begin:]
    indent = rest[: len(rest) - len(rest.lstrip())]
    lines = []
    for name, value in names:
        if place.style == "key":
            lines.append(f"{name}: " + (f'"{value}"' if value.lower() in _TRUE else value))
        else:
            lines.append(("- " if place.style == "item" else "") + f"{name}={value}")
    return end, end, "".join(f"\n{indent}{line}" for line in lines)
