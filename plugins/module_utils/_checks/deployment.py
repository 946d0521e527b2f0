# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of how OpenMetadata is deployed: compose project, search engine, logins."""

from __future__ import annotations

import re

from .._upstream import search
from .._upstream.sources import ISSUE as OM_ISSUE
from .._upstream.sources import PULL as OM_PULL
from .._versions import parse_version
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit
from .versions import TARGET

COMMAND = "environment.compose.migrate_command"
PINS = "environment.airflow.pip_requirements"
IMAGES = "host.compose_images"
MIGRATE_EXIT = "host.migrate_exit_code"


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


def search_image(images: list[str]) -> tuple[str, tuple[int, int, int, int] | None] | None:
    """The search engine among a project's images (``elasticsearch`` or ``opensearch``) with its version.

    A mirror may have an image under another name: the product is looked for in the last part of the name first, and in
    the whole name then. Dashboards and exporters are no search engines.
    """
    for part in (-1, 0):
        for image in images:
            name, tag = _split(image.partition("@")[0])
            words = name.rpartition("/")[2] if part else name
            if any(other in words for other in ("dashboards", "exporter", "kibana")):
                continue
            for product in search.PRODUCTS:
                if product in words.lower():
                    return product, _version(tag)
    return None


def _version(tag: str) -> tuple[int, int, int, int] | None:
    found = re.search(r"\d+\.\d+(?:\.\d+)?", tag)
    return parse_version(found.group()) if found else None


def _split(image: str) -> tuple[str, str]:
    """Name and tag of an image; a registry's port is no tag."""
    name, colon, tag = image.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (image, "")


def _search_old(facts: Facts) -> Decision:
    found = search_image(facts.need(IMAGES))
    if not found:
        return None
    product, version = found
    lowest = search.lowest(product, facts.version(TARGET), required=True)
    if version and lowest and version < parse_version(lowest):
        return f"Search is {product} {_text(version)}; {facts.need(TARGET)} needs {lowest} or later."
    return None


def _search_untested(facts: Facts) -> Decision:
    found = search_image(facts.need(IMAGES))
    if not found:
        return None
    product, version = found
    lowest = search.lowest(product, facts.version(TARGET), required=False)
    if not lowest or _search_old(facts):
        return None
    if version is None:
        return f"Search is {product}, and its image names no version; {facts.need(TARGET)} is tested with {lowest}."
    if version < parse_version(lowest):
        return f"Search is {product} {_text(version)}; the lowest that {facts.need(TARGET)} is tested with is {lowest}."
    return None


def _search_jump(facts: Facts) -> Decision:
    found = search_image(facts.need(IMAGES))
    if not found or _search_old(facts):
        return None
    product, version = found
    if version is None:
        return None
    row = search.cannot_open(product, version, facts.version(TARGET))
    if row:
        brings = f"the compose file of {facts.need(TARGET)} brings {row.major}.x"
        return f"Search is {product} {_text(version)}; {brings}, which opens data of {row.oldest} or later only."
    return None


def _text(version: tuple[int, int, int, int]) -> str:
    return ".".join(str(number) for number in version[:3])


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
        id="OM203",
        title="The search engine is too old",
        severity=BLOCKER,
        why="1.11 and later need Elasticsearch 8 or OpenSearch 2; `migrate` ends with updating search indexes "
        "and fails.",
        reads=(IMAGES, TARGET),
        decide=_search_old,
        fix="Move to a search engine that the wanted version is tested with first; the content can be rebuilt by a "
        "reindex.",
        source=search.SEARCH[0].source,
        compose=True,
    ),
    Check(
        id="OM204",
        title="The search engine's data cannot be opened by the next major version",
        severity=WARNING,
        why="Elasticsearch 9 refuses data of releases before 8.18, and the compose file of 1.12 and later brings 9.x.",
        reads=(IMAGES, TARGET),
        decide=_search_jump,
        fix="Keep the image you have, or go through 8.19, or empty the es-data volume: the reindex fills it again.",
        source=f"{search.OPENS[0].source} {OM_ISSUE}13836",
        compose=True,
    ),
    Check(
        id="OM210",
        title="The search engine is older than the compatibility matrix",
        severity=WARNING,
        why="Upstream says that migrations may fail and the server may have problems with versions that are not in its "
        "matrix: Elasticsearch 9.3 and OpenSearch 3.2 for 1.12 and later.",
        reads=(IMAGES, TARGET),
        decide=_search_untested,
        fix="Upgrade the search engine to the version that is named, before or after this upgrade. Its content can be "
        "rebuilt by a reindex.",
        source=search.SEARCH[1].source,
        compose=True,
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
        fix="Set om_api_token to the token of the ingestion-bot (Settings > Bots) or of an administrator.",
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
)
