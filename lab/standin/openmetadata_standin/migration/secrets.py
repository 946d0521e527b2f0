# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Encrypting secrets anew, which a migration does at its end; what cannot be decrypted is only logged (recorded)."""

from __future__ import annotations

import json
import logging

from .. import store
from ..db.dialect import has_table
from ..db.pool import Session
from ..secrets import Secrets, Unreadable, encrypted_in

MANAGER = logging.getLogger("o.o.service.secrets.SecretsManager")
UPDATE = logging.getLogger("o.o.s.s.SecretsManagerUpdateService")


def update(session: Session, secrets: Secrets) -> None:
    """Services and bots."""
    for name, what in (("databaseService", "service"), ("user", "bot user")):
        kind = store.KINDS[name]
        if not session.value(has_table(session.engine), (kind.table,)):
            continue
        for (text,) in session.rows(f"SELECT json FROM {kind.table}"):
            document = json.loads(text)
            if name == "user" and not document.get("isBot"):
                continue
            try:
                for token in encrypted_in(document):
                    secrets.decrypt(token)
            except Unreadable as error:
                MANAGER.error("Error trying to decrypt object due to [%s]", error)
                UPDATE.error(
                    "Failed to update %s [%s] with id [%s]: Error trying to decrypt object [%s] due to [%s]",
                    what,
                    document["name"],
                    document["id"],
                    "org.openmetadata.schema",
                    error,
                )
