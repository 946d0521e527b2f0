# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fully qualified names: quoting, splitting, hashing."""

from __future__ import annotations

import hashlib
import re

# Recorded from a real server's 400 answer to a name with a slash.
ALLOWED = r"^(?U)[\w'\- .&()%]+$"
_ALLOWED = re.compile(r"^[\w'\- .&()%]+$")
_PART = re.compile(r'"[^"]*"|[^.]+')


def allowed(name: str) -> bool:
    return bool(_ALLOWED.match(name))


def quote(name: str) -> str:
    """A part with a dot stands in double quotes."""
    return f'"{name}"' if "." in name and not name.startswith('"') else name


def build(*names: str) -> str:
    """The parts joined; one that is already qualified is passed as it is by its caller."""
    return ".".join(names)


def split(fqn: str) -> list[str]:
    return _PART.findall(fqn)


def hashed(fqn: str) -> str:
    """Lower-case MD5 of each part, quotes included, joined by dots: the column fqnHash of real databases."""
    return ".".join(md5(part) for part in split(fqn))


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
