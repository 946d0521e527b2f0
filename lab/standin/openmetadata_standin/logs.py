# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log lines in the form of the real server's console."""

from __future__ import annotations

import logging
import sys


def set_up(level: int) -> None:
    logging.basicConfig(
        level=level,
        stream=sys.stdout,
        format="%(levelname)s [%(asctime)s] [%(threadName)s] %(name)s - %(message)s",
        force=True,
    )
    logging.addLevelName(logging.WARNING, "WARN")
