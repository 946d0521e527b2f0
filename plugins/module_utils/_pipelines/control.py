# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Deploy, enable, pause or kill ingestion pipelines through the API, several at a time, again where it is worth it.

Answers as recorded: deploy, toggle and kill are 400 while Airflow is down, and some are 200 with a code inside.
Airflow 3 answers some deploys with 500 for a while (https://github.com/open-metadata/OpenMetadata/pull/28744).
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import time
import typing as t

from .._errors import OpsError
from .._server.client import Answer, ApiError, Client, quote_part
from .listing import PATH

VERBS = {"deployed": "deploy", "enabled": "toggleIngestion", "paused": "toggleIngestion", "killed": "kill"}
# kill of a pipeline that does not run (operations/kill_all.py of openmetadata-managed-apis)
_NOT_RUNNING = "has no running or pending runs"


@dataclasses.dataclass
class Done:
    """What became of the pipelines, by fully qualified name."""

    done: list[str] = dataclasses.field(default_factory=list)
    unchanged: list[str] = dataclasses.field(default_factory=list)
    not_done: dict[str, str] = dataclasses.field(default_factory=dict)
    rounds: int = 0


def choose(pipelines: t.Iterable[dict[str, t.Any]], state: str, *, all_of_them: bool) -> list[dict[str, t.Any]]:
    """The pipelines that need work to get into the state.

    Args:
        pipelines: as the list shows them.
        state: the wanted state.
        all_of_them: also pipelines that OpenMetadata does not call deployed (they were asked for by name); Airflow then
            tells whether it knows them.
    """
    chosen = []
    for pipeline in pipelines:
        if not pipeline.get("deployed") and not all_of_them:
            continue
        enabled = bool(pipeline.get("enabled", True))
        if state in ("enabled", "paused") and enabled == (state == "enabled"):
            continue
        chosen.append(pipeline)
    return chosen


def apply(
    client: Client,
    pipelines: t.Sequence[dict[str, t.Any]],
    state: str,
    *,
    concurrency: int,
    retries: int,
    delay: float,
    sleep: t.Callable[[float], None] = time.sleep,
) -> Done:
    """Bring the pipelines into the state: in rounds, each with those that the round before could not do.

    Args:
        client: the server.
        pipelines: what to work on.
        state: the wanted state.
        concurrency: requests at a time.
        retries: rounds after the first one.
        delay: seconds between two rounds.
        sleep: how to wait.

    Raises:
        OpsError: the server lets nobody in; the others would fare no better.
    """
    result = Done()
    left = list(pipelines)
    while left:
        result.rounds += 1
        with concurrent.futures.ThreadPoolExecutor(concurrency) as pool:
            reasons = list(pool.map(lambda pipeline: _one(client, pipeline, state), left))
        again = []
        for pipeline, reason in zip(left, reasons):
            name = str(pipeline["fullyQualifiedName"])
            if reason is None:
                result.done.append(name)
                result.not_done.pop(name, None)
            elif state == "killed" and _NOT_RUNNING in reason:
                result.unchanged.append(name)
                result.not_done.pop(name, None)
            else:
                result.not_done[name] = reason
                again.append(pipeline)
        left = again
        if not left or result.rounds > retries:
            break
        sleep(delay)
    return result


def _one(client: Client, pipeline: dict[str, t.Any], state: str) -> str | None:
    """Work on one pipeline; why it did not work, or None."""
    path = f"{PATH}/{VERBS[state]}/{quote_part(str(pipeline['id']))}"
    if state in ("enabled", "paused"):
        # The endpoint flips whatever is there, so look first: an earlier try may have got through.
        wanted = state == "enabled"
        current = client.get(f"{PATH}/{quote_part(str(pipeline['id']))}")
        if current.ok and bool((current.body or {}).get("enabled", True)) == wanted:
            return None
    try:
        answer = client.send("POST", path)
    except ApiError as exc:
        return exc.message
    if answer.status in (401, 403):
        raise OpsError(
            f"The server answered {answer.status} {answer.message} to {VERBS[state]} of "
            f"{pipeline['fullyQualifiedName']}. Use the ingestion-bot's or an administrator's token."
        )
    return why_not(answer)


def why_not(answer: Answer) -> str | None:
    """Why an answer is no success, None where it is one: some are 200 with a code inside."""
    if not answer.ok:
        return f"{answer.status} {answer.message}"
    if isinstance(answer.body, dict):
        code = answer.body.get("code")
        if isinstance(code, int) and code >= 400:
            return f"{code} {answer.body.get('reason') or ''}".strip()
    return None
