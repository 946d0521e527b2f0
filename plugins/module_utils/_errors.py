# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The one exception that helpers raise and modules turn into `fail_json`."""

from __future__ import annotations

import typing as t


class OpsError(Exception):
    """Something a person has to act on.

    Args:
        message: what happened and why, and what to do next; complete sentences.
        details: further keys of the module's failure result (never a secret).
    """

    def __init__(self, message: str, **details: t.Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
