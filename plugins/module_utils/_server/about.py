# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Version and health of a running OpenMetadata server; neither needs a token."""

from __future__ import annotations

import typing as t
import urllib.error

from ansible.module_utils.urls import Request

from .client import ApiError, Client, expect
from .health import judge_health


def describe_server(params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The facts of the server behind ``api_url``.

    ``/system/version`` answers also while the database is down: only the health page tells.

    Raises:
        OpsError: it cannot be reached, or what answers is no OpenMetadata server.
    """
    answer = expect(Client.from_params(dict(params)).get("v1/system/version"), "Asking for the server's version")
    body = answer.body if isinstance(answer.body, dict) else {}
    if not body.get("version"):
        raise ApiError(f"{params['api_url']} answers, but not as an OpenMetadata server does. Check api_url.")
    facts: dict[str, t.Any] = {"version": body["version"], "revision": body.get("revision")}
    facts.update(_health(params) if params["health_url"] else {"healthy": None, "health": {}})
    return facts


def _health(params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    request = Request(validate_certs=params["validate_certs"], ca_path=params["ca_path"], timeout=params["timeout"])
    try:
        response = request.open("GET", params["health_url"])
    except urllib.error.HTTPError as exc:
        response = exc
    except OSError as exc:
        message = str(getattr(exc, "reason", exc))
        return {"healthy": False, "health": {"health_url": {"healthy": False, "message": message}}}
    with response:
        return judge_health(response.status, response.read().decode("utf-8", "replace"))
