# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What is known of an object that depends on tables of others."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Dependent:
    """An object that depends on tables.

    Attributes:
        kind: ``view``, ``materialized view``, ``rule``, ``trigger``, ``foreign key`` or the server's own word.
        name: with its schema, and with its table where it belongs to one.
        uses: what it leans on: ``table``, ``table.column``, ``:index``; ``table.*`` for all columns of a table.
        definition: the statement that makes it, for people; blank where the server does not tell.
        drop: the statement that removes it; blank where that is left to people.
        create: the statements that make it again.
        views: names of the views among those that it uses.
    """

    kind: str
    name: str
    uses: tuple[str, ...]
    definition: str = ""
    drop: str = ""
    create: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
