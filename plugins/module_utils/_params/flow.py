# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Bring parameters to values, remember what was there, and put it back."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import DatabaseError
from .._times import now, rfc3339
from .plan import Found, Step, Target, describe, is_foreign, plan_present, plan_restored, remember
from .state import Entry, Store
from .values import Value, is_met, wanted_value


@dataclasses.dataclass
class Outcome:
    """The module's result in the making.

    ``failing`` tells which names of ``unmet`` are failures; a value that somebody else changed is none.
    """

    changed: bool = False
    params: dict[str, dict[str, t.Any]] = dataclasses.field(default_factory=dict)
    previous: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    unmet: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    failing: list[str] = dataclasses.field(default_factory=list)
    elsewhere: int = 0  # remembered originals that belong to another server, database or file

    def record(self, target: Target, name: str, before: t.Any, after: t.Any, restart: bool) -> None:
        """Note what happened to one parameter; where it is put back in several scopes, from the first to the last."""
        if self.params.get(name, {}).get("scope", target.scope) != target.scope:
            before = self.params[name]["before"]
        self.params[name] = {"before": before, "after": after, "scope": target.scope, "restart_required": restart}

    def refuse(self, name: str, wanted: t.Any, current: t.Any, reason: str, remedy: str, *, fails: bool = True) -> None:
        """Note what could not be."""
        self.unmet.append({"name": name, "wanted": wanted, "current": current, "reason": reason, "remedy": remedy})
        if fails:
            self.failing.append(name)


def ensure(
    target: Target,
    params: dict[str, t.Any],
    comparison: str,
    store: Store | None,
    *,
    check_mode: bool,
    fail_on_unmet: bool,
) -> Outcome:
    """Bring parameters to the wanted values.

    All of them are judged first. When one cannot be brought about and that is a failure, none is touched.

    Raises:
        OpsError: a parameter does not exist, a value is none, or the server failed.
    """
    outcome = Outcome()
    steps = [_judge(target, name, value, comparison) for name, value in params.items()]
    for step in steps:
        outcome.record(target, step.found.name, step.found.value, step.found.value, step.found.restart)
        if step.action == "refuse":
            outcome.refuse(step.found.name, step.wanted, step.found.value, step.reason, step.remedy)
    if not (outcome.failing and fail_on_unmet):
        for step in steps:
            if step.action == "change":
                _change(target, step, store, outcome, check_mode)
    for step in steps:
        entry = store.entries.get(target.key(step.found.name)) if store else None
        if entry:
            outcome.previous[step.found.name] = None if entry.was_unset else entry.value
    return outcome


def restore(store: Store | None, entries: t.Sequence[tuple[Target, Entry]], *, check_mode: bool) -> Outcome:
    """Put remembered originals back and forget them.

    Args:
        store: where they are remembered.
        entries: what to put back, each with the target that it belongs to.

    Raises:
        OpsError: the server failed.
    """
    outcome = Outcome()
    for target, entry in entries:
        name = entry.key.name
        outcome.previous[name] = None if entry.was_unset else entry.value
        found = target.look(name)
        outcome.record(target, name, found.value, found.value, False)
        action = plan_restored(entry, found.parts)
        if action == "leave":
            outcome.refuse(
                name,
                outcome.previous[name],
                found.value,
                f"somebody else set it since {entry.since}, so it was left as it is",
                f"Look at it; the original was {_original(entry)}.",
                fails=False,
            )
        if action == "restore" and not _put_back(target, entry, found, outcome, check_mode):
            continue
        if store and not check_mode:
            store.drop(entry.key)
    return outcome


def _judge(target: Target, name: str, value: t.Any, comparison: str) -> Step:
    found = target.look(name)
    step = plan_present(found, wanted_value(name, found.shape, value), comparison)
    if step.action == "change":
        obstacle = target.obstacle(found)
        if obstacle:
            return _refusal(target, step, *obstacle)
    return step


def _refusal(target: Target, step: Step, reason: str, remedy: str = "") -> Step:
    text = step.found.shape.to_server(step.wanted)
    remedy = remedy or target.advise(step.found.name, text)
    return dataclasses.replace(step, action="refuse", reason=reason, remedy=remedy)


def _change(target: Target, step: Step, store: Store | None, outcome: Outcome, check_mode: bool) -> None:
    found, name = step.found, step.found.name
    outcome.previous[name] = None if all(text is None for text in found.parts.values()) else found.value
    if check_mode:
        outcome.changed = True
        outcome.record(target, name, found.value, step.wanted, target.scope == "file")
        return
    if store:
        key = target.key(name)
        text = found.shape.to_server(step.wanted)
        store.put(remember(store.entries.get(key), key, found, text, rfc3339(now())))
    try:
        target.apply(found, step.wanted)
    except DatabaseError as exc:
        reason = target.refused(exc, name)
        if reason is None:
            raise
        step = _refusal(target, step, reason)
        outcome.refuse(name, step.wanted, found.value, step.reason, step.remedy)
        return
    outcome.changed = True
    seen = target.verify(found)
    outcome.record(target, name, found.value, seen.value, seen.restart)
    if store:
        _note_ours(store, target, seen)
    if not is_met(seen.value, step.wanted, step.comparison, found.shape):
        outcome.refuse(
            name,
            step.wanted,
            seen.value,
            f"it was set, and a new session has {describe(seen.value)} all the same",
            "Look for a limit of the server, or a setting that takes precedence.",
        )


def _note_ours(store: Store, target: Target, seen: Found) -> None:
    """Servers round: what is there now is ours as well."""
    entry = store.entries[target.key(seen.name)]
    if is_foreign(entry, seen.parts):
        texts = [text for text in seen.parts.values() if text is not None and text not in entry.ours]
        store.put(dataclasses.replace(entry, ours=[*entry.ours, *texts]))


def _put_back(target: Target, entry: Entry, found: Found, outcome: Outcome, check_mode: bool) -> bool:
    """Whether the original is there now (or would be)."""
    name = entry.key.name
    obstacle = target.obstacle(found, undoing=True)
    reason, remedy = obstacle or ("", "")
    if not obstacle and not check_mode:
        try:
            target.put_back(name, entry.before)
        except DatabaseError as exc:
            reason = target.refused(exc, name) or ""
            if not reason:
                raise
    if reason:
        text = next((text for text in entry.before.values() if text is not None), "unset")
        outcome.refuse(name, outcome.previous[name], found.value, reason, remedy or target.advise(name, text))
        return False
    outcome.changed = True
    seen = found if check_mode else target.verify(found)
    after: Value = entry.value if check_mode else seen.value
    outcome.record(target, name, found.value, after, target.scope == "file" or (seen.restart and not check_mode))
    return True


def _original(entry: Entry) -> str:
    return "unset" if entry.was_unset else describe(entry.value)
