# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's section on pipelines: stuck runs with their proof, what was deployed again, which schedules are on."""

from __future__ import annotations

import typing as t

from ._words import many, moment

RUN_LISTS = ("stuck", "resolved", "still_running", "unknown")


def pipelines_part(pipelines: t.Any) -> dict[str, t.Any] | None:
    """Runs by what became of them, with what Airflow's logs say about each, and pipelines that need a person.

    Args:
        pipelines: the result of om_pipeline_status, with ``log`` (entries with ``run_id`` and ``lines``), and
            ``redeployed`` and ``enabled``, results of om_pipeline.
    """
    if not pipelines:
        return None
    log = {entry.get("run_id"): list(entry.get("lines") or []) for entry in pipelines.get("log") or []}
    part: dict[str, t.Any] = {
        name: [
            {**run, "started": moment(run.get("started")), "log": log.get(run.get("run_id"), [])}
            for run in pipelines.get(name) or []
        ]
        for name in RUN_LISTS
    }
    redeployed, enabled = (pipelines.get(name) or {} for name in ("redeployed", "enabled"))
    part["not_deployed"] = list(redeployed.get("not_done") or [])
    part["not_enabled"] = list(enabled.get("not_done") or [])
    counts = pipelines.get("counts") or {name: len(part[name]) for name in RUN_LISTS}
    words = [
        many(counts["resolved"], "stuck run was resolved", "stuck runs were resolved"),
        many(counts["still_running"], "run was left alone", "runs were left alone"),
        many(counts["unknown"], "run could not be judged", "runs could not be judged"),
    ]
    if redeployed:
        words.append(
            many(len(redeployed.get("done") or []), "pipeline was deployed again", "pipelines were deployed again")
        )
    if part["not_deployed"]:
        words.append(f"{len(part['not_deployed'])} could not be")
    if enabled:
        words.append(many(len(enabled.get("done") or []), "schedule is on again", "schedules are on again"))
    if part["not_enabled"]:
        words.append(many(len(part["not_enabled"]), "schedule stays off", "schedules stay off"))
    part["sentence"] = ", ".join(words) + "."
    part["counts"] = counts
    return part


def pipelines_lines(part: t.Mapping[str, t.Any]) -> list[str]:
    """The same for a terminal: the sentence, then what a person has to know of single runs and pipelines."""
    lines = [f"Pipelines: {part['sentence']}"]
    for run in part["resolved"] or part["stuck"]:
        lines.append(f"  {run.get('pipeline')} ({run.get('started')}): {run.get('new_state')}. {run.get('evidence')}")
        lines += [f"    log: {line}" for line in run["log"]]
    for run in part["unknown"]:
        lines.append(f"  {run.get('pipeline')} ({run.get('started')}): left alone. {run.get('evidence')}")
    for what, entries in (("Not deployed", part["not_deployed"]), ("Schedule still off", part["not_enabled"])):
        lines += [f"  {what}: {entry.get('pipeline')}: {entry.get('reason')}" for entry in entries]
    return lines


def pipelines_steps(part: t.Mapping[str, t.Any] | None) -> list[str]:
    """What is left for a person to do."""
    if not part:
        return []
    steps = []
    if part["not_deployed"]:
        names = ", ".join(str(entry.get("pipeline")) for entry in part["not_deployed"][:10])
        steps.append(
            f"Deploy again what Airflow refused, when its reason is mended ({names}): run openmetadata.ops.pipelines "
            "with om_pipeline_redeploy=always."
        )
    if part["not_enabled"]:
        steps.append(
            f"{many(len(part['not_enabled']), 'schedule is', 'schedules are')} still off since the stop: run "
            "openmetadata.ops.pipelines, which switches them on."
        )
    return steps
