# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where the log of a one-shot container of the server can be read on its host.

The server's images write it to ``logs/openmetadata-operation.log`` below their working directory (logback.xml of
https://github.com/open-metadata/OpenMetadata; the images work in /opt/openmetadata).
"""

from __future__ import annotations

import posixpath
import typing as t

HOME = "/opt/openmetadata"
FILE = "openmetadata-operation.log"


def operation_log(service: t.Mapping[str, t.Any], directory: str) -> dict[str, t.Any]:
    """Decide how to reach the log.

    Args:
        service: the compose service that migrates, as ``docker compose config --format json`` prints it.
        directory: a directory on the host that may be mounted over the container's directory of logs.

    Returns:
        ``argv``, what ``docker compose run`` needs for it, and ``path``, the file on the host; blank where it cannot be
        reached, because the service keeps its logs in a volume of Docker's.
    """
    logs = posixpath.join(service.get("working_dir") or HOME, "logs")
    for volume in service.get("volumes") or []:
        target = posixpath.normpath(str(volume.get("target") or ""))
        if target != logs:
            continue
        source = str(volume.get("source") or "")
        return {"argv": [], "path": posixpath.join(source, FILE) if volume.get("type") == "bind" and source else ""}
    return {"argv": ["--volume", f"{directory}:{logs}"], "path": posixpath.join(directory, FILE)}
