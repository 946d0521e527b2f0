# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Put the lines of a text together again, with the line ends that it had."""

from __future__ import annotations

import typing as t


def join_lines(text: str, lines: t.Sequence[str]) -> str:
    """The new text.

    Args:
        text: the text as it was. Lines can end in CR LF, and the last one without either.
        lines: its lines, split at LF, of which some are new.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text.split("\n")
    unended = before.pop()
    known = set(before)
    made = [f"{line}\n" if line in known else f"{line.rstrip(chr(13))}{newline}" for line in lines]
    if made and unended:
        made[-1] = made[-1].rstrip("\r\n")
    return "".join(made)
