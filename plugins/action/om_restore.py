# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ..plugin_utils._progress import ProgressAction


class ActionModule(ProgressAction):
    """The module om_restore, with its progress on the controller's screen."""

    @staticmethod
    def progress_below(path: str) -> str:
        """Beside the backup, never in it."""
        return path.rstrip("/").rpartition("/")[0]
