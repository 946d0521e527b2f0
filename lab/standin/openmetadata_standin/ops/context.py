# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every command of openmetadata-ops.sh gets."""

from __future__ import annotations

import dataclasses
import logging

from ..config import Config
from ..db.pool import Session, open_session
from ..version import Version

LOG = logging.getLogger("o.o.s.util.OpenMetadataOperations")


@dataclasses.dataclass(frozen=True)
class Context:
    """Configuration and version of the installation."""

    config: Config
    version: Version

    def connect(self) -> Session:
        """Raises DbError; the debug line shows the password, as the real command's does."""
        database = self.config.limited(self.version.limits_statements).database
        LOG.debug("Using Url: %s, User: %s, Password: %s", database.url, database.user, database.password)
        return open_session(database)
