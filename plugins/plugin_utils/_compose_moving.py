# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which services of a compose project move to another version, and to which images. Pure functions."""

from __future__ import annotations

import typing as t

from ._compose_images import in_version, names_a_release, version_of
from ._compose_services import repository

Config = t.Mapping[str, t.Any]
Place = t.Mapping[str, t.Any]


def moving(whole: Config, used: Config, components: t.Sequence[str | None]) -> dict[str, t.Any]:
    """The services of a project that move with a component.

    Args:
        whole: the project with every profile active.
        used: the project without services that the installation does not use.
        components: the component's service first, then others that run the same release.

    Returns:
        ``images`` (of every service; blank for one that is only built), ``moving`` (names of those that move), ``own``
        (those of them that run the component's image) and ``built`` (where the image of a service is built from).
    """
    every, active = whole.get("services") or {}, used.get("services") or {}
    named = [name for name in components if name and name in every]
    main = every[named[0]] if named else {}
    image = main.get("image") or ""
    own = [name for name, service in active.items() if main and _same(service, main)]
    # a service of a profile that is not used moves if it has the very same image
    own += [name for name, service in every.items() if image and service.get("image") == image]
    return {
        "images": {name: str(service.get("image") or "") for name, service in every.items()},
        "moving": sorted({*named, *own}),
        "own": sorted(set(own)),
        "built": {name: _built(service) for name, service in every.items() if service.get("build")},
    }


def _same(one: Config, main: Config) -> bool:
    """Whether two services run the same image, in whichever version."""
    if main.get("image"):
        return repository(one) == repository(main)
    return not one.get("image") and bool(one.get("build")) and one.get("build") == main.get("build")


def _built(service: Config) -> str:
    """The Dockerfile of a service."""
    build = service["build"]
    if isinstance(build, str):
        return f"{build}/Dockerfile"
    name = str(build.get("dockerfile") or "Dockerfile")
    return name if name.startswith("/") else f"{build.get('context') or '.'}/{name}"


def wanted(place: Place, component: str, version: str) -> tuple[dict[str, str], list[str]]:
    """The image that each service is to have in another version, and what stands in the way.

    Args:
        place: the component of ``om_places``.
        component: ``server`` or ``ingestion``.
        version: the version.
    """
    services = place["services"]
    given = place["given"]["image"] if place["given"] and place["given"]["version"] == version else ""
    before = _before(place, version)
    found: dict[str, str] = {}
    problems: list[str] = []
    for name in services["moving"]:
        image = services["images"][name]
        if given and name in services["own"]:
            found[name] = given
        elif before.get(name):
            found[name] = before[name]
        elif not image:
            problems.append(
                f"Service {name} has no image: compose builds it from {services['built'].get(name, 'a Dockerfile')}. "
                f"Raise the base image there to {version}, build it under a name of its own, and set "
                f"om_images.{component} to that name."
            )
        elif not names_a_release(image):
            problems.append(
                f"Service {name} runs {image}, whose tag names no version, so that the image is probably built by you. "
                f"Build one that is based on {version}, and set om_images.{component} to its name. For OpenMetadata's "
                f"own image, set it to {in_version(image, version)}."
            )
        else:
            found[name] = in_version(image, version)
    return found, problems


def _before(place: Place, version: str) -> t.Mapping[str, str]:
    """The images of the version that an upgrade under way came from."""
    before = place.get("before") or {}
    if not version or before.get("version") != version:
        return {}
    # never one whose tag names another version
    return {name: image for name, image in before["images"].items() if version_of(image) in ("", version)}


def image_of(place: Place, version: str) -> str:
    """The image of a component in another version."""
    given = place.get("given") or {}
    if given and given["version"] == version:
        return str(given["image"])
    before = _before(place, version).get(str(place.get("service")))
    if before:
        return before
    return in_version(place["configured"], version) if place["configured"] else ""
