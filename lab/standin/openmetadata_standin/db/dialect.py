# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The few expressions in which the two engines differ."""

from __future__ import annotations


def text_at(engine: str, key: str, column: str = "json") -> str:
    """A document's field as text."""
    if engine == "mysql":
        return f"JSON_UNQUOTE(JSON_EXTRACT({column}, '$.{key}'))"
    return f"({column} ->> '{key}')"


def placeholder(engine: str, kind: str = "jsonb") -> str:
    """Where a document is bound."""
    return "%s" if engine == "mysql" else f"%s::{kind}"


def has_table(engine: str) -> str:
    """Counts tables of the bound name in the database or schema in use; the name is compared without case."""
    schema = "DATABASE()" if engine == "mysql" else "current_schema()"
    return f"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = {schema} AND LOWER(table_name) = %s"
