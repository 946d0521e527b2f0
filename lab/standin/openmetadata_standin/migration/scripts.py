# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SQL scripts cut into statements, as the bookkeeping table logs them."""

from __future__ import annotations

import re

# A comment to the end of the line, a quoted text, the end of a statement, or anything else.
_TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|;|[^-'\"`;]+|-")


def statements(text: str) -> list[str]:
    """Statements without comments, in their order. They keep their lines, as the real server's do in its log."""
    found: list[str] = []
    current: list[str] = []
    for token in _TOKEN.findall(text):
        if token.startswith("--"):
            continue
        if token == ";":
            found.append("".join(current))
            current = []
        else:
            current.append(token)
    found.append("".join(current))
    stripped = (re.sub(r"[ \t]*\n(?:\s*\n)*", "\n", statement).strip() for statement in found)
    return [statement for statement in stripped if statement]
