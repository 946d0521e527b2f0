# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions of users: 2.0 keeps the newest five of each, and forgets the older ones."""

from __future__ import annotations

import collections


class Sessions:
    """Tokens that were given out at a login. Bots' tokens are none, and a token from before a restart is believed.

    Args:
        most: how many a user may have; None: any number.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._ended: set[str] = set()
        self._open: dict[str, collections.deque[str]] = collections.defaultdict(collections.deque)

    def begin(self, name: str, token: str) -> None:
        """A login; it may end the user's oldest session."""
        held = self._open[name]
        held.append(token)
        if self._most is not None and len(held) > self._most:
            self._ended.add(held.popleft())

    def holds(self, header: str) -> bool:
        """Whether a token, as it stands in the header, still belongs to a session."""
        return header.partition(" ")[2].strip() not in self._ended
