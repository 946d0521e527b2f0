# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of the search engine: whether the wanted version works with it, and whether its data can be opened."""

from __future__ import annotations

import re

from .._upstream import search
from .._upstream.sources import ISSUE as OM_ISSUE
from .._versions import parse_version
from .model import BLOCKER, WARNING, Check, Decision, Facts
from .versions import TARGET

IMAGES = "host.images_in_use"


def search_image(images: list[str]) -> tuple[str, tuple[int, int, int, int] | None] | None:
    """The search engine among a project's images (``elasticsearch`` or ``opensearch``) with its version.

    A mirror may have an image under another name: the product is looked for in the last part of the name first, and in
    the whole name then. Dashboards and exporters are no search engines.
    """
    for part in (-1, 0):
        for image in images:
            name, tag = _split(image.partition("@")[0])
            words = name.rpartition("/")[2] if part else name
            if any(other in words for other in ("dashboards", "exporter", "kibana")):
                continue
            for product in search.PRODUCTS:
                if product in words.lower():
                    return product, _version(tag)
    return None


def _version(tag: str) -> tuple[int, int, int, int] | None:
    found = re.search(r"\d+\.\d+(?:\.\d+)?", tag)
    return parse_version(found.group()) if found else None


def _split(image: str) -> tuple[str, str]:
    """Name and tag of an image; a registry's port is no tag."""
    name, colon, tag = image.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (image, "")


def _search_old(facts: Facts) -> Decision:
    found = search_image(facts.need(IMAGES))
    if not found:
        return None
    product, version = found
    lowest = search.lowest(product, facts.version(TARGET), required=True)
    if version and lowest and version < parse_version(lowest):
        return f"Search is {product} {_text(version)}; {facts.need(TARGET)} needs {lowest} or later."
    return None


def _search_untested(facts: Facts) -> Decision:
    found = search_image(facts.need(IMAGES))
    if not found:
        return None
    product, version = found
    lowest = search.lowest(product, facts.version(TARGET), required=False)
    if not lowest or _search_old(facts):
        return None
    if version is None:
        return f"Search is {product}, and its image names no version; {facts.need(TARGET)} is tested with {lowest}."
    if version < parse_version(lowest):
        return f"Search is {product} {_text(version)}; the lowest that {facts.need(TARGET)} is tested with is {lowest}."
    return None


def _search_jump(facts: Facts) -> Decision:
    found = search_image(facts.need(IMAGES))
    if not found or _search_old(facts):
        return None
    product, version = found
    if version is None:
        return None
    row = search.cannot_open(product, version, facts.version(TARGET))
    if row:
        brings = f"the compose file of {facts.need(TARGET)} brings {row.major}.x"
        return f"Search is {product} {_text(version)}; {brings}, which opens data of {row.oldest} or later only."
    return None


def _text(version: tuple[int, int, int, int]) -> str:
    return ".".join(str(number) for number in version[:3])


CHECKS = (
    Check(
        id="OM203",
        title="The search engine is too old",
        severity=BLOCKER,
        why="1.11 and later need Elasticsearch 8 or OpenSearch 2; `migrate` ends with updating search indexes "
        "and fails.",
        reads=(IMAGES, TARGET),
        decide=_search_old,
        fix="Move to a search engine that the wanted version is tested with first; the content can be rebuilt by a "
        "reindex.",
        source=search.SEARCH[0].source,
        compose=True,
    ),
    Check(
        id="OM204",
        title="The search engine's data cannot be opened by the next major version",
        severity=WARNING,
        why="Elasticsearch 9 refuses data of releases before 8.18, and the compose file of 1.12 and later brings 9.x.",
        reads=(IMAGES, TARGET),
        decide=_search_jump,
        fix="Keep the image you have, or go through 8.19, or empty the es-data volume: the reindex fills it again.",
        source=f"{search.OPENS[0].source} {OM_ISSUE}13836",
        compose=True,
    ),
    Check(
        id="OM210",
        title="The search engine is older than the compatibility matrix",
        severity=WARNING,
        why="Upstream says that migrations may fail and the server may have problems with versions that are not in its "
        "matrix: Elasticsearch 9.3 and OpenSearch 3.2 for 1.12 and later.",
        reads=(IMAGES, TARGET),
        decide=_search_untested,
        fix="Upgrade the search engine to the version that is named, before or after this upgrade. Its content can be "
        "rebuilt by a reindex.",
        source=search.SEARCH[1].source,
        compose=True,
    ),
)
