# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The first sentences of a report: how it ended, whether the server answers, and what to do next.

Each sentence rests on evidence in the view. What was not read is not said.
"""

from __future__ import annotations

import typing as t

from ._report_parts import proof_of
from ._report_pipelines import pipelines_steps
from ._words import many

Data = t.Mapping[str, t.Any]
_TONES = {"succeeded": "good", "failed": "bad"}
_NOUNS = {"upgrade": "upgrade", "rollback": "rollback", "restore": "restore"}
_EARLY = ("environment", "preflight")  # phases that change nothing on the servers


def verdict(view: Data) -> dict[str, str]:
    """Tone, headline and sentence."""
    tone = _TONES.get(view["outcome"], "quiet")
    headline, sentence = _VERDICTS.get(view["outcome"], _other)(view)
    if view["outcome"] in ("succeeded", "nothing_to_do") and view["server"]["answers"] is False:
        tone = "bad"
        headline += ", but the server does not answer"
    return {"tone": tone, "headline": headline, "sentence": sentence}


def _succeeded(view: Data) -> tuple[str, str]:
    spent = _spent(view)
    if view["kind"] == "restore":
        sentence = f"The databases of OpenMetadata {view['to_version']} were restored{spent}"
    elif view["kind"] == "rollback":
        sentence = f"OpenMetadata went back from {_versions(view)}{spent}"
    else:
        sentence = f"OpenMetadata went from {_versions(view)}{spent}"
    sentence += f"; it was down for {view['downtime']}." if view["downtime"] else "."
    return f"{_noun(view).capitalize()} succeeded", sentence + _answer(view, only_bad=True)


def _failed(view: Data) -> tuple[str, str]:
    failure = view["failure"] or {}
    phase = failure.get("title") or failure.get("phase")
    where = f"in phase '{phase}'" if phase else "before its first phase"
    what = f"The plan of the {_noun(view)}" if view["check"] else f"The {_noun(view)}"
    sentence = f"{what} from {_versions(view)} failed {where}."
    headline = f"Plan of the {_noun(view)} failed" if view["check"] else f"{_noun(view).capitalize()} failed"
    return headline, sentence + _answer(view)


def _nothing(view: Data) -> tuple[str, str]:
    changed = [phase for phase in view["phases"] if phase["changed"]]
    if view["kind"] == "rollback":
        sentence = f"OpenMetadata {view['from_version'] or view['to_version']} stays as it is."
    else:
        sentence = f"OpenMetadata {view['to_version']} is installed already."
    sentence += _answer(view)
    if changed:
        verb = "would change" if view["check"] else "changed"
        titles = ", ".join(f"'{phase['title']}'" for phase in changed)
        return f"No {_noun(view)} was needed", f"{sentence} Only this {verb} something: {titles}."
    return "Nothing to do", sentence


def _check(view: Data) -> tuple[str, str]:
    changed = [phase for phase in view["phases"] if phase["changed"]]
    sentence = (
        f"This is what the {_noun(view)} from {_versions(view)} would do: "
        f"{many(len(changed), 'phase')} of {len(view['phases'])} would change something."
    )
    return "Plan only, nothing was changed", sentence


def _other(view: Data) -> tuple[str, str]:
    return f"Ended as {view['outcome']}", ""


_VERDICTS = {"succeeded": _succeeded, "failed": _failed, "nothing_to_do": _nothing, "check": _check}


def _noun(view: Data) -> str:
    return _NOUNS.get(view["kind"], "upgrade")


def _versions(view: Data) -> str:
    return f"{view['from_version'] or 'unknown version'} to {view['to_version'] or 'unknown version'}"


def _spent(view: Data) -> str:
    runs = len(view["runs"]) + 1
    if not view["duration"]:
        return ""
    if runs == 1:
        return f" in {view['duration']}"
    return f" in {view['run_count']} runs, {view['duration']} after the first run began"


def _answer(view: Data, *, only_bad: bool = False) -> str:
    """Whether the server was reached when the report was made, and since when it is down."""
    server, since = view["server"], view["down_since"]
    where = f" at {server['url']}" if server["url"] else ""
    if server["answers"]:
        version = f" {server['version']}" if server["version"] else ""
        return "" if only_bad else f" OpenMetadata{version} answers{where}."
    if since:
        return f" OpenMetadata is down since {since}."
    if server["answers"] is False:
        return f" OpenMetadata does not answer{where}."
    return ""


def next_steps(view: Data, data: Data) -> list[str]:
    """What a person has to do, in order."""
    steps = [str(step) for step in data.get("next_steps") or []] + pipelines_steps(view["pipelines"])
    if view["outcome"] == "failed":
        return steps + _after_failure(view, data)
    if view["server"]["answers"] is False and view["outcome"] in ("succeeded", "nothing_to_do"):
        steps.append(
            f"Start the server and read its log: it does not answer at {view['server']['url'] or 'its address'}. "
            "Then run the same command again."
        )
    return steps


def _after_failure(view: Data, data: Data) -> list[str]:
    failure = view["failure"] or {}
    untouched = not view["runs"] and not any(phase["changed"] for phase in view["phases"])
    untouched = untouched and failure.get("phase", "") in ("", *_EARLY)
    found = view["findings"]["blockers"] if view["findings"] and failure.get("phase") == "preflight" else []
    blockers = [finding for finding in found if not finding["ignored"]]
    steps = [f"{finding['id']}: {finding['fix']}" for finding in blockers]
    if not blockers:
        steps.append("Remove the cause that the message names.")
    if view["check"] or (untouched and blockers):
        return [*steps, "Then run the same command again. Nothing was changed."]
    if untouched:
        return [*steps, "Run the same command again. Nothing was changed, so there is nothing to roll back."]
    if view["kind"] != "upgrade":
        return [*steps, "Run the same command again."]
    steps.append("Run the same command again: it continues the upgrade and skips what is done and still holds.")
    if view["backups"]:
        steps.append(_way_back(view, data))
    return steps


def _way_back(view: Data, data: Data) -> str:
    database = ((data.get("environment") or {}).get("database") or {}).get("name") or "the name of the database"
    ids = [backup["id"] for backup in view["backups"]]
    which = f"backup {ids[0]}" if len(ids) == 1 else f"it chooses among the backups {', '.join(ids)}"
    return (
        f"Or go back to {view['from_version'] or 'the old version'}: run openmetadata.ops.rollback with "
        f"om_rollback_confirm={database} ({which})."
    )


def figures(view: Data) -> list[dict[str, str]]:
    """The handful of numbers that people look for first."""
    rows: list[tuple[str, str, str]] = []
    if view["duration"]:
        runs = f"{view['run_count']} runs" if view["run_count"] > 1 else ""
        rows.append((view["duration"], "in all", runs))
    if view["down_since"]:
        rows.append(("still", "server down", f"since {view['down_since']}"))
    elif view["downtime"]:
        rows.append((view["downtime"], "server down", ""))
    if view["backups"] and not view["check"]:
        backup = view["backups"][-1]
        rows.append((backup["size"] or "yes", "backup", proof_of(backup) or backup["id"]))
    applied = (view["migration"] or {}).get("applied") or []
    if applied:
        rows.append((str(len(applied)), "migration" if len(applied) == 1 else "migrations", ", ".join(applied[-3:])))
    resolved = view["pipelines"]["counts"]["resolved"] if view["pipelines"] else 0
    if resolved:
        rows.append((str(resolved), "stuck run resolved" if resolved == 1 else "stuck runs resolved", ""))
    if view["findings"]:
        counts = view["findings"]["counts"]
        note = f"{many(counts['blocker'], 'blocker')}, {many(counts['warning'], 'warning')}"
        rows.append((str(sum(counts.values())), "findings", note))
    return [{"value": value, "what": what, "note": note} for value, what, note in rows]
