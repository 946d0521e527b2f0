# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions about a lease, as pure functions: may it be taken, and what to tell the one who may not."""

from __future__ import annotations

import typing as t

from .holder import Holder

FREE, OURS, TAKE_OVER, REFUSED = "free", "ours", "take over", "refused"


def judge(
    found: Holder | None,
    own_id: str,
    *,
    alive: bool | None,
    silence: float,
    timeout: float,
    busy: bool,
    dead: t.Collection[str] = (),
    takeover: str = "",
) -> str:
    """Decide what the record of a host means for the run that asks.

    Args:
        found: who holds the lease.
        own_id: the lease of the run that asks.
        alive: whether the process of the holder runs; None where this host cannot know, because it is on another one.
        silence: seconds since the last sign of life.
        timeout: seconds of silence after which a holder counts as dead.
        busy: whether tasks of Ansible run on this host.
        dead: leases whose holder is known to be dead.
        takeover: the lease that an operator has declared dead.
    """
    if found is None:
        return FREE
    if found.id == own_id:
        return OURS
    if found.id == takeover or found.id in dead:
        return TAKE_OVER
    if alive is not None:
        return REFUSED if alive else TAKE_OVER
    return TAKE_OVER if silence > timeout and not busy else REFUSED


def is_given_up(*, alive: bool | None, silence: float, timeout: float, signs: bool) -> bool:
    """Whether a keeper has to end because its run is gone.

    Args:
        alive: whether the process of the run lives; None where that cannot be known here.
        silence: seconds since the run gave a sign of life.
        timeout: how long it may be silent.
        signs: whether something of the run is seen at work right now.
    """
    if alive is not None:
        return not alive
    return silence > timeout and not signs


def refusal(found: Holder, what: str, timeout: float, silence: float | None = None) -> str:
    """The sentence for the run that is refused.

    Args:
        found: who holds the lease.
        what: the host or the database server that it is held on.
        timeout: how long a holder may be silent.
        silence: seconds since its last sign of life, where that is known.
    """
    last = "" if silence is None else f" (the last one was {silence:.0f} s ago)"
    return (
        f"{what} is in use by {found.sentence}. Nothing was changed. Wait until it has ended, then run again. "
        f"A dead run loses its lease at once if it ran on this controller, otherwise {timeout:.0f} s after its last "
        f"sign of life{last}. If you know that it is dead, run with om_lease_takeover={found.id}."
    )
