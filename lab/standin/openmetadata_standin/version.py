# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version the stand-in plays, and what differs between versions.

The version comes from the image (file OM_STANDIN_VERSION beside the configuration), so that one program plays the
old and the new server.
"""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path


def parse(text: str) -> tuple[int, ...]:
    """'1.11.4' and '2.0.0-baseline' as numbers that compare."""
    return tuple(int(part) for part in re.findall(r"\d+", text.split("-", 1)[0]))


@dataclasses.dataclass(frozen=True)
class Version:
    """What a release answers differently from another."""

    text: str

    @property
    def numbers(self) -> tuple[int, ...]:
        return parse(self.text)

    def since(self, release: str) -> bool:
        return self.numbers >= parse(release)

    @property
    def logs_operations(self) -> bool:
        """openmetadata-ops.sh prints bare messages and writes a log with levels (logback.xml; recorded with 1.12.6)."""
        return self.since("1.6.0")

    @property
    def stops_at_failed_statements(self) -> bool:
        """A failing statement ends `migrate` with 1 (MigrationProcessImpl.java since 2024; recorded with 1.12.6). 1.2
        logged it and recorded the version as done (measured)."""
        return self.since("1.4.0")

    @property
    def drops_flyway(self) -> bool:
        """Flyway's history moves into the server's own change log, and its table is dropped (recorded with 1.12.6).
        `info` and `validate` look at that change log from then on."""
        return self.since("1.11.0")

    @property
    def answers_as_1_12(self) -> bool:
        """How the API words errors, pages lists, and asks for rights, as recorded with 1.12.6.

        The older forms are those recorded with 1.2. Between the two nothing was recorded, so the first release of the
        train has the newer ones.
        """
        return self.since("1.12.0")

    @property
    def refuses_recreate(self) -> bool:
        """A trigger with `recreateIndex` or `useDistributedIndexing` is rejected (breaking changes of 2.0)."""
        return self.since("2.0.0")

    @property
    def limits_statements(self) -> bool:
        """Each statement is ended after DB_QUERY_TIMEOUT_SECONDS, those of migrations too (breaking changes of 2.0)."""
        return self.since("2.0.0")

    @property
    def most_sessions(self) -> int | None:
        """How many sessions a user may have (breaking changes of 2.0)."""
        return 5 if self.since("2.0.0") else None

    @property
    def statuses_are_a_list(self) -> bool:
        """One object up to 1.13, the newest five from 2.0 (SDK models 1.13.0 and 2.0.7)."""
        return self.since("2.0.0")

    @property
    def run_states(self) -> tuple[str, ...]:
        """A real 1.12.6 knows `stopped`; the SDK's enumeration of 1.12.4.1 does not have it."""
        states = ("queued", "success", "failed", "running", "partialSuccess")
        return (*states, "stopped") if self.since("1.12.6") else states

    @property
    def status_field(self) -> str:
        """The name of a glossary term's or data contract's state (SDK models 1.9.17 and 1.10.0)."""
        return "entityStatus" if self.since("1.10.0") else "status"

    @property
    def knows_airflow_3(self) -> bool:
        """1.11 is the first release whose ingestion image carries Airflow 3."""
        return self.since("1.11.0")

    @property
    def runs_missed_migrations(self) -> bool:
        """Up to 1.11 only versions above the highest executed one run; from 1.12 on every one that did not run."""
        return self.since("1.12.0")


def installed(home: Path) -> Version:
    """The environment wins, so that a test can play any version from one tree."""
    text = os.environ.get("OM_STANDIN_VERSION")
    if not text:
        text = (home / "OM_STANDIN_VERSION").read_text(encoding="utf-8").strip()
    return Version(text)
