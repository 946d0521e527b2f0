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
import contextlib
import dataclasses
import time
import typing as t

from .._server.client import Answer, ApiError, Client, expect, quote_part
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


def choose(
    pipelines: t.Iterable[dict[str, t.Any]],
    state: str,
    *,
    all_of_them: bool,
    paused: t.Mapping[str, bool] | None = None,
) -> list[dict[str, t.Any]]:
    """The pipelines that need work to get into the state.

    Args:
        pipelines: as the list shows them.
        state: the wanted state.
        all_of_them: also pipelines that OpenMetadata does not call deployed (they were asked for by name); Airflow then
            tells whether it knows them.
        paused: whether Airflow has a pipeline's DAG paused, by fully qualified name, as far as that is known.
    """
    chosen = []
    for pipeline in pipelines:
        if not pipeline.get("deployed") and not all_of_them:
            continue
        enabled = bool(pipeline.get("enabled", True))
        agrees = (paused or {}).get(str(pipeline["fullyQualifiedName"]), not enabled) is not enabled
        if state in ("enabled", "paused") and enabled == (state == "enabled") and agrees:
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
    paused: t.Mapping[str, bool] | None = None,
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
        paused: see :func:`choose`.
        sleep: how to wait.

    Returns:
        An outcome for each pipeline. One that fails does not stop the others.
    """
    result = Done()
    left = list(pipelines)
    while left:
        result.rounds += 1
        with concurrent.futures.ThreadPoolExecutor(concurrency) as pool:
            failures = list(pool.map(lambda pipeline: _one(client, pipeline, state, paused or {}), left))
        again = []
        for pipeline, failure in zip(left, failures):
            name = str(pipeline["fullyQualifiedName"])
            if failure is None:
                result.done.append(name)
                result.not_done.pop(name, None)
            elif state == "killed" and _NOT_RUNNING in failure.reason:
                result.unchanged.append(name)
                result.not_done.pop(name, None)
            else:
                result.not_done[name] = failure.reason
                if not failure.final:
                    again.append(pipeline)
        left = again
        if not left or result.rounds > retries:
            break
        sleep(delay)
    return result


@dataclasses.dataclass(frozen=True)
class Failure:
    """Why a pipeline is not in the state. ``final``: another round cannot help."""

    reason: str
    final: bool = False


_REFUSED = "Use the ingestion-bot's or an administrator's token."


def _one(client: Client, pipeline: dict[str, t.Any], state: str, paused: t.Mapping[str, bool]) -> Failure | None:
    """Work on one pipeline; why it did not work, or None."""
    toggles = state in ("enabled", "paused")
    wanted = state == "enabled"
    try:
        # The endpoint flips whatever is there, so read it first: an earlier request may have been carried out.
        if toggles and _is_enabled(client, pipeline) == wanted:
            if paused.get(str(pipeline["fullyQualifiedName"]), not wanted) is not wanted:
                return None
            # Only Airflow has it the other way round. Two flips set both to what OpenMetadata has.
            failure = _failure(client.send("POST", f"{PATH}/{VERBS[state]}/{quote_part(str(pipeline['id']))}"))
            if failure:
                return failure
        answer = client.send("POST", f"{PATH}/{VERBS[state]}/{quote_part(str(pipeline['id']))}")
        lost = answer.status in (502, 504)  # from a gateway: the server may have carried it out
        failure = _failure(answer)
    except ApiError as exc:
        lost = exc.status is None
        failure = Failure(exc.message, final=exc.status in (401, 403, 404))
    if failure and toggles and lost:
        with contextlib.suppress(ApiError):
            if _is_enabled(client, pipeline) == wanted:
                return None
    return failure


def _is_enabled(client: Client, pipeline: dict[str, t.Any]) -> bool:
    """Whether the schedule of a pipeline is on.

    Raises:
        ApiError: the server does not say so, and a toggle without knowing it could do the opposite.
    """
    answer = client.get(f"{PATH}/{quote_part(str(pipeline['id']))}")
    body = expect(answer, f"Reading {pipeline['fullyQualifiedName']}", (200,)).body
    if not isinstance(body, dict):
        raise ApiError(f"Reading {pipeline['fullyQualifiedName']}: the answer is not a JSON object.", answer.status)
    return bool(body.get("enabled", True))


def _failure(answer: Answer) -> Failure | None:
    reason = why_not(answer)
    if reason is None:
        return None
    if answer.status in (401, 403):
        return Failure(f"{reason}. {_REFUSED}", final=True)
    return Failure(reason)


def why_not(answer: Answer) -> str | None:
    """Why an answer is no success, None where it is one: some are 200 with a code inside."""
    if not answer.ok:
        return f"{answer.status} {answer.message}"
    if isinstance(answer.body, dict):
        code = answer.body.get("code")
        if isinstance(code, int) and code >= 400:
            return f"{code} {answer.body.get('reason') or ''}".strip()
    return None
