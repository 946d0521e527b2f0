# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Names of images, and the image of another version of OpenMetadata. Pure functions."""

from __future__ import annotations

import re
import typing as t


class Reference(t.NamedTuple):
    """The name of an image in its parts; blank where there is none."""

    repository: str
    tag: str
    digest: str


# Tags of OpenMetadata's own images (https://hub.docker.com/u/openmetadata), also with a prefix; and those of images
# that somebody built and named after the version in them.
_VERSION = re.compile(r"(?P<prefix>v?)(?P<version>\d+\.\d+\.\d+(?:\.\d+)?)(?P<rest>[-_.+]?[A-Za-z].*|-.+)?")
_SHORT = re.compile(r"(?P<prefix>v?)\d+(?:\.\d+)?")
_UNRELEASED = re.compile(r"[-_.+]?(rc|alpha|beta|snapshot|release)[-.]?\d*", re.IGNORECASE)


def split_reference(image: str) -> Reference:
    """Repository, tag and digest of an image; a registry's port is no tag."""
    name, _at, digest = image.partition("@")
    head, colon, tail = name.rpartition(":")
    return Reference(head, tail, digest) if colon and "/" not in tail else Reference(name, "", digest)


def version_of(image: str) -> str:
    """The version of OpenMetadata that a tag names; blank if it names none."""
    match = _VERSION.fullmatch(split_reference(image).tag)
    if not match:
        return ""
    rest = match["rest"] or ""
    return match["version"] + (rest if _UNRELEASED.fullmatch(rest) else "")


def names_a_release(image: str) -> bool:
    """Whether the tag of another version is known: the tag is a version, ``latest``, or there is none."""
    tag = split_reference(image).tag
    return tag in ("", "latest") or bool(_VERSION.fullmatch(tag) or _SHORT.fullmatch(tag))


def in_version(image: str, version: str) -> str:
    """The image of another version, by the scheme of its tag. A digest is left out: it names one image for ever."""
    repository, tag, _digest = split_reference(image)
    match = _VERSION.fullmatch(tag) or _SHORT.fullmatch(tag)
    if not match:
        return f"{repository}:{version}"
    rest = (
        (match.groupdict().get("rest") or "") if not _UNRELEASED.fullmatch(match.groupdict().get("rest") or "") else ""
    )
    return f"{repository}:{match['prefix']}{version}{rest}"
