# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The argument spec behind the doc fragment ``client``."""

from __future__ import annotations

import typing as t

CLIENTS = ("local", "docker", "kubernetes")


def client_argument_spec() -> dict[str, t.Any]:
    """Where the database's client programs run; a module merges its own options into the copy that this returns."""
    return {
        "client": {"type": "str", "choices": list(CLIENTS), "default": "local"},
        "container": {"type": "str"},
        "pod": {"type": "str"},
        "namespace": {"type": "str"},
        "client_bin": {"type": "str"},
        "client_host": {"type": "str"},
        "client_port": {"type": "int"},
        "progress_file": {"type": "path"},
    }
