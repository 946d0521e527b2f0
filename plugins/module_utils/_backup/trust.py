# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Whether a backup comes from somebody who could do the same anyway.

The checksums of a backup show damage, not forgery: they have no key. A dump is a program for the database's client, and
an archive replaces files, both with the rights of the account that restores. So that account only uses what root or
itself has written, as ssh does with its keys.
"""

from __future__ import annotations

import os
import stat
import typing as t

from .._errors import OpsError
from .manifest import NAME


def check_trust(directory: str, names: t.Iterable[str]) -> None:
    """Refuse a backup that another account can write.

    Args:
        names: the files of the backup that will be used.

    Raises:
        OpsError: what another account could have changed.
    """
    for path in [directory, *(os.path.join(directory, name) for name in (NAME, *names))]:
        try:
            found = os.lstat(path)
        except OSError as exc:
            raise OpsError(f"{path} cannot be read: {exc.strerror}. Use another backup.") from exc
        problem = writer_problem(found, os.geteuid())
        if problem:
            raise OpsError(
                f"{path} {problem}, so another account could have changed the backup, and it is not restored. If you "
                f"know that it is genuine, give it to root: chown -R root: {directory} and chmod -R go-w {directory}."
            )


def writer_problem(found: os.stat_result, user: int) -> str | None:
    """Who else could have written there, or None."""
    if found.st_uid not in (0, user):
        return f"belongs to user {found.st_uid}, who is neither root nor the account that restores"
    if not stat.S_ISLNK(found.st_mode) and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "is writable by its group or by everyone"
    return None
