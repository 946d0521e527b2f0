# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stored passwords. The real server has bcrypt; the format is nobody's business but the server's."""

from __future__ import annotations

import hashlib
import hmac
import os

_ROUNDS = 50_000


def hashed(password: str) -> str:
    salt = os.urandom(16)
    return f"{salt.hex()}${_derive(password, salt).hex()}"


def matches(password: str, stored: str) -> bool:
    salt, dummy, digest = stored.partition("$")
    try:
        return hmac.compare_digest(_derive(password, bytes.fromhex(salt)).hex(), digest)
    except ValueError:
        return False


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS)
