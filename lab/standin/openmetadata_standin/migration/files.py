# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The migrations that an installation carries: a directory each."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ..config import Config
from ..version import parse
from .scripts import statements

_ENGINE = {"mysql": "mysql", "postgresql": "postgres"}


@dataclasses.dataclass(frozen=True)
class Migration:
    """One version's scripts."""

    version: str
    path: str

    def _statements(self, name: str) -> list[str]:
        script = Path(self.path) / name
        return statements(script.read_text(encoding="utf-8")) if script.is_file() else []

    @property
    def schema_changes(self) -> list[str]:
        return self._statements("schemaChanges.sql")

    @property
    def post_scripts(self) -> list[str]:
        return self._statements("postDataMigrationSQLScript.sql")


def available(config: Config) -> list[Migration]:
    """In the order of their versions."""
    engine = _ENGINE[config.database.engine]
    # The real server records the path as it is configured: absolute, with the dot in it (captured dumps).
    root = str(config.native_path).replace(f"{config.home}/", f"{config.home}/./", 1)
    found = [Migration(entry.name, f"{root}/{entry.name}/{engine}") for entry in config.native_path.iterdir()]
    return sorted(found, key=lambda migration: parse(migration.version))


def baseline(config: Config) -> tuple[Path, list[str]]:
    """The first schema, from the directory named like the JDBC driver."""
    script = next((config.flyway_path / config.database.driver).glob("v*.sql"))
    return script, statements(script.read_text(encoding="utf-8"))
