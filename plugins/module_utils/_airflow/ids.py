# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Ids of task instances as SQL for MySQL: making new ones, and completing the short ones (releases.MALFORMED_IDS_BY).

Their uuid_generate_v7 had 16 random hexadecimal digits instead of 20 (file 0042 of apache-airflow-core 3.0.0), so that
an id lacks its last four digits and carries version and variant in the wrong places
(https://github.com/apache/airflow/issues/54554). From 3.2.0 on ids are stored without dashes (file 0104).
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .schema import Schema

# RFC 9562: 48 bits of milliseconds, version 7, variant 10, the rest random. Evaluated once a row.
_TIME = "LPAD(HEX(FLOOR(UNIX_TIMESTAMP(COALESCE(queued_dttm, start_date, NOW(3))) * 1000)), 12, '0')"
UUID7 = (
    f"LOWER(CONCAT(LEFT({_TIME}, 8), '-', RIGHT({_TIME}, 4), '-7', SUBSTR(HEX(RANDOM_BYTES(2)), 2), "
    "'-8', SUBSTR(HEX(RANDOM_BYTES(2)), 2), '-', HEX(RANDOM_BYTES(6))))"
)

# True for a row without an id.
MISSING = "`id` IS NULL OR `id` = ''"

# Where ids of task instances are, with the foreign key's parent last: children are mended first.
ID_COLUMNS = (
    ("task_instance_note", "ti_id"),
    ("task_reschedule", "ti_id"),
    ("hitl_detail", "ti_id"),
    ("hitl_detail_history", "ti_history_id"),
    ("task_instance_history", "task_instance_id"),
    ("task_instance", "id"),
)


def present_id_columns(schema: Schema) -> list[tuple[str, str, bool]]:
    """Table, column and whether ids have dashes, for the columns of this schema that hold ids."""
    found = []
    for table, column in ID_COLUMNS:
        text = schema.get(f"col {table}.{column}")
        if text is not None:
            found.append((table, column, not text.startswith("char(32)")))
    return found


def malformed(column: str, dashes: bool) -> str:
    """True for an id of the length that those releases gave it; CHAR_LENGTH passes over trailing spaces of CHAR(32)."""
    return f"CHAR_LENGTH(`{column}`) = {32 if dashes else 28}"


def mended(column: str, dashes: bool) -> str:
    """The id made whole. It follows from the old one alone, so that parent and child get the same in any order."""
    rest = f"LPAD(HEX(CRC32(`{column}`) & 65535), 4, '0')"
    if dashes:
        parts = [f"LEFT(`{column}`, 13)", "'-7'", f"SUBSTR(`{column}`, 16, 3)", "'-8'", f"SUBSTR(`{column}`, 21, 3)"]
        return f"LOWER(CONCAT({', '.join(parts)}, SUBSTR(`{column}`, 24), {rest}))"
    parts = [f"LEFT(`{column}`, 12)", "'7'", f"SUBSTR(`{column}`, 14, 3)", "'8'", f"SUBSTR(`{column}`, 18)"]
    return f"LOWER(CONCAT({', '.join(parts)}, {rest}))"
