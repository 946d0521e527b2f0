# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Who holds a lease, in a form that fits into a file, into the attributes of a database session, and into a message."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from .._database.connection import OWN_PROGRAM
from .._errors import OpsError

_MARK = '{"id":'
# PostgreSQL keeps 63 bytes of application_name, MySQL 512 bytes of all attributes of a session.
# https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-APPLICATION-NAME
# https://dev.mysql.com/doc/refman/9.0/en/performance-schema-connection-attribute-tables.html
_LONGEST_NAME = 63
_LONGEST_VALUE = 32
_PROGRAM = re.compile(OWN_PROGRAM + r" (?P<purpose>\S+) since (?P<since>\S+) by (?P<user>[^@ ]+)@?(?P<controller>\S*)")


@dataclasses.dataclass(frozen=True)
class Holder:
    """One run of a playbook.

    Attributes:
        id: of the lease; the same on every host and server of the run.
        user: who started the run.
        controller: the host that it runs on.
        machine: the machine that pid belongs to, see processes.machine.
        pid: the process of the run on its controller.
        start: when that process started, see processes.process_start.
        purpose: what it does, for example upgrade.
        environment: the host of the inventory that it does it to.
        since: when it took the lease (RFC 3339).
        job: number of the AWX job, empty where there is none.
        host: the host that holds the lease.
    """

    id: str
    user: str = ""
    controller: str = ""
    machine: str = ""
    pid: int = 0
    start: str = ""
    purpose: str = ""
    environment: str = ""
    since: str = ""
    job: str = ""
    host: str = ""

    @classmethod
    def from_dict(cls, values: t.Mapping[str, t.Any]) -> Holder:
        """Read a holder; what this release does not know is left out, and texts are made fit for every place.

        Raises:
            OpsError: it has no id, or a value of the wrong kind.
        """
        names = [field.name for field in dataclasses.fields(cls)]
        known: dict[str, t.Any] = {name: _plain(str(values[name])) for name in names if values.get(name) is not None}
        try:
            known["pid"] = int(known.get("pid") or 0)
        except ValueError as exc:
            raise OpsError(f"holder: pid {known['pid']} is not a number.") from exc
        if not known.get("id"):
            raise OpsError("holder: it has no id. Leave out the option; the action plugin sets it.")
        return cls(**known)

    @property
    def text(self) -> str:
        """All of it in one line: first for people, then for read_holder."""
        values = {name: value for name, value in dataclasses.asdict(self).items() if value}
        return f"{self.program} {json.dumps(values, separators=(',', ':'))}"

    @property
    def program(self) -> str:
        """The name of the session that holds the lock, for people who look at the list of sessions."""
        who = f"{self.user}@{self.controller}"
        return f"{OWN_PROGRAM} {self.purpose} since {self.since} by {who}"[:_LONGEST_NAME]

    @property
    def sentence(self) -> str:
        """Who it is, what for, since when."""
        what = self.purpose or "job"
        target = f" of {self.environment}" if self.environment else ""
        who = f"{self.user}@{self.controller}" if self.controller else self.user or "an unknown user"
        process = f"AWX job {self.job}" if self.job else f"process {self.pid}" if self.pid else ""
        since = f", since {self.since}" if self.since else ""
        return f"{_article(what)} {what}{target} by {who}{f' ({process})' if process else ''}{since}"


def read_program(text: str | None, session: int) -> Holder:
    """What is known of a session's holder by its name alone, which may be cut off."""
    found = _PROGRAM.match(text or "")
    values = found.groupdict() if found else {"user": f"session {session} of the database server"}
    return Holder.from_dict({"id": f"session-{session}", "purpose": "upgrade", **values})


def read_holder(text: str | None) -> Holder | None:
    """The holder in a text that Holder.text wrote, possibly with more around it; None where there is none."""
    if not text or OWN_PROGRAM not in text or _MARK not in text:
        return None
    try:
        values, _end = json.JSONDecoder().raw_decode(text[text.index(_MARK) :])
        return Holder.from_dict(values)
    except (ValueError, AttributeError, OpsError):
        return None


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._:@+ -]", "_", text)[:_LONGEST_VALUE]


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"
