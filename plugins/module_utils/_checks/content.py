# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of what OpenMetadata holds and what uses it: pipeline runs, rows that change, code of the users."""

from __future__ import annotations

import typing as t

from .._upstream.changes import ENTITY_STATUS, crossed
from .._upstream.deletions import deletions
from .._upstream.sources import ISSUE as OM_ISSUE
from .model import NOTE, WARNING, Check, Decision, Facts, Hit
from .versions import INSTALLED, PAGE, SCHEMA, TARGET

DELETIONS = "info.database.deleted_on_purpose"
TO_RENAME = "info.database.rows_to_rename"


def names_of(runs: t.Sequence[t.Mapping[str, t.Any]], most: int = 5) -> str:
    """A few pipelines by name, for people."""
    names = sorted({str(run.get("pipeline") or "?") for run in runs})
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _runs(verdict: str, kind: str) -> t.Callable[[Facts], Decision]:
    """Runs of pipelines or apps that `om_pipeline_status` put in one of its lists (at most 100 in each)."""

    def decide(facts: Facts) -> Decision:
        listed = facts.need(f"pipelines.{verdict}")
        runs = [run for run in listed if run.get("kind", "pipeline") == kind]
        if not runs:
            return None
        number = f"{len(runs)} or more" if len(listed) >= 100 else str(len(runs))
        return f"{number} {'run' if number == '1' else 'runs'}: {names_of(runs)}."

    return decide


def _crosses_rename(facts: Facts) -> bool:
    return crossed(ENTITY_STATUS.since, facts.version(INSTALLED), facts.version(TARGET))


def _status_rows(facts: Facts) -> Decision:
    if not _crosses_rename(facts):
        return None
    counts = {name: int(count) for name, count in facts.need(TO_RENAME).items() if int(count)}
    if not counts:
        return None
    return "; ".join(f"{count} in {name}" for name, count in sorted(counts.items())) + " still have `status`."


def _left_over(facts: Facts) -> Decision:
    if not ENTITY_STATUS.known_to(facts.version(INSTALLED)):
        return None
    counts = {name: int(count) for name, count in facts.need(TO_RENAME).items() if int(count)}
    return "; ".join(f"{count} in {name}" for name, count in sorted(counts.items())) + "." if counts else None


def _deleted_on_purpose(facts: Facts) -> Decision:
    counted = {str(row["id"]): int(row["rows"]) for row in facts.need(DELETIONS)}
    path = SCHEMA if facts.get(SCHEMA) else INSTALLED
    on_the_way = deletions(facts.version(path), facts.version(TARGET))
    rows = {entry.what: (counted[entry.id], entry.table) for entry in on_the_way if counted.get(entry.id)}
    if not rows:
        return None
    named = "; ".join(f"{number} in {table} ({what})" for what, (number, table) in rows.items())
    return f"These rows will be deleted: {named}."


def _print_status(facts: Facts) -> Decision:
    found = _findings(facts, only="OMC101")
    if not found:
        return None
    evidence = f"{len(found)} {'call' if len(found) == 1 else 'calls'} in {_files(found)}."
    if facts.get("options.scan_fix"):
        return Hit(evidence, fix="Nothing: om_scan_fix removes them.")
    return evidence


def _code(facts: Facts) -> Decision:
    found = [finding for finding in _findings(facts) if finding["rule"] != "OMC101"]
    rules = ", ".join(sorted({str(finding["rule"]) for finding in found}))
    return f"{len(found)} {'place' if len(found) == 1 else 'places'} in {_files(found)} ({rules})." if found else None


def _findings(facts: Facts, only: str | None = None) -> list[t.Mapping[str, t.Any]]:
    return [finding for finding in facts.need("scan.findings") if only is None or finding["rule"] == only]


def _files(found: t.Sequence[t.Mapping[str, t.Any]]) -> str:
    files = sorted({str(finding["file"]) for finding in found})
    return files[0] if len(files) == 1 else f"{len(files)} files, the first is {files[0]}"


CHECKS = (
    Check(
        id="OM221",
        title="Pipelines are running now",
        severity=WARNING,
        why="The stop interrupts them; OpenMetadata would show them as Running for ever.",
        reads=("pipelines.still_running",),
        decide=_runs("still_running", "pipeline"),
        fix="Wait until they are done, or let the upgrade wait om_drain_timeout for them and kill the rest.",
        source=f"{OM_ISSUE}14421 {PAGE}",
    ),
    Check(
        id="OM222",
        title="Pipeline runs are stuck in Running",
        severity=NOTE,
        why="Airflow died before it could tell their end, and OpenMetadata believes the last word it heard.",
        reads=("pipelines.stuck",),
        decide=_runs("stuck", "pipeline"),
        fix="Nothing: the upgrade sets them to their true state in its phase 'pipelines'.",
        source=f"{OM_ISSUE}14421 {OM_ISSUE}10725 {PAGE}",
    ),
    Check(
        id="OM223",
        title="Whether some pipelines still run cannot be told",
        severity=WARNING,
        why="They are left alone, so they may stay Running for ever.",
        reads=("pipelines.unknown",),
        decide=_runs("unknown", "pipeline"),
        fix="Make Airflow answer (om_airflow_url, its user and password), or look at these runs in its log.",
        source=PAGE,
    ),
    Check(
        id="OM224",
        title="An application run is stuck, such as search indexing",
        severity=WARNING,
        why="A reindex may be rejected with 'Job is already running, please wait for it to complete'.",
        reads=("pipelines.stuck",),
        decide=_runs("stuck", "app"),
        fix="Stop the run in Settings > Applications, or let the upgrade resolve it (om_pipeline_include_apps: true).",
        source=f"{OM_ISSUE}22767 {OM_ISSUE}28773",
    ),
    Check(
        id="OM225",
        title="The field `status` of glossary terms and data contracts is renamed",
        severity=NOTE,
        why="1.10 calls it `entityStatus`, and `Active` becomes `Approved`; queries and SDK code that use the "
        "old name break.",
        reads=(TO_RENAME, INSTALLED, TARGET),
        decide=_status_rows,
        fix="Nothing for the rows: the migration renames them and the upgrade counts afterwards. Change code "
        "that reads "
        "`status`; openmetadata.ops.scan finds it.",
        source=ENTITY_STATUS.source,
    ),
    Check(
        id="OM226",
        title="Rows were left behind when `status` was renamed",
        severity=WARNING,
        why="The migration to 1.10 only logs what it could not rename; such terms and contracts show no status.",
        reads=(TO_RENAME, INSTALLED),
        decide=_left_over,
        fix="Set the status of these terms and contracts once in the user interface.",
        source=ENTITY_STATUS.source,
    ),
    Check(
        id="OM229",
        title="The migration deletes rows on purpose",
        severity=NOTE,
        why="Upstream's own statements delete them. om_migrate counts them before, names them, and does not call them "
        "a loss.",
        reads=(DELETIONS, TARGET, SCHEMA, INSTALLED),
        decide=_deleted_on_purpose,
        fix="Nothing. Export what you want to keep of them before the upgrade.",
        source="https://github.com/open-metadata/OpenMetadata/tree/main/bootstrap/sql/migrations/native "
        "https://github.com/open-metadata/OpenMetadata/pull/26365",
    ),
    Check(
        id="OM227",
        title="Code calls print_status()",
        severity=NOTE,
        why="Since 1.10 execute() prints it, so the summary appears twice in the log. It does no other harm.",
        reads=("scan.findings", "options.scan_fix"),
        decide=_print_status,
        fix="Run openmetadata.ops.scan with om_scan_fix: true, or remove the calls.",
        source=PAGE,
    ),
    Check(
        id="OM228",
        title="Code uses what the wanted version changes",
        severity=WARNING,
        why="It fails, or does the wrong thing, after the upgrade.",
        reads=("scan.findings",),
        decide=_code,
        fix="Run openmetadata.ops.scan to see each place with its remedy.",
        source=ENTITY_STATUS.source,
    ),
)
