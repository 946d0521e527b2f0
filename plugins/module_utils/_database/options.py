# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The argument spec behind the doc fragment ``database``."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible.module_utils.basic import env_fallback

from .._errors import OpsError

ENGINES = ("mysql", "postgresql")
DEFAULT_PORTS = {"mysql": 3306, "postgresql": 5432}
TLS_MODES = ("disable", "prefer", "require", "verify_ca", "verify_full")


def database_argument_spec() -> dict[str, t.Any]:
    """The shared options; a module merges its own into the copy that this returns."""
    return {
        "engine": {"type": "str", "choices": list(ENGINES)},
        "login_host": {"type": "str", "default": "127.0.0.1"},
        "login_port": {"type": "int"},
        "login_user": {"type": "str"},
        "login_password": {"type": "str", "no_log": True, "fallback": (env_fallback, ["OM_DB_PASSWORD"])},
        "login_unix_socket": {"type": "path"},
        "login_db": {"type": "str"},
        "tls_mode": {"type": "str", "choices": list(TLS_MODES), "default": "prefer"},
        "ca_cert": {"type": "path"},
        "client_cert": {"type": "path"},
        "client_key": {"type": "path", "no_log": False},
        "connect_timeout": {"type": "int", "default": 30},
    }


@dataclasses.dataclass(frozen=True)
class Login:
    """How to reach one database. ``repr`` never shows the password."""

    engine: str
    host: str
    port: int
    user: str
    password: str = dataclasses.field(repr=False)
    database: str | None
    unix_socket: str | None = None
    tls_mode: str = "prefer"
    ca_cert: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    connect_timeout: int = 30

    @classmethod
    def from_params(cls, params: dict[str, t.Any], *, database: str | None = None) -> Login:
        """Read the shared options of a module.

        Args:
            params: ``module.params``.
            database: another database than O(login_db) on the same server.

        Raises:
            OpsError: an option that a login needs is missing, or options contradict each other.
        """
        missing = [name for name in ("engine", "login_user") if not params.get(name)]
        if missing:
            raise OpsError(f"A database login needs {' and '.join(missing)}. Set the option and run again.")
        if params["tls_mode"] in ("verify_ca", "verify_full") and not params["ca_cert"]:
            raise OpsError(
                f"tls_mode={params['tls_mode']} verifies the server against a CA: set ca_cert to its PEM file."
            )
        return cls(
            engine=params["engine"],
            host=params["login_host"],
            port=params["login_port"] or DEFAULT_PORTS[params["engine"]],
            user=params["login_user"],
            password=params["login_password"] or "",
            database=database or params["login_db"] or None,
            unix_socket=params["login_unix_socket"] or None,
            tls_mode=params["tls_mode"],
            ca_cert=params["ca_cert"],
            client_cert=params["client_cert"],
            client_key=params["client_key"],
            connect_timeout=params["connect_timeout"],
        )

    @property
    def address(self) -> str:
        """Where the server is, for messages."""
        return self.unix_socket or f"{self.host}:{self.port}"
