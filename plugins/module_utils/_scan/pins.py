# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds versions of OpenMetadata that are pinned: packages, images, Git tags, files and variables."""

from __future__ import annotations

import re
import typing as t

from .requirement import OPERATORS, VERSION, Allowed, allowed

Series = tuple[int, int]
Place = tuple[int, int]  # index of a line, and column from 0

# Quotation marks, and the default of a variable as shell and Compose write it, may stand before a version.
_BEFORE = r"[\"']?(?:\$\{\w+:?[-=])?[\"']?v?"
_NUMBERS = r"(\d+)\.(\d+)(?:\.[\dx*]+)*"
_PACKAGE = re.compile(
    r"(?<![\w/.-])(openmetadata[-_.]ingestion|openmetadata[-_.]managed[-_.]apis|great[-_.]expectations|sqlalchemy)"
    r"(?![\w-])[\"']?\s*(?:\[[^\]]*\])?[\"']?",
    re.I,
)
_CLAUSES = rf"(?:{OPERATORS})\s*[\"']?(?:{VERSION})(?:\s*,?\s*(?:{OPERATORS})\s*(?:{VERSION}))*"
_TABLE = re.compile(r"\s*[=:]\s*\[?\s*\{.{0,200}?\bversion[\"']?\s*[=:]\s*[\"']([^\"']+)[\"']")
_QUOTED = re.compile(rf"\s*[=:,]\s*[\"']((?:{OPERATORS})?\s*(?:{VERSION})[^\"']*)[\"']")
_DIRECT = re.compile(rf"\s*\(?\s*({_CLAUSES})")
_PLAIN = re.compile(rf"\s*:\s+((?:{OPERATORS})?\s*(?:{VERSION}))\s*$")
_IMAGE_NAME = r"openmetadata[/_-](?:server|ingestion(?:[/_-]base)?)(?:-slim)?"
_MIDDLE = r"(?:server|ingestion|image|chart|helm|app|sdk|release|docker|base|target|current|package|client|pypi|pip)"
_NAME = (
    rf"(?:(?:[a-z0-9]+[_-])*(?:om|open[_-]?metadata)(?:[_-]{_MIDDLE})*[_-]?(?:version|tag|release)|ri_version|"
    r"(?:metadata[_-])?ingestion(?:[_-](?:image|package|base))?[_-](?:version|tag))"
)
_VERSION_NAME = re.compile(rf"{_NAME}$", re.I)
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_IMAGE_NAME}:{_BEFORE}{_NUMBERS}",
        rf"{_IMAGE_NAME}[\"']?\s*,\s*[\"']?(?:tag|newTag|version)[\"']?\s*[=:]\s*{_BEFORE}{_NUMBERS}",
        # git+https://github.com/open-metadata/OpenMetadata@1.9.3-release, ?ref=, tag = "…", /tree/…, /raw/…
        r"open-metadata/openmetadata(?:-helm-charts)?(?:\.git)?(?:[\"']?.{0,60}?(?:@|[?&]ref=|"
        r"\b(?:tag|rev|branch|ref|revision)[\"']?\s*[=:]\s*)|/(?:[\w/-]*/)?)(?:openmetadata-)?" + _BEFORE + _NUMBERS,
        rf"(?:--branch|-b|checkout)[\s=]+{_BEFORE}{_NUMBERS}(?:-release)?\b(?=.*open-metadata/openmetadata)",
        r"(?<![\w.])(\d+)\.(\d+)\.\d+-release\b(?=.*open-metadata/openmetadata)",
        r"open-metadata/openmetadata.{0,200}?(?<![\w.])(\d+)\.(\d+)\.\d+-release\b",
        rf"\bopen-metadata:openmetadata-[\w-]+:{_NUMBERS}",
        rf"(?<![\w./-])openmetadata[\"']?\s*[:=]\s*{_BEFORE}{_NUMBERS}",
        r"\bopenmetadata(?:[_-]ingestion|[_-]managed[_-]apis|-dependencies)?-(\d+)\.(\d+)\.\d+[\w.]*?"
        r"(?:\.tar\.gz|\.tgz|\.zip|\.whl|-py\d)",
        rf"(?<!\w){_NAME}[\"']?\]?\s*(?::=|\?=|=|:|\s)\s*\[?\s*{_BEFORE}{_NUMBERS}",
        rf"(?<!\w){_NAME}\s*\|\s*default\(\s*{_BEFORE}{_NUMBERS}",
        # `variable "openmetadata_version" { default = "1.9.3" }`, and the like of Jenkins
        rf"[\"']{_NAME}[\"'].{{0,40}}?\bdefault(?:Value)?\s*[=:]\s*{_BEFORE}{_NUMBERS}",
    )
)
_HELM = re.compile(
    rf"\bhelm\b.*\bopen-?metadata\b.*?(?:--version[\s=]+|\.tag=){_BEFORE}{_NUMBERS}|"
    rf"\bhelm\b.*?(?:--version[\s=]+|\.tag=){_BEFORE}{_NUMBERS}.*\bopen-?metadata\b",
    re.I | re.S,
)
# What names a part of OpenMetadata, with its version in a line of its own nearby.
_ANCHOR = re.compile(
    rf"(?:^|[\s\"'/=]){_IMAGE_NAME}[\"']?,?\s*$|"
    r"(?:^|[\s{,-])[\"']?(?:chart|name|repository|repo|releaseName)[\"']?\s*[=:]\s*[\"']?(?:[\w.:/-]*/)?"
    r"openmetadata(?:-dependencies|[-_]ingestion|[-_]managed[-_]apis)?[\"']?,?\s*$|"
    r"(?:^|[\s\".])openmetadata[-_]ingestion[\"']?\]?\s*[:=]?\s*\{?\s*$|"
    rf"(?:^|[\s\"']){_NAME}[\"']?\s*[:=]?\s*\{{?\s*$|"
    r"^\s*[\"']?open-?metadata[\"']?\s*[:=]\s*\{?\s*$|"
    r"open-metadata/openmetadata(?:\.git)?[\"']?,?\s*$|"
    r"https?://helm\.open-metadata\.org/?[\"']?,?\s*$",
    re.I,
)
_NEARBY = re.compile(
    rf"^[\s-]*(?:set\s*\{{\s*)?[\"']?(?:tag|newTag|image[._]?tag|version|ref|chart_?version|targetRevision|default|value)"
    rf"[\"']?\s*[=:]\s*[\"']?((?:{OPERATORS})?\s*){_BEFORE}{_NUMBERS}",
    re.I,
)
# A version in a variable: openmetadata/ingestion:${VERSION}, openmetadata-ingestion==$VERSION.
_NEEDS_VERSION = (
    rf"(?:{_IMAGE_NAME}:|openmetadata[-_.](?:ingestion|managed[-_.]apis)(?:\[[^\]]*\])?\s*(?:[=~]=|===)\s*|"
    r"open-metadata/openmetadata(?:\.git)?@)"
)
_ENDS_BEFORE_VERSION = re.compile(_NEEDS_VERSION + "$", re.I)
_USE = re.compile(
    _NEEDS_VERSION + r"(?:\$\(?|\{{1,2}|\$\{{1,2})\s*(?:(?:var|vars|env|local|params|inputs)\.)?([a-z_]\w*)", re.I
)
_CHART = re.compile(r"\bchart\s*=\s*\"(?:[\w.:/-]*/)?openmetadata\"")
_SET_TAG = re.compile(r"\bname\s*=\s*\"(?:[\w-]+\.)*tag\"")
_LONG = 5000  # characters; longer lines are data, no commands
_REACH = 30  # lines around an anchor


def pin_of(text: str) -> Series | None:
    """Major and minor of a version that is the whole text."""
    match = re.fullmatch(rf"v?{_NUMBERS}(?:[-.+]?\w+)*", text.strip())
    return (int(match[1]), int(match[2])) if match else None


def is_version_name(name: str) -> bool:
    """Whether a variable holds a version of OpenMetadata by its name: OM_VERSION, openmetadata_image_tag."""
    return bool(_VERSION_NAME.match(name))


def requirements(line: str) -> t.Iterator[tuple[int, str, Allowed]]:
    """The packages that a line requires: column, normalised name, and the versions that are allowed."""
    for match in _PACKAGE.finditer(line):
        rest = line[match.end() :]
        for pattern in (_TABLE, _QUOTED, _DIRECT, _PLAIN):
            found = pattern.match(rest)
            versions = allowed(found[1]) if found else None
            if versions:
                yield match.start(), re.sub(r"[-_.]", "-", match[1].lower()), versions
                break


def find_pins(lines: t.Sequence[str], target: Series) -> set[Place]:
    """The places where a version of OpenMetadata is pinned that is not of the target's series."""
    places: set[Place] = set()
    used = {name for line in lines if "$" in line or "{" in line for name in _USE.findall(line)}
    if used:
        places.update(_assigned(lines, used, target))
    charted = any(_CHART.search(line) for line in lines if "chart" in line)
    for number, line in enumerate(lines):
        if charted and _SET_TAG.search(line) and number + 1 < len(lines):
            match = _NEARBY.match(lines[number + 1])
            if match and (int(match[2]), int(match[3])) != target:
                places.add((number + 1, match.start(2)))
        folded = line.lower()
        if "metadata" not in folded and "om" not in folded and "-release" not in folded and "ingestion" not in folded:
            continue
        places.update((number, column) for column, series in _in_line(line) if series != target)
        for column, name, versions in requirements(line):
            if name.startswith("openmetadata") and not versions.has_series(*target):
                places.add((number, column))
        if _ANCHOR.search(line):
            places.update(_near(lines, number, target))
        if "helm" in folded and len(line) < _LONG:
            places.update(_helm(lines, number, target))
    return places


def ends_before_version(text: str) -> bool:
    """Whether a text needs a version of OpenMetadata behind it, as in ``"openmetadata-ingestion==" + version``."""
    return bool(_ENDS_BEFORE_VERSION.search(text))


def _assigned(lines: t.Sequence[str], names: set[str], target: Series) -> t.Iterator[Place]:
    """The values of variables that are used as versions of OpenMetadata."""
    either = "|".join(sorted(re.escape(name) for name in names))
    assignment = re.compile(
        rf"(?<![\w$.-])(?:{either})[\"']?\s*(?::=|\?=|=|:|\s)\s*{_BEFORE}{_NUMBERS}|"
        rf"variable\s+\"(?:{either})\"\s*\{{.*?\bdefault\s*=\s*{_BEFORE}{_NUMBERS}"
    )
    block = re.compile(rf"variable\s+\"(?:{either})\"\s*\{{\s*$")
    for number, line in enumerate(lines):
        if block.search(line):
            yield from _near(lines, number, target)
        for match in assignment.finditer(line):
            group = 1 if match[1] else 3
            if (int(match[group]), int(match[group + 1])) != target:
                yield number, match.start()


def _in_line(line: str) -> t.Iterator[tuple[int, Series]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(line):
            yield match.start(), (int(match[1]), int(match[2]))


def _near(lines: t.Sequence[str], number: int, target: Series) -> t.Iterator[Place]:
    """The version in the block of an anchor: in the lines below it where it opens a block, else in those beside it."""
    others = _children(lines, number) if lines[number].rstrip().endswith(("{", ":")) else _siblings(lines, number)
    for other in others:
        match = _NEARBY.match(lines[other])
        if match:
            versions = allowed(match[1].strip() + lines[other][match.start(2) :])
            if versions and not versions.has_series(*target):
                yield other, match.start(2)


def _children(lines: t.Sequence[str], number: int) -> t.Iterator[int]:
    """The lines of the first level below a line."""
    level = 0
    for other in range(number + 1, min(len(lines), number + _REACH)):
        if not lines[other].strip():
            continue
        depth = _indent(lines[other])
        if depth <= _indent(lines[number]):
            return
        level = level or depth
        if depth == level:
            yield other


def _siblings(lines: t.Sequence[str], number: int) -> t.Iterator[int]:
    """The lines of the same level in the same block or list item. A blank line ends a block that is not indented."""
    indent = _indent(lines[number])
    for step in (1, -1):
        if step == -1 and _is_item(lines[number]):
            return
        for other in range(number + step, number + step * _REACH, step):
            if not 0 <= other < len(lines) or not (lines[other].strip() or indent):
                break
            if not lines[other].strip():
                continue
            depth = _indent(lines[other])
            if depth < indent or (step == 1 and depth == indent and _is_item(lines[other])):
                break
            if depth == indent:
                yield other
            if step == -1 and depth == indent and _is_item(lines[other]):
                break


def _is_item(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _indent(line: str) -> int:
    """Columns before the first key, where the dash of a list item counts as a blank."""
    return len(line) - len(re.sub(r"^\s*(?:-\s+)?", "", line))


def _helm(lines: t.Sequence[str], number: int, target: Series) -> t.Iterator[Place]:
    """A version in a helm command, which may go on over lines that end in a backslash."""
    end = number
    while end < len(lines) - 1 and lines[end].rstrip().endswith("\\") and end - number < _REACH:
        end += 1
    match = _HELM.search("\n".join(lines[number : end + 1]))
    if match:
        group = 1 if match[1] else 3
        if (int(match[group]), int(match[group + 1])) != target:
            before = "\n".join(lines[number : end + 1])[: match.start(group)]
            yield number + before.count("\n"), len(before) - before.rfind("\n") - 1
