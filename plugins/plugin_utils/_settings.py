# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings that a release renames: found in the files of an installation, and translated.

The facts are in ``module_utils/_upstream/settings.py``. Text in, text out: who reads and writes the files is the roles.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._upstream import settings
from ansible_collections.openmetadata.ops.plugins.module_utils._versions import parse_version

from ._settings_files import Entry, Project, pairs, read
from ._settings_switches import Files, addition, missing_switches, provider_of, value_of


@dataclasses.dataclass(frozen=True)
class Use:
    """A setting that must be changed.

    Attributes:
        file: where it stands.
        line: the line, from 1; 0 where it is not known.
        old: the variable, or the path of the configuration block. Blank: something that must be added.
        new: what it becomes.
        by_hand: why the upgrade does not change it; blank where it does.
    """

    file: str
    line: int
    old: str
    new: str
    by_hand: str = ""

    @property
    def text(self) -> str:
        """One clause for people. It names no value of the user: many of them are secret."""
        hand = f" (by hand: {self.by_hand})" if self.by_hand else ""
        if not self.line:
            return f"{self.old} of {self.file} becomes {self.new}{hand}"
        if not self.old:
            return f"{self.new} must be set as well in {self.file}, line {self.line}{hand}"
        return f"{self.old} in {self.file}, line {self.line}, becomes {self.new}{hand}"


def find(
    files: Files,
    version: str,
    services: t.Collection[str] = (),
    edited: t.Collection[str] | None = None,
    environment: t.Mapping[str, str] | None = None,
) -> list[Use]:
    """The settings that the version calls otherwise.

    Args:
        files: text of compose files, environment files, openmetadata.yaml and Helm values, by file name.
        version: the release to go to.
        services: names of the compose services that run the server or its migrations.
        edited: the files that the upgrade edits; None: all of them.
        environment: what the server's service has in the end. What stands in none of the files is found there.

    Raises:
        ValueError: ``version`` is no version.
    """
    target = parse_version(version)
    project = read(files, services)
    todo = _renames(project, target)
    found = [
        Use(
            entry.file,
            _line(files[entry.file], entry.start),
            entry.name,
            new,
            _why_by_hand(entry, new, project, edited),
        )
        for entry, new in todo
    ]
    found += _switch_uses(files, project, todo, target, edited)
    for file, document in project.documents.items():
        found += _blocks(file, document, target)
    named = {use.old for use in found}
    found += [
        Use("the server's environment", 0, name, entry.new, "it is set in a file that the upgrade does not edit")
        for name, entry in settings.renamed(target).items()
        if (environment or {}).get(name) and name not in named
    ]
    return sorted(found, key=lambda use: (use.file, use.line))


def translate(files: Files, version: str, services: t.Collection[str] = ()) -> dict[str, str]:
    """The files with the names of the version, where names can be changed without touching another service.

    A variable of an environment file is renamed together with each ``${VARIABLE}`` that refers to it. Where exactly one
    provider is configured, the variables that switch it on are added.

    Args:
        files: text of compose files, environment files and Helm values, by file name.
        version: the release to go to.
        services: names of the compose services that run the server or its migrations.

    Returns:
        The new text of each file that changes, by name.

    Raises:
        ValueError: ``version`` is no version.
    """
    target = parse_version(version)
    project = read(files, services)
    edits: dict[str, list[tuple[int, int, str]]] = {file: [] for file in files}
    todo = [(entry, new) for entry, new in _renames(project, target) if not _why_by_hand(entry, new, project, None)]
    moved = {entry.name: new for entry, new in todo if entry.style == "line"}
    for entry, new in todo:
        edits[entry.file].append(_edit(files[entry.file], entry, new, entry.name in moved))
    for place, names in missing_switches(files, project, todo, target):
        edits[place.file].append(addition(files[place.file], place, names))
    texts = {file: _apply(text, edits[file]) for file, text in files.items()}
    for old, new in moved.items():
        reference = re.compile(rf"(?<!\$)(\$\{{?){old}(?!\w)")
        texts = {file: reference.sub(rf"\g<1>{new}", text) for file, text in texts.items()}
    return {file: text for file, text in texts.items() if text != files[file]}


def _renames(project: Project, target: settings.Version) -> list[tuple[Entry, str]]:
    known = settings.renamed(target)
    return [(entry, known[entry.name].new) for entry in project.server if entry.name in known]


def _why_by_hand(entry: Entry, new: str, project: Project, edited: t.Collection[str] | None) -> str:
    if edited is not None and entry.file not in edited:
        return "the upgrade does not edit this file"
    if entry.start in project.shared.get(entry.file, ()) or entry.file in project.foreign:
        return "another service uses the same lines"
    same = [other for other in project.server if other.file == entry.file and other.name == new]
    return f"{new} is set there already" if same else ""


def _edit(text: str, entry: Entry, new: str, moved: bool) -> tuple[int, int, str]:
    """The change of one name: start, end and the new text."""
    if entry.value is None and not moved:
        # compose takes the value from its own environment, which keeps the old name
        reference = f"${{{entry.name}}}"
        if entry.style == "item":
            return entry.start, entry.end, text[entry.start : entry.end].replace(entry.name, f"{new}={reference}", 1)
        # the key, its colon, and a null that may be written out
        rest = re.compile(r"\s*:[ \t]*(?:null|~)?").match(text, _key_end(text, entry))
        end = rest.end() if rest else entry.end
        return entry.start, end, f"{new}: {reference}"
    end = entry.start + text[entry.start :].index(entry.name) + len(entry.name)
    return entry.start, end, text[entry.start : end].replace(entry.name, new, 1)


def _key_end(text: str, entry: Entry) -> int:
    end = entry.start + text[entry.start :].index(entry.name) + len(entry.name)
    return end + 1 if text[entry.start] in "\"'" else end


def _switch_uses(
    files: Files,
    project: Project,
    todo: list[tuple[Entry, str]],
    target: settings.Version,
    edited: t.Collection[str] | None,
) -> list[Use]:
    """The variables that must be added, whether the upgrade can tell where and what or not."""
    added = missing_switches(files, project, [one for one in todo if not _why_by_hand(*one, project, None)], target)
    uses = [
        Use(
            place.file,
            _line(files[place.file], place.start),
            "",
            ", ".join(f"{name}={value}" for name, value in names),
            "" if edited is None or place.file in edited else "the upgrade does not edit this file",
        )
        for place, names in added
    ]
    names = [switch.name for switch in settings.switches(target)]
    configured = [entry for entry, _new in todo if value_of(entry, project.defined).strip()]
    if uses or not configured or set(names) <= {entry.name for entry in project.server}:
        return uses
    place, provider = configured[0], provider_of(project, target)
    line = _line(files[place.file], place.start)
    if provider is None:
        return [Use(place.file, line, "", ", ".join(names), "which provider is in use cannot be told")]
    values = ", ".join(f"{switch.name}={switch.value or provider}" for switch in settings.switches(target))
    return [Use(place.file, line, "", values, "the upgrade adds lines beside lines that it renames only")]


def _apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, key=lambda edit: edit[0], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _blocks(file: str, document: t.Any, target: settings.Version) -> list[Use]:
    """Configuration blocks that are in another place, in openmetadata.yaml or below a path of Helm values."""
    found = []
    for path, node in _mappings(document):
        for moved in settings.moved(target):
            if path[-len(moved.old) :] == moved.old:
                found += [
                    Use(
                        file,
                        value.start_mark.line + 1,
                        ".".join((*path, key)),
                        f"{moved.new}.{key}",
                        "the block has another shape",
                    )
                    for key, value in pairs(node).items()
                    if key in moved.keys
                ]
    return found


def _mappings(node: t.Any, path: tuple[str, ...] = ()) -> t.Iterator[tuple[tuple[str, ...], t.Any]]:
    """Every mapping below a node, with its path."""
    for key, value in pairs(node).items():
        yield (*path, key), value
        yield from _mappings(value, (*path, key))


def _line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1
