# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of versions: what is installed, what is wanted, and whether there is a way from one to the other."""

from __future__ import annotations

from .._upstream import releases
from .._upstream.sources import RELEASES
from .._versions import parse_version
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit

PAGE = "https://docs.open-metadata.org/latest/deployment/upgrade/prerequisites"
HOW = "https://docs.open-metadata.org/latest/deployment/upgrade/how-does-it-work"

INSTALLED = "environment.server_version"
TARGET = "environment.target_version"
SCHEMA = "info.database.schema_version"


def _installed_unknown(facts: Facts) -> Decision:
    text = facts.get(INSTALLED)
    if not text:
        return "Neither the server nor its installation told a version."
    try:
        parse_version(str(text))
    except ValueError:
        return f"The installation says {text!r}, which is no version (a floating image tag?)."
    return None


def _target_unknown(facts: Facts) -> Decision:
    text = facts.get(TARGET)
    if not text:
        return "om_version is not set."
    try:
        version = parse_version(str(text))
    except ValueError:
        return f"om_version is {text!r}, which is no version such as 1.11.4."
    if releases.never_published(version):
        return f"om_version is {text}, and there never was a release {version[0]}.{version[1]}."
    return None


def _target_newer_than_known(facts: Facts) -> Decision:
    if releases.newer_than_known(facts.version(TARGET)):
        newest = releases.NEWEST_KNOWN
        return (
            f"om_version is {facts.need(TARGET)}; this collection knows releases up to {newest.name} ({newest.read})."
        )
    return None


def _downgrade(facts: Facts) -> Decision:
    if facts.version(TARGET) < facts.version(INSTALLED):
        return f"Installed is {facts.need(INSTALLED)}, om_version is {facts.need(TARGET)}."
    return None


def _nothing_to_do(facts: Facts) -> Decision:
    if facts.version(TARGET) == facts.version(INSTALLED):
        return f"Installed is {facts.need(INSTALLED)} already."
    return None


def _gate(facts: Facts) -> Decision:
    target = facts.version(TARGET)
    if not any(target >= parse_version(entry.first) for entry in releases.GATES):
        return None
    # What the gate asks is the schema; an installation that was never migrated has none, and its own version tells.
    path = SCHEMA if facts.get(SCHEMA) else INSTALLED
    found = releases.gate(facts.version(path), target)
    if not found:
        return None
    through = next(train for train in releases.TRAINS if train.name == found.through)
    return Hit(
        f"The database is at {facts.need(path)}; {facts.need(TARGET)} migrates databases of {found.needs} or later "
        "only.",
        fix=f"Upgrade to {through.newest} first (set om_version to it), then run again with the later version.",
    )


def _withdrawn(facts: Facts) -> Decision:
    entry = releases.withdrawn(facts.version(TARGET))
    if entry:
        train = releases.train_of(facts.version(TARGET))
        newest = train.newest if train else "another release"
        return Hit(
            f"om_version is {entry.version}, which was withdrawn. {entry.what}",
            fix=f"Set om_version to {newest}, or to a later release.",
        )
    entry = releases.withdrawn(facts.version(INSTALLED))
    if entry:
        return Hit(
            f"Installed is {entry.version}, which was withdrawn. {entry.what}",
            severity=NOTE,
            fix="Nothing: statements that ran already are skipped by their checksums.",
        )
    return None


def _schema_newer_than_target(facts: Facts) -> Decision:
    if facts.version(SCHEMA) > facts.version(TARGET):
        return f"The database's newest migration is {facts.need(SCHEMA)}, om_version is {facts.need(TARGET)}."
    return None


def _schema_newer_than_server(facts: Facts) -> Decision:
    schema = facts.version(SCHEMA)
    if facts.version(INSTALLED) < schema <= facts.version(TARGET):
        return (
            f"The database's newest migration is {facts.need(SCHEMA)}, the installed server is {facts.need(INSTALLED)}."
        )
    return None


def _other_upgrade(facts: Facts) -> Decision:
    # one sentence, or blank: the state file is read and compared where it is
    return str(facts.need("options.other_upgrade")) or None


def _many_trains(facts: Facts) -> Decision:
    between = releases.between(facts.version(INSTALLED), facts.version(TARGET))
    if between:
        names = ", ".join(train.name for train in between)
        return f"{facts.need(INSTALLED)} to {facts.need(TARGET)} passes over {names}."
    return None


def _ingestion_differs(facts: Facts) -> Decision:
    server = facts.version(INSTALLED)
    ingestion = facts.version("environment.airflow.openmetadata_version")
    if server[:2] != ingestion[:2]:
        ingestion_text = facts.need("environment.airflow.openmetadata_version")
        return f"The server is {facts.need(INSTALLED)}, ingestion is {ingestion_text}."
    return None


CHECKS = (
    Check(
        id="OM101",
        title="The installed version is unknown",
        severity=BLOCKER,
        why="Without it nobody can tell an upgrade from a downgrade, nor where a rollback leads.",
        reads=(INSTALLED,),
        decide=_installed_unknown,
        fix="Give the server image its version as a tag, or start the server, so that it tells its version itself.",
        source=HOW,
    ),
    Check(
        id="OM102",
        title="The wanted version does not exist",
        severity=BLOCKER,
        why="Nothing could be installed, and the server would be down meanwhile.",
        reads=(TARGET,),
        decide=_target_unknown,
        fix=f"Set om_version to a release from {RELEASES}.",
        source=RELEASES,
    ),
    Check(
        id="OM103",
        title="The wanted version is newer than this collection knows",
        severity=WARNING,
        why="Its own new troubles are not in this catalogue.",
        reads=(TARGET,),
        decide=_target_newer_than_known,
        fix="Update this collection, or rehearse the upgrade on a copy first and read the release notes.",
        source=RELEASES,
    ),
    Check(
        id="OM104",
        title="This would be a downgrade",
        severity=BLOCKER,
        why="OpenMetadata has no migrations backwards; an old server dies on a newer database.",
        reads=(TARGET, INSTALLED),
        decide=_downgrade,
        fix="Set om_version to the installed version or a later one. To go back to a backup of the old version, run "
        "openmetadata.ops.rollback with om_rollback_backup, om_rollback_confirm and om_rollback_lose_changes.",
        source=HOW,
    ),
    Check(
        id="OM105",
        title="The wanted version is installed already",
        severity=NOTE,
        why="The phases find their results in place and change nothing.",
        reads=(TARGET, INSTALLED),
        decide=_nothing_to_do,
        fix="Nothing. Set om_version to a later release to upgrade.",
        source=HOW,
    ),
    Check(
        id="OM106",
        title="There is no direct way to this version",
        severity=BLOCKER,
        why="Releases from 2.1 on refuse databases older than 2.0.0, and `--force` does not help.",
        reads=(TARGET, INSTALLED, SCHEMA),
        decide=_gate,
        fix="Upgrade to the newest release that takes this database first, then run again with the later version.",
        source=releases.GATES[0].source,
    ),
    Check(
        id="OM108",
        title="The database is newer than the wanted version",
        severity=BLOCKER,
        why="A server dies on a database that is newer than itself (seen: 'unknown field' after 14 seconds).",
        reads=(SCHEMA, TARGET),
        decide=_schema_newer_than_target,
        fix="Set om_version to the database's version or a later one, or go back to a backup of an older version with "
        "openmetadata.ops.rollback and om_rollback_backup.",
        source=HOW,
    ),
    Check(
        id="OM109",
        title="The database is newer than the installed server",
        severity=WARNING,
        why="An earlier upgrade migrated the database and did not finish, so the installed server cannot start on it.",
        reads=(SCHEMA, INSTALLED, TARGET),
        decide=_schema_newer_than_server,
        fix="Run the upgrade: it goes on from there. Do not start the old server.",
        source=HOW,
    ),
    Check(
        id="OM112",
        title="The upgrade passes over whole releases",
        severity=NOTE,
        why="Migrations run in order and this is supported up to 2.0.x, but the breaking changes of every "
        "release apply.",
        reads=(INSTALLED, TARGET),
        decide=_many_trains,
        fix="Read the breaking changes of each release in between; openmetadata.ops.scan finds those in your code.",
        source=HOW,
    ),
    Check(
        id="OM113",
        title="Server and ingestion have different versions",
        severity=WARNING,
        why="The SDK refuses a server whose major.minor differs, and connection fields that one side does not "
        "know fail.",
        reads=(INSTALLED, "environment.airflow.openmetadata_version"),
        decide=_ingestion_differs,
        fix="The upgrade brings both to om_version; ingestion that runs elsewhere needs "
        'pip install "openmetadata-ingestion==<om_version>" there.',
        source="https://docs.open-metadata.org/latest/deployment/upgrade/docker",
        airflow=True,
    ),
    Check(
        id="OM114",
        title="An upgrade to another version is under way",
        severity=BLOCKER,
        why="The database may be migrated in part, and a new backup of it would not lead back to the old version.",
        reads=("options.other_upgrade",),
        decide=_other_upgrade,
        fix="Set om_version to the version of the upgrade that is under way, and run openmetadata.ops.upgrade again; "
        "or run openmetadata.ops.rollback first.",
        source="docs/checks.md",
    ),
    Check(
        id="OM115",
        title="This release was withdrawn",
        severity=BLOCKER,
        why="Upstream took it back and moved its migrations to a later release.",
        reads=(TARGET, INSTALLED),
        decide=_withdrawn,
        fix="Set om_version to another release.",
        source=releases.WITHDRAWN[0].source,
        severity_note="a note where it is the installed one",
    ),
)
