# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Can the server's key decrypt what is stored? Told by the signature of fernet tokens, without decrypting any.

A token is version, time, initialization vector, ciphertext, and an HMAC-SHA256 of all these, made with the first half
of the key (https://github.com/fernet/spec/blob/master/Spec.md). OpenMetadata writes ``fernet:<token>`` wherever a
document holds a secret, and takes several keys separated by commas (Fernet.java of
https://github.com/open-metadata/OpenMetadata).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import typing as t

from .._database.connection import Connection

SAMPLE = 20  # documents of a table that are looked at
_TOKEN = re.compile(r"\bfernet:([\w=-]*)")
_KEY_BYTES, _MAC_BYTES = 32, 32


def describe_secrets(connection: Connection, keys: str) -> dict[str, t.Any]:
    """See RETURN of om_info: ``database.secrets``.

    Args:
        connection: OpenMetadata's database.
        keys: FERNET_KEY of the server.

    Raises:
        DatabaseError: a table cannot be read.
    """
    signing = signing_keys(keys)
    checked, unreadable = 0, {}
    for table in connection.query(_TABLES[connection.engine]):
        name = str(table["name"])
        statement = _DOCUMENTS[connection.engine].format(table=connection.quote(name), limit=SAMPLE)
        texts = [str(row["document"]) for row in connection.query(statement)]
        tokens = [token for text in texts for token in _TOKEN.findall(text)]
        checked += len(tokens)
        bad = sum(not is_signed(token, signing) for token in tokens)
        if bad:
            unreadable[name] = bad
    return {"checked": checked, "unreadable": unreadable}


def signing_keys(keys: str) -> list[bytes]:
    """The halves that sign, of each key that is one. Standard base64 is taken too, as the server does."""
    found = []
    for key in keys.split(","):
        raw = _decode(key.strip().replace("/", "_").replace("+", "-"))
        if len(raw) == _KEY_BYTES:
            found.append(raw[: _KEY_BYTES // 2])
    return found


def is_signed(token: str, signing: t.Iterable[bytes]) -> bool:
    """Whether one of the keys has made this token."""
    raw = _decode(token)
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    return bool(body) and any(hmac.compare_digest(hmac.new(key, body, hashlib.sha256).digest(), mac) for key in signing)


def _decode(text: str) -> bytes:
    plain = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""


# Services of all kinds, and what else holds secrets: bots' tokens, webhooks, pipelines, apps.
_WHERE = (
    "AND (LOWER(table_name) LIKE '%service_entity' OR LOWER(table_name) IN ('user_entity', "
    "'event_subscription_entity', 'ingestion_pipeline_entity', 'installed_apps')) ORDER BY 1"
)
_TABLES = {
    "mysql": "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() "
    f"AND column_name = 'json' {_WHERE}",
    "postgresql": "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = current_schema() "
    f"AND column_name = 'json' {_WHERE}",
}
_DOCUMENTS = {
    "mysql": "SELECT CAST(json AS CHAR) AS document FROM {table} WHERE CAST(json AS CHAR) LIKE '%fernet:%' "
    "LIMIT {limit:d}",
    "postgresql": "SELECT json::text AS document FROM {table} WHERE json::text LIKE '%fernet:%' LIMIT {limit:d}",
}
