# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""reindex and deploy-pipelines: what works on a migrated database."""

from __future__ import annotations

import argparse

from .. import appruns, pipelines, store
from ..app import App
from ..db.pool import Session
from ..migration import ascii as tables
from ..names import md5
from ..routes.orchestration import deploy
from ..seed import defaults
from ..web.errors import ApiError
from .context import LOG, Context

_SKIPPED = "Smart reindexing: No index mapping changes detected, skipping reindex"


def reindex(context: Context, options: argparse.Namespace) -> int:
    """Runs the search application and waits for its record's end."""
    app = App.build(context.config, context.version)
    with app.pool.session() as session:
        defaults.ensure(app, session)
        installed = store.by_fqn(session, store.KINDS["app"], appruns.SEARCH)
        mapping = md5(f"index mappings of {context.version.text}")
        if options.recreate_indexes and not options.force and _indexed(session, mapping):
            LOG.info(_SKIPPED)
            return 0
    if installed is None:
        LOG.error("%s is not installed", appruns.SEARCH)
        return 1
    config = {
        "entities": [name.strip(" '\"") for name in options.entities.split(",")],
        "batchSize": options.batch_size,
        **({} if context.version.refuses_recreate else {"recreateIndex": options.recreate_indexes}),
    }
    appruns.start(app, installed, config, wait=True)
    with app.pool.session() as session:
        run = appruns.runs(session, installed, 1)[0][0]
        _remember(session, mapping, context.version.text)
    LOG.info("Reindexing of %s ended: %s", ", ".join(config["entities"]), run["status"])
    return 0 if run["status"] == "success" else 1


def _indexed(session: Session, mapping: str) -> bool:
    return bool(session.value("SELECT COUNT(*) FROM index_mapping_versions WHERE mappingHash = %s", (mapping,)))


def _remember(session: Session, mapping: str, version: str) -> None:
    session.changed("DELETE FROM index_mapping_versions WHERE entityType = 'all'")
    session.changed(
        "INSERT INTO index_mapping_versions (entityType, mappingHash, version, updatedAt) VALUES ('all', %s, %s, %s)",
        (mapping, version, store.now()),
    )


def deploy_pipelines(context: Context) -> int:
    """The old command always ends with 0, whatever its table says; the 2.0 line counts failures."""
    app = App.build(context.config, context.version)
    rows, failures = [], 0
    with app.pool.session() as session:
        for pipeline in pipelines.every(session):
            try:
                deploy(app, session, pipeline["id"])
                status = "DEPLOYED"
            except ApiError as error:
                LOG.error("Failed to deploy pipeline %s: %s", pipeline["fullyQualifiedName"], error)
                status, failures = "FAILED", failures + 1
            found = pipelines.service_of(session, pipeline)
            rows.append([pipeline["name"], pipeline["pipelineType"], found[1]["name"] if found else "", status])
    LOG.info("%s", tables.render(("Name", "Type", "Service Name", "Status"), rows, "No Pipelines Found"))
    return 1 if failures and context.version.statuses_are_a_list else 0
