# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where the image and the environment of a service stand in the text of compose files. Pure functions."""

from __future__ import annotations

import dataclasses
import posixpath
import typing as t

import yaml

from ._compose_sources import Source, Texts, extends_of, included, services_in, strings, variables_of
from ._compose_values import Value, expand
from ._settings_files import Node, pairs


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


def image_site(source: Source, service: str, texts: Texts) -> Site | None:
    """Where the image of a service stands; None if it stands nowhere."""
    variables = variables_of(source, texts)
    for file in reversed(source.files):
        found = _image_node(service, file, source.directory, texts, set())
        if found:
            return _site(found[0], found[1], texts, variables)
    for other in reversed(included(source, texts)):
        site = image_site(other, service, texts)
        if site:
            return site
    return None


def _image_node(service: str, file: str, directory: str, texts: Texts, seen: set[tuple[str, str]]) -> t.Any:
    """File and node of a service's image: its own, or that of the service that it extends."""
    node = services_in(file, texts).get(service)
    if node is None or (file, service) in seen:
        return None
    seen.add((file, service))
    image = pairs(node).get("image")
    if isinstance(image, yaml.ScalarNode):
        return file, image
    other = extends_of(node, file, directory)
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
        node = services_in(file, texts).get(service)
        if isinstance(node, yaml.MappingNode) and node.value:
            mark = node.value[0][0].start_mark
            newline = "\r\n" if "\r\n" in texts[file] else "\n"
            return Gap(file, mark.index, ", " if node.flow_style else newline + " " * mark.column)
    for other in reversed(included(source, texts)):
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
    for other in included(source, texts):
        for name, value in service_environment(other, service, texts).items():
            found.setdefault(name, value)
    return found


def _service_nodes(
    service: str, file: str, directory: str, texts: Texts, seen: set[tuple[str, str]]
) -> t.Iterator[Node]:
    """A service in a file, then those that it extends."""
    node = services_in(file, texts).get(service)
    if node is None or (file, service) in seen:
        return
    seen.add((file, service))
    yield node
    other = extends_of(node, file, directory)
    if other:
        below = directory if other[0] == file else posixpath.dirname(other[0])
        yield from _service_nodes(other[1], other[0], below, texts, seen)


def _environment(node: Node) -> dict[str, str | None]:
    if isinstance(node, yaml.SequenceNode):
        parts = [text.partition("=") for text in strings(node)]
        return {name: value if equals else None for name, equals, value in parts}
    return {
        name: None if value.tag.endswith(":null") else str(value.value)
        for name, value in pairs(node).items()
        if isinstance(value, yaml.ScalarNode)
    }
