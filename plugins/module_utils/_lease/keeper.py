# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The process that holds the lock of a database server for as long as its run lives.

It is a copy of the module's own process without its files and its terminal, so that no password passes through a file,
an argument or a variable. It ends by itself when the record of the host is no longer its run's, and when the run gives
no sign of life. Signals end it at once; the server frees the lock with the session.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
import typing as t

from .._database.connection import Connection, DatabaseError
from .._database.options import Login
from .._errors import OpsError
from . import server
from .decide import is_given_up
from .holder import Holder
from .host import HostLease, KeeperFile
from .processes import ansible_runs, is_alive, machine, process_start

_STEP = 1.0  # seconds between looks at the record, which cost next to nothing
_LOOK = 5.0  # seconds between looks at processes and sessions
HELD, WAITING, LOST, REFUSED, UNAVAILABLE, FAILED = "held", "waiting", "lost", "refused", "unavailable", "failed"


class Keeper:
    """One lock of one server.

    Args:
        login: the server's login.
        holder: the run.
        lease: the record of this host.
        file: where the keeper says how it is.
        timeout: how long the run may be silent, in seconds.
        patience: how long to try to get the lock, in seconds.
        evict: leases whose sessions may be ended, because their run is dead.
    """

    def __init__(
        self,
        login: Login,
        holder: Holder,
        lease: HostLease,
        file: KeeperFile,
        *,
        timeout: float,
        patience: float,
        evict: t.Collection[str],
    ) -> None:
        self.login = login
        self.holder = holder
        self.lease = lease
        self.file = file
        self.timeout = timeout
        self.patience = patience
        self.evict = evict
        self._session: Connection | None = None
        self._looked = 0.0

    def run(self) -> None:
        """Get the lock and keep it."""
        try:
            if self._begin():
                self._keep()
        except server.Unavailable as exc:
            self._say(UNAVAILABLE, problem=str(exc))
        except OpsError as exc:
            self._say(FAILED, problem=exc.message)

    def _begin(self) -> bool:
        deadline = time.monotonic() + self.patience
        while True:
            self._session = server.open_session(self.login, self.holder, 5)
            if server.take(self._session, self.holder):
                self._say(HELD)
                return True
            found = server.find_holder(self._session)
            if found and found.id in self.evict:
                with contextlib.suppress(DatabaseError):
                    server.end_session(self._session)
            elif found and time.monotonic() > deadline:
                self._say(REFUSED, found=found.text)
                return False
            if time.monotonic() > deadline + self.patience:
                self._say(REFUSED, found=found.text if found else "")
                return False
            self._session.close()
            time.sleep(0.3)

    def _keep(self) -> None:
        while self._is_wanted():
            if time.monotonic() - self._looked >= _LOOK:
                self._looked = time.monotonic()
                # the session's last statement names the holder, so that it is used last
                if self._is_orphan() or not self._check_session():
                    return
            time.sleep(_STEP)

    def _is_wanted(self) -> bool:
        with contextlib.suppress(OpsError):
            found = self.lease.read()
            return found is not None and found.id == self.holder.id
        return False

    def _is_orphan(self) -> bool:
        """Whether the run is gone. Its record goes with it."""
        local = self.holder.machine == machine()
        alive = is_alive(self.holder.pid, self.holder.start) if local else None
        signs = alive is None and (ansible_runs() or bool(self._session and server.has_other_sessions(self._session)))
        if signs:
            self.lease.renew()
        if not is_given_up(alive=alive, silence=self.lease.silence(), timeout=self.timeout, signs=signs):
            return False
        with contextlib.suppress(OpsError), self.lease.changing():
            if self._is_wanted():
                self.lease.remove()
                self.file.remove()
        return True

    def _check_session(self) -> bool:
        """Keep the session in use; after a restart of the server, get the lock again. False where it is lost."""
        try:
            if self._session:
                server.ping(self._session, self.holder)
                return True
        except DatabaseError:
            if self._session:
                self._session.close()
            self._session = None
            self._say(WAITING)
        with contextlib.suppress(DatabaseError, server.Unavailable):
            self._session = server.open_session(self.login, self.holder, 5)
            if server.take(self._session, self.holder):
                self._say(HELD)
                return True
            found = server.find_holder(self._session)
            if found:
                self._say(LOST, found=found.text)
                return False
            self._session.close()
            self._session = None
        return True

    def _say(self, state: str, **more: t.Any) -> None:
        own = os.getpid()
        self.file.write(
            lease=self.holder.id, pid=own, start=process_start(own), state=state, server=self.login.address, **more
        )


def start(keeper: Keeper) -> None:
    """Run the keeper in a process of its own, which belongs to no terminal and holds no file of this one."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    try:
        _let_go()
        keeper.run()
    finally:
        os._exit(0)


def stop(file: KeeperFile, patience: float = 3.0) -> None:
    """End the keeper that wrote the file, if it still runs, and remove the file."""
    content = file.read()
    pid, begun = int(content.get("pid") or 0), str(content.get("start") or "")
    deadline = time.monotonic() + patience
    number = signal.SIGTERM
    while pid > 0 and is_alive(pid, begun):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        if time.monotonic() > deadline + 1:
            break
        time.sleep(0.05)
    file.remove()


def runs(file: KeeperFile) -> bool:
    """Whether the keeper that wrote the file still runs."""
    content = file.read()
    return bool(content) and is_alive(int(content.get("pid") or 0), str(content.get("start") or ""))


def _let_go() -> None:
    os.chdir("/")
    os.umask(0o077)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGHUP else signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    os.closerange(3, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 65536))
