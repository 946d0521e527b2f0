# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Restoring: into a scratch database first, compared there with what was dumped, only then into the target's place.

So the old database is there until the new one is proven.
"""

from __future__ import annotations

import dataclasses
import re
import time
import typing as t

from .._database.connection import connect
from .._database.lock import Lock
from .._database.options import Login
from .._errors import OpsError
from . import exchange_postgresql
from .catalogue import NOT_REHEARSED
from .clients import Client, short_version
from .dump import DUMP_PROGRAM, digest_database
from .exchange_mysql import Exchange
from .facts import Facts, count_rows, read_facts
from .frames import Part
from .load import Loader, loading
from .manifest import Manifest
from .progress import Progress
from .scratch import LOCK_WAIT, Scratch
from .splitter import Seen
from .target import Target, check_unchanged, find_target
from .unpack import Source, blocks
from .verify import catalogue_problems, check_restored, differences

_EVENTS = ("events",)  # never in a scratch database: the server would run them
# As SHOW CREATE EVENT writes it, which mysqldump takes over; the state comes before the body.
_EVENT = re.compile(
    rb"(EVENT `(?:[^`]|``)*` ON SCHEDULE .*?ON COMPLETION (?:NOT )?PRESERVE )(?:ENABLE|DISABLE)", re.DOTALL
)


@dataclasses.dataclass
class Restored:
    """What came of it."""

    tables: int
    rows: int
    duration: float  # of the loading
    verify_duration: float
    hashed: bool
    notes: list[str] = dataclasses.field(default_factory=list)  # what is left behind, sentences


def switched_off(text: bytes, events: int) -> bytes:
    """The dump of MySQL's events with each of them switched off, so that the server accepts but does not run them.

    Raises:
        OpsError: the text does not hold as many events as were dumped.
    """
    off, found = _EVENT.subn(rb"\1DISABLE", text)
    if found != events:
        raise OpsError(f"The dump holds {found} events instead of {events}. Use another backup. Nothing was changed.")
    return off


class Restore:
    """One database's way out of a backup."""

    def __init__(
        self,
        client: Client,
        login: Login,
        manifest: Manifest,
        entry: dict[str, t.Any],
        source: Source,
        *,
        progress: Progress,
        jobs: int,
    ) -> None:
        self._client = client
        self._login = login
        self._manifest = manifest
        self._entry = entry
        self._source = source
        # Large objects come in the part of the dump that every client loads.
        self._jobs = 1 if entry["large_objects"] else jobs
        self._progress = progress

    def rehearse(self) -> Restored:
        """Load into a scratch database, compare, drop."""
        with Scratch(self._login, self._options(None), rehearsal=True) as scratch:
            restored = self._load_and_compare(scratch)
        restored.notes += scratch.notes
        return restored

    def into(self, target: Target, lock: Lock) -> Restored:
        """Load into a scratch database, compare, and put it in the target's place.

        Args:
            target: as it was found before.
            lock: of the restore into this target.
        """
        with Scratch(self._login, self._options(target.facts), rehearsal=False) as scratch:
            restored = self._load_and_compare(scratch)
            now = find_target(self._login, target.name)
            check_unchanged(target, now)
            lock.check()
            if self._login.engine == "mysql":
                exchange = Exchange(
                    scratch,
                    now,
                    list(self._entry["tables"]),
                    self._options(None),
                    prove_events=lambda: self._prove_events(scratch),
                    load_code=lambda: self._loader(target.name, skip=(), settings=f"{LOCK_WAIT};\n").after(),
                )
                restored.notes += exchange.run()
            else:
                restored.notes += exchange_postgresql.exchange(scratch, now, self._options(None))
        check_restored(self._manifest, self._entry, dataclasses.replace(self._login, database=target.name))
        restored.notes += scratch.notes
        return restored

    def _options(self, existing: Facts | None) -> dict[str, t.Any]:
        """An existing database keeps what it was made with."""
        return dict(existing.options if existing else self._entry["options"])

    def _prove_events(self, scratch: Scratch) -> None:
        """Create the backup's events in the copy, switched off, to know before the exchange what the server refuses."""
        for part in (Part.from_list(values) for values in self._entry["parts"]):
            if part.kind in _EVENTS:
                text = b"".join(blocks(self._source.read(part), self._manifest["compression"]))
                with loading(self._client, scratch.name, compression="none") as session:
                    session.feed(switched_off(text, self._entry["events"]))

    def _loader(self, database: str, *, skip: t.Collection[str], settings: str = "") -> Loader:
        return Loader(
            self._client,
            database,
            [Part.from_list(values) for values in self._entry["parts"]],
            self._source,
            self._progress,
            compression=self._manifest["compression"],
            jobs=self._jobs,
            skip=skip,
            settings=settings,
        )

    def _load_and_compare(self, scratch: Scratch) -> Restored:
        begun = time.monotonic()
        self._progress.step(f"restore of {self._entry['name']}", sum(values[5] for values in self._entry["parts"]))
        loader = self._loader(scratch.name, skip=_EVENTS, settings=scratch.settings)
        loader.before()
        loader.rows()
        loader.after()
        duration = time.monotonic() - begun
        begun = time.monotonic()
        self._progress.step(f"comparison of {self._entry['name']}", sum(values[5] for values in self._entry["parts"]))
        said = short_version(self._client.version(DUMP_PROGRAM[self._login.engine]))
        hashed = said == self._manifest["client_version"]
        problems = differences(self._entry["tables"], self._found(scratch, hashed=hashed), hashed=hashed)
        with connect(scratch.login) as connection:
            facts = read_facts(connection, scratch.name)
            problems += catalogue_problems(self._manifest, self._entry, connection, without=NOT_REHEARSED)
        if len(facts.views) != self._entry["views"]:
            problems.append(f"there are {len(facts.views)} views instead of {self._entry['views']}")
        if problems:
            raise OpsError(
                f"The restored copy of {self._entry['name']} is not what was dumped: {'; '.join(problems[:10])}. "
                "It was dropped, and no other database was changed."
            )
        rows = sum(table["rows"] for table in self._entry["tables"].values())
        return Restored(len(self._entry["tables"]), rows, duration, time.monotonic() - begun, hashed)

    def _found(self, scratch: Scratch, *, hashed: bool) -> dict[str, Seen]:
        if hashed:
            return digest_database(self._client, scratch.login, self._jobs, self._progress)
        with connect(scratch.login) as connection:
            counts = count_rows(connection, read_facts(connection, scratch.name).tables)
        return {name: Seen(rows=rows) for name, rows in counts.items()}
