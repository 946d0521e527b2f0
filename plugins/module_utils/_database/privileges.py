# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a MySQL account may do. Every other part of the collection asks here."""

from __future__ import annotations

import dataclasses
import typing as t

from .connection import Connection, DatabaseError
from .grants import (
    Grant,
    escape_pattern,
    grant_statement,
    has_wildcard,
    matches,
    parse_grant,
    pattern_statement,
    quote_account,
    specificity,
    split_account,
)

# What ALL PRIVILEGES on a database stands for:
# https://dev.mysql.com/doc/refman/9.0/en/grant.html#grant-database-privileges
DATABASE_PRIVILEGES = frozenset(
    {
        "ALTER",
        "ALTER ROUTINE",
        "CREATE",
        "CREATE ROUTINE",
        "CREATE TEMPORARY TABLES",
        "CREATE VIEW",
        "DELETE",
        "DROP",
        "EVENT",
        "EXECUTE",
        "INDEX",
        "INSERT",
        "LOCK TABLES",
        "REFERENCES",
        "SELECT",
        "SHOW VIEW",
        "TRIGGER",
        "UPDATE",
    }
)
_NO_TABLE = 1146  # a server before 8.0 has no roles
_NO_RIGHT = (1044, 1142, 1227)


@dataclasses.dataclass(frozen=True)
class MysqlGrants:
    """The grants of an account with its active roles.

    Args:
        account: ``user@host``.
        roles: the active roles; a role that is granted and not active gives nothing.
        literal: partial_revokes is on.
        fold: lower_case_table_names is not 0: names of databases are compared in lower case.
    """

    grants: tuple[Grant, ...]
    account: str = ""
    roles: tuple[str, ...] = ()
    literal: bool = False
    fold: bool = False

    @property
    def everywhere(self) -> frozenset[str]:
        """The privileges on the whole server, upper case."""
        return self._on("*") - self._revoked("*")

    @property
    def inactive_roles(self) -> tuple[str, ...]:
        """Roles that are granted and not active."""
        granted = {role for grant in self.grants if grant.kind == "role" and not grant.revoked for role in grant.roles}
        return tuple(sorted(granted - set(self.roles)))

    def has(self, *names: str) -> bool:
        """Whether one of these privileges is there for the whole server."""
        return any(_gives(self.everywhere, name) for name in names)

    def has_globally(self, name: str, database: str) -> bool:
        """Whether a privilege for the whole server holds in a database too: partial revokes take it away there."""
        return self.has(name) and name not in self._revoked(database)

    def may(self, privilege: str, *, database: str | None = None, table: str | None = None) -> bool:
        """Whether the account has a privilege on the whole server, on a whole database, or on a whole table."""
        if database is None:
            return self.has(privilege)
        if self.has_globally(privilege, database):
            return True
        if _gives(self._database(database), privilege, DATABASE_PRIVILEGES):
            return True
        return table is not None and any(
            _gives(self._with_option(grant), privilege, DATABASE_PRIVILEGES)
            for grant in self.grants
            if grant.kind == "table" and not grant.revoked and self._same(grant.schema, database)
            if grant.name == table
        )

    def missing(self, privileges: t.Iterable[str], database: str | None = None) -> tuple[str, ...]:
        """What of these privileges the account lacks on a whole database, or without one on the whole server."""
        return tuple(name for name in privileges if not self.may(name, database=database))

    def statement(self, privileges: t.Iterable[str], database: str | None = None, table: str | None = None) -> str:
        """The GRANT that gives the account these privileges and takes none away, written for this server.

        The server takes one pattern for a database. A grant on a new pattern hides the one that counted until now, so
        the statement repeats what that gave. Where the new pattern would not count, the statement names the old one.
        """
        if database is None or table is not None:
            return grant_statement(privileges, self.account, database=database, table=table)
        pattern = database if self.literal else escape_pattern(database)
        given = self._patterns(database)
        counts = self._counting(given, database)
        if counts is None or counts == self._fold(pattern):
            return pattern_statement(privileges, self.account, pattern)
        if self._counting({*given, self._fold(pattern)}, database) == counts:
            return pattern_statement(privileges, self.account, counts)
        wanted = {*privileges, *given[counts]}
        option = "GRANT OPTION" in wanted
        names = ("ALL PRIVILEGES",) if "ALL PRIVILEGES" in wanted else sorted(wanted - {"GRANT OPTION"})
        return pattern_statement(names, self.account, pattern) + (" WITH GRANT OPTION" if option else "")

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

    def _on(self, schema: str) -> frozenset[str]:
        rows = [grant for grant in self._databases() if grant.schema == schema]
        return frozenset(name for grant in rows for name in self._with_option(grant))

    def _revoked(self, schema: str) -> frozenset[str]:
        """A partial revoke names one database, never a pattern."""
        return frozenset(
            name
            for grant in self.grants
            if grant.revoked and grant.kind == "table" and grant.name == "*"
            if self._same(grant.schema, schema)
            for name in grant.privileges
        )

    def _databases(self) -> list[Grant]:
        return [grant for grant in self.grants if grant.kind == "table" and grant.name == "*" and not grant.revoked]

    def _database(self, database: str) -> frozenset[str]:
        """The privileges on a database alone."""
        given = self._patterns(database)
        counts = self._counting(given, database)
        return given[counts] if counts is not None else frozenset()

    def _patterns(self, database: str) -> dict[str, frozenset[str]]:
        """The patterns that match a database, and what each of them gives."""
        found: dict[str, frozenset[str]] = {}
        for grant in self._databases():
            pattern = self._fold(grant.schema)
            if pattern != "*" and matches(pattern, self._fold(database), literal=self.literal):
                found[pattern] = found.get(pattern, frozenset()) | self._with_option(grant)
        return found

    def _counting(self, patterns: t.Collection[str], database: str) -> str | None:
        """The pattern that the server takes, and no other (seen on 9.7).

        Without active roles, it takes the most specific pattern that matches. With active roles, it takes the plain
        name, else the first of the patterns in the order of their characters.
        """
        name = self._fold(database)
        if self.roles:
            return name if name in patterns and not has_wildcard(name) else min(patterns, default=None)
        return max(patterns, key=specificity, default=None)

    def _fold(self, name: str) -> str:
        return name.lower() if self.fold else name

    def _same(self, one: str, other: str) -> bool:
        return self._fold(one) == self._fold(other)

    @staticmethod
    def _with_option(grant: Grant) -> frozenset[str]:
        return grant.privileges | ({"GRANT OPTION"} if grant.grantable else set())


def _gives(found: t.Collection[str], name: str, all_of: t.Collection[str] | None = None) -> bool:
    """Whether a set of privileges has one; ALL PRIVILEGES stands for a level's own privileges."""
    if name in found:
        return True
    return "ALL PRIVILEGES" in found and name != "GRANT OPTION" and (all_of is None or name in all_of)


def parse_grants(
    lines: t.Iterable[str],
    *,
    account: str = "",
    roles: t.Iterable[str] = (),
    literal: bool = False,
    fold: bool = False,
) -> MysqlGrants:
    """Read the rows of SHOW GRANTS, in which the privileges of active roles are part of the account's own."""
    found = tuple(grant for grant in map(parse_grant, lines) if grant is not None)
    return MysqlGrants(found, account, tuple(roles), literal, fold)


def mysql_grants(connection: Connection) -> MysqlGrants:
    """The grants of the account that is logged in, with the roles that are active in its session.

    Raises:
        DatabaseError: the server does not answer.
    """
    account = str(connection.value("SELECT CURRENT_USER()"))
    try:
        active = str(connection.value("SELECT CURRENT_ROLE()") or "NONE")
    except DatabaseError:
        active = "NONE"  # a server before 8.0
    roles = () if active.upper() == "NONE" else _role_names(active)
    return _read(connection, "SHOW GRANTS", account, roles)


def account_grants(connection: Connection, account: str) -> MysqlGrants:
    """The grants of any account, with the roles that are active when it logs in.

    Args:
        account: ``user@host``.

    Raises:
        DatabaseError: the login may not see other accounts (1142, 1044), or there is no such account (1141).
    """
    roles = _login_roles(connection, account)
    using = f" USING {', '.join(quote_account(role) for role in roles)}" if roles else ""
    return _read(connection, f"SHOW GRANTS FOR {quote_account(account)}{using}", account, roles)


def _read(connection: Connection, sql: str, account: str, roles: t.Sequence[str]) -> MysqlGrants:
    settings = _variables(connection, ("partial_revokes", "lower_case_table_names"))
    return parse_grants(
        [str(next(iter(row.values()))) for row in connection.query(sql)],
        account=account,
        roles=roles,
        literal=settings.get("partial_revokes", "").upper() in ("ON", "1"),
        fold=settings.get("lower_case_table_names", "0") != "0",
    )


def _login_roles(connection: Connection, account: str) -> tuple[str, ...]:
    """The roles that are active when an account logs in.

    https://dev.mysql.com/doc/refman/9.0/en/roles.html
    """
    user, host = split_account(account)
    settings = _variables(connection, ("activate_all_roles_on_login", "mandatory_roles"))
    if settings.get("activate_all_roles_on_login", "").upper() in ("ON", "1"):
        table = "SELECT from_user AS name, from_host AS host FROM mysql.role_edges WHERE to_user = %s AND to_host = %s"
        more = _role_names(settings.get("mandatory_roles", ""))
    else:
        table = (
            "SELECT default_role_user AS name, default_role_host AS host FROM mysql.default_roles"
            " WHERE user = %s AND host = %s"
        )
        more = ()
    try:
        rows = connection.query(table, (user, host))
    except DatabaseError as exc:
        if exc.code in (_NO_TABLE, *_NO_RIGHT):
            return ()
        raise
    return tuple(dict.fromkeys([*(f"{row['name']}@{row['host']}" for row in rows), *more]))


def _role_names(text: str) -> tuple[str, ...]:
    """A list of roles as CURRENT_ROLE() and mandatory_roles write it."""
    grant = parse_grant(f"GRANT {text} TO nobody") if text.strip() else None
    return tuple("@".join(split_account(role)) for role in grant.roles) if grant else ()


def _variables(connection: Connection, names: t.Sequence[str]) -> dict[str, str]:
    """Global variables, without those that the server does not have."""
    marks = ", ".join(["%s"] * len(names))
    rows = connection.query(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({marks})", names)
    return {str(row["variable_name"]).lower(): str(row["value"]) for row in rows}
