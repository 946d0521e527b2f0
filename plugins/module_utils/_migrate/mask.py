# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Hide secrets in text."""

from __future__ import annotations

import re
import typing as t


class Mask:
    """Hides secrets in text: the ones that it is told, and what looks like one."""

    # name=value, name: value, "name":"value"
    _NAMED = re.compile(
        r"(?i)((?:[\w.-]*(?:password|passwd|pwd|secret|token|fernet[_-]?key|private[_-]?key|api[_-]?key))"
        r"[\"']?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}\])]+)"
    )
    _BEARER = re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+")
    _JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
    _URL = re.compile(r"(://[^\s:/@]+:)[^\s@]+(@)")

    def __init__(self, secrets: t.Iterable[str | None] = ()) -> None:
        # The longest first, so that a secret which contains another one goes whole. Shorter than 4 would hide words.
        known = sorted({secret for secret in secrets if secret and len(secret) > 3}, key=len, reverse=True)
        self._known = re.compile("|".join(re.escape(secret) for secret in known)) if known else None

    def __call__(self, text: str) -> str:
        text = self._NAMED.sub(r"\1***", text)
        text = self._BEARER.sub(r"\1***", text)
        text = self._JWT.sub("***", text)
        text = self._URL.sub(r"\1***\2", text)
        # Last: a secret that is itself a word such as "password" must not hide the names that the patterns look for.
        return self._known.sub("***", text) if self._known else text
