# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log lines in the forms of the real server and of its operations command."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from .version import Version

# Below the working directory, as in logback.xml of openmetadata-service.
OPERATION_LOG = Path("logs/openmetadata-operation.log")
# The server's own, and that of the operations command up to 1.5 (openmetadata.yaml).
_SERVER = "%(levelname)s [%(asctime)s] [%(threadName)s] %(name)s - %(message)s"


class _Logback(logging.Formatter):
    """Time, thread, level and logger, as the operation log has them (recorded, 1.12.6)."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = self.formatTime(record, "%H:%M:%S") + f".{int(record.msecs):03d}"
        thread = "main" if record.threadName == "MainThread" else record.threadName
        return f"{stamp} [{thread}] {record.levelname:<5} {record.name} - {record.getMessage()}"


def set_up(level: int) -> None:
    """The server's console."""
    _begin(level, logging.Formatter(_SERVER))


def set_up_operations(level: int, version: Version) -> None:
    """The command's console; from 1.6 on it shows bare messages, and a file has the rest."""
    if not version.logs_operations:
        set_up(level)
        return
    _begin(level, logging.Formatter("%(message)s"))
    try:
        OPERATION_LOG.parent.mkdir(exist_ok=True)
        log = logging.FileHandler(OPERATION_LOG, encoding="utf-8")
    except OSError as error:
        # Logback reports it on the console and goes on without the file.
        print(f"openFile({OPERATION_LOG}, true) call failed. java.io.FileNotFoundException: {error}")
        return
    log.setFormatter(_Logback())
    logging.getLogger().addHandler(log)


def _begin(level: int, formatter: logging.Formatter) -> None:
    console = logging.StreamHandler(sys.stdout)
    console.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[console], force=True)
    logging.addLevelName(logging.WARNING, "WARN")
