# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures for the tests of the lab's stand-in; they need a real MySQL, a real PostgreSQL, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import databases
import installation
import pytest


@pytest.fixture(params=["mysql", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(engine: str) -> Iterator[databases.Database]:
    with databases.database(engine) as found:
        yield found


@pytest.fixture(scope="session")
def prefixes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """An installation of a version, laid down once."""
    known: dict[str, Path] = {}

    def prefix(version: str) -> Path:
        if version not in known:
            known[version] = installation.install(version, tmp_path_factory.mktemp(f"openmetadata-{version}"))
        return known[version]

    return prefix


@pytest.fixture
def installed(
    prefixes: Callable[[str], Path], database: databases.Database
) -> Callable[..., installation.Installation]:
    """A version on the test's database."""

    def build(version: str, **environment: str) -> installation.Installation:
        return installation.Installation(prefixes(version), {**database.environment, **environment})

    return build
