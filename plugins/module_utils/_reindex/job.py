# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The flow of om_reindex: trigger the app and follow its run, or run the command."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from .._errors import OpsError
from .._migrate.mask import Mask
from .._migrate.output import Reading
from .._migrate.runner import run
from .._server.client import ApiError, Client, expect
from .messages import explain_busy, explain_failure, explain_timeout
from .permission import why_not_triggered
from .record import (
    APP,
    COMPLETED,
    SKIPPED,
    Record,
    make_config,
    read_record,
    says_busy,
    says_nothing_runs,
    takes_recreate,
)

POLL = 2.0
SLOWEST_POLL = 15.0
COMPLETED_SECONDS = 120.0  # how long the end of a run may follow its state `completed` (3 s on a real 1.12.6)


class Job:
    """One rebuild of the search index. ``result`` holds what is known so far.

    Raises:
        OpsError: an option is wrong.
    """

    def __init__(
        self,
        params: dict[str, t.Any],
        *,
        check_mode: bool,
        sleep: t.Callable[[float], None] = time.sleep,
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self.params = params
        self.check_mode = check_mode
        self.warnings: list[str] = []
        self._sleep = sleep
        self._clock = clock
        if params["wait_timeout"] <= 0:
            raise OpsError(f"wait_timeout={params['wait_timeout']} must be a number of seconds above 0.")
        self.client = None if params["command"] else Client.from_params(params)
        if self.client and not params["api_token"]:
            raise OpsError("api_token is needed to start the search indexing. Set it, or give command.")
        self.result: dict[str, t.Any] = {
            "changed": False,
            "run_id": None,
            "state": None,
            "stats": {},
            "duration": 0.0,
            "output_tail": [],
        }

    def run(self) -> dict[str, t.Any]:
        """Do it and return the module's result.

        Raises:
            OpsError: it failed, or did not end in time.
        """
        started = self._clock()
        try:
            if self.client is None:
                self._run_command()
            else:
                self._run_app(self.client)
        finally:
            self.result["duration"] = round(self._clock() - started, 1)
        return self.result

    def _run_command(self) -> None:
        if self.check_mode:
            self.result.update(changed=True, state="pending", msg=f"Would run {self.params['command'][0]}.")
            return
        mask, reading = Mask(), Reading()
        skips: list[str] = []

        def take(line: str) -> None:
            reading.line(mask(line))
            if SKIPPED in line:
                skips.append(SKIPPED)

        outcome = run(
            self.params["command"],
            take,
            timeout=self.params["wait_timeout"],
            stop_command=self.params["stop_command"],
            chdir=self.params["chdir"],
        )
        self.result["output_tail"] = reading.tail
        if outcome.timed_out:
            self._fail("running", explain_timeout(outcome.duration))
        if outcome.rc != 0:
            self._fail("failed", explain_failure(outcome.rc, reading.tail))
        if skips:
            self.result.update(state="skipped", msg="The server found no change of its index mappings and skipped it.")
        else:
            self.result.update(
                changed=True, state="success", msg=f"The search index was rebuilt in {outcome.duration:.0f} s."
            )

    def _run_app(self, client: Client) -> None:
        config = self._config(client)
        refusal = why_not_triggered(client)
        if refusal:
            raise OpsError(refusal)
        before = self._latest(client)
        if self.check_mode:
            self.result.update(changed=True, state="pending", msg=f"Would trigger {APP}.")
            return
        deadline = self._clock() + self.params["wait_timeout"]
        self._trigger(client, config, before, deadline)
        record = self._follow(client, before.started if before else -1, deadline)
        self.result.update(changed=True, run_id=record.run_id, state=record.state, stats=record.stats)
        if not record.good:
            self._fail(
                record.state, f"The search indexing ended as {record.state}. {record.failure}".rstrip(". ") + "."
            )
        if record.lost:
            self.warnings.append(f"{record.lost} records could not be indexed; see the app's last run in the UI.")
        total = (record.stats.get("jobStats") or {}).get("totalRecords")
        self.result["msg"] = "The search index was rebuilt" + (f" ({total} records)." if total is not None else ".")

    def _config(self, client: Client) -> dict[str, t.Any]:
        """What to send with the trigger, by the version of the server and the app's own configuration."""
        app = expect(client.get(f"v1/apps/name/{APP}"), f"Looking for {APP}").body
        about = expect(client.get("v1/system/version"), "Asking for the server's version").body
        version = about.get("version") if isinstance(about, dict) else None
        stored = app.get("appConfiguration") if isinstance(app, dict) else None
        if takes_recreate(version, stored if isinstance(stored, dict) else {}):
            return make_config(self.params["entities"], self.params["recreate"])
        if not self.params["recreate"]:
            self.warnings.append(f"OpenMetadata {version} always makes the indexes anew: recreate=false has no effect.")
        return make_config(self.params["entities"], None)

    def _trigger(self, client: Client, config: dict[str, t.Any], before: Record | None, deadline: float) -> None:
        """Start the app; while another run of it goes on, wait for that one's end first."""
        told = False
        while True:
            answer = client.send("POST", f"v1/apps/trigger/{APP}", body=config)
            if answer.ok:
                return
            if not says_busy(answer.message):
                expect(answer, f"Triggering {APP}")
            if not told:
                self.warnings.append(self._stop_or_wait(client))
            told = True
            if self._clock() >= deadline:
                latest = self._latest(client)
                self._fail("running", explain_busy(latest.started if latest else None))
            self._sleep(SLOWEST_POLL)

    def _stop_or_wait(self, client: Client) -> str:
        """Stop the run that is in the way, where that is wanted; what was done about it."""
        if not self.params["stop_running"]:
            return "A search indexing was going on; it was waited for, then another one started."
        answer = client.send("POST", f"v1/apps/stop/{APP}")
        if not answer.ok and says_nothing_runs(answer.message):
            # that of another server, or left over from a process that was killed
            return "A search indexing was going on that this server cannot stop; its end was waited for."
        expect(answer, f"Stopping {APP}")
        return "A search indexing was going on and was stopped."

    def _follow(self, client: Client, before: int, deadline: float) -> Record:
        """The record of the run that began after the given one, when it is over."""
        pause = POLL
        record = None
        completed: float | None = None
        while True:
            latest = self._latest(client, patient=True)
            if latest and latest.started > before:
                record = latest
                self.result.update(run_id=record.run_id, state=record.state, stats=record.stats)
                if record.over:
                    return record
                # The end follows `completed` after some seconds. A server that never writes it is not waited for.
                if record.state != COMPLETED:
                    completed = None
                elif completed is None:
                    completed = self._clock()
                elif self._clock() - completed >= COMPLETED_SECONDS:
                    return dataclasses.replace(record, over=True)
            if self._clock() >= deadline:
                self._fail(
                    record.state if record else "pending",
                    f"The search indexing was not through after {self.params['wait_timeout']} s and goes on in the "
                    "server. Raise wait_timeout, or look at it in the UI under Settings > Applications.",
                )
            self._sleep(pause)
            pause = min(pause * 1.5, SLOWEST_POLL)

    def _latest(self, client: Client, *, patient: bool = False) -> Record | None:
        """The app's newest run. ``patient``: a server that is busy for a moment is asked again later."""
        try:
            answer = client.get(f"v1/apps/name/{APP}/status", {"limit": 1})
        except ApiError:
            if patient:
                return None
            raise
        if answer.status in (204, 404) or (patient and answer.status >= 500):
            return None
        return read_record(expect(answer, f"Reading the last run of {APP}").body)

    def _fail(self, state: str, message: str) -> t.NoReturn:
        self.result.update(state=state)
        raise OpsError(message)
