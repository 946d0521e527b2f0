# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Who changes a run: the server through its API, or the database while no server runs on it."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import typing as t

from .._database.connection import Connection
from .._database.sessions import read_activity
from .._errors import OpsError
from .._server.client import ApiError, Client
from . import api
from .database import resolve_in_database
from .judging import Judged
from .runs import Run, new_status

# LEFT: nothing can be done about it here, and that is no failure.
RESOLVED, ENDED, FAILED, LEFT = "resolved", "ended", "failed", "left"
THREADS = 8
# After so many runs without an answer, the server is gone; each further one would wait for all retries.
GIVE_UP_AFTER = 3


@dataclasses.dataclass(frozen=True)
class Written:
    """What became of one run. ``before`` and ``after`` are its state."""

    result: str
    before: str
    after: str
    reason: str = ""


@dataclasses.dataclass
class Outcome:
    """What was written, by the identity of the run. ``error`` ended the work before all were done."""

    written: dict[int, Written] = dataclasses.field(default_factory=dict)
    error: str = ""


class ApiWriter:
    """Reads the run again right before it writes, and sends everything back that it read."""

    threads = THREADS

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lost = 0

    @staticmethod
    def why_not(run: Run) -> str:
        """Why this run cannot be written this way; empty where it can."""
        if run.kind == "app":
            return "The API changes no app's run: run again with the database's login while the server is stopped."
        return ""

    def write(self, run: Run, state: str, end: int) -> Written:
        """Resolve one run; a refusal or a lost answer is an outcome, since the others can still be resolved.

        Raises:
            ApiError: 401 or 403, or no answer for several runs in a row: the others would fail as well.
        """
        try:
            status = api.read_again(self._client, run)
            if not api.still_live(status):
                now = str((status or {}).get("pipelineState", "gone"))
                return Written(ENDED, run.state, now)
            if status is None:
                raise AssertionError("a status that is gone is not live")
            if not status.get("timestamp"):
                return Written(FAILED, run.state, run.state, "its status has no timestamp, which the server needs")
            before = str(status["pipelineState"])
            try:
                replaced = api.write_status(self._client, run, new_status(status, state, end))
            except ApiError as exc:
                # A server that does not know `stopped` answers 400 "Cannot construct instance of …".
                if state != "stopped" or exc.status != 400:
                    raise
                state = "failed"
                replaced = api.write_status(self._client, run, new_status(status, state, end))
            if replaced and replaced.get("runId") == status.get("runId") and not api.still_live(replaced):
                # The run ended between our look and our write: its own last word goes back in.
                api.write_status(self._client, run, replaced)
                return Written(ENDED, before, str(replaced.get("pipelineState")))
        except api.UnreadableError as exc:
            return Written(LEFT, run.state, run.state, exc.message)
        except ApiError as exc:
            no_answer = exc.status is None
            self._lost += no_answer
            if exc.status in (401, 403) or (no_answer and self._lost >= GIVE_UP_AFTER):
                raise
            return Written(FAILED, run.state, run.state, exc.message)
        self._lost = 0
        return Written(RESOLVED, before, state)


class DatabaseWriter:
    """One UPDATE for each run, whose condition holds the state that was read."""

    threads = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @staticmethod
    def why_not(run: Run) -> str:
        """Why this run cannot be written this way; empty where it can."""
        return ""

    def write(self, run: Run, state: str, end: int) -> Written:
        """Resolve one run."""
        if resolve_in_database(self._connection, run, state, end):
            return Written(RESOLVED, run.state, state)
        return Written(ENDED, run.state, "ended or gone")


def why_not_the_database(connection: Connection, client: Client | None) -> str | None:
    """Why runs must not be changed in the database; None where no server runs on it.

    A server would not see the change in its caches, and would write at the same time. It shows by its answer, and by
    the sessions that it keeps open.
    """
    if client is not None:
        try:
            if client.send("GET", "v1/system/version").status < 500:
                return "the server answers at api_url"
        except ApiError:
            pass
    activity = read_activity(connection)
    if not activity.sees_all_sessions:
        return f"{connection.login.user} may not see other sessions (it needs PROCESS), so that cannot be checked"
    if activity.sessions:
        more = f" and {len(activity.sessions) - 1} more" if len(activity.sessions) > 1 else ""
        return f"others are connected to the database: {activity.sessions[0].text}{more}"
    return None


def choose_writer(
    connection: Connection | None, client: Client | None, token: str | None
) -> ApiWriter | DatabaseWriter:
    """The way to change runs: the API where it can be used; the database only where no server runs on it.

    Raises:
        OpsError: there is none, and why.
    """
    why = "neither api_url with api_token nor the database's login is given"
    if client is not None and token:
        try:
            if client.send("GET", "v1/system/version").ok:
                return ApiWriter(client)
            why = "the server at api_url is not well"
        except ApiError as exc:
            why = exc.message
    if connection is not None:
        reason = why_not_the_database(connection, client)
        if reason is None:
            return DatabaseWriter(connection)
        why = f"in the database runs are changed only while no server runs on it, and {reason}"
    raise OpsError(f"Runs cannot be changed: {why}. Nothing was changed.")


def write_all(writer: ApiWriter | DatabaseWriter, todo: t.Sequence[Judged], *, check_mode: bool) -> Outcome:
    """Write all of them; in check mode only find out which ones cannot be written this way."""
    outcome = Outcome()
    work = []
    for item in todo:
        reason = writer.why_not(item.run)
        if reason:
            outcome.written[id(item.run)] = Written(LEFT, item.run.state, item.run.state, reason)
        else:
            work.append(item)
    if check_mode:
        return outcome
    with concurrent.futures.ThreadPoolExecutor(writer.threads) as pool:
        futures = {pool.submit(writer.write, item.run, item.new_state or "", item.new_end or 0): item for item in work}
        for future in concurrent.futures.as_completed(futures):
            run = futures[future].run
            try:
                outcome.written[id(run)] = future.result()
            except concurrent.futures.CancelledError:
                continue
            except OpsError as exc:
                outcome.error = outcome.error or exc.message
                outcome.written[id(run)] = Written(FAILED, run.state, run.state, exc.message)
                for other in futures:
                    other.cancel()
    return outcome
