# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The text of MySQL's GRANT statements: read the rows of SHOW GRANTS, and write statements. Pure functions.

https://dev.mysql.com/doc/refman/9.0/en/show-grants.html, https://dev.mysql.com/doc/refman/9.0/en/grant.html
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .connection import quote_identifier

_WORD = re.compile(r"`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[.,()@]|[^\s.,()@`\"']+")
_KINDS = ("TABLE", "FUNCTION", "PROCEDURE")


@dataclasses.dataclass(frozen=True)
class Grant:
    """One row of SHOW GRANTS.

    ``kind`` is ``table`` (also for databases and the whole server), ``function``, ``procedure``, ``proxy`` or ``role``.
    ``schema`` is a pattern where ``name`` is ``*``, and V(*) for the whole server.
    """

    kind: str
    schema: str = ""
    name: str = ""
    privileges: frozenset[str] = frozenset()  # upper case; those on columns only are left out
    columns: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)  # privilege -> columns
    roles: tuple[str, ...] = ()
    account: str = ""
    grantable: bool = False
    revoked: bool = False  # a partial revoke


def parse_grant(line: str) -> Grant | None:
    """A row of SHOW GRANTS; None where it is not understood."""
    tokens = _WORD.findall(line)
    verb = tokens[0].upper() if tokens else ""
    if verb not in ("GRANT", "REVOKE"):
        return None
    words, rest = _until(tokens[1:], ("ON", "TO", "FROM"))
    if not rest:
        return None
    end = ("TO", "FROM")
    if rest[0].upper() in end:
        account, tail = _account(rest[1:])
        roles = tuple(_account(item)[0] for item in _items(words))
        return Grant("role", roles=roles, account=account, grantable=_has_option(tail), revoked=verb == "REVOKE")
    where, rest = _until(rest[1:], end)
    account, tail = _account(rest[1:])
    if "@" in where:
        return Grant("proxy", account=account)
    kind = "table"
    if len(where) > 1 and where[0].upper() in _KINDS and where[1] != ".":
        kind = where[0].lower()
        where = where[1:]
    names = [_unquote(word) for word in where if word != "."]
    if not 1 <= len(names) <= 2:
        return None
    schema, name = names if len(names) == 2 else (names[0], "*")
    whole, columns = _privileges(words)
    return Grant(kind, schema, name, whole, columns, (), account, _has_option(tail), verb == "REVOKE")


def _until(tokens: list[str], ends: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The tokens before the first of these words, and the rest from there."""
    for number, token in enumerate(tokens):
        if token.upper() in ends:
            return tokens[:number], tokens[number:]
    return tokens, []


def _items(tokens: list[str]) -> list[list[str]]:
    """Split at commas that are in no list of columns."""
    items: list[list[str]] = [[]]
    depth = 0
    for word in tokens:
        depth += (word == "(") - (word == ")")
        if word == "," and not depth:
            items.append([])
        else:
            items[-1].append(word)
    return items


def _privileges(tokens: list[str]) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    whole, columns = set(), {}
    for item in _items(tokens):
        words, listed = _until(item, ("(",))
        name = " ".join(words).upper()
        if listed:
            columns[name] = frozenset(_unquote(word) for word in listed if word not in ("(", ")", ","))
        else:
            whole.add("ALL PRIVILEGES" if name == "ALL" else name)
    return frozenset(whole - {"USAGE"}), columns


def _account(tokens: list[str]) -> tuple[str, list[str]]:
    """An account or role at the beginning as name@host, and what follows it."""
    if not tokens:
        return "", []
    if len(tokens) > 2 and tokens[1] == "@":
        # A host that is not quoted holds dots, which are tokens of their own.
        end = 3
        while end + 1 < len(tokens) and tokens[end] == ".":
            end += 2
        return f"{_unquote(tokens[0])}@{''.join(_unquote(word) for word in tokens[2:end])}", tokens[end:]
    return _unquote(tokens[0]), tokens[1:]


def _has_option(tokens: list[str]) -> bool:
    return bool(tokens) and tokens[-1].upper() == "OPTION"


def _unquote(token: str) -> str:
    mark = token[:1]
    return token[1:-1].replace(mark * 2, mark) if mark in ("`", '"', "'") else token


def split_account(account: str) -> tuple[str, str]:
    """User and host of ``user@host``, as CURRENT_USER() writes it; a role may have no host, which means any."""
    user, at, host = account.rpartition("@")
    return (user, host) if at else (account, "%")


def quote_account(account: str) -> str:
    """``user@host`` as a statement needs it."""
    return "@".join(quote_identifier("mysql", part) for part in split_account(account))


def escape_pattern(database: str) -> str:
    """A database's name as GRANT needs it: there it is a pattern in which ``_`` and ``%`` match other names too."""
    return re.sub(r"([\\_%])", r"\\\1", database)


def matches(pattern: str, name: str, *, literal: bool = False) -> bool:
    """Whether a grant's pattern covers a database.

    Args:
        literal: partial_revokes is on. Then names are plain, and a backslash is one too (seen on 9.7, other than
            https://dev.mysql.com/doc/refman/9.0/en/partial-revokes.html says).
    """
    if literal:
        return pattern == name
    wild = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    text = "".join(wild.get(part) or re.escape(part[1:] if len(part) > 1 else part) for part in parts)
    return bool(re.fullmatch(text, name, re.DOTALL))


def has_wildcard(name: str) -> bool:
    """Whether a name holds a character that is wild in a pattern."""
    return "_" in name or "%" in name


def specificity(pattern: str) -> int:
    """How much of a pattern is plain text: the server takes the most specific of those that match."""
    wild = re.search(r"(?<!\\)(?:\\\\)*[_%]", pattern)
    return wild.start() if wild else len(pattern) + 1


def grant_statement(
    privileges: t.Iterable[str],
    account: str,
    *,
    database: str | None = None,
    table: str | None = None,
) -> str:
    """The GRANT that gives an account these privileges and no other database any.

    Args:
        account: ``user@host``.
        database: without one, the privileges are for the whole server.
        table: only this table; then the database's name is no pattern.
    """
    if database is None:
        where = "*.*"
    elif table is None:
        return pattern_statement(privileges, account, escape_pattern(database))
    else:
        where = f"{quote_identifier('mysql', database)}.{quote_identifier('mysql', table)}"
    return f"GRANT {', '.join(privileges)} ON {where} TO {quote_account(account)}"


def pattern_statement(privileges: t.Iterable[str], account: str, pattern: str) -> str:
    """The GRANT on every database that a pattern matches.

    Args:
        account: ``user@host``.
        pattern: as the server stores it, see :func:`escape_pattern`.
    """
    where = f"{quote_identifier('mysql', pattern)}.*"
    return f"GRANT {', '.join(privileges)} ON {where} TO {quote_account(account)}"
