# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a check is, and how it reads its evidence.

A check is a row of the catalogue: an identifier, words for people, and one pure function over the facts that the role
`preflight` collected. Evidence that is not there raises `Missing`, so that a check can never pass by accident.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._versions import parse_version

BLOCKER = "blocker"
WARNING = "warning"
NOTE = "note"
SEVERITIES = (BLOCKER, WARNING, NOTE)  # the order in which people want to read them


class Missing(Exception):
    """The evidence of a check was not collected."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Facts:
    """Read access to the facts by dotted path, e.g. ``info.database.version``."""

    def __init__(self, tree: t.Mapping[str, t.Any]) -> None:
        self._tree = tree
        self.read: set[str] = set()  # every path that was asked for; a test compares it with `Check.reads`

    def get(self, path: str, default: t.Any = None) -> t.Any:
        """The value at the path, or the default where it is absent or null."""
        self.read.add(path)
        node: t.Any = self._tree
        for part in path.split("."):
            if not isinstance(node, t.Mapping) or node.get(part) is None:
                return default
            node = node[part]
        return node

    def need(self, path: str) -> t.Any:
        """The value at the path.

        Raises:
            Missing: it is absent or null.
        """
        value = self.get(path)
        if value is None:
            raise Missing(path)
        return value

    def version(self, path: str) -> tuple[int, int, int, int]:
        """The version at the path, comparable.

        Raises:
            Missing: it is absent, or no version.
        """
        try:
            return parse_version(str(self.need(path)))
        except ValueError as exc:
            raise Missing(path) from exc


@dataclasses.dataclass(frozen=True)
class Hit:
    """What a check found, where a bare sentence is not enough."""

    evidence: str
    severity: str | None = None  # a milder (or harsher) one than the check's own, see `Check.severity_note`
    fix: str | None = None  # more precise than the check's own


Decision = t.Union[Hit, str, None]  # None: all is well; a string: the evidence


@dataclasses.dataclass(frozen=True)
class Check:
    """One known way in which an upgrade fails."""

    id: str
    title: str  # the trouble, as a statement
    severity: str
    why: str  # what happens if nothing is done
    reads: tuple[str, ...]
    decide: t.Callable[[Facts], Decision]
    fix: str
    source: str
    engine: str | None = None  # only for OpenMetadata's database on this engine
    airflow: bool = False  # only where there is an Airflow
    compose: bool = False  # only for the compose deployment
    since: str | None = None  # only for upgrades to this version or a later one
    severity_note: str = ""  # when the severity differs from `severity`

    def applies(self, facts: Facts) -> bool:
        """Whether this environment and this upgrade can have the trouble at all.

        Raises:
            Missing: that cannot be told.
        """
        if self.compose and facts.need("environment.deployment") != "compose":
            return False
        if self.airflow and not facts.need("environment.airflow.present"):
            return False
        if self.engine and facts.need("environment.engine") != self.engine:
            return False
        return not (self.since and facts.version("environment.target_version") < parse_version(self.since))
