# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""May the token start the search indexing app? Asked before the trigger, and before an upgrade."""

from __future__ import annotations

import typing as t

from .._server.client import Client
from .record import APP

# The operation that a trigger needs. A real 1.12.6 lists it for apps; its ingestion-bot does not have it (recorded).
OPERATION = "Trigger"
ALLOWED, REFUSED, UNKNOWN = "allowed", "refused", "unknown"
_REFUSALS = ("deny", "notAllow")


def judge_permission(user: t.Any, permissions: t.Any) -> str:
    """Whether a user may trigger apps.

    Args:
        user: the answer of ``users/loggedInUser``.
        permissions: the answer of ``permissions/app``.

    Returns:
        ``allowed``, ``refused``, or ``unknown`` where the server does not list the operation.
    """
    if isinstance(user, dict) and user.get("isAdmin"):
        return ALLOWED
    listed = permissions.get("permissions") if isinstance(permissions, dict) else None
    for entry in listed or []:
        if entry.get("operation") == OPERATION:
            return REFUSED if entry.get("access") in _REFUSALS else ALLOWED
    return UNKNOWN


def read_permission(client: Client) -> dict[str, t.Any]:
    """The account of the token, and whether it may trigger apps.

    Raises:
        ApiError: the server does not answer.
    """
    who = client.send("GET", "v1/users/loggedInUser")
    user = who.body if who.ok else None
    listed = client.send("GET", "v1/permissions/app")
    name = user.get("name") if isinstance(user, dict) else None
    return {"user": name, "trigger": judge_permission(user, listed.body if listed.ok else None)}


def why_not_triggered(client: Client) -> str:
    """Why a trigger would be refused; empty where it would not, or where that is not known."""
    found = read_permission(client)
    return refusal(found["user"]) if found["trigger"] == REFUSED else ""


def refusal(user: str | None) -> str:
    """What a refusal means, and what to do."""
    return (
        f"The account {user or 'of the token'} may not trigger {APP}: no policy of its roles allows the operation "
        f"{OPERATION}. From 1.12 on, the ingestion-bot's does not. Use the token of an administrator, or give the "
        f"account a role with a policy that allows {OPERATION} on apps."
    )
