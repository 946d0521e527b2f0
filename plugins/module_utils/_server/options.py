# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The argument spec behind the doc fragment ``api``."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import env_fallback


def api_argument_spec() -> dict[str, t.Any]:
    """The shared options; a module merges its own into the copy that this returns."""
    return {
        "api_url": {"type": "str"},
        "api_token": {"type": "str", "no_log": True, "fallback": (env_fallback, ["OM_API_TOKEN"])},
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        "timeout": {"type": "int", "default": 90},
        "health_url": {"type": "str"},
    }


def api_base(url: str) -> str:
    """The base URL that ends in ``/api``, whichever way the user wrote it."""
    url = url.rstrip("/")
    if url.endswith("/api/v1"):
        url = url[: -len("/v1")]
    return url if url.endswith("/api") else url + "/api"
