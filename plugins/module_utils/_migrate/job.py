# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The flow of om_migrate: look, decide, run, look again, judge."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._database.alone import Rules, wait_until_alone
from .._database.component import connect_component
from .._database.connection import Connection
from .._database.lock import exclusive
from .._database.options import Login
from .._database.sessions import read_activity
from .._errors import OpsError
from .._times import now, rfc3339
from .._units import size_option
from .._versions import parse_version
from .attempts import Command, Log, Result, host_lock, run_attempts
from .changelog import ChangeLog, find_ahead, find_pending, read_changelog
from .counts import count_stale_status, read_counts
from .decide import check_command, find_problems, open_problems, why_run
from .losses import find_start, strike_balance
from .mask import Mask
from .messages import advise, advise_bad, advise_losses, describe_search, failed_statements
from .record import Problem, Record, Start, read_record, write_record
from .sort_buffer import SortBuffer


class Job:
    """One migration. ``result`` holds what is known so far, so that a failure can show it.

    Raises:
        OpsError: an option is wrong.
    """

    def __init__(self, params: dict[str, t.Any], *, check_mode: bool) -> None:
        self.params = params
        self.check_mode = check_mode
        check_command(params["command"], params["force"])
        self.max_sort_buffer = size_option("max_sort_buffer_size", params["max_sort_buffer_size"])
        check_options(params)
        if not params["login_db"]:
            raise OpsError("login_db is needed: the name of OpenMetadata's database. Set it and run again.")
        self.login = Login.from_params(params)
        self.command = Command(
            argv=params["command"],
            stop_argv=params["stop_command"],
            chdir=params["chdir"],
            environment=_texts({**params["environment"], **params["secret_environment"]}),
            timeout=params["timeout"],
            operation_log=params["operation_log"],
        )
        own_file = f"{params['state_file']}.parameters" if params["state_file"] else None
        self.sort_buffer = SortBuffer(
            self.login, params["parameters_file"] or own_file, lasts=bool(params["parameters_file"])
        )
        self.mask = Mask([self.login.password, *params["secrets"], *_texts(params["secret_environment"]).values()])
        self.warnings: list[str] = []
        self.result: dict[str, t.Any] = {
            "changed": False,
            "ran": False,
            "pending_before": [],
            "applied": [],
            "half_applied": {"before": [], "after": []},
            "schema_version": {"before": None, "after": None},
            "problems": [],
            "log_warnings": [],
            "search_failures": 0,
            "attempts": [],
            "metrics": {"before": {}, "after": {}},
            "stale_status": {},
            "deleted_on_purpose": [],
            "log": params["log_file"],
            "output_tail": [],
        }

    def run(self) -> dict[str, t.Any]:
        """Do the whole job and return the module's result; ``failed`` is in it where the migration is bad."""
        with connect_component(self.login) as connection:
            if self.check_mode:
                return self._locked(connection, [])
            with exclusive(connection, "migrate"), host_lock(self.params["state_file"]) as handles:
                return self._locked(connection, handles)

    def _locked(self, connection: Connection, handles: list[int]) -> dict[str, t.Any]:
        before = read_changelog(connection)
        pending = self._look(before)
        record = read_record(self.params["state_file"], self.login)
        known = self._accepted(record.problems if record and record.fingerprint == before.fingerprint else ())
        # a run with another key may read the secrets; nothing else of the last run can be made good by running again
        unreadable = next((problem.text for problem in known if problem.kind == "secret"), "")
        unresolved = [problem for problem in known if problem.kind != "secret"]
        reason = why_run(
            before,
            pending,
            record,
            target_version=self.params["target_version"],
            kept=bool(self.params["state_file"]),
            unreadable=unreadable,
        )
        if unresolved and not pending and not before.half_applied:
            return self._fail(
                unresolved,
                f"The last migration of this database ({record.finished if record else ''}) went wrong, and the server "
                "counts it as done",
                "Restore the backup, remove the cause and migrate again, or accept what happened (tolerated_errors, "
                "allow_loss).",
            )
        if reason is None:
            self.result["msg"] = f"Nothing to migrate: the database is at {before.highest}."
            self._count(connection, before)
            return self.result
        self._diff(before, pending or [])
        if self.check_mode:
            # With nothing pending the command is only run to be sure, and changes nothing that is known.
            sure = pending is None or bool(pending or before.half_applied)
            self.result.update(changed=sure, msg=f"Would migrate ({reason}); the database is at {before.highest}.")
            self._count(connection, before)
            return self.result
        return self._migrate(connection, handles, before, pending or [], record)

    def _look(self, before: ChangeLog) -> list[str] | None:
        target = self.params["target_version"]
        ahead = find_ahead(before, target)
        if ahead:
            raise OpsError(
                f"The database is at {before.highest}, ahead of {target}: there is no way down. Restore a backup "
                f"of {target} "
                "or older, or take a newer server."
            )
        available = self.params["available_versions"]
        pending = None if available is None else find_pending(before, available, target)
        self.result["pending_before"] = pending or []
        self.result["half_applied"] = {"before": before.half_applied, "after": before.half_applied}
        self.result["schema_version"] = {"before": before.highest, "after": before.highest}
        return pending

    def _migrate(
        self, connection: Connection, handles: list[int], before: ChangeLog, pending: list[str], record: Record | None
    ) -> dict[str, t.Any]:
        self._check_sessions(connection)
        start = find_start(connection, before, record)
        self.result["metrics"] = {"before": start.counts, "after": start.counts}
        # should this run fail, the next one compares with what was there before it
        write_record(self.params["state_file"], self.login, Record(None, "", start=start))
        log = Log(self.params["log_file"])
        self.result["ran"] = True  # also if what follows fails: the command may have changed the database
        try:
            done = run_attempts(
                self.command,
                connection,
                sort_buffer=self.sort_buffer,
                max_sort_buffer=self.max_sort_buffer,
                tolerated=self.params["tolerated_errors"],
                mask=self.mask,
                log=log,
                keep_open=handles,
                unfinished=lambda: self._unfinished(pending),
            )
        finally:
            log.close()
            # the command has ended, whichever way it went
            self.warnings += self.sort_buffer.put_back()
        return self._judge(done, before, pending, start)

    def _judge(self, done: Result, before: ChangeLog, pending: list[str], start: Start) -> dict[str, t.Any]:
        with connect_component(self.login) as connection:
            after = read_changelog(connection)
            counts_after = read_counts(connection)
            stale = count_stale_status(connection, after)
            left = [session.text for session in read_activity(connection).busy()]
        result = self.result
        result["changed"] = after.fingerprint != before.fingerprint
        result["applied"] = [version for version in after.done if version not in before.done]
        result["half_applied"]["after"] = after.half_applied
        result["schema_version"]["after"] = after.highest
        result["metrics"] = {"before": start.counts, "after": counts_after}
        result["stale_status"] = stale
        result["attempts"] = [dataclasses.asdict(attempt) for attempt in done.attempts]
        result["output_tail"] = done.reading.tail
        self._tell_log(done)
        self.warnings += [
            f"{number} rows of {table} still have status and no entityStatus." for table, number in stale.items()
        ]
        balance = strike_balance(start, counts_after, self.params["target_version"])
        result["deleted_on_purpose"] = balance.on_purpose
        if done.last.reason:
            return self._fail_run(done, after, left, self._accepted(balance.problems))
        problems = find_problems(done.reading, pending, after.done, balance.problems)
        open_ones = self._accepted(problems)
        self.warnings += [f"Accepted: {problem.text}" for problem in problems if problem not in open_ones]
        write_record(
            self.params["state_file"],
            self.login,
            Record(
                self.params["target_version"],
                after.fingerprint,
                tuple(problems),
                rfc3339(now()),
                start if open_ones else None,
            ),
        )
        if open_ones:
            return self._fail(
                open_ones,
                "The command ended with exit status 0, but the migration is not good",
                advise_bad(open_ones),
            )
        seconds = sum(attempt.duration for attempt in done.attempts)
        if result["applied"]:
            result["msg"] = (
                f"Migrated from {before.highest or 'an empty database'} to {after.highest} in {seconds:.0f} s "
                f"({len(result['applied'])} versions)."
            )
        else:
            result["msg"] = (
                f"The migration ran {seconds:.0f} s and applied no version; the database is at {after.highest}."
            )
        if result["deleted_on_purpose"]:
            gone = "; ".join(f"{one['rows']} in {one['table']} ({one['what']})" for one in result["deleted_on_purpose"])
            result["msg"] += f" It deleted on purpose: {gone}."
        search = describe_search(done.reading)
        if search:
            result["msg"] += f" {search}"
        return result

    def _tell_log(self, done: Result) -> None:
        """What the server logged, and what this module did for the run."""
        logged, errors = done.reading.warnings, done.reading.errors
        self.result["log_warnings"] = logged.lines
        self.result["search_failures"] = done.reading.search.count
        self.warnings += done.warnings
        if logged.count:
            self.warnings.append(
                f"The migration logged {logged.count} warnings and errors (log_warnings), "
                f"the first one: {(errors.lines or logged.lines)[0]}"
            )

    def _fail_run(self, done: Result, after: ChangeLog, left: list[str], losses: list[Problem]) -> dict[str, t.Any]:
        last = done.last
        number = len(done.attempts)
        if last.timed_out:
            what = f"The migration was ended because it was not through after {self.params['timeout']} s"
            advice = "Look at the log; raise timeout and run again: the server goes on with what is half applied."
        elif last.reason == "Out of sort memory":
            what = f"The database still answers Out of sort memory with sort_buffer_size={last.sort_buffer_size}"
            advice = "Raise max_sort_buffer_size above the largest row of the tables and run again."
        else:
            what = f"The migration ended with exit status {last.rc} in attempt {number}: {last.reason}"
            advice = advise(done.reading, after.half_applied)
        if losses:
            advice = advise_losses(losses)
        if left:
            advice += f" The database still works on it ({'; '.join(left)}): wait for that first."
        return self._fail([*failed_statements(done.reading), *losses], what, advice)

    def _fail(self, problems: t.Sequence[Problem], what: str, advice: str) -> dict[str, t.Any]:
        self.result["problems"] = [problem.text for problem in problems]
        first = f": {problems[0].text}" if problems and problems[0].text not in what else ""
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        where = f" The log is {self.params['log_file']}." if self.params["log_file"] else ""
        self.result.update(failed=True, msg=f"{what}{first}{more}. {advice}{where}")
        return self.result

    def _check_sessions(self, connection: Connection) -> None:
        rules = Rules(self.params["server_user"], tuple(self.params["allow_sessions"]))
        reason, activity = wait_until_alone(
            connection, rules, "add it to allow_sessions (user or user@host)", self.params["session_wait"]
        )
        if reason:
            raise OpsError(f"{reason} Nothing was run.")
        if activity.sessions:
            self.warnings.append(
                f"{len(activity.sessions)} other sessions were open on the database when the migration began, the "
                f"first one {activity.sessions[0].text}."
            )
        self.warnings += [f"Whether another server uses the database is not sure: {one}" for one in activity.unseen]

    def _unfinished(self, pending: t.Sequence[str]) -> bool:
        with connect_component(self.login) as connection:
            log = read_changelog(connection)
        return bool(log.half_applied) or any(version not in log.done for version in pending)

    def _accepted(self, problems: t.Iterable[Problem]) -> list[Problem]:
        return open_problems(
            problems,
            force=self.params["force"],
            tolerated=self.params["tolerated_errors"],
            allow_loss=self.params["allow_loss"],
        )

    def _count(self, connection: Connection, log: ChangeLog) -> None:
        counts = read_counts(connection)
        self.result["metrics"] = {"before": counts, "after": counts}
        self.result["stale_status"] = count_stale_status(connection, log)

    def _diff(self, before: ChangeLog, pending: t.Sequence[str]) -> None:
        self.result["diff"] = {
            "before": {"versions": list(before.done)[-20:]},
            "after": {"versions": [*before.done, *pending][-20 - len(pending) :]},
        }


def check_options(params: dict[str, t.Any]) -> None:
    """Refuse options that cannot mean anything.

    Raises:
        OpsError: which one, and what it should be.
    """
    if params["timeout"] <= 0:
        raise OpsError(f"timeout={params['timeout']} must be a number of seconds above 0.")
    if params["target_version"]:
        try:
            parse_version(params["target_version"])
        except ValueError as exc:
            raise OpsError(f"target_version: {exc}.") from exc
    for pattern in params["tolerated_errors"]:
        try:
            re.compile(pattern)
        except re.error as exc:
            raise OpsError(f"tolerated_errors: {pattern} is no regular expression ({exc}).") from exc


def _texts(variables: dict[str, t.Any]) -> dict[str, str]:
    return {str(name): "" if value is None else str(value) for name, value in variables.items()}
