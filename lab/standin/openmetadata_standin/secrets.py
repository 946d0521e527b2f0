# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in the database: fernet tokens, as the real server's secrets manager `db` writes them (Fernet.java)."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, InvalidToken

PREFIX = "fernet:"


class Unreadable(Exception):
    """A stored secret that none of the keys decrypts; the text is the library's."""


class Secrets:
    """Encrypts with the first key, decrypts with any.

    Args:
        keys: FERNET_KEY, several separated by commas.
    """

    def __init__(self, keys: str) -> None:
        self._keys = [Fernet(_padded(key)) for key in keys.split(",")]

    def encrypt(self, text: str) -> str:
        return text if text.startswith(PREFIX) else PREFIX + self._keys[0].encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str:
        """A text that is not encrypted stays as it is."""
        if not text.startswith(PREFIX):
            return text
        for key in self._keys:
            try:
                return key.decrypt(text[len(PREFIX) :].encode()).decode()
            except InvalidToken:
                continue
        raise Unreadable("Encryption key does not match")


def encrypted_in(document: Any) -> list[str]:
    """Every encrypted value in a document."""
    if isinstance(document, dict):
        return [text for value in document.values() for text in encrypted_in(value)]
    if isinstance(document, list):
        return [text for value in document for text in encrypted_in(value)]
    return [document] if isinstance(document, str) and document.startswith(PREFIX) else []


def _padded(key: str) -> bytes:
    plain = key.strip().replace("+", "-").replace("/", "_").rstrip("=")
    return (plain + "=" * (-len(plain) % 4)).encode()
