# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The check catalogue: every known way in which an upgrade fails, by subject."""

from __future__ import annotations

from . import (
    access,
    airflow,
    airflow_obstacles,
    changelog,
    changes,
    content,
    database,
    deployment,
    host,
    limits,
    memory,
    mysql,
    releases,
    search,
    versions,
)
from .model import Check

# Heading of each subject in docs/checks.md, and its checks.
SUBJECTS: tuple[tuple[str, tuple[Check, ...]], ...] = (
    ("Versions and migrations", (*versions.CHECKS, *changelog.CHECKS)),
    ("Faults of single releases", releases.CHECKS),
    ("What the wanted version changes", changes.CHECKS),
    ("The database server", (*database.CHECKS, *mysql.CHECKS, *limits.CHECKS)),
    ("Memory for sorting", memory.CHECKS),
    ("Airflow", (*airflow.CHECKS, *airflow_obstacles.CHECKS)),
    ("The host", host.CHECKS),
    ("The deployment", (*deployment.CHECKS, *search.CHECKS)),
    ("Access to databases and API", access.CHECKS),
    ("Pipelines, data and code", content.CHECKS),
)

CHECKS: tuple[Check, ...] = tuple(check for _heading, checks in SUBJECTS for check in checks)
