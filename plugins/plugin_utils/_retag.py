# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Give images of a compose project another tag, by the text of its files alone. Pure functions.

The role `deployment` plans with `_compose_retag`, which this uses. It knows the services and their images too.
"""

from __future__ import annotations

import typing as t

from ._compose_images import split_reference
from ._compose_retag import plan
from ._compose_sites import image_site
from ._compose_sources import services_of, source_of
from ._compose_values import text_of


class RetagError(ValueError):
    """An image's tag was not found where it could be changed."""


def retag(files: dict[str, str], images: list[str], tag: str) -> dict[str, str]:
    """Give images another tag.

    Args:
        files: text of the compose files and their environment files, by name. Files without services are environment
            files.
        images: the images as they resolve now, e.g. ``docker.getcollate.io/openmetadata/server:1.9.17``.
        tag: the tag to give them.

    Returns:
        The files whose text changes, by name.

    Raises:
        RetagError: an image cannot be changed.
    """
    found = services_of(files)
    project: dict[str, t.Any] = {
        "dir": "",
        "files": list(found),
        "environment_files": [name for name in files if name not in found],
    }
    source = source_of(project)
    sites = {name: image_site(source, name, files) for names in found.values() for name in names}
    now = {name: text_of(site.value) for name, site in sites.items() if site}
    moved = {image: f"{split_reference(image).repository}:{tag}" for image in images}
    for image in images:
        if not {image, moved[image]} & set(now.values()):
            raise RetagError(
                f"{image} is the image of no service in {', '.join(sorted(files))}; "
                "give the new compose file with om_compose_source"
            )
    project["images"] = now
    project["wanted"] = {name: moved[image] for name, image in now.items() if image in moved}
    made = plan([project], files)
    if made["problems"]:
        raise RetagError(" ".join(made["problems"]))
    return t.cast("dict[str, str]", made["texts"])
