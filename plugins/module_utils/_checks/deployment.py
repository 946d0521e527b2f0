# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of how OpenMetadata is deployed: compose project, search engine, logins."""

from __future__ import annotations

import re

from .._upstream.sources import ISSUE as OM_ISSUE
from .._upstream.sources import PULL as OM_PULL
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit

COMMAND = "environment.installation.migrate_command"
PINS = "environment.airflow.pip_requirements"
IMAGES = "host.images_in_use"
MIGRATE_EXIT = "host.migrate_exit_code"
PROBLEMS = "deployment.problems"


def _force(facts: Facts) -> Decision:
    command = str(facts.need(COMMAND))
    return f"The one-shot service runs: {command}" if "--force" in command.split() else None


def _pins(facts: Facts) -> Decision:
    pins = facts.need(PINS)
    if not pins:
        return None
    if re.search(r"apache-airflow(?!-providers-(?!fab))|openmetadata", str(pins)):
        return f"_PIP_ADDITIONAL_REQUIREMENTS is {pins!r}."
    return Hit(f"_PIP_ADDITIONAL_REQUIREMENTS is {pins!r}.", severity=NOTE)


def _migrate_failed(facts: Facts) -> Decision:
    code = str(facts.need(MIGRATE_EXIT))
    # Nothing is left of a one-shot whose container was removed.
    return None if code in ("0", "gone") else f"The last run of the one-shot service ended with exit code {code}."


def _server_down(facts: Facts) -> Decision:
    if facts.need("options.api_answers") is False:
        return f"{facts.get('environment.api_url') or 'The API'} does not answer."
    return None


def _no_token(facts: Facts) -> Decision:
    if facts.need("options.api_answers") and not facts.need("options.api_login"):
        return "Neither om_api_token nor a login that works is known."
    return None


def _default_passwords(facts: Facts) -> Decision:
    accounts = facts.need("options.default_passwords")
    return f"The quickstart's password is still that of: {', '.join(accounts)}." if accounts else None


def _cannot_deploy(facts: Facts) -> Decision:
    return " ".join(facts.need(PROBLEMS)) or None


def _own_ignores(facts: Facts) -> Decision:
    unknown = facts.need("options.unknown_ignores")
    return f"om_preflight_ignore names {', '.join(unknown)}." if unknown else None


CHECKS = (
    Check(
        id="OM201",
        title="The compose project migrates with --force",
        severity=BLOCKER,
        why="Failing steps are swallowed and the exit code is 0; on databases from before 1.11 roles, policies "
        "and bots "
        "were lost.",
        reads=(COMMAND,),
        decide=_force,
        fix="Remove --force from the command of execute-migrate-all. Where the damage is done: "
        "openmetadata-ops.sh recover.",
        source=f"{OM_PULL}24985",
        compose=True,
    ),
    Check(
        id="OM202",
        title="Ingestion pins Python packages at its start",
        severity=BLOCKER,
        why="Such a pin silently puts Airflow back to an older release, whose database is then newer than itself.",
        reads=(PINS,),
        decide=_pins,
        fix="Remove the pin of Airflow, its FAB provider or openmetadata from _PIP_ADDITIONAL_REQUIREMENTS.",
        source="https://github.com/open-metadata/openmetadata-helm-charts/pull/528",
        compose=True,
        airflow=True,
        severity_note="a note for packages that do not touch Airflow or OpenMetadata",
    ),
    Check(
        id="OM205",
        title="The last migration of the compose project failed",
        severity=WARNING,
        why="The database may be half migrated, or the one-shot could not reach it (not ready yet, wrong login).",
        reads=(MIGRATE_EXIT,),
        decide=_migrate_failed,
        fix="Read `docker logs execute_migrate_all`; the upgrade runs the migration again after its own backup.",
        source=f"{OM_ISSUE}19056 {OM_ISSUE}17004",
        compose=True,
    ),
    Check(
        id="OM206",
        title="The server does not answer",
        severity=WARNING,
        why="Running pipelines cannot be seen nor stopped through it, and it cannot be told whether the trouble "
        "is new.",
        reads=("options.api_answers", "environment.api_url"),
        decide=_server_down,
        fix="If it should be up, look into its log first. An upgrade that was interrupted goes on anyway.",
        source="https://docs.open-metadata.org/latest/deployment/upgrade/prerequisites",
    ),
    Check(
        id="OM207",
        title="There is no login to the REST API",
        severity=WARNING,
        why="Pipelines cannot be drained before the stop, nor redeployed after the start, and search is not rebuilt.",
        reads=("options.api_answers", "options.api_login"),
        decide=_no_token,
        fix="Set om_api_token to the token of an administrator. That of the ingestion-bot (Settings > Bots) does for "
        "all but the search index, which it may not rebuild from 1.12 on.",
        source=f"{OM_ISSUE}24806",
    ),
    Check(
        id="OM208",
        title="The quickstart's passwords are still in use",
        severity=NOTE,
        why="They are public.",
        reads=("options.default_passwords",),
        decide=_default_passwords,
        fix="Change them after the upgrade.",
        source="https://docs.open-metadata.org/latest/quick-start/local-docker-deployment",
    ),
    Check(
        id="OM209",
        title="om_preflight_ignore names checks that do not exist",
        severity=WARNING,
        why="A misspelt identifier silences nothing.",
        reads=("options.unknown_ignores",),
        decide=_own_ignores,
        fix="Correct the identifiers; docs/checks.md lists them.",
        source="docs/checks.md",
    ),
    Check(
        id="OM211",
        title="The new version cannot be laid down in the installation's files",
        severity=BLOCKER,
        why="The upgrade would stop with the server already stopped.",
        reads=(PROBLEMS,),
        decide=_cannot_deploy,
        fix="Do what the message says.",
        source="https://docs.open-metadata.org/latest/deployment/upgrade/docker",
    ),
)
