# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The flow of om_pipeline_status: find, judge, resolve, report."""

from __future__ import annotations

import contextlib
import typing as t

from .._database.component import connect_component
from .._database.connection import Connection
from .._database.options import Login
from .._errors import OpsError
from .._migrate.changelog import read_changelog
from .._server.client import Client, expect
from .._times import now, parse_rfc3339, rfc3339, to_millis
from . import api, database
from .judging import Judged, Limits, ask_airflow, judge_runs
from .report import Lists, sort_out, states, write_report
from .runs import Run, knows_stopped
from .writers import Outcome, choose_writer, write_all

# Reads the last ended runs of the pipelines that these runs are of.
Past = t.Callable[[t.Iterable[Run]], "list[Run]"]


class Job:
    """One look at all runs, and the resolution of those that are over.

    Raises:
        OpsError: an option is wrong.
    """

    def __init__(self, params: dict[str, t.Any], *, check_mode: bool) -> None:
        self.params = params
        self.check_mode = check_mode
        self.warnings: list[str] = []
        self.client = Client.from_params(params) if params["api_url"] else None
        self.login = Login.from_params(params) if params["engine"] and params["login_user"] else None
        check_options(params, self.client, self.login)
        self.limits = Limits(
            now=to_millis(now()),
            started_before=_moment(params, "started_before"),
            stuck_after=None if params["stuck_after"] is None else params["stuck_after"] * 1000,
            stale_after=params["heartbeat_timeout"] * 1000,
            apps_stuck_after=None if params["apps_stuck_after"] is None else params["apps_stuck_after"] * 1000,
        )
        self.airflow_made = _moment(params, "airflow_database_made")

    def run(self) -> dict[str, t.Any]:
        """Do the whole job and return the module's result; ``failed`` is in it where runs could not be changed."""
        with contextlib.ExitStack() as stack:
            connection = self._open_database(stack)
            runs, names, read_past = self._find(connection)
            resolution = self._resolution(connection)
            judged = judge_runs(
                runs,
                names,
                self.limits,
                resolution,
                lambda groups: ask_airflow(self.params, groups, read_past, self.airflow_made, self.warnings.append),
            )
            outcome = self._resolve(connection, [item for item in judged if item.new_state])
        return self._result("database" if connection else "api", judged, outcome)

    def _open_database(self, stack: contextlib.ExitStack) -> Connection | None:
        if self.login is None or self.params["source"] == "api":
            return None
        try:
            return stack.enter_context(connect_component(self.login))
        except OpsError as exc:
            if self.params["source"] == "database" or self.client is None:
                raise
            self.warnings.append(f"The database cannot be read, so the API was used: {exc.message}")
            return None

    def _find(self, connection: Connection | None) -> tuple[list[Run], list[str], Past]:
        wanted = self.params["pipelines"]
        if connection is not None:
            runs = [run for run in database.read_runs(connection) if not wanted or run.pipeline in wanted]
            if self.params["include_apps"]:
                runs += database.read_app_runs(connection)
            return runs, database.read_names(connection), lambda asked: database.read_past(connection, asked)
        if self.client is None:
            raise AssertionError("check_options saw to it")
        found = api.find_runs(self.client, wanted)
        self.warnings += found.warnings
        apps = api.find_app_runs(self.client) if self.params["include_apps"] else []
        return found.runs + apps, found.names, lambda _asked: found.past

    def _resolution(self, connection: Connection | None) -> str:
        """The state for interrupted runs: ``stopped`` only where the server knows it."""
        if self.params["resolution"] != "stopped":
            return "failed"
        if self.client is not None:
            answer = expect(self.client.get("v1/system/version"), "Asking for the server's version")
            version = (answer.body or {}).get("version")
        else:
            version = read_changelog(connection).highest if connection else None
        if knows_stopped(version):
            return "stopped"
        self.warnings.append(f"OpenMetadata {version} does not know the state stopped: failed was used.")
        return "failed"

    def _resolve(self, connection: Connection | None, todo: list[Judged]) -> Outcome:
        if not todo or not self.params["resolve"]:
            return Outcome()
        try:
            writer = choose_writer(connection, self.client, self.params["api_token"])
        except OpsError as exc:
            if not self.check_mode:
                raise
            # Check mode is also used while the server still runs: tell, and show the list all the same.
            self.warnings.append(f"As things are, this would fail: {exc.message}")
            return Outcome()
        return write_all(writer, todo, check_mode=self.check_mode)

    def _result(self, source: str, judged: list[Judged], outcome: Outcome) -> dict[str, t.Any]:
        lists = sort_out(judged, outcome, self.limits.now)
        resolves = self.params["resolve"]
        changes = lists.stuck if self.check_mode and resolves else lists.resolved
        result: dict[str, t.Any] = {
            "changed": bool(changes),
            "source": source,
            "counts": lists.counts,
            **lists.shortened,
            "report_file": self.params["report_file"],
            "msg": self._sentence(lists),
        }
        if changes:
            result["diff"] = {"before": states(changes, "state"), "after": states(changes, "new_state")}
        if self.params["report_file"]:
            write_report(self.params["report_file"], {"written": rfc3339(now()), **lists.whole})
        elif lists.is_long:
            self.warnings.append("The lists in the result are cut: set report_file for the whole ones.")
        if outcome.error or lists.unresolved:
            reason = outcome.error or f"{lists.unresolved[0]['pipeline']}: {lists.unresolved[0]['reason']}"
            result["failed"] = True
            result["msg"] += f" {len(lists.unresolved)} could not be changed: {reason}"
        return result

    def _sentence(self, lists: Lists) -> str:
        counts = lists.counts
        if not counts["found"]:
            return "OpenMetadata believes no run to be going on."
        did = "would be resolved" if self.check_mode else "were resolved"
        number = counts["stuck"] if self.check_mode else counts["resolved"]
        if not self.params["resolve"]:
            did, number = "are over", counts["stuck"]
        text = (
            f"Of {counts['found']} runs that OpenMetadata believes to be going on, {number} {did}, "
            f"{counts['still_running']} are alive, {counts['unknown']} are unknown."
        )
        return text + (f" {counts['ended']} ended meanwhile." if counts["ended"] else "")


def check_options(params: t.Mapping[str, t.Any], client: Client | None, login: Login | None) -> None:
    """Refuse options from which nothing can be read.

    Raises:
        OpsError: what is missing.
    """
    source = params["source"]
    if source == "api" and client is None:
        raise OpsError("source=api needs api_url. Set it and run again.")
    if source == "database" and login is None:
        raise OpsError("source=database needs engine, login_user and login_db. Set them and run again.")
    if client is None and login is None:
        raise OpsError("Give api_url, or the database's login (engine, login_user, login_db).")
    if login is not None and source != "api" and not login.database:
        raise OpsError("login_db is needed: the name of OpenMetadata's database. Set it and run again.")
    if login is None and client is not None and not params["api_token"]:
        raise OpsError("api_token is needed to read runs through the API. Set it and run again.")
    if params["airflow_url"] and params["airflow_database"]:
        raise OpsError("Give airflow_url or airflow_database, not both.")


def _moment(params: t.Mapping[str, t.Any], name: str) -> int | None:
    """Epoch milliseconds of an option.

    Raises:
        OpsError: it is no time.
    """
    text = params[name]
    if not text:
        return None
    try:
        return to_millis(parse_rfc3339(text))
    except ValueError as exc:
        raise OpsError(f"{name}={text} is no time: write it as 2026-11-22T23:17:58Z.") from exc
