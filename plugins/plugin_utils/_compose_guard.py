# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Variables that only the shell had which started compose. Without them, the next start takes other values.

Nothing records them: a container has other values than compose resolves now, and the files take them from variables
that no environment file defines. Pure functions.
"""

from __future__ import annotations

import re
import typing as t

from ._compose_deploy import texts_of
from ._compose_images import in_version
from ._compose_project import unescape
from ._compose_services import environment_of
from ._compose_sites import image_site, service_environment
from ._compose_sources import source_of, variables_of

Read = t.Sequence[t.Mapping[str, t.Any]]
_REFERENCE = re.compile(r"(?<!\$)\$\{?([A-Za-z_]\w*)")


def unset_variables(parts: t.Sequence[t.Mapping[str, t.Any]], read: Read, target: str | None = None) -> list[str]:
    """What to set before compose may start a service again.

    Args:
        parts: the projects of the server and of ingestion, each with ``project``, ``containers`` and ``config``.
        read: the results of reading the files of the projects.
        target: the wanted version, which the files may have already; blank if there is none. None: the files may have
            any version, since an upgrade is under way.

    Returns:
        Sentences with the names of variables, without their values.
    """
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for part in parts:
        project = part["project"]
        texts = texts_of(read, project["host"])
        source = source_of(project, texts)
        services = unescape((part.get("config") or {}).get("services") or {})
        for seen in part.get("containers") or []:
            labels = (seen.get("Config") or {}).get("Labels") or {}
            name = str(labels.get("com.docker.compose.service"))
            if name not in services or str(labels.get("com.docker.compose.oneoff")).lower() == "true":
                continue
            names = _of_environment(seen["Config"], services[name], service_environment(source, name, texts))
            site = image_site(source, name, texts)
            if site and _image_differs(str(seen["Config"].get("Image") or ""), services[name], target):
                names |= set(_REFERENCE.findall(site.text))
            for variable in names - set(variables_of(source, texts)):
                found.setdefault((project["host"], variable, source.environment[-1], name), set()).add(variable)
    return [
        f"The container of service {name} on {host} has another value than compose finds now. The variable {variable} "
        f"was probably set in the shell that started it. Set {variable} in {file}, so that every start has it."
        for host, variable, file, name in sorted(found)
    ]


def _of_environment(
    config: t.Mapping[str, t.Any], service: t.Mapping[str, t.Any], templates: t.Mapping[str, str | None]
) -> set[str]:
    """The variables of settings that a container has with another value."""
    has = dict(one.split("=", 1) for one in config.get("Env") or [] if "=" in one)
    resolved = environment_of(service)
    found: set[str] = set()
    for key, template in templates.items():
        # a setting that is new in the files is in no container yet
        if key in has and resolved.get(key, "") != has[key]:
            found |= {key} if template is None else set(_REFERENCE.findall(template))
    return found


def _image_differs(image: str, service: t.Mapping[str, t.Any], target: str | None) -> bool:
    """Whether the image of a container is another one than compose would start, and the files have not been moved."""
    now = str(service.get("image") or "")
    if target is None:
        return now != image and now.endswith(":")
    return now not in (image, in_version(image, target) if target else "")
