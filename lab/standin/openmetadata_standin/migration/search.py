# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Updating the search indexes, which a migration does at its end whether or not anything was pending.

The lab has no search engine. It is imagined to be there, unless OM_STANDIN_SEARCH=down; then the command says what a
real 1.12.6 said, and ends with 0 all the same (recorded).
"""

from __future__ import annotations

import logging
import os

LOG = logging.getLogger("o.o.service.search.SearchRepository")
MANAGER = logging.getLogger("o.o.s.s.o.OpenSearchIndexManager")
TEMPLATES = 57
# Some of the names of a real server's indexes.
INDEXES = (
    "table",
    "topic",
    "dashboard",
    "pipeline",
    "glossary_term",
    "tag",
    "user",
    "team",
    "query",
    "database_service",
)
_REFUSED = (
    "\njava.net.ConnectException: Connect to http://{host} failed: Connection refused (connect failed)"
    "\n\tat org.openmetadata.service.search.SearchRepository.updateIndexes(SearchRepository.java:318)"
)
_STEPS = (
    "Failed to check if index {index}_search_index exists",
    "Failed to get indices for alias {index}_search_index due to",
    "Failed to create index {index}_search_index due to",
    "Failed to list indices by prefix {index}_search_index due to",
    "Failed to add aliases [all, {index}] to index {index}_search_index due to",
)


def update_indexes() -> None:
    down = os.environ.get("OM_STANDIN_SEARCH") == "down"
    if down:
        host = f"{os.environ.get('ELASTICSEARCH_HOST', 'localhost')}:{os.environ.get('ELASTICSEARCH_PORT', '9200')}"
        for index in INDEXES:
            for step in _STEPS:
                MANAGER.error("%s", step.format(index=index) + _REFUSED.format(host=host))
    failed = TEMPLATES if down else 0
    LOG.info(
        "Index templates creation completed. Success: %s, Failed: %s, Total: %s", TEMPLATES - failed, failed, TEMPLATES
    )
