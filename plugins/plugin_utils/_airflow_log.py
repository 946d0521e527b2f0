# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines of Airflow's log that tell how a run was interrupted, out of all that its container said."""

from __future__ import annotations

import re
import typing as t

MOST = 6  # lines of one run
LONGEST = 400  # characters of one line
# What Airflow 2.10.5 and 3.1.5 say about a run that did not end by itself: jobs/scheduler_job_runner.py (zombies,
# orphans, states that do not fit), jobs/local_task_job_runner.py and task-sdk's execution_time/supervisor.py (signals).
PROOF = re.compile(
    r"zombie|orphan|heartbeat|externally (set|killed)|SIG(TERM|KILL)|killed|terminat|reported that the task instance"
    r"|shouldn't be running|marking task as failed|return code -\d+",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\S* ?")


def log_entries(lines: t.Iterable[str]) -> list[tuple[str, str]]:
    """Time (RFC 3339 to the second) and text of each entry, in order; an entry may be several lines long.

    Args:
        lines: lines of ``docker container logs --timestamps``, of one stream after the other.
    """
    found: list[tuple[str, str, str]] = []
    for line in lines:
        stamp = _STAMP.match(line)
        if not stamp:
            continue
        text = line[stamp.end() :]
        if found and text[:1] in ("\t", " ") and text.strip():
            # Airflow lists task instances below a message, one a line.
            found[-1] = (*found[-1][:2], f"{found[-1][2]} {text.strip()}")
        else:
            found.append((line[: stamp.end()].strip(), stamp.group(1) + "Z", text.strip()))
    return [(time, text) for _whole, time, text in sorted(found, key=lambda entry: entry[0])]


def proof_lines(lines: t.Iterable[str], runs: t.Iterable[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """What the log says about each of the runs; runs of which it says nothing are left out.

    Args:
        lines: see :func:`log_entries`.
        runs: entries of om_pipeline_status.
    """
    proofs = [(time, text) for time, text in log_entries(lines) if PROOF.search(text)]
    told = []
    for run in runs:
        if not run.get("dag_id"):
            continue
        # A DAG id is a word of its own: `daily` is not meant where `daily_2` stands.
        named = re.compile(rf"(?<![\w-]){re.escape(str(run['dag_id']))}(?![\w-])")
        mine = [
            f"{time} {text}"[:LONGEST] for time, text in proofs if time >= str(run["started"]) and named.search(text)
        ]
        if mine:
            told.append({"pipeline": run["pipeline"], "run_id": run["run_id"], "lines": mine[-MOST:]})
    return told
