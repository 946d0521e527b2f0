# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a database said, in the words that the real server's drivers would use."""

from __future__ import annotations

import re
from typing import Any

# MySQL: duplicate key, NOT NULL, foreign key. Connector/J makes SQLIntegrityConstraintViolationException of them.
_MYSQL_INTEGRITY = {1022, 1048, 1062, 1169, 1216, 1217, 1451, 1452, 1557, 1586}
_MYSQL_GONE = {2002, 2003, 2006, 2013, 2055}


class DbError(Exception):
    """A failed statement or connection."""

    def __init__(self, engine: str, code: str, text: str, lost: bool, integrity: bool) -> None:
        super().__init__(text)
        self.engine = engine
        self.code = code
        self.text = text
        self.lost = lost
        self.integrity = integrity

    @property
    def conflict(self) -> bool:
        """Does the real server answer 409? Every integrity error on MySQL, only duplicates on PostgreSQL (recorded)."""
        return self.integrity if self.engine == "mysql" else "duplicate" in self.text

    @property
    def java(self) -> str:
        """Class and message as they stand in the server's logs and answers."""
        if self.engine == "postgresql":
            text = "This connection has been closed." if self.lost else self.text
            return f"org.postgresql.util.PSQLException: {text}"
        if self.lost:
            return "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure"
        if self.integrity:
            return f"java.sql.SQLIntegrityConstraintViolationException: {self.text}"
        return f"java.sql.SQLException: {self.text}"


def mysql_error(error: Exception) -> DbError:
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    text = str(error.args[1]) if len(error.args) > 1 else str(error)
    # PyMySQL raises InterfaceError(0, "") on a connection that it has closed itself.
    lost = code in _MYSQL_GONE or code == 0
    return DbError("mysql", str(code), text, lost, code in _MYSQL_INTEGRITY)


def postgresql_error(error: Any) -> DbError:
    state = error.pgcode or ""
    # pgjdbc writes severity and detail in a form of its own.
    text = (f"{error.diag.severity}: " if state else "") + str(error).strip()
    text = re.sub(r"\nDETAIL:\s+", "\n  Detail: ", text)
    text = re.sub(r"\nLINE \d+:.*", "", text, flags=re.DOTALL)
    lost = state in ("57P01", "57P02", "57P03") or (not state)
    return DbError("postgresql", state, text, lost, state.startswith("23"))
