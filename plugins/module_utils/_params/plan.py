# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions about parameters, as pure functions: what to set, what to remember, what to put back."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import DatabaseError
from .._units import exact_size
from .state import Entry, Key, Parts
from .values import Shape, Value, is_met, is_special


@dataclasses.dataclass(frozen=True)
class Found:
    """One parameter as it stands.

    Attributes:
        name: as the server writes it.
        shape: how to read its values.
        value: what a new session of the server's account has, in normal form (scope file: what the next start gives).
        parts: what is set in this scope, by place, as text; None where unset.
        settled: the value of this scope is what lasts as long as the scope promises (a persisted copy that is missing
            or another value that waits for a restart is not settled).
        restart: a value set in this scope waits for a restart of the server.
        ended: nothing was set in this scope since the server started, so that whatever was set earlier has ended.
    """

    name: str
    shape: Shape
    value: Value
    parts: Parts
    settled: bool = True
    restart: bool = False
    ended: bool = False


class Target(t.Protocol):
    """One scope of one server (or one file), where parameters are read and set."""

    scope: str

    def key(self, name: str) -> Key: ...
    def look(self, name: str) -> Found: ...

    def obstacle(self, found: Found, *, undoing: bool = False) -> tuple[str, str] | None:
        """Why a change would be refused or have no effect, and what to do (empty: see `advise`); None where it can be.

        Putting an original back needs no effect on sessions, so that only refusals count.
        """

    def apply(self, found: Found, value: Value) -> None: ...
    def put_back(self, name: str, parts: Parts) -> None: ...

    def verify(self, found: Found) -> Found:
        """How a new session sees it after a change."""

    def advise(self, name: str, text: str) -> str: ...
    def refused(self, exc: DatabaseError, name: str) -> str | None: ...


@dataclasses.dataclass(frozen=True)
class Step:
    """What to do about one parameter: ``keep``, ``change`` or ``refuse`` (with reason and remedy)."""

    action: str
    found: Found
    wanted: Value
    comparison: str
    reason: str = ""
    remedy: str = ""


def plan_present(found: Found, wanted: Value, comparison: str) -> Step:
    """Decide about one parameter."""
    if is_special(found.value, wanted, comparison, found.shape):
        return Step(
            "refuse",
            found,
            wanted,
            comparison,
            f"the value {found.value} has a meaning of its own, so that at_least cannot be judged",
            "Leave it, or set comparison=exact.",
        )
    if found.settled and is_met(found.value, wanted, comparison, found.shape):
        return Step("keep", found, wanted, comparison)
    if not found.settled and comparison == "at_least" and is_met(found.value, wanted, comparison, found.shape):
        wanted = found.value  # made to last as it is: never lowered
    return Step("change", found, wanted, comparison)


def remember(old: Entry | None, key: Key, found: Found, text: str, now: str) -> Entry:
    """The entry to write before a change.

    The first original stays, unless somebody changed the parameter after us: then theirs is the one to go back to. A
    restart of the server, after which the value comes from elsewhere, counts as such a change.
    """
    if old is None or found.ended or is_foreign(old, found.parts):
        return Entry(key, dict(found.parts), found.value, [text], now)
    ours = old.ours if text in old.ours else [*old.ours, text]
    return Entry(key, old.before, old.value, ours, old.since)


def is_foreign(entry: Entry, parts: Parts) -> bool:
    """Whether a part is neither the original nor one of ours: somebody else set it."""
    known = {*entry.before.values(), *entry.ours}  # also a part that took another part's original on the way back
    return any(text not in known for text in parts.values())


def plan_restored(entry: Entry, parts: Parts, *, ended: bool = False) -> str:
    """Decide: ``keep`` (it is back already), ``restore``, or ``leave`` (somebody else changed it).

    Args:
        entry: the original, and what we set.
        parts: what is there now.
        ended: a restart of the server has ended whatever was set.
    """
    if ended or all(parts.get(place) == text for place, text in entry.before.items()):
        return "keep"
    return "leave" if is_foreign(entry, parts) else "restore"


def describe(value: t.Any) -> str:
    """A value for people: sizes with a unit."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return exact_size(value) if isinstance(value, int) else str(value)
