# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The rules: what a release changed that other people's code may still use the old way.

Facts come from upstream's release notes and wheels; each rule names where.
"""

from __future__ import annotations

import dataclasses

from .._versions import parse_version


@dataclasses.dataclass(frozen=True)
class Rule:
    """One change of a release."""

    id: str
    since: str  # the release that ships the change
    message: str  # what was found and what to do, one or two sentences
    source: str
    fixable: bool = False


PAGE = "https://docs.open-metadata.org/v1.11.x/deployment/upgrade/prerequisites"
RELEASES = "https://docs.open-metadata.org/latest/releases/all-releases"
BREAKING = "https://docs.open-metadata.org/v2.0.x-SNAPSHOT/deployment/upgrade/breaking-changes/"
BREAKING_2_1 = "https://docs.open-metadata.org/v2.1.x/deployment/upgrade/breaking-changes/"
RELEASE_1_13_5 = "https://github.com/open-metadata/OpenMetadata/releases/tag/1.13.5-release"
AIRFLOW_3 = "https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html"

RULES: tuple[Rule, ...] = (
    # Proven with the SDK: 1.10's execute() calls print_status() itself (metadata/workflow/base.py).
    Rule(
        "OMC101",
        "1.10.0",
        "execute() prints the status itself since 1.10, so this call prints it twice. Remove it.",
        PAGE,
        fixable=True,
    ),
    # Proven with the SDK: 1.9.17 has `status`, 1.10.0 has `entityStatus`.
    Rule(
        "OMC102",
        "1.10.0",
        "Glossary terms and data contracts have entityStatus instead of status since 1.10. Rename the argument.",
        PAGE,
    ),
    Rule(
        "OMC103",
        "1.10.0",
        "A status of glossary terms or data contracts: the field is entityStatus since 1.10, and Active is Approved.",
        PAGE,
    ),
    # Read in the SDK: 1.9.17 has the class Status in glossaryTerm.py, 1.11.4 has EntityStatus in type/status.py.
    Rule(
        "OMC104",
        "1.10.0",
        "The class Status of glossary terms is gone since 1.10, so that this fails. Use EntityStatus of "
        "metadata.generated.schema.type.status.",
        PAGE,
    ),
    Rule(
        "OMC111",
        "1.8.12",
        "Assets of domains and data products are not listed inline any more. Read /v1/domains/{id}/assets instead.",
        RELEASES,
    ),
    Rule("OMC112", "1.9.0", "Entities have a list of domains since 1.9. Use domains instead of domain.", RELEASES),
    Rule("OMC113", "1.9.0", "patch_domain() takes other arguments since 1.9. Look at its new signature.", RELEASES),
    # OMC121 to OMC123 and OMC127 to OMC129: derived from Airflow's wheels by tools/airflow_removals.py.
    Rule(
        "OMC121",
        "1.11.0",
        "Ingestion 1.11 brings Airflow 3, whose DAG does not have this argument or attribute, so that the file cannot "
        "be loaded. Use schedule for schedule_interval and timetable, max_active_tasks for concurrency, fail_fast for "
        "fail_stop; remove others.",
        AIRFLOW_3,
    ),
    Rule(
        "OMC122",
        "1.11.0",
        "Ingestion 1.11 brings Airflow 3, which does not have this module or name. Import from airflow.providers or "
        "airflow.sdk.",
        AIRFLOW_3,
    ),
    Rule(
        "OMC123",
        "1.11.0",
        "Ingestion 1.11 brings Airflow 3, whose context and runs do not have this value. Use logical_date, or "
        "data_interval_start and data_interval_end.",
        AIRFLOW_3,
    ),
    Rule(
        "OMC124",
        "1.11.0",
        "Creating tests needs CreateTests since 1.11, besides EditTests. Add it to the policy.",
        "https://docs.open-metadata.org/v1.11.x/releases/1.11-release",
    ),
    Rule(
        "OMC125",
        "1.11.12",
        "The OpenLineage connection has its broker's settings below brokerConfig since 1.11.12. Move this key there.",
        "https://docs.open-metadata.org/v1.12.x/releases/1.11-release",
    ),
    Rule(
        "OMC126",
        "1.13.5",
        "Ingestion needs Python 3.10 or later since 1.13.5. Raise the version.",
        RELEASE_1_13_5,
    ),
    Rule(
        "OMC127",
        "1.11.0",
        "Ingestion 1.11 brings Airflow 3, whose operators do not take this argument, so that the file cannot be "
        "loaded. Use max_active_tis_per_dag for task_concurrency, logical_date for execution_date; remove "
        "provide_context.",
        AIRFLOW_3,
    ),
    Rule(
        "OMC128",
        "1.11.0",
        "Ingestion 1.11 brings Airflow 3, which does not have this trigger rule. Use always for dummy, and "
        "none_failed_min_one_success for none_failed_or_skipped.",
        AIRFLOW_3,
    ),
    Rule(
        "OMC129",
        "1.13.0",
        "Ingestion 1.13 brings Airflow 3.2 or 3.3, which do not have this module or name any more. Import from "
        "airflow.sdk.",
        "https://airflow.apache.org/docs/apache-airflow/stable/release_notes.html",
    ),
    # Recorded from the images of 1.13.4 (Airflow 3.3.0 on Python 3.12).
    Rule(
        "OMC151",
        "1.13.4",
        "The ingestion images have Python 3.12 since 1.13.4, so that this path or interpreter is not there. Use the "
        "path of Python 3.12, or ask the interpreter for it.",
        RELEASES,
    ),
    Rule(
        "OMC131",
        "2.0.0",
        "pipelineStatuses is a list since 2.0 (a single object before). Take its first element.",
        f"{BREAKING}ingestion-and-connectors",
    ),
    Rule(
        "OMC132",
        "2.0.0",
        "The endpoints below /v1/suggestions are gone since 2.0. Use /v1/tasks.",
        f"{BREAKING}api-and-schema",
    ),
    Rule(
        "OMC133",
        "2.0.0",
        "search_after is a repeated parameter since 2.0. Send one for each sort value.",
        f"{BREAKING}api-and-schema",
    ),
    Rule(
        "OMC134",
        "2.0.0",
        "The search parameter deleted is deprecated since 2.0. Filter in the query instead.",
        f"{BREAKING}api-and-schema",
    ),
    Rule(
        "OMC135",
        "2.0.0",
        "The DatabricksPipeline connection needs authType since 2.0. Move the token there.",
        f"{BREAKING}ingestion-and-connectors",
    ),
    Rule(
        "OMC136",
        "2.0.0",
        "The payloads of log streams changed in 2.0. Look at the client that reads them.",
        f"{BREAKING}ingestion-and-connectors",
    ),
    Rule(
        "OMC137",
        "2.0.0",
        "Great Expectations must be 1.3 or later since 2.0. Raise the version.",
        f"{BREAKING}ingestion-and-connectors",
    ),
    Rule(
        "OMC138", "2.0.1", "Ingestion uses SQLAlchemy 2 since 2.0. Raise the version and custom connectors.", RELEASES
    ),
    Rule(
        "OMC139",
        "2.0.0",
        "The search indexing application has no recreateIndex and useDistributedIndexing since 2.0, and the server "
        "refuses a request that sends them. Remove the setting.",
        f"{BREAKING}applications-and-automation",
    ),
    Rule(
        "OMC140",
        "2.0.0",
        "Ingestion has no extra great-expectations-1xx since 2.0. Use the extra great-expectations.",
        f"{BREAKING}ingestion-and-connectors",
    ),
    Rule(
        "OMC161",
        "2.1.0",
        "The endpoints below /v1/feed are gone since 2.1, and so are the methods of the SDK that call them. Use "
        "/v1/conversations, /v1/tasks, /v1/activity or /v1/announcements.",
        f"{BREAKING_2_1}collaboration",
    ),
    Rule(
        "OMC162",
        "2.1.0",
        "The Delta Lake connector is gone since 2.1, and its services become Custom Database services. Use another "
        "connector for these tables.",
        f"{BREAKING_2_1}ingestion-and-connectors",
    ),
    Rule(
        "OMC163",
        "2.1.0",
        "An ingestion pipeline that is created through the API must set sourceConfig.config.type since 2.1. Set it, "
        "for example to DatabaseMetadata.",
        f"{BREAKING_2_1}ingestion-and-connectors",
    ),
    Rule(
        "OMC164",
        "2.1.0",
        "The definition of an application has no eventSubscriptions since 2.1, and the server refuses a request that "
        "sends them. Remove the list; create the alerts by the API.",
        f"{BREAKING_2_1}applications-and-automation",
    ),
    Rule(
        "OMC165",
        "2.1.0",
        "The scheme of Oracle connections is oracle+oracledb since 2.1. Set it in place of oracle+cx_oracle.",
        f"{BREAKING_2_1}ingestion-and-connectors",
    ),
)

# Not bound to a release: the SDK must have the server's major.minor, or it refuses to talk to it (proven with SDK
# 1.11).
PINNED = Rule(
    "OMC141",
    "0.0.0",
    "This pins another major or minor version of OpenMetadata than the wanted one, and the SDK refuses such a server. "
    "Raise the pin together with the server.",
    "https://docs.open-metadata.org/latest/deployment/upgrade/docker",
)

ALL: dict[str, Rule] = {rule.id: rule for rule in (*RULES, PINNED)}


def selected(from_version: str | None, to_version: str | None) -> set[str]:
    """Identifiers of the rules for changes after `from_version` up to and with `to_version`.

    Raises:
        ValueError: one of them is no version.
    """
    after = parse_version(from_version) if from_version else None
    until = parse_version(to_version) if to_version else None
    chosen = {
        rule.id
        for rule in RULES
        if (after is None or parse_version(rule.since) > after)
        and (until is None or parse_version(rule.since) <= until)
    }
    # A pin only has to move when major or minor does.
    if until and (after is None or after[:2] != until[:2]):
        chosen.add(PINNED.id)
    return chosen
