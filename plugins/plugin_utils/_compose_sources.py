# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The text of compose files, and of the files that they name. Pure functions.

The files are read with their positions, so that an image can be changed and everything else stays as it is. Files that
a file names with ``extends`` and ``include`` count too (loader/extends.go and loader/include.go in
https://github.com/compose-spec/compose-go).
"""

from __future__ import annotations

import dataclasses
import posixpath
import typing as t

import yaml

from ._compose_values import Variables, read_environment
from ._settings_files import Node, pairs

Texts = t.Mapping[str, str]

# cli/options.go of compose-go
_DEFAULTS = (
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"],
    [
        "compose.override.yml",
        "compose.override.yaml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ],
)


@dataclasses.dataclass(frozen=True)
class Source:
    """Compose files that are read together.

    Attributes:
        directory: the directory of relative paths.
        files: the compose files, in their order.
        environment: the environment files, in their order; those of an including project last.
    """

    directory: str
    files: tuple[str, ...]
    environment: tuple[str, ...]


def source_of(project: t.Mapping[str, t.Any], texts: Texts | None = None) -> Source:
    """The files of a project that `_compose_project.locate` has found.

    Args:
        project: ``dir``, ``files`` and ``environment_files``. Without files, those of compose's own names count.
        texts: the texts that are known, by which one of these names is chosen.
    """
    directory = str(project["dir"])
    files = tuple(
        posixpath.join(directory, file) for file in project["files"] or _default_files(directory, texts or {})
    )
    given = [posixpath.join(directory, file) for file in project["environment_files"]]
    # with --env-file, compose does not read .env
    return Source(directory, files, tuple(given or [posixpath.join(directory, ".env")]))


def _default_files(directory: str, texts: Texts) -> list[str]:
    """The files that compose looks for by itself; of those that are there, the first one and its override."""
    chosen = []
    for names in _DEFAULTS:
        there = [name for name in names if posixpath.join(directory, name) in texts]
        chosen += there[:1] if texts else names
    return chosen


def named_files(source: Source, texts: Texts) -> list[str]:
    """All files that the source consists of, as far as the texts that are known name them."""
    found = [*source.files, *source.environment]
    for file in source.files:
        found += _extended(file, source.directory, texts, set())
    for other in included(source, texts):
        found += named_files(other, texts)
    return list(dict.fromkeys(found))


def _extended(file: str, directory: str, texts: Texts, seen: set[str]) -> list[str]:
    """The files that services of a file extend."""
    found: list[str] = []
    if file in seen:
        return found
    seen.add(file)
    for service in services_in(file, texts).values():
        other = extends_of(service, file, directory)
        if other and other[0] != file:
            found += [other[0], *_extended(other[0], posixpath.dirname(other[0]), texts, seen)]
    return found


def documents(text: str) -> list[Node]:
    """The YAML documents of a compose file; none if it is not YAML."""
    try:
        return [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if isinstance(node, yaml.MappingNode)]
    except yaml.YAMLError:
        return []


def services_in(file: str, texts: Texts) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for document in documents(texts.get(file, "")):
        services = pairs(document).get("services")
        found.update(pairs(services) if services is not None else _fragments(document))
    return found


def _fragments(node: Node) -> dict[str, Node]:
    """The images of a text that is part of a compose file, each as a service that is named after its line."""
    found: dict[str, Node] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value == "image" and isinstance(value, yaml.ScalarNode):
            found[f"line {key.start_mark.line + 1}"] = yaml.MappingNode(node.tag, [(key, value)])
        else:
            found.update(_fragments(value))
    return found


def services_of(texts: Texts) -> dict[str, list[str]]:
    """The names of the services in each compose file; files without one are left out."""
    found = {file: list(services_in(file, texts)) for file in texts}
    return {file: names for file, names in found.items() if names}


def extends_of(service: Node, file: str, directory: str) -> tuple[str, str] | None:
    """File and name of the service that a service extends."""
    node = pairs(service).get("extends")
    if isinstance(node, yaml.ScalarNode):
        return file, str(node.value)
    parts = pairs(node)
    if "service" not in parts:
        return None
    other = str(parts["file"].value) if "file" in parts else ""
    return (posixpath.normpath(posixpath.join(directory, other)) if other else file), str(parts["service"].value)


def strings(node: Node) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [text for one in node.value for text in strings(one)]
    return [str(node.value)] if isinstance(node, yaml.ScalarNode) else []


def included(source: Source, texts: Texts) -> list[Source]:
    """The projects that files of a source include."""
    found = []
    for file in source.files:
        for document in documents(texts.get(file, "")):
            node = pairs(document).get("include")
            for entry in node.value if isinstance(node, yaml.SequenceNode) else []:
                parts = pairs(entry) or {"path": entry}
                paths = [
                    posixpath.normpath(posixpath.join(source.directory, one)) for one in strings(parts.get("path"))
                ]
                if not paths or set(paths) & set(source.files):
                    continue
                directory = posixpath.dirname(paths[0])
                if "project_directory" in parts:
                    directory = posixpath.normpath(
                        posixpath.join(source.directory, str(parts["project_directory"].value))
                    )
                own = [
                    posixpath.normpath(posixpath.join(source.directory, one)) for one in strings(parts.get("env_file"))
                ]
                # the including project's variables win
                environment = dict.fromkeys([*(own or [posixpath.join(directory, ".env")]), *source.environment])
                found.append(Source(directory, tuple(paths), tuple(environment)))
    return found


def variables_of(source: Source, texts: Texts) -> Variables:
    """The variables of the environment files."""
    found: Variables = {}
    for file in source.environment:
        found.update(read_environment(file, texts.get(file, ""), found))
    return found
