# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""openmetadata-ops.sh: options, commands, exit codes."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import BANNER, config, version
from ..db.errors import DbError
from ..logs import set_up_operations
from ..migration.workflow import FRAMES, MigrationFailed, java
from . import migrate, show, work
from .context import LOG, Context

# What a failed command begins its last line with.
FAILURES = {
    "migrate": "Failed to db migration due to",
    "info": "Failed due to",
    "validate": "Database migration failed due to",
    "repair": "Repair of CHANGE_LOG failed due to",
    "check-connection": "Failed to check connection due to",
    "changelog": "Failed to fetch db change log due to",
    "reindex": "Failed to reindex due to",
    "deploy-pipelines": "Failed to deploy pipelines due to",
}
# recorded with 1.12.6
NEWER_FAILURES = {
    "validate": "Database migration validation failed due to",
    "repair": "Error repairing SERVER_CHANGE_LOG and SERVER_MIGRATION_SQL_LOGS tables",
}


def failure_of(command: str, found: version.Version) -> str:
    """How the message of a command that failed begins."""
    return {**FAILURES, **(NEWER_FAILURES if found.drops_flyway else {})}[command]


def _truth(text: str) -> bool:
    return text.lower() == "true"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="openmetadata-ops.sh", description="Operations of the OpenMetadata STAND-IN (this is not OpenMetadata)"
    )
    top.add_argument("-d", "--debug", action="store_true")
    top.add_argument("-c", "--config", required=True, type=Path)
    top.add_argument("-V", "--version", action="store_true")
    commands = top.add_subparsers(dest="command")
    for name in FAILURES:
        command = commands.add_parser(name)
        if name == "migrate":
            command.add_argument("--force", action="store_true")
        if name == "reindex":
            _reindex_options(command)
    return top


def _reindex_options(command: argparse.ArgumentParser) -> None:
    """The flags of 1.9 and 1.10; the ones that only tune the real indexer are taken and not used."""
    numbers = {
        "--payload-size": ("-p", 104857600),
        "--producer-threads": ("", 10),
        "--consumer-threads": ("", 5),
        "--queue-size": ("", 300),
        "--back-off": ("", 1000),
        "--max-back-off": ("", 10000),
        "--max-requests": ("", 1000),
        "--retries": ("", 3),
    }
    command.add_argument("-b", "--batch-size", type=int, default=300)
    for name, (short, default) in numbers.items():
        command.add_argument(*filter(None, (short, name)), type=int, default=default)
    command.add_argument("--recreate-indexes", type=_truth, default=True)
    command.add_argument("--auto-tune", type=_truth, nargs="?", const=True, default=False)
    command.add_argument("--force", type=_truth, nargs="?", const=True, default=False)
    command.add_argument("--entities", default="all")
    command.add_argument("--slack-bot-token", default="")
    command.add_argument("--slack-channel", default="")


def run(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    found = version.installed(options.config.resolve().parent.parent)
    set_up_operations(logging.DEBUG if options.debug else logging.INFO, found)
    LOG.info("%s", BANNER.format(version=found.text))
    if options.version:
        print(found.text)
        return 0
    if options.command is None:
        print("Commands: " + ", ".join(FAILURES))
        return 0
    context = Context(config.load(options.config), found)
    try:
        return _command(context, options)
    except (DbError, MigrationFailed) as error:
        LOG.error("%s \n%s%s", failure_of(options.command, found), java(error), FRAMES)
        return 1


def _command(context: Context, options: argparse.Namespace) -> int:
    actions = {
        "migrate": lambda: migrate.migrate(context, options.force),
        "info": lambda: show.info(context),
        "validate": lambda: show.validate(context),
        "repair": lambda: show.repair(context),
        "check-connection": lambda: show.check_connection(context),
        "changelog": lambda: show.show_changelog(context),
        "reindex": lambda: work.reindex(context, options),
        "deploy-pipelines": lambda: work.deploy_pipelines(context),
    }
    return actions[options.command]()


if __name__ == "__main__":
    sys.exit(run())
