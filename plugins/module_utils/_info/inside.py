# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a server only says to an account: what that account may do, and whether the ingestion answers."""

from __future__ import annotations

import typing as t

from .._pipelines.listing import PATH
from .._reindex.permission import read_permission
from .._server.client import Answer, ApiError, Client


def describe_inside(client: Client) -> dict[str, t.Any]:
    """See RETURN of om_info: ``server.account`` and ``server.ingestion``. What the server does not answer is None."""
    account = _answered(lambda: read_permission(client))
    return {
        "account": account if account and account["user"] else None,
        "ingestion": _answered(lambda: judge_ingestion(client.send("GET", f"{PATH}/status"))),
    }


def _answered(ask: t.Callable[[], dict[str, t.Any] | None]) -> dict[str, t.Any] | None:
    try:
        return ask()
    except ApiError:
        return None


def judge_ingestion(answer: Answer) -> dict[str, t.Any] | None:
    """Whether the pipeline service client works, from the answer of ``ingestionPipelines/status``.

    Older servers answer 200 with a code inside where Airflow cannot be reached, 1.12.6 answers 400 (recorded); both say
    so where the version of the ingestion is another one than the server's. None where the token is refused.
    """
    if answer.status in (401, 403):
        return None
    body = answer.body if isinstance(answer.body, dict) else {}
    code = body.get("code") if isinstance(body.get("code"), int) else answer.status
    if answer.ok and code == 200:
        return {"healthy": True, "version": body.get("version"), "reason": ""}
    return {"healthy": False, "version": body.get("version"), "reason": str(body.get("reason") or answer.message)[:500]}
