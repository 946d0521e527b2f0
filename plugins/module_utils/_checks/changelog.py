# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of what the database's change log says about earlier migrations."""

from __future__ import annotations

from .._upstream import releases
from .._upstream.sources import ISSUE as OM_ISSUE
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts
from .versions import TARGET


def _half_applied(facts: Facts) -> Decision:
    versions = facts.need("info.database.half_applied")
    if versions:
        return f"Statements of {', '.join(versions)} are logged, but no version row: the migration was interrupted."
    return None


def _failed_migrations(facts: Facts) -> Decision:
    versions = facts.need("info.database.failed_migrations")
    if versions:
        return f"The change log calls these migrations failed: {', '.join(versions)}."
    return None


def _removed_migrations(facts: Facts) -> Decision:
    missing = releases.not_carried(facts.need("info.database.versions"), facts.version(TARGET))
    if missing:
        named = ", ".join(entry.migration for entry in missing)
        return f"The change log has {named}, which {facts.need(TARGET)} does not carry."
    return None


CHECKS = (
    Check(
        id="OM107",
        title="A migration stopped half-way",
        severity=WARNING,
        why="Statements that ran already are skipped by their checksums when it runs again; on MySQL, DDL that "
        "ran and was "
        "not logged makes the next attempt fail.",
        reads=("info.database.half_applied",),
        decide=_half_applied,
        fix="Run the upgrade: it starts the migration again. If it fails with error 1060 or 1061, go back with "
        "openmetadata.ops.rollback.",
        source=f"{OM_ISSUE}27998",
    ),
    Check(
        id="OM110",
        title="An earlier migration failed",
        severity=BLOCKER,
        why="The migration refuses to go on, or runs into what the failed one left behind (error 1060 on MySQL, "
        "for ever).",
        reads=("info.database.failed_migrations",),
        decide=_failed_migrations,
        fix="Go back to the backup from before that migration with openmetadata.ops.rollback and om_rollback_backup. "
        "If the cause is removed and the statements can be repeated, `openmetadata-ops.sh repair` removes the failed "
        "rows.",
        source=f"{OM_ISSUE}27998",
    ),
    Check(
        id="OM111",
        title="The change log has migrations that the wanted version does not carry",
        severity=NOTE,
        why="Settings > Health reports 'Unexpected executed migrations'; it does no harm.",
        reads=("info.database.versions", TARGET),
        decide=_removed_migrations,
        fix="Nothing, and never `migrate --force` for it.",
        source=releases.MISSING[0].source,
    ),
)
