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
from .ledger import TABLE, Ledger
from .outcome import Outcome
from .plan import Found, Step, Target, describe, is_foreign, plan_present, plan_restored, remember
from .sharing import describe_users, foreign_users, is_shared, join, leave, lowers
from .state import Entry, Store
from .values import Value, is_met, wanted_value


def ensure(
    target: Target,
    params: dict[str, t.Any],
    comparison: str,
    store: Store | None,
    *,
    check_mode: bool,
    fail_on_unmet: bool,
    ledger: Ledger | None = None,
) -> Outcome:
    """Bring parameters to the wanted values.

    All of them are judged first. When one cannot be brought about and that is a failure, none is touched.

    Args:
        target: where they are set.
        params: names and values.
        comparison: ``at_least`` or ``exact``.
        store: the file of the host that remembers the originals; None to remember nothing.
        check_mode: whether nothing may be changed.
        fail_on_unmet: whether a parameter that cannot be set is a failure.
        ledger: the memory of the server that other environments share. Its lock is held by the caller.

    Raises:
        OpsError: a parameter does not exist, a value is none, or the server failed.
    """
    outcome = Outcome()
    ledger = ledger if store else None
    steps = [_judge(target, name, value, comparison, ledger) for name, value in params.items()]
    for step in steps:
        outcome.record(target, step.found.name, step.found.value, step.found.value, step.found.restart)
        if step.action == "refuse":
            outcome.refuse(step.found.name, step.wanted, step.found.value, step.reason, step.remedy)
    if not (outcome.failing and fail_on_unmet):
        for step in steps:
            if step.action == "change":
                _change(target, step, store, ledger, outcome=outcome, check_mode=check_mode)
            elif step.action == "keep" and store and ledger and not check_mode:
                _rely_on(target, step.found, store, ledger)
    for step in steps:
        entry = store.entries.get(target.key(step.found.name)) if store else None
        if entry:
            outcome.previous[step.found.name] = None if entry.was_unset else entry.value
            on_server = ledger is not None and ledger.covers(entry.key)
            outcome.remembered_on = "server" if on_server else outcome.remembered_on or "host"
            outcome.host_only = outcome.host_only or (ledger is not None and not ledger.usable)
    return outcome


def restore(
    store: Store | None,
    entries: t.Sequence[tuple[Target, Entry]],
    *,
    check_mode: bool,
    ledger: Ledger | None = None,
) -> Outcome:
    """Put remembered originals back and forget them. What other environments still use is left to the last of them.

    Args:
        store: where they are remembered.
        entries: what to put back, each with the target that it belongs to.
        check_mode: whether nothing may be changed.
        ledger: the memory of the server that other environments share. Its lock is held by the caller.

    Raises:
        OpsError: the server failed.
    """
    outcome = Outcome()
    for target, own in entries:
        name = own.key.name
        shared = ledger.read(own.key) if ledger else None
        entry = shared.entry(own.key, own) if shared else own
        outcome.previous[name] = None if entry.was_unset else entry.value
        found = target.look(name)
        outcome.record(target, name, found.value, found.value, False)
        action = plan_restored(entry, found.parts, ended=found.ended)
        others = shared.others(ledger.user) if shared and ledger else {}
        if others and action != "keep":
            action = "share"
            environments = foreign_users(others, ledger.user) if ledger else {}
            if environments:
                outcome.refuse(
                    name,
                    outcome.previous[name],
                    found.value,
                    f"it is still used by {describe_users(environments)}, and put back with the last user",
                    "Nothing needs to be done, unless that environment is gone for good. Then set it to "
                    f"{_original(entry)} yourself and drop the table {TABLE}.",
                    fails=False,
                )
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
        if not check_mode:
            if ledger and shared:
                rest = leave(shared, ledger.user, entry)
                ledger.write(entry.key, rest) if rest else ledger.remove(entry.key)
            if store:
                store.drop(entry.key)
    return outcome


def keep_for(migrations: t.Sequence[str], entries: t.Sequence[tuple[Target, Entry]]) -> Outcome:
    """Leave everything as it is, because migrations that need it still run."""
    outcome = Outcome()
    for target, entry in entries:
        name = entry.key.name
        outcome.previous[name] = None if entry.was_unset else entry.value
        found = target.look(name)
        outcome.record(target, name, found.value, found.value, False)
        outcome.refuse(
            name,
            outcome.previous[name],
            found.value,
            f"it was left for {', '.join(migrations)}, which still runs",
            "The original stays remembered. Run again when the migration has ended.",
            fails=False,
        )
    return outcome


def _judge(target: Target, name: str, value: t.Any, comparison: str, ledger: Ledger | None) -> Step:
    found = target.look(name)
    step = plan_present(found, wanted_value(name, found.shape, value), comparison)
    if step.action == "change":
        shared = ledger.read(target.key(found.name)) if ledger else None
        others = shared.others(ledger.user) if shared and ledger and is_shared(shared, found) else {}
        if others and lowers(found, step.wanted):
            users = describe_users(others)
            return _refusal(target, step, f"its value is used by {users}", "Wait until that environment has ended.")
        obstacle = target.obstacle(found)
        if obstacle:
            return _refusal(target, step, *obstacle)
    return step


def _refusal(target: Target, step: Step, reason: str, remedy: str = "") -> Step:
    text = step.found.shape.to_server(step.wanted)
    remedy = remedy or target.advise(step.found.name, text)
    return dataclasses.replace(step, action="refuse", reason=reason, remedy=remedy)


def _rely_on(target: Target, found: Found, store: Store, ledger: Ledger) -> None:
    """Count this environment among the users of a value that another one has set."""
    key = target.key(found.name)
    shared = ledger.read(key)
    if shared and is_shared(shared, found):
        entry = shared.entry(key, store.entries.get(key))
        store.put(entry)
        ledger.write(key, join(shared, entry, ledger.user, rfc3339(now())))


def _change(
    target: Target, step: Step, store: Store | None, ledger: Ledger | None, *, outcome: Outcome, check_mode: bool
) -> None:
    found, name = step.found, step.found.name
    outcome.previous[name] = None if all(text is None for text in found.parts.values()) else found.value
    if check_mode:
        outcome.changed = True
        outcome.record(target, name, found.value, step.wanted, target.scope == "file")
        return
    if store:
        key = target.key(name)
        text = found.shape.to_server(step.wanted)
        shared = ledger.read(key) if ledger else None
        old = shared.entry(key, store.entries.get(key)) if shared else store.entries.get(key)
        store.put(remember(old, key, found, text, rfc3339(now())))
        if ledger:
            ledger.write(key, join(shared, store.entries[key], ledger.user, rfc3339(now())))
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
        _note_ours(store, ledger, target, seen)
    if not is_met(seen.value, step.wanted, step.comparison, found.shape):
        outcome.refuse(
            name,
            step.wanted,
            seen.value,
            f"it was set, and a new session has {describe(seen.value)} all the same",
            "Look for a limit of the server, or a setting that takes precedence.",
        )


def _note_ours(store: Store, ledger: Ledger | None, target: Target, seen: Found) -> None:
    """Servers round: what is there now is ours as well."""
    entry = store.entries[target.key(seen.name)]
    if is_foreign(entry, seen.parts):
        texts = [text for text in seen.parts.values() if text is not None and text not in entry.ours]
        store.put(dataclasses.replace(entry, ours=[*entry.ours, *texts]))
        if ledger:
            ledger.write(entry.key, join(ledger.read(entry.key), store.entries[entry.key], ledger.user, rfc3339(now())))


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
