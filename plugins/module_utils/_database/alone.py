# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Whether a database is left alone: no other server on it, nobody at work in it, and no prepared transaction."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from .activity import Activity, Session
from .connection import Connection
from .sessions import read_activity

# A server keeps a pool of connections. A person or a monitoring tool usually has one.
POOL = 2
EVERY = 1.0  # seconds between two looks


@dataclasses.dataclass(frozen=True)
class Pool:
    """Sessions that one account holds from one client host."""

    user: str
    host: str
    ids: tuple[int, ...]

    @property
    def text(self) -> str:
        """The pool in words, for a message."""
        count = f"{len(self.ids)} sessions" if len(self.ids) > 1 else "1 session"
        return f"{count} of {self.user} from {self.host or 'an unknown client host'}"


@dataclasses.dataclass(frozen=True)
class Rules:
    """What counts as a server. ``allow``: accounts that may stay connected, as ``user`` or ``user@host``."""

    server_user: str | None = None
    allow: tuple[str, ...] = ()

    def allows(self, user: str, host: str) -> bool:
        """Whether this account may stay connected from this host."""
        return user in self.allow or f"{user}@{host}" in self.allow


def find_pools(sessions: t.Iterable[Session], rules: Rules) -> list[Pool]:
    """The sessions that look like a server: those of its account, and every group of two or more."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in sessions:
        if not rules.allows(one.user, one.host):
            groups.setdefault((one.user, one.host), []).append(one.id)
    return [
        Pool(user, host, tuple(ids))
        for (user, host), ids in sorted(groups.items())
        if user == rules.server_user or len(ids) >= POOL
    ]


def other_servers(pools: t.Sequence[Pool], own_hosts: t.Collection[str], running: bool) -> list[Pool]:
    """The pools that are not those of our own server, while that may still run.

    Args:
        pools: what looks like a server.
        own_hosts: names and addresses that our own server connects from, where they are known.
        running: whether our own server runs.
    """
    if not running:
        return list(pools)
    known = [pool for pool in pools if _is_own(pool.host, own_hosts)]
    if known:
        return [pool for pool in pools if pool not in known]
    # The database sees the address of a gateway instead. One host is then our own server's, several are not.
    return list(pools) if len({pool.host for pool in pools}) > 1 else []


def _is_own(host: str, own_hosts: t.Collection[str]) -> bool:
    # A container is seen as "name.network" where the database resolves addresses.
    return any(host == own or host.startswith(f"{own}.") for own in own_hosts if own)


def why_not_alone(activity: Activity, database: str, rules: Rules, advice: str) -> str | None:
    """Why nothing may be done that needs the database for itself; None where it is alone.

    Args:
        activity: who uses it.
        database: its name, for the message.
        rules: what counts as a server.
        advice: how the user allows an account, for the message.
    """
    busy = [one for one in activity.busy() if not rules.allows(one.user, one.host)]
    if busy:
        return (
            f"Others are at work in database {database}: {'; '.join(one.text for one in busy)}. "
            "Stop the OpenMetadata server and whatever else migrates or dumps it, then run again."
        )
    pools = find_pools(activity.sessions, rules)
    if pools:
        ids = ", ".join(str(number) for pool in pools for number in pool.ids)
        return (
            f"Database {database} still has {'; '.join(pool.text for pool in pools)}. "
            "An OpenMetadata server that runs there would write to the database meanwhile. Stop it, then run again. "
            f"If nothing runs there, end the sessions ({ids}) on the database server; if the account may stay "
            f"connected, {advice}."
        )
    return prepared_problem(activity, database)


def prepared_problem(activity: Activity, database: str) -> str | None:
    """What prepared transactions are in the way, and how to end them; None where there are none."""
    if not activity.prepared:
        return None
    return (
        f"Database {database} has prepared transactions that keep their locks: {', '.join(activity.prepared)}. "
        "Commit them or roll them back (XA COMMIT or XA ROLLBACK on MySQL, COMMIT PREPARED or ROLLBACK PREPARED on "
        "PostgreSQL), then run again."
    )


def wait_until_alone(
    connection: Connection, rules: Rules, advice: str, seconds: float, *, sleep: t.Callable[[float], None] = time.sleep
) -> tuple[str | None, Activity]:
    """Wait for the sessions of a server that was just stopped to end; the reason if they did not, and who is left.

    Raises:
        DatabaseError: the process list cannot be read.
    """
    deadline = time.monotonic() + seconds
    while True:
        activity = read_activity(connection)
        reason = why_not_alone(activity, connection.login.database or "", rules, advice)
        if reason is None or time.monotonic() >= deadline:
            return reason, activity
        sleep(min(EVERY, max(deadline - time.monotonic(), 0)))
