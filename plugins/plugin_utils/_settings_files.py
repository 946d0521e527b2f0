# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where environment variables of the server stand in files: compose files, environment files, Helm values.

YAML files are read with their positions, so that one name can be changed and everything else stays as it is.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
import typing as t

import yaml

Node = t.Any  # yaml.Node; the package has no types
_DEFINITION = re.compile(r"^([ \t]*(?:export[ \t]+)?)([A-Za-z_]\w*)([ \t]*=[ \t]*)(.*)$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<!\$)\$\{?([A-Za-z_]\w*)")
_PLACEHOLDER = re.compile(r"\$\{[^}\n]*\}")
_SERVER_IMAGE = re.compile(r"/server(?=[:@]|$)")
_SERVER_NAMES = ("openmetadata-server", "openmetadata_server", "execute-migrate-all", "execute_migrate_all")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One variable in one file.

    Attributes:
        file: the file.
        name: the variable.
        value: its text, None where a compose file takes it from the environment of compose.
        start: where the name begins in the text.
        style: ``line`` of an environment file, ``key`` or ``item`` of a compose file, ``pair`` of Helm values.
        end: where the entry ends.
        block: where the environment of the service begins; 0 in other files.
    """

    file: str
    name: str
    value: str | None
    start: int
    style: str
    end: int
    block: int = 0


@dataclasses.dataclass
class Project:
    """What the files say.

    Attributes:
        server: variables that reach the server: of its services, and those of environment files that it uses.
        defined: what environment files define, for it and for others.
        shared: positions of names, by file, that other services use too.
        foreign: environment files that are given to other services whole.
        documents: the YAML files that are no compose files, parsed.
    """

    server: list[Entry] = dataclasses.field(default_factory=list)
    defined: dict[str, str] = dataclasses.field(default_factory=dict)
    shared: dict[str, set[int]] = dataclasses.field(default_factory=dict)
    foreign: set[str] = dataclasses.field(default_factory=set)
    documents: dict[str, Node] = dataclasses.field(default_factory=dict)


def read(files: t.Mapping[str, str], services: t.Collection[str] = ()) -> Project:
    """Find the variables of the server.

    Args:
        files: text by file name.
        services: names of the compose services that run the server or its migrations. Such services are also
            recognised by their image, their command and the names of the quickstart.
    """
    project = Project()
    lines: list[Entry] = []
    given: set[str] = set()
    any_compose = False
    for file, text in files.items():
        node = _parse(file, text)
        if node is None:
            lines += _lines(file, text)
            continue
        found = pairs(node).get("services")
        if not isinstance(found, yaml.MappingNode):
            project.documents[file] = node
            project.server += _values(file, node)
            continue
        any_compose = True
        mine: dict[int, Entry] = {}
        others: set[int] = set()
        for key, service in _items(found):
            entries = _environment(file, pairs(service).get("environment"))
            env_files = _env_files(file, pairs(service).get("env_file"))
            if _is_server(str(key.value), service, services):
                mine.update({entry.start: entry for entry in entries})
                given |= env_files
            else:
                others |= {entry.start for entry in entries}
                project.foreign |= env_files
        project.server += list(mine.values())
        project.shared[file] = others & set(mine)
    project.defined = {entry.name: entry.value or "" for entry in lines}
    used = _used_by(project.server)
    project.server += [one for one in lines if not any_compose or one.file in given or one.name in used]
    return project


def _used_by(entries: t.Iterable[Entry]) -> set[str]:
    """Variables of compose's own environment that these entries take their values from."""
    used: set[str] = set()
    for entry in entries:
        used |= {entry.name} if entry.value is None else set(_REFERENCE.findall(entry.value))
    return used


def _env_files(file: str, node: Node) -> set[str]:
    """The environment files of a service, as paths beside its compose file."""
    if isinstance(node, yaml.ScalarNode):
        return {posixpath.normpath(posixpath.join(posixpath.dirname(file), str(node.value)))}
    if isinstance(node, yaml.SequenceNode):
        return {path for one in node.value for path in _env_files(file, pairs(one).get("path", one))}
    return set()


def pairs(node: Node) -> dict[str, Node]:
    """The keys of a mapping with what it merges in (``<<``)."""
    found: dict[str, Node] = {}
    for key, value in _items(node):
        found.setdefault(str(key.value), value)
    return found


def _items(node: Node) -> t.Iterator[tuple[Node, Node]]:
    """Keys and values of a mapping: its own first, then those of mappings that it merges in."""
    if not isinstance(node, yaml.MappingNode):
        return
    merged: list[Node] = []
    for key, value in node.value:
        if key.value == "<<":
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
        elif isinstance(key, yaml.ScalarNode):
            yield key, value
    for one in merged:
        yield from _items(one)


def _parse(file: str, text: str) -> Node | None:
    """The document of a YAML file; None for an environment file, and for what is no mapping."""
    if re.search(r"(^|/)[^/]*\.env$|(^|/)\.env[^/]*$|(^|/)env[^/.]*$", file):
        return None
    # The server fills in placeholders before it reads its own file: what is no YAML before may be some after.
    for attempt in (text, _PLACEHOLDER.sub(lambda match: "x" * len(match.group()), text)):
        try:
            node = yaml.compose(attempt, Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            continue
        return node if isinstance(node, yaml.MappingNode) else None
    return None


def _lines(file: str, text: str) -> list[Entry]:
    return [
        Entry(file, match[2], match[4].strip().strip("\"'"), match.start(2), "line", match.end())
        for match in _DEFINITION.finditer(text)
    ]


def _environment(file: str, node: Node) -> list[Entry]:
    """Variables of a service: a mapping, or a list of ``NAME=value``."""
    if isinstance(node, yaml.SequenceNode):
        found = []
        for item in node.value:
            if isinstance(item, yaml.ScalarNode):
                name, equals, value = str(item.value).partition("=")
                start, end = item.start_mark.index, item.end_mark.index
                found.append(Entry(file, name, value if equals else None, start, "item", end, node.start_mark.index))
        return found
    return [
        Entry(
            file,
            str(key.value),
            None if value.tag.endswith(":null") else str(value.value),
            key.start_mark.index,
            "key",
            max(key.end_mark.index, value.end_mark.index) if value.value else key.end_mark.index,
            node.start_mark.index,
        )
        for key, value in _items(node)
        if isinstance(value, yaml.ScalarNode)
    ]


def _values(file: str, node: Node) -> list[Entry]:
    """Variables in Helm values: ``- name: X`` beside ``value`` or ``valueFrom``, at any depth."""
    if isinstance(node, yaml.SequenceNode):
        return [entry for one in node.value for entry in _values(file, one)]
    if not isinstance(node, yaml.MappingNode):
        return []
    found = [entry for _key, value in _items(node) for entry in _values(file, value)]
    known = pairs(node)
    name = known.get("name")
    if isinstance(name, yaml.ScalarNode) and ("value" in known or "valueFrom" in known):
        value = known.get("value")
        text = str(value.value) if isinstance(value, yaml.ScalarNode) else "valueFrom"
        found.append(Entry(file, str(name.value), text, name.start_mark.index, "pair", name.end_mark.index))
    return found


def _is_server(name: str, service: Node, services: t.Collection[str]) -> bool:
    known = pairs(service)
    container = getattr(known.get("container_name"), "value", "")
    if name in services or name in _SERVER_NAMES or container in _SERVER_NAMES:
        return True
    if _SERVER_IMAGE.search(_PLACEHOLDER.sub("", str(getattr(known.get("image"), "value", "")))):
        return True
    return any("openmetadata-ops.sh" in _text(known.get(part)) for part in ("command", "entrypoint"))


def _text(node: Node | None) -> str:
    if isinstance(node, yaml.SequenceNode):
        return " ".join(_text(one) for one in node.value)
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
