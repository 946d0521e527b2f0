# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""PostgreSQL's settings by role and database: which of them a new session gets, and which one hides which."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Layers:
    """The texts of one parameter that apply to one role in one database; None where unset."""

    role_in_database: str | None = None
    role: str | None = None
    database: str | None = None
    everyone: str | None = None

    @property
    def first(self) -> str | None:
        """The one that wins."""
        order = (self.role_in_database, self.role, self.database, self.everyone)
        return next((text for text in order if text is not None), None)

    def of(self, scope: str) -> str | None:
        """The one that this scope sets."""
        return self.role if scope == "role" else self.database


def layers_from_rows(rows: t.Iterable[t.Mapping[str, t.Any]], name: str) -> Layers:
    """Pick one parameter out of pg_db_role_setting.

    Args:
        rows: `in_database`, `of_role` (whether the row is for one database, one role) and `setconfig` (name=value
            texts).
        name: the parameter.
    """
    found: dict[str, str] = {}
    places = {
        (True, True): "role_in_database",
        (False, True): "role",
        (True, False): "database",
        (False, False): "everyone",
    }
    for row in rows:
        for setting in row["setconfig"] or ():
            key, _equals, text = str(setting).partition("=")
            if key.lower() == name.lower():
                found[places[bool(row["in_database"]), bool(row["of_role"])]] = text
    return Layers(**found)


def covered_by(scope: str, layers: Layers, name: str, role: str, database: str) -> tuple[str, str] | None:
    """Reason and remedy where another setting would hide what this scope sets; None where nothing does."""
    hiding = [
        (
            layers.role_in_database,
            ("role", "database", "system"),
            f"ALTER ROLE {role} IN DATABASE {database}",
        ),
        (layers.role, ("database", "system"), f"ALTER ROLE {role}"),
        (layers.database, ("system",), f"ALTER DATABASE {database}"),
        (layers.everyone, ("system",), "ALTER ROLE ALL"),
    ]
    for text, scopes, statement in hiding:
        if text is not None and scope in scopes:
            remedy = f"Run {statement} RESET {name} first"
            if scope != "role" and statement.startswith("ALTER ROLE ") and " IN " not in statement:
                remedy += f", or use scope=role with role={role}" if role in statement else ", or use scope=database"
            return (f"{statement} SET {name} = {text} takes precedence over scope={scope}", remedy + ".")
    return None
