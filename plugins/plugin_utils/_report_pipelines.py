# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's section on pipelines: stuck runs with their proof, what was deployed again, which schedules are on."""

from __future__ import annotations

import typing as t

from ._words import many, moment

Data = t.Mapping[str, t.Any]
RUN_LISTS = ("stuck", "resolved", "still_running", "unknown")


def pipelines_part(pipelines: t.Any, *, planned: bool = False) -> dict[str, t.Any] | None:
    """Runs by what became of them, with what Airflow's logs say about each, and pipelines that need a person.

    Args:
        pipelines: the result of om_pipeline_status, with ``log`` (entries with ``run_id`` and ``lines``), and
            ``redeployed`` and ``enabled``, results of om_pipeline.
        planned: whether nothing was changed (check mode).
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
    part["counts"] = {
        **{name: len(part[name]) for name in RUN_LISTS},
        "unresolved": len(pipelines.get("unresolved") or []),
        **(pipelines.get("counts") or {}),
    }
    part["shown"] = part["stuck"] if planned else part["resolved"]
    part["title"] = "Runs that would be resolved" if planned else "Resolved runs"
    part["sentence"] = ", ".join(_words(part, redeployed, enabled, planned=planned)) + "."
    return part


def _words(part: Data, redeployed: Data, enabled: Data, *, planned: bool) -> list[str]:
    counts = part["counts"]
    was, were = ("would be", "would be") if planned else ("was", "were")
    number = counts["stuck"] if planned else counts["resolved"]
    words = [many(number, f"stuck run {was} resolved", f"stuck runs {were} resolved")]
    if counts["unresolved"] and not planned:
        words.append(many(counts["unresolved"], "could not be changed", "could not be changed"))
    words.append(many(counts["still_running"], "run was left alone", "runs were left alone"))
    words.append(many(counts["unknown"], "run could not be judged", "runs could not be judged"))
    if redeployed:
        deployed = len(redeployed.get("done") or [])
        words.append(many(deployed, f"pipeline {was} deployed again", f"pipelines {were} deployed again"))
    if part["not_deployed"]:
        words.append(f"{len(part['not_deployed'])} could not be deployed")
    if enabled:
        done = len(enabled.get("done") or [])
        words.append(many(done, f"schedule {was} switched on again", f"schedules {were} switched on again"))
    if part["not_enabled"]:
        words.append(many(len(part["not_enabled"]), "schedule stays off", "schedules stay off"))
    return words


def pipelines_lines(part: Data) -> list[str]:
    """The same for a terminal: the sentence, then what a person has to know of single runs and pipelines."""
    lines = [f"Pipelines: {part['sentence']}"]
    for run in part["shown"]:
        lines.append(f"  {run.get('pipeline')} ({run.get('started')}): {run.get('new_state')}. {run.get('evidence')}")
        lines += [f"    log: {line}" for line in run["log"]]
    for run in part["unknown"]:
        lines.append(f"  {run.get('pipeline')} ({run.get('started')}): left alone. {run.get('evidence')}")
    for what, entries in (("Not deployed", part["not_deployed"]), ("Schedule still off", part["not_enabled"])):
        lines += [f"  {what}: {entry.get('pipeline')}: {entry.get('reason')}" for entry in entries]
    return lines


def pipelines_steps(part: Data | None) -> list[str]:
    """What is left for a person to do."""
    if not part:
        return []
    steps = []
    if part["not_deployed"]:
        names = ", ".join(str(entry.get("pipeline")) for entry in part["not_deployed"][:10])
        steps.append(
            f"Airflow refused to deploy {names}: remove the reason that it names, then run openmetadata.ops.pipelines "
            "with om_pipeline_redeploy=always."
        )
    if part["not_enabled"]:
        steps.append(
            f"{many(len(part['not_enabled']), 'schedule is', 'schedules are')} still off since the stop: run "
            "openmetadata.ops.pipelines, which switches them on."
        )
    return steps
