# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where the image of a service stands in the text of compose files. Pure functions.

The files are read with their positions, so that an image can be changed and everything else stays as it is. Files that
a file names with ``extends`` and ``include`` count too (loader/extends.go and loader/include.go in
https://github.com/compose-spec/compose-go).
"""

from __future__ import annotations

import dataclasses
import posixpath
import typing as t

import yaml

from ._compose_values import Value, Variables, expand, read_environment
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
class Site:
    """The image of a service.

    Attributes:
        file: the compose file.
        start: where the text of the image begins; None if it is not there as it is.
        text: the image with its variables.
        value: the image without them.
        whole: from where to where it can be replaced as a whole; None if it cannot.
    """

    file: str
    start: int | None
    text: str
    value: Value
    whole: tuple[int, int] | None


@dataclasses.dataclass(frozen=True)
class Gap:
    """A service without an image, and the place for one.

    Attributes:
        file: the compose file.
        start: the position of the service's first key.
        separator: what separates keys there.
    """

    file: str
    start: int
    separator: str


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
    for other in _included(source, texts):
        found += named_files(other, texts)
    return list(dict.fromkeys(found))


def _extended(file: str, directory: str, texts: Texts, seen: set[str]) -> list[str]:
    """The files that services of a file extend."""
    found: list[str] = []
    if file in seen:
        return found
    seen.add(file)
    for service in _services(file, texts).values():
        other = _extends(service, file, directory)
        if other and other[0] != file:
            found += [other[0], *_extended(other[0], posixpath.dirname(other[0]), texts, seen)]
    return found


def documents(text: str) -> list[Node]:
    """The YAML documents of a compose file; none if it is not YAML."""
    try:
        return [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if isinstance(node, yaml.MappingNode)]
    except yaml.YAMLError:
        return []


def _services(file: str, texts: Texts) -> dict[str, Node]:
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
    found = {file: list(_services(file, texts)) for file in texts}
    return {file: names for file, names in found.items() if names}


def _extends(service: Node, file: str, directory: str) -> tuple[str, str] | None:
    """File and name of the service that a service extends."""
    node = pairs(service).get("extends")
    if isinstance(node, yaml.ScalarNode):
        return file, str(node.value)
    parts = pairs(node)
    if "service" not in parts:
        return None
    other = str(parts["file"].value) if "file" in parts else ""
    return (posixpath.normpath(posixpath.join(directory, other)) if other else file), str(parts["service"].value)


def _strings(node: Node) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [text for one in node.value for text in _strings(one)]
    return [str(node.value)] if isinstance(node, yaml.ScalarNode) else []


def _included(source: Source, texts: Texts) -> list[Source]:
    """The projects that files of a source include."""
    found = []
    for file in source.files:
        for document in documents(texts.get(file, "")):
            node = pairs(document).get("include")
            for entry in node.value if isinstance(node, yaml.SequenceNode) else []:
                parts = pairs(entry) or {"path": entry}
                paths = [
                    posixpath.normpath(posixpath.join(source.directory, one)) for one in _strings(parts.get("path"))
                ]
                if not paths or set(paths) & set(source.files):
                    continue
                directory = posixpath.dirname(paths[0])
                if "project_directory" in parts:
                    directory = posixpath.normpath(
                        posixpath.join(source.directory, str(parts["project_directory"].value))
                    )
                own = [
                    posixpath.normpath(posixpath.join(source.directory, one)) for one in _strings(parts.get("env_file"))
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


def image_site(source: Source, service: str, texts: Texts) -> Site | None:
    """Where the image of a service stands; None if it stands nowhere."""
    variables = variables_of(source, texts)
    for file in reversed(source.files):
        found = _image_node(service, file, source.directory, texts, set())
        if found:
            return _site(found[0], found[1], texts, variables)
    for other in reversed(_included(source, texts)):
        site = image_site(other, service, texts)
        if site:
            return site
    return None


def _image_node(service: str, file: str, directory: str, texts: Texts, seen: set[tuple[str, str]]) -> t.Any:
    """File and node of a service's image: its own, or that of the service that it extends."""
    node = _services(file, texts).get(service)
    if node is None or (file, service) in seen:
        return None
    seen.add((file, service))
    image = pairs(node).get("image")
    if isinstance(image, yaml.ScalarNode):
        return file, image
    other = _extends(node, file, directory)
    if not other:
        return None
    below = directory if other[0] == file else posixpath.dirname(other[0])
    return _image_node(other[1], other[0], below, texts, seen)


def _site(file: str, node: Node, texts: Texts, variables: t.Mapping[str, Value]) -> Site:
    text = str(node.value).strip()
    first, last = node.start_mark.index, node.end_mark.index
    raw = texts[file][first:last]
    # a quoted text with escapes, or one that goes over several lines, is not there as it is
    start = first + raw.index(text) if raw.count(text) == 1 else None
    whole = None if start is None else (start, start + len(text))
    if start is None and node.style in ("'", '"'):
        whole = (first + raw.index(node.style), last)
    return Site(file, start, text, expand(text, file, start, variables), whole)


def image_gap(source: Source, service: str, texts: Texts) -> Gap | None:
    """Where an image can be given to a service that has none."""
    for file in reversed(source.files):
        node = _services(file, texts).get(service)
        if isinstance(node, yaml.MappingNode) and node.value:
            mark = node.value[0][0].start_mark
            newline = "\r\n" if "\r\n" in texts[file] else "\n"
            return Gap(file, mark.index, ", " if node.flow_style else newline + " " * mark.column)
    for other in reversed(_included(source, texts)):
        gap = image_gap(other, service, texts)
        if gap:
            return gap
    return None


def span_of(value: Value, first: int, last: int) -> tuple[str, int, int] | None:
    """File and positions of the characters ``first`` to ``last`` of a value; None if they do not stand together.

    An empty span is where something can be added.
    """
    spans: list[tuple[str, int, int]] = []
    at = 0
    for piece in value:
        begin, end = max(first, at), min(last, at + len(piece.text))
        inside = begin < end or (first == last and at < first == end)
        if inside and piece.start is None:
            return None
        if inside:
            spans.append((piece.file, piece.start + begin - at, piece.start + end - at))  # type: ignore[operator]
        at += len(piece.text)
    if not spans or any(one[0] != two[0] or one[2] != two[1] for one, two in zip(spans, spans[1:])):
        return None
    return spans[0][0], spans[0][1], spans[-1][2]


def service_environment(source: Source, service: str, texts: Texts) -> dict[str, str | None]:
    """The environment of a service as its files say it, with variables; None where compose passes one on.

    What ``env_file`` names is not part of it.
    """
    found: dict[str, str | None] = {}
    for file in reversed(source.files):
        for node in _service_nodes(service, file, source.directory, texts, set()):
            for name, value in _environment(pairs(node).get("environment")).items():
                found.setdefault(name, value)
    for other in _included(source, texts):
        for name, value in service_environment(other, service, texts).items():
            found.setdefault(name, value)
    return found


def _service_nodes(
    service: str, file: str, directory: str, texts: Texts, seen: set[tuple[str, str]]
) -> t.Iterator[Node]:
    """A service in a file, then those that it extends."""
    node = _services(file, texts).get(service)
    if node is None or (file, service) in seen:
        return
    seen.add((file, service))
    yield node
    other = _extends(node, file, directory)
    if other:
        below = directory if other[0] == file else posixpath.dirname(other[0])
        yield from _service_nodes(other[1], other[0], below, texts, seen)


def _environment(node: Node) -> dict[str, str | None]:
    if isinstance(node, yaml.SequenceNode):
        parts = [text.partition("=") for text in _strings(node)]
        return {name: value if equals else None for name, equals, value in parts}
    return {
        name: None if value.tag.endswith(":null") else str(value.value)
        for name, value in pairs(node).items()
        if isinstance(value, yaml.ScalarNode)
    }
