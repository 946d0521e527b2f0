# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""openmetadata-standin: seed the lab's starting state, deploy or toggle pipelines, print a bot's token, the version."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import NAME, config, pipelines, store, version
from ..app import App
from ..db.errors import DbError
from ..logs import set_up
from ..migration import changelog
from ..routes import orchestration
from ..web.errors import ApiError
from . import assets, defaults, runs

LARGEST = 15_000_000


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog=NAME, description="Helpers of the lab; no real server has them")
    top.add_argument("config", type=Path)
    commands = top.add_subparsers(dest="command", required=True)
    seed = commands.add_parser("seed", help="add the lab's starting state; what is there stays as it is")
    seed.add_argument("--queries", type=int, default=300, help="ordinary queries, about 2 KB each")
    seed.add_argument("--largest-query", type=int, default=LARGEST, help="bytes of the largest query; 0 for none")
    token = commands.add_parser("token", help="print a bot's token")
    token.add_argument("bot", nargs="?", default="ingestion-bot")
    for name, help_text in (("deploy", "deploy pipelines to Airflow"), ("toggle", "switch schedules off, or on again")):
        commands.add_parser(name, help=help_text).add_argument("pipeline", nargs="+", help="fully qualified name")
    commands.add_parser("version")
    return top


def _seed(app: App, options: argparse.Namespace) -> dict[str, object]:
    with app.pool.session() as session:
        if not changelog.versions(session):
            raise SystemExit("the database has no schema yet: run bootstrap/openmetadata-ops.sh migrate first")
        defaults.ensure(app, session)
        # A bot that may read and not write, to see how 403 looks.
        defaults.bot(app, session, "reader-bot", [], description="A bot without any role.")
        added = runs.add(app, session)
        added |= assets.add(session, app.version, options.queries, options.largest_query)
        added["app_runs"] = runs.add_app_runs(app, session)
    return {"version": app.version.text, "added": added, "bots": ["ingestion-bot", "reader-bot"]}


def _orchestrate(app: App, command: str, names: Sequence[str]) -> None:
    """What the endpoints of these names do, through Airflow's plugin."""
    act = {"deploy": orchestration.deploy, "toggle": orchestration.toggle}[command]
    for name in names:
        with app.pool.session() as session:
            done = act(app, session, pipelines.find_fqn(session, name)["id"])
        print(f"{name}: {done['code']} {done['reason'].strip()}")
        if done["code"] != 200:
            raise SystemExit(1)


def _token(app: App, bot: str) -> str:
    with app.pool.session() as session:
        user = store.by_fqn(session, store.KINDS["user"], bot)
    if user is None:
        raise SystemExit(f"no bot {bot}")
    return app.secrets.decrypt(str(user["authenticationMechanism"]["config"]["JWTToken"]))


def run(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    set_up(logging.WARNING)
    path = options.config.resolve()
    found = version.installed(path.parent.parent)
    if options.command == "version":
        print(found.text)
        return 0
    app = App.build(config.load(path), found)
    try:
        if options.command == "token":
            print(_token(app, options.bot))
        elif options.command in ("deploy", "toggle"):
            _orchestrate(app, options.command, options.pipeline)
        else:
            print(json.dumps(_seed(app, options), indent=2))
    except DbError as error:
        print(f"{NAME}: {error.java}", file=sys.stderr)
        return 1
    except ApiError as error:
        print(f"{NAME}: {error.code} {error.message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run())
