# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of what the wanted version changes: limits, settings, names, and what it does not have any more.

The facts are in `_upstream`; the evidence is which of these changes lie between the installed and the wanted version.
"""

from __future__ import annotations

import typing as t

from .._upstream import changes, images, settings
from .model import NOTE, WARNING, Check, Decision, Facts, Hit
from .versions import INSTALLED, TARGET

RENAMED = "settings.renamed"
TRANSLATE = "options.translate_settings"
ENGINE = "environment.engine"


def _limits(facts: Facts) -> Decision:
    installed, target = facts.version(INSTALLED), facts.version(TARGET)
    limits = settings.limits(target, facts.need(ENGINE))
    new = [entry for entry in limits if changes.crossed(entry.since, installed, target)]
    if not new:
        return None
    seconds = next(entry.default for entry in new if entry.default)
    names = ", ".join(entry.name for entry in new)
    return f"{facts.need(TARGET)} ends each statement after {seconds} seconds, in migrations too ({names})."


def _renamed(facts: Facts) -> Decision:
    found: list[t.Mapping[str, t.Any]] = facts.need(RENAMED)
    if not found:
        return None
    evidence = "; ".join(str(use["text"]) for use in found)
    by_hand = [use for use in found if use["by_hand"]]
    if not by_hand and facts.need(TRANSLATE):
        fix = "Nothing: the upgrade renames them in these files. om_translate_settings: false leaves the files alone."
        return Hit(f"{evidence}.", severity=NOTE, fix=fix)
    return f"{evidence}."


def _refused(facts: Facts) -> Decision:
    installed, target = facts.version(INSTALLED), facts.version(TARGET)
    new = [row for row in changes.REFUSED if changes.crossed(row.since, installed, target)]
    return f"{facts.need(TARGET)} refuses {'; '.join(row.what for row in new)}." if new else None


def _sessions(facts: Facts) -> Decision:
    installed, target = facts.version(INSTALLED), facts.version(TARGET)
    new = [row for row in changes.SESSIONS if changes.crossed(row.since, installed, target)]
    return f"{new[-1].since} and later allow {new[-1].most} sessions for each user." if new else None


def _python(facts: Facts) -> Decision:
    installed, target = facts.version(INSTALLED), facts.version(TARGET)
    new, old = images.ingestion_of(target), images.ingestion_of(installed)
    if new is None or new.python is None:
        return None
    python = old.python if old else None
    if python == new.python and installed[:2] >= target[:2]:
        return None  # a patch release with the same Python
    evidence = f"The ingestion image of {facts.need(TARGET)} has Python {new.python} and Airflow {new.airflow}."
    if python == new.python:
        return evidence
    before = f"Python {python}" if python else "an older Python"
    return Hit(f"{evidence} That of {facts.need(INSTALLED)} has {before}.", severity=WARNING)


def _removed(facts: Facts) -> Decision:
    entries = changes.removed(facts.version(INSTALLED), facts.version(TARGET))
    return f"{facts.need(TARGET)} does not have {_list(entries)}." if entries else None


def _removed_next(facts: Facts) -> Decision:
    entries = changes.removed_next(facts.version(INSTALLED), facts.version(TARGET))
    return f"The release after it, {entries[0].since}, does not have {_list(entries)}." if entries else None


def _list(entries: t.Iterable[changes.Removed]) -> str:
    return "; ".join(entry.what + (f" (use {entry.instead})" if entry.instead else "") for entry in entries)


CHECKS = (
    Check(
        id="OM251",
        title="The wanted version limits the time of a statement",
        severity=NOTE,
        why="A migration that builds an index on a large table takes longer, and the statement is ended. The failure "
        "may only be logged.",
        reads=(INSTALLED, TARGET, ENGINE),
        decide=_limits,
        fix="Nothing for the migration: the upgrade raises these limits to om_migrate_timeout for its run. Set the "
        "variables in the server's environment if your own queries take that long.",
        source=settings.PLATFORM,
    ),
    Check(
        id="OM252",
        title="The wanted version has other names for settings of the server",
        severity=WARNING,
        why="The old names are ignored without a message, and the provider of language models or embeddings does "
        "nothing.",
        reads=(RENAMED, TRANSLATE),
        decide=_renamed,
        fix="Change these settings to their new names and places when the new version is deployed. Set LLM_ENABLED and "
        "LLM_PROVIDER as well: without both no provider is used. With om_translate_settings: true the upgrade does it "
        "in compose files and environment files.",
        source=settings.PLATFORM,
        compose=True,
        severity_note="a note where the upgrade renames all of them",
    ),
    Check(
        id="OM253",
        title="The wanted version refuses names that older versions took",
        severity=NOTE,
        why="An entity with such a name can be read, but the next write is refused with 400, by ingestion too.",
        reads=(INSTALLED, TARGET),
        decide=_refused,
        fix="Rename entities, columns and tasks with these characters in the source, or exclude them with the filters "
        "of the ingestion pipeline.",
        source=changes.REFUSED[0].source,
    ),
    Check(
        id="OM254",
        title="The wanted version limits how many sessions a user has",
        severity=NOTE,
        why="Sessions beyond that number are not kept. Scripts that log in at each call with the account of a person "
        "use them up.",
        reads=(INSTALLED, TARGET),
        decide=_sessions,
        fix="Let scripts use the token of a bot, or one login for all calls.",
        source=changes.SESSIONS[0].source,
    ),
    Check(
        id="OM255",
        title="The ingestion image has another Python or Airflow",
        severity=NOTE,
        why="Packages and compiled modules that a custom image or a mounted directory adds must fit this Python. "
        "Ingestion that runs elsewhere needs a release of Python that the new package supports.",
        reads=(INSTALLED, TARGET),
        decide=_python,
        fix="Build custom ingestion images anew from the image of the wanted version, and try the DAGs and connectors "
        "of your own with its Python.",
        source=images.INGESTION[-1].source,
        airflow=True,
        severity_note="a warning where the installed image has another Python",
    ),
    Check(
        id="OM256",
        title="The wanted version removes what clients may use",
        severity=WARNING,
        why="Calls of removed endpoints and pipelines of removed connectors fail after the upgrade.",
        reads=(INSTALLED, TARGET),
        decide=_removed,
        fix="Change scripts, bots and pipelines that use them. openmetadata.ops.scan finds known uses in code.",
        source=changes.API_2_0,
    ),
    Check(
        id="OM257",
        title="The release after the wanted version removes more",
        severity=NOTE,
        why="What is changed together with this upgrade need not be changed again.",
        reads=(INSTALLED, TARGET),
        decide=_removed_next,
        fix="Nothing for this upgrade. Change scripts, pipelines and application definitions before the next one.",
        source="https://docs.open-metadata.org/v2.1.x/deployment/upgrade/bare-metal",
    ),
)
