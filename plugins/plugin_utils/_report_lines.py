# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings and timelines as lines for a terminal."""

from __future__ import annotations

import typing as t

from ._report_parts import findings_part, proof_of
from ._report_pipelines import pipelines_lines
from ._report_view import report_view
from ._words import many

_MARKS = {"done": "ok", "failed": "FAILED", "interrupted": "INTERRUPTED", "skipped": "-"}


def findings_lines(findings: t.Sequence[t.Mapping[str, t.Any]], severity: str | None = None) -> list[str]:
    """Findings for people: each with its evidence and its fix, those without evidence together at the end.

    Args:
        findings: the result of the filter `om_findings`.
        severity: only the findings of one severity, those checked and not ignored.
    """
    part = findings_part(findings)
    if part is None:
        return []
    if severity:
        return [line for finding in part[f"{severity}s"] if not finding["ignored"] for line in _finding(finding)]
    lines = [_count_line(part)]
    for kind in ("blockers", "warnings", "notes"):
        for finding in part[kind]:
            lines += _finding(finding)
    if part["unchecked"]:
        lines += ["", "Not checked, because evidence is missing:"]
        lines += [f"  {group['evidence']} ({', '.join(group['ids'])})" for group in part["unchecked"]]
    return lines


def _count_line(part: t.Mapping[str, t.Any]) -> str:
    counts = part["counts"]
    ignored = sum(1 for kind in ("blockers", "warnings", "notes") for finding in part[kind] if finding["ignored"])
    unchecked = sum(len(group["ids"]) for group in part["unchecked"])
    words = [many(counts[name], name) for name in ("blocker", "warning", "note")]
    words += [f"{ignored} ignored"] if ignored else []
    words += [f"{unchecked} not checked"] if unchecked else []
    verdict = "NO-GO" if counts["blocker"] else "GO"
    return f"{verdict}: {', '.join(words)}"


def _finding(finding: t.Mapping[str, t.Any]) -> list[str]:
    label = finding["severity"].upper()
    if finding["ignored"]:
        label = f"ignored {finding['severity']}" + (f" ({finding['reason']})" if finding.get("reason") else "")
    lines = ["", f"{finding['id']}  {label}  {finding['title']}", f"  seen: {finding['evidence']}"]
    lines.append(f"  fix:  {finding['fix']}")
    lines += [f"  see:  {source}" for source in finding["sources"]] if finding["severity"] == "blocker" else []
    return lines


def scan_lines(result: t.Mapping[str, t.Any]) -> list[str]:
    """The places that `om_code_scan` found, file by file, and what could not be read."""
    lines = []
    fixed = result.get("fixed") or []
    for entry in [*fixed, *(result.get("findings") or [])]:
        done = " [fixed]" if entry in fixed else ""
        cell = f"cell {entry['cell']}:" if entry.get("cell") else ""
        lines.append(f"{entry['file']}:{cell}{entry['line']}: {entry['rule']}{done} {entry['message']}")
    lines += [f"{entry['file']}: not read, {entry['reason']}" for entry in result.get("unread") or []]
    return lines


def report_lines(data: t.Mapping[str, t.Any], secrets: t.Iterable[str] = ()) -> list[str]:
    """The timeline of all runs with the verdict, for the end of a playbook."""
    view = report_view(data, secrets)
    lines = [f"{view['verdict']['headline']}: {view['verdict']['sentence']}"]
    for run in view["runs"]:
        lines += ["", _run_title(run), *_timeline(run["phases"])]
    if view["runs"]:
        lines += ["", f"Run {view['run_count']}, this one:"]
    elif view["phases"]:
        lines += [""]
    lines += _timeline(view["phases"])
    for backup in view["backups"]:
        if view["check"]:
            lines += ["", f"Backup {backup['id']} would be in {backup['path']}"]
        else:
            lines += ["", f"Backup {backup['id']} ({proof_of(backup) or 'not verified'}): {backup['path']}"]
    for entry in view["parameters"]:
        lines.append(f"Parameter {entry['name']}: {entry['before']} -> {entry['during']}, now {entry['now']}")
    if view["pipelines"]:
        lines += pipelines_lines(view["pipelines"])
    if view["failure"]:
        failure = view["failure"]
        where = failure.get("title") or failure.get("phase") or "its start"
        lines += ["", f"Failed in '{where}', task '{failure.get('task') or '?'}':"]
        lines += [f"  {line}" for line in str(failure.get("message") or "no message").splitlines()]
    if view["next_steps"]:
        lines += ["", "What to do next:", *(f"  - {step}" for step in view["next_steps"])]
    return lines


def _run_title(run: t.Mapping[str, t.Any]) -> str:
    where = f" in '{run['failure']}'" if run["failure"] else ""
    return f"Run {run['number']}, {run['started']}, {run['outcome']}{where}:"


def _timeline(phases: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    if not phases:
        return []
    titles = max(len(phase["title"]) for phase in phases)
    spans = max(len(phase["duration"]) for phase in phases)
    marks = max(len(_mark(phase)) for phase in phases)
    return [
        f"{phase['n']!s:>3}  {phase['title']:<{titles}}  {_mark(phase):<{marks}}  {phase['duration']:>{spans}}"
        f"  {_first_line(phase['summary'])}".rstrip()
        for phase in phases
    ]


def _mark(phase: t.Mapping[str, t.Any]) -> str:
    if phase["status"] == "done" and phase["changed"]:
        return "changed"
    return _MARKS.get(phase["status"], phase["label"])


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""
