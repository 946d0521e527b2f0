# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Parameters that several environments of one server use at once: decisions, as pure functions.

The first user's original counts for all of them, and the last one puts it back.
"""

from __future__ import annotations

import dataclasses
import os
import typing as t

from .plan import Found, is_foreign
from .state import Entry, Key, Parts
from .values import Value


@dataclasses.dataclass(frozen=True)
class Shared:
    """What the server remembers about one parameter.

    Attributes:
        before: the original parts, as in Entry.
        value: the original effective value, for people.
        ours: every text that any user set since.
        since: when the original was remembered (RFC 3339).
        users: who needs the parameter, and since when (RFC 3339).
    """

    before: Parts
    value: t.Any
    ours: tuple[str, ...] = ()
    since: str = ""
    users: t.Mapping[str, str] = dataclasses.field(default_factory=dict)

    def others(self, user: str) -> dict[str, str]:
        """The users apart from this one."""
        return {name: since for name, since in self.users.items() if name != user}

    def entry(self, key: Key, own: Entry | None = None) -> Entry:
        """The same as an entry of a host's file, with what that file knows besides."""
        more = [text for text in (own.ours if own else ()) if text not in self.ours]
        return Entry(key, dict(self.before), self.value, [*self.ours, *more], self.since)


def join(shared: Shared | None, entry: Entry, user: str, now: str) -> Shared:
    """The record with this user in it, after his change. A new original begins a new list of users' texts."""
    if shared is None or dict(shared.before) != dict(entry.before) or shared.since != entry.since:
        users = dict(shared.users) if shared else {}
        return Shared(dict(entry.before), entry.value, tuple(entry.ours), entry.since, {**users, user: now})
    ours = (*shared.ours, *(text for text in entry.ours if text not in shared.ours))
    return dataclasses.replace(shared, ours=ours, users={user: now, **shared.users})


def leave(shared: Shared, user: str, entry: Entry) -> Shared | None:
    """The record without this user; None when he was the last one."""
    others = shared.others(user)
    ours = (*shared.ours, *(text for text in entry.ours if text not in shared.ours))
    return dataclasses.replace(shared, ours=ours, users=others) if others else None


def is_shared(shared: Shared | None, found: Found) -> bool:
    """Whether the value that is there now is one that users of the server have set, so that one more can rely on it."""
    if shared is None or not shared.users or found.ended:
        return False
    known = shared.entry(Key("", "", "", found.name))
    return not is_foreign(known, found.parts) and dict(found.parts) != dict(shared.before)


def lowers(found: Found, wanted: Value) -> bool:
    """Whether a change takes away something that another user may need."""
    if found.shape.ordered:
        return float(wanted) < float(found.value)
    return bool(found.value != wanted)


def without_gone(shared: Shared, here: str, exists: t.Callable[[str], bool]) -> Shared:
    """The record without users of this host whose state file was removed: nothing of theirs will ever be put back.

    Args:
        shared: the record.
        here: what user_name appends for this host.
        exists: whether a file is there.
    """
    users = {
        name: since
        for name, since in shared.users.items()
        if not name.endswith(here) or exists(name[: len(name) - len(here)])
    }
    return dataclasses.replace(shared, users=users)


def foreign_users(users: t.Mapping[str, str], user: str) -> dict[str, str]:
    """The users that belong to other environments: state files of one directory of one host belong together."""

    def environment(name: str) -> tuple[str, str]:
        path, _on, host = name.rpartition(" on ")
        return os.path.dirname(path), host

    return {name: since for name, since in users.items() if environment(name) != environment(user)}


def describe_users(users: t.Mapping[str, str]) -> str:
    """Users for a message."""
    return ", ".join(f"{name} (since {since})" for name, since in sorted(users.items()))
