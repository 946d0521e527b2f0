# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The flow of om_lease: take, renew, release or report the lease of a host and of a database server."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import time
import typing as t

from .._database.options import Login
from .._errors import OpsError
from .._times import now, rfc3339
from . import keeper, server
from .decide import FREE, OURS, REFUSED, TAKE_OVER, judge, refusal
from .holder import Holder, read_holder
from .host import HostLease, KeeperFile
from .processes import ansible_runs, is_alive, machine

_PATIENCE = 30.0  # seconds to wait for the keeper; it knows of another holder after less than one


@dataclasses.dataclass
class Outcome:
    """What the module returns. ``holder``: who has the lease, ``refused``: whether that is somebody else."""

    changed: bool = False
    held: bool = False
    server_held: bool = False
    refused: bool = False
    holder: Holder | None = None
    msg: str = ""
    warnings: list[str] = dataclasses.field(default_factory=list)


class Job:
    """One call of the module.

    Args:
        params: the options of the module.
        check_mode: whether nothing may be changed.
    """

    def __init__(self, params: dict[str, t.Any], *, check_mode: bool) -> None:
        self.check_mode = check_mode
        self.login = Login.from_params(params) if params["engine"] else None
        self.lease = HostLease(params["state_dir"])
        self.timeout = float(params["timeout"])
        self.dead = set(params["dead"])
        self.takeover = params["takeover"] or ""
        self.own = dataclasses.replace(
            Holder.from_dict(
                {**params["holder"], "purpose": params["purpose"], "environment": params["environment_name"]}
            ),
            since=rfc3339(now()),
            host=socket.gethostname(),
        )

    def held(self) -> Outcome:
        """Take the lease, or renew it.

        Raises:
            OpsError: it cannot be recorded, or was lost. A refusal is an outcome.
        """
        if self.check_mode:
            return self._planned()
        with self.lease.changing():
            found = self.lease.read()
            decision = self._judge(found)
            if found and decision == REFUSED:
                return self._refused(found, f"Host {self.own.host}", self.lease.silence())
            evict = {*self.dead, self.takeover} - {""}
            if decision == TAKE_OVER and found:
                evict.add(found.id)
                self._stop_keepers(found.id)
            if decision == OURS:
                self.own = dataclasses.replace(found or self.own)
                self.lease.renew()
            else:
                self.lease.write(self.own)
            outcome = Outcome(changed=decision != OURS, held=True, holder=self.own)
            try:
                if self.login:
                    self._hold_server(self.login, outcome, evict)
            finally:
                if not outcome.server_held and self.login and decision != OURS and not outcome.warnings:
                    self.lease.remove()
            if not outcome.msg:
                outcome.msg = self._describe(decision, found, outcome)
        return outcome

    def released(self) -> Outcome:
        """Release what this run holds on this host, the locks of its keepers included."""
        found = self.lease.read()
        ours = found is not None and found.id == self.own.id
        if not ours:
            return Outcome(holder=found, refused=found is not None, msg="This run holds no lease of this host.")
        if not self.check_mode:
            with self.lease.changing():
                self._stop_keepers(self.own.id)
                self.lease.remove()
        return Outcome(changed=True, holder=found, msg=f"Released the lease of host {self.own.host}.")

    def reported(self) -> Outcome:
        """Report who holds the lease of the host or of the server, if that is not this run."""
        found = self.lease.read()
        if found and self._judge(found) == REFUSED:
            return self._refused(found, f"Host {self.own.host}", self.lease.silence())
        held = found is not None and found.id == self.own.id
        if self.login:
            other = self._look(self.login)
            if other and other.id != self.own.id and not self._is_dead(other):
                return self._refused(other, f"The database server {self.login.address}", None)
        message = f"Host {self.own.host} is in use by this run." if held else f"Host {self.own.host} is free."
        return Outcome(held=held, holder=found if held else None, msg=message)

    def _planned(self) -> Outcome:
        outcome = self.reported()
        if outcome.refused:
            outcome.warnings.append(outcome.msg)
        else:
            outcome.changed = not outcome.held
            outcome.msg = f"Would take the lease of host {self.own.host}." if outcome.changed else outcome.msg
        return outcome

    def _judge(self, found: Holder | None) -> str:
        if found is None:
            return FREE
        local = found.machine == machine()
        return judge(
            found,
            self.own.id,
            alive=is_alive(found.pid, found.start) if local else None,
            silence=self.lease.silence(),
            timeout=self.timeout,
            busy=not local and ansible_runs(),
            dead=self.dead,
            takeover=self.takeover,
        )

    def _is_dead(self, found: Holder) -> bool:
        if found.id in self.dead or found.id == self.takeover:
            return True
        return found.machine == machine() and not is_alive(found.pid, found.start)

    def _look(self, login: Login) -> Holder | None:
        with contextlib.suppress(server.Unavailable), server.open_session(login, None, 5) as connection:
            return server.find_holder(connection)
        return None

    def _hold_server(self, login: Login, outcome: Outcome, evict: set[str]) -> None:
        file = KeeperFile.of(self.lease.state_dir, f"{login.engine}-{login.address}")
        content = file.read()
        if content.get("lease") == self.own.id and content.get("state") == keeper.LOST:
            other = read_holder(content.get("found"))
            raise OpsError(
                f"This run has lost the lease of the database server {login.address}: the server was restarted, and "
                f"{other.sentence if other else 'another run'} was first to take it. Stop here. Run again when it has "
                "ended."
            )
        if content.get("lease") != self.own.id or not keeper.runs(file):
            content = self._start(login, file, evict)
            found = read_holder(content.get("found"))
            if content.get("state") == keeper.REFUSED and found and self._is_dead(found):
                content = self._start(login, file, {*evict, found.id})
            outcome.changed = True
        self._take_in(login, file, content, outcome)

    def _start(self, login: Login, file: KeeperFile, evict: set[str]) -> dict[str, t.Any]:
        keeper.stop(file)
        one = keeper.Keeper(
            login, self.own, self.lease, file, timeout=self.timeout, patience=4 if evict else 0.5, evict=evict
        )
        keeper.start(one)
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            content = file.read()
            if content:
                return content
            time.sleep(0.05)
        return {"state": keeper.FAILED, "problem": f"{login.engine} at {login.address} does not answer."}

    def _take_in(self, login: Login, file: KeeperFile, content: dict[str, t.Any], outcome: Outcome) -> None:
        state = content.get("state")
        if state == keeper.REFUSED:
            file.remove()
            found = read_holder(content.get("found")) or Holder(id="unknown")
            if found.id != self.own.id:  # the same server under another address is held already
                refused = self._refused(found, f"The database server {login.address}", None)
                outcome.__dict__.update(refused.__dict__)
                return
        elif state == keeper.UNAVAILABLE:
            file.remove()
            outcome.warnings.append(
                f"The account {login.user} may not connect to the database postgres of {login.address}, so that only "
                "this host is protected against a second upgrade. Grant CONNECT on it, or make sure yourself that "
                "no other host upgrades a database of this server."
            )
            return
        elif state == keeper.FAILED:
            file.remove()
            raise OpsError(
                f"The lease of the database server {login.address} could not be taken: {content.get('problem')} "
                "Check that the server runs and accepts more sessions, then run again."
            )
        outcome.server_held = True

    def _stop_keepers(self, lease: str) -> None:
        for file in KeeperFile.all(self.lease.state_dir):
            if file.read().get("lease") == lease:
                keeper.stop(file)

    def _refused(self, found: Holder, what: str, silence: float | None) -> Outcome:
        silence = None if found.machine == machine() else silence
        return Outcome(refused=True, holder=found, msg=refusal(found, what, self.timeout, silence))

    def _describe(self, decision: str, found: Holder | None, outcome: Outcome) -> str:
        what = f"the lease of host {self.own.host}"
        if outcome.server_held and self.login:
            what += f" and of the database server {self.login.address}"
        if decision == TAKE_OVER and found:
            return f"Took over {what} from {found.sentence}, which is dead."
        return f"{'Took' if outcome.changed else 'Renewed'} {what}."
