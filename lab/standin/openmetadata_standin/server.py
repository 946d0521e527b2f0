# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server process: refuses a database that does not fit, then listens on both ports."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from . import BANNER, config, store, version
from .app import App
from .db.errors import DbError
from .db.pool import Session
from .logs import set_up
from .migration import changelog
from .migration.workflow import pending
from .ops.show import PENDING
from .routes.apps import AppRoutes
from .routes.governance import GovernanceRoutes
from .routes.orchestration import OrchestrationRoutes
from .routes.pipelines import PipelineRoutes
from .routes.runs import RunRoutes
from .routes.services import ServiceRoutes
from .routes.system import SystemRoutes
from .routes.users import UserRoutes
from .seed import defaults
from .web import health
from .web.listener import listen
from .web.router import Router

LOG = logging.getLogger("o.o.s.OpenMetadataApplication")
SUBJECTS = (
    SystemRoutes,
    UserRoutes,
    ServiceRoutes,
    PipelineRoutes,
    RunRoutes,
    OrchestrationRoutes,
    AppRoutes,
    GovernanceRoutes,
)


class Refused(Exception):
    """The server does not start on this database."""


def router(app: App) -> Router:
    found = Router()
    for subject in SUBJECTS:
        subject(app).register(found)
    return found


def check(app: App, session: Session) -> None:
    """Raises Refused; the server never migrates by itself."""
    waiting = pending(app.config, app.version, changelog.versions(session))
    if waiting:
        raise Refused(f"java.lang.IllegalStateException: {PENDING}")
    if not app.version.since("1.10.0"):
        _check_fields(session)


def _check_fields(session: Session) -> None:
    """An old server dies of the first field that it does not know (proven with 1.1 on a 1.2 database)."""
    for kind, java in ((store.KINDS["glossaryTerm"], "GlossaryTerm"), (store.KINDS["dataContract"], "DataContract")):
        for (text,) in session.rows(f"SELECT json FROM {kind.table}"):
            if "entityStatus" in json.loads(text):
                raise Refused(
                    "com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "
                    f'"entityStatus" (class org.openmetadata.schema.entity.data.{java}), not marked as ignorable'
                )


def serve(app: App) -> None:
    """Until a signal ends it."""
    api = listen(app.config.bind, app.config.port, app.dispatcher(router(app)), app.version.answers_as_1_12)
    admin = listen(app.config.bind, app.config.admin_port, health.dispatcher(app.pool))
    threading.Thread(target=admin.serve_forever, name="admin", daemon=True).start()
    LOG.info("Started: API on port %s, administration on port %s", api.server_port, admin.server_port)
    api.serve_forever()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    LOG.info("Stopping")
    # What a Java process ends with after SIGTERM.
    sys.exit(143)


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]).resolve()
    found = version.installed(path.parent.parent)
    # As openmetadata.yaml of the real server has it: level: ${LOG_LEVEL:-INFO}
    set_up(getattr(logging, os.environ.get("LOG_LEVEL", "INFO").upper(), logging.INFO))
    LOG.info("%s", BANNER.format(version=found.text))
    signal.signal(signal.SIGTERM, _stop)
    app = App.build(config.load(path), found)
    try:
        with app.pool.session(timeout=10) as session:
            check(app, session)
            defaults.ensure(app, session)
    except (DbError, Refused) as error:
        LOG.error("%s", error.java if isinstance(error, DbError) else error)
        return 1
    serve(app)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
