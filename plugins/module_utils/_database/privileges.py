# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What an account may do, in the server's own words."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .connection import Connection

_GRANT = re.compile(r"^GRANT (?P<what>.+?) ON (?P<where>\S+) TO ", re.IGNORECASE)
_REVOKE = re.compile(r"^REVOKE (?P<what>.+?) ON (?P<where>\S+) FROM ", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class MysqlGrants:
    """Privileges that hold on the whole server, upper case, and those by ``database.table`` pattern."""

    everywhere: frozenset[str]
    on: dict[str, frozenset[str]]

    def has(self, *names: str) -> bool:
        """Whether one of these global privileges is there."""
        return "ALL PRIVILEGES" in self.everywhere or bool(self.everywhere.intersection(names))

    @property
    def may_set_global(self) -> bool:
        """SET GLOBAL, SET PERSIST and RESET PERSIST need one of these; on a server before 8.0 only SUPER exists.

        https://dev.mysql.com/doc/refman/9.0/en/privileges-provided.html#priv_system-variables-admin
        """
        return self.has("SYSTEM_VARIABLES_ADMIN", "SUPER")

    @property
    def may_persist_only(self) -> bool:
        """SET PERSIST_ONLY, which read-only variables need."""
        return self.has("SYSTEM_VARIABLES_ADMIN") and self.has("PERSIST_RO_VARIABLES_ADMIN")


def parse_grants(lines: t.Sequence[str]) -> MysqlGrants:
    """Read the rows of SHOW GRANTS.

    Roles stand in them as `GRANT role TO user` and carry no ON; the privileges of the active ones are already part of
    the other rows.
    """
    found: dict[str, set[str]] = {}
    for line in lines:
        match = _GRANT.match(line)
        if match:
            found.setdefault(_place(match["where"]), set()).update(_names(match["what"]))
    for line in lines:  # partial revokes
        match = _REVOKE.match(line)
        if match:
            found.get(_place(match["where"]), set()).difference_update(_names(match["what"]))
    everywhere = frozenset(found.pop("*.*", set()) - {"USAGE"})
    return MysqlGrants(everywhere, {place: frozenset(names) for place, names in found.items()})


def mysql_grants(connection: Connection) -> MysqlGrants:
    """The grants of the account that is logged in, with its active roles.

    Raises:
        DatabaseError: the server does not tell.
    """
    return parse_grants([str(next(iter(row.values()))) for row in connection.query("SHOW GRANTS")])


def _names(text: str) -> set[str]:
    # Column lists, as in `SELECT (a, b)`, hold commas of their own.
    return {name.strip().upper() for name in re.sub(r"\([^)]*\)", "", text).split(",")}


def _place(text: str) -> str:
    return text.replace("`", "")
