# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One or more cases a check: what makes it fire, with which severity, and what its evidence says."""

from __future__ import annotations

import typing as t

MIB = 1024**2
GIB = 1024**3


class Case(t.NamedTuple):
    """Changes to the facts by path (``__`` for the dot), and the finding that they must cause."""

    id: str
    severity: str
    evidence: str
    changes: dict[str, t.Any]
    engine: str = "mysql"


def case(id: str, severity: str, evidence: str, engine: str = "mysql", **changes: t.Any) -> Case:
    return Case(id, severity, evidence, changes, engine)


def between(start: str, end: str) -> dict[str, str]:
    """An upgrade from one version to another."""
    return {"environment__server_version": start, "environment__target_version": end}


def state(name: str, **more: t.Any) -> dict[str, t.Any]:
    """An Airflow database in a state."""
    return {"airflow__state": name, "airflow__msg": f"It is {name}.", **more}


def obstacle(by_hand: bool = False) -> dict[str, t.Any]:
    """An object of others in the way of Airflow's migration."""
    one = {"kind": "view", "name": "reporting.v", "definition": "CREATE VIEW reporting.v", "revision": "eed27faa34e3"}
    return {"airflow__evidence__obstacles": [{**one, "uses": ["xcom.value"], "by_hand": by_hand}]}


RUN = {"kind": "pipeline", "pipeline": "mysql.metadata", "run_id": "1"}
APP = {"kind": "app", "pipeline": "SearchIndexingApplication", "run_id": "2"}
FLAG = {"name": "log_bin_trust_function_creators", "reason": "Access denied.", "remedy": "Ask the administrator."}
BUFFER = {"name": "sort_buffer_size", "reason": "Access denied (1227).", "remedy": "Change the parameter group."}
WAYS_OUT = ["restore", "recreate"]
WEAK = {"name": "airflow_user@%", "has_super": False, "missing": ["CREATE ROUTINE"]}
SLEEPER = {"user": "bi", "text": "session 12 of bi (in transaction for 9 s)", "end": "KILL 12"}
TIMEOUT = {"statement_timeout": {"value": 30000, "wanted": "0"}}
NO_TIMEOUT = {"name": "statement_timeout", "reason": "Denied.", "remedy": "Ask the administrator."}
HOLDER = {"id": 7, "user": "b", "database": "airflow_b", "seconds": 3, "doing": "ALTER TABLE"}
STEP = {"statement": "ALTER TABLE task_instance DROP COLUMN id", "reason": "left behind", "rows_lost": 0}
MYSQLDUMP_80 = "mysqldump  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)"
MARIADB_DUMP = "mysqldump  Ver 10.19 Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)"
MYSQLDUMP_97 = "mysqldump  Ver 9.7.4 for Linux on x86_64"
UNKNOWN_ROOM = {"server_unknown": "/data cannot be read from here", "server_needed_bytes": 2 * GIB}
POOL = {"user": "a", "host": "h", "ids": list(range(10)), "text": "10 sessions of a from h"}
ALERT = {"id": "activity-feed-alert-1.9.0", "table": "event_subscription_entity", "rows": 1}
CONTRACTS = {"id": "orphaned-contracts", "table": "data_contract_entity", "rows": 3}
ICEBERG = {"id": "iceberg-pipelines", "table": "ingestion_pipeline_entity", "rows": 2}
IN_ENV = {"text": "OPENAI_API_KEY in /srv/.env becomes LLM_OPENAI_API_KEY", "by_hand": False}
IN_CONFIGURATION = {"text": "elasticsearch.naturalLanguageSearch.openai in /srv/om.yaml", "by_hand": True}
PLACE = {"rule": "OMC101", "file": "/dags/a.py", "line": 3}

CASES = (
    case("OM101", "blocker", "Neither", environment__server_version=""),
    case("OM101", "blocker", "'latest'", environment__server_version="latest"),
    case("OM102", "blocker", "om_version is not set", environment__target_version=""),
    case("OM102", "blocker", "'newest'", environment__target_version="newest"),
    case("OM102", "blocker", "never was a release 1.99", environment__target_version="1.99.0"),
    case("OM103", "warning", "om_version is 3.0.0", environment__target_version="3.0.0"),
    case("OM104", "blocker", "Installed is 1.13.6", **between("1.13.6", "1.12.0")),
    case("OM105", "note", "2.0.9 already", **between("2.0.9", "2.0.9")),
    case("OM106", "blocker", "The database is at 1.13.5", environment__target_version="2.1.0"),
    case(
        "OM106",
        "blocker",
        "databases of 2.0.0 or later only",
        environment__target_version="2.1.0",
        info__database__schema_version=None,
    ),
    case("OM107", "warning", "2.0.0", info__database__half_applied=["2.0.0"]),
    case("OM108", "blocker", "newest migration is 2.0.11", info__database__schema_version="2.0.11"),
    case("OM109", "warning", "newest migration is 2.0.0", info__database__schema_version="2.0.0"),
    case("OM110", "blocker", "1.13.5", info__database__failed_migrations=["1.13.5"]),
    case(
        "OM111",
        "note",
        "1.8.5, 1.10.2, which 1.11.4 does not carry",
        info__database__versions=["1.8.5", "1.10.2"],
        **between("1.10.2", "1.11.4"),
    ),
    case("OM112", "note", "passes over 1.10, 1.11, 1.12, 1.13", **between("1.9.17", "2.0.9")),
    case("OM113", "warning", "ingestion is 1.12.4", environment__airflow__openmetadata_version="1.12.4"),
    case("OM114", "blocker", "is under way", options__other_upgrade="An upgrade to 2.0.8 is under way."),
    case("OM115", "blocker", "om_version is 1.12.2, which was withdrawn", **between("1.11.4", "1.12.2")),
    case("OM115", "note", "Installed is 1.12.2", **between("1.12.2", "1.13.6")),
    case("OM121", "warning", "1.7.0", **between("1.6.10", "1.7.0")),
    case("OM122", "warning", "1.10.5", **between("1.9.17", "1.10.5")),
    case("OM123", "note", "1.11.4", **between("1.9.17", "1.11.4")),
    case("OM124", "warning", "1.12.6", "postgresql", **between("1.11.4", "1.12.6")),
    case("OM125", "blocker", "1.12.7", **between("1.11.4", "1.12.7")),
    case("OM126", "warning", "1.12.9", "postgresql", **between("1.11.4", "1.12.9")),
    case("OM127", "warning", "1.13.0", **between("1.12.8", "1.13.0")),
    case("OM128", "note", "1.12.8", **between("1.11.4", "1.12.8")),
    case("OM129", "note", "1.11.4", **between("1.9.17", "1.11.4")),
    case("OM130", "blocker", "from 1.8.10 to 1.9.0", **between("1.8.10", "1.9.0")),
    case("OM130", "blocker", "from 1.6.10 to 1.9.0", "postgresql", **between("1.6.10", "1.9.0")),
    case("OM131", "blocker", "MySQL 5.7.44", info__database__version="5.7.44-log"),
    case("OM131", "warning", "8.0.36", info__database__version="8.0.36"),
    case("OM132", "note", "MySQL 9.7.4-2", info__database__version="9.7.4-2"),
    case("OM133", "blocker", "10.11.6-MariaDB", info__database__version="10.11.6-MariaDB-1"),
    case("OM134", "blocker", "PostgreSQL 11.22", "postgresql", info__database__version="11.22"),
    case("OM134", "warning", "PostgreSQL 13.3", "postgresql", info__database__version="13.3"),
    case("OM135", "warning", "17.5", "postgresql", info__database__version="17.5", **between("1.6.6", "1.7.2")),
    case("OM136", "blocker", "latin1", info__database__charset="latin1"),
    case("OM136", "blocker", "SERVER_CHANGE_LOG", info__database__tables_not_utf8mb4=["SERVER_CHANGE_LOG"]),
    case("OM136", "warning", "latin1", info__database__charset="latin1", **between("1.9.17", "1.11.4")),
    case("OM137", "blocker", "is ON", info__parameters__sql_generate_invisible_primary_key=True),
    case("OM137", "blocker", "is ON", info__parameters__sql_generate_invisible_primary_key="ON"),
    case("OM138", "blocker", "is ON", info__parameters__sql_require_primary_key=True),
    case("OM139", "blocker", "SELECT MD5('') fails", info__database__md5=False),
    case("OM139", "blocker", "MySQL 9.7.4-1. Since 9.6 MD5() is in a component", info__database__version="9.7.4-1"),
    case("OM144", "blocker", "ANSI_QUOTES", info__parameters__sql_mode="ANSI_QUOTES,STRICT_TRANS_TABLES"),
    case("OM144", "blocker", "PIPES_AS_CONCAT", info__parameters__sql_mode="PIPES_AS_CONCAT,ANSI_QUOTES,ANSI"),
    case("OM144", "warning", "NO_BACKSLASH_ESCAPES", info__parameters__sql_mode="no_backslash_escapes"),
    case("OM140", "blocker", "no writes", info__database__read_only=True),
    case("OM140", "blocker", "no writes", "postgresql", info__database__read_only=True),
    case(
        "OM142",
        "blocker",
        "TRIGGER for its triggers.",
        info__database__backup_obstacles=[{"what": "TRIGGER for its triggers", "fix": "GRANT TRIGGER"}],
    ),
    case(
        "OM143",
        "blocker",
        "SELECT on table public.dag.",
        "postgresql",
        info__airflow__backup_obstacles=[{"what": "SELECT on table public.dag", "fix": "GRANT SELECT"}],
    ),
    case("OM141", "warning", "change_event", info__database__tables_with_invisible_key=["change_event"]),
    case(
        "OM145",
        "warning",
        "Objects of others: view reporting.v.",
        "postgresql",
        info__database__dependents=[{"kind": "view", "name": "reporting.v"}],
    ),
    case(
        "OM151",
        "note",
        "sort_buffer_size is 256 KiB, the migration needs 20 MiB; the largest row of query_entity has 14.3 MiB.",
        info__parameters__sort_buffer_size=262144,
    ),
    case("OM152", "note", "work_mem is 4 MiB", "postgresql", info__parameters__work_mem=4 * MIB),
    case(
        "OM153",
        "blocker",
        "needs 300 MiB",
        info__recommended={"sort_buffer_size": MIB, "needed_sort_buffer_size": 300 * MIB},
    ),
    case("OM154", "blocker", "Access denied (1227)", params__unmet=[BUFFER]),
    case("OM154", "warning", "sort_buffer_size", params__unmet=[BUFFER], options__db_params_required=False),
    case("OM155", "warning", "db2:3306", environment__airflow__database_host="db2"),
    case("OM161", "blocker", "not_airflow", **state("not_airflow")),
    case("OM162", "blocker", "migration_running", **state("migration_running")),
    case("OM163", "note", "needs_trust_flag", **state("needs_trust_flag")),
    case("OM163", "blocker", "Access denied", params__unmet=[FLAG], **state("needs_trust_flag")),
    case("OM164", "warning", "stuck", **state("stuck", airflow__plan=[STEP])),
    case("OM164", "blocker", "stuck", **state("stuck")),
    case("OM165", "warning", "damaged", **state("damaged", airflow__plan=[STEP])),
    case("OM165", "blocker", "damaged", **state("damaged")),
    case("OM165", "blocker", "damaged", **state("damaged", airflow__ways_out=WAYS_OUT)),
    case(
        "OM165",
        "warning",
        "damaged",
        **state("damaged", airflow__ways_out=WAYS_OUT),
        options__airflow_way_out="restore",
    ),
    case("OM166", "warning", "interrupted", **state("interrupted")),
    case("OM166", "blocker", "interrupted", **state("interrupted", airflow__ways_out=WAYS_OUT)),
    case("OM167", "blocker", "ahead", **state("ahead")),
    case("OM168", "warning", "malformed_ids", **state("malformed_ids", airflow__plan=[STEP])),
    case("OM168", "blocker", "malformed_ids", **state("malformed_ids")),
    case("OM169", "blocker", "unknown", **state("unknown")),
    case("OM169", "blocker", "unknown", **state("unknown"), options__airflow_way_out="recreate"),
    case(
        "OM169",
        "warning",
        "unknown",
        **state("unknown", airflow__ways_out=WAYS_OUT),
        options__airflow_way_out="recreate",
    ),
    case("OM170", "blocker", "The repair deletes 18 rows (xcom 18).", airflow__would_lose={"xcom": 18}),
    case("OM170", "blocker", "rewrites values in 3 rows (xcom 3).", airflow__would_rewrite={"xcom": 3}),
    case("OM170", "note", "18 rows", airflow__would_lose={"xcom": 18}, options__confirm_data_loss=True),
    case("OM171", "blocker", "mysql+pymysql", environment__airflow__driver_url_scheme="mysql+pymysql"),
    case("OM172", "warning", "3.0.4", environment__airflow__release="3.0.4"),
    case("OM173", "note", "22 minutes", airflow__estimate_seconds=1290),
    case("OM174", "warning", "airflow_user@% lacks CREATE ROUTINE.", airflow__evidence__accounts=[WEAK]),
    case("OM176", "blocker", "view reporting.v (CREATE VIEW reporting.v).", **obstacle()),
    case("OM176", "note", "view reporting.v", **obstacle(), options__confirm_data_loss=True),
    case("OM176", "blocker", "view reporting.v", **obstacle(by_hand=True), options__confirm_data_loss=True),
    case("OM177", "warning", "fab_unfinished", **state("fab_unfinished", airflow__plan=[STEP])),
    case("OM177", "blocker", "fab_unfinished", **state("fab_unfinished")),
    case("OM179", "note", "Airflow's account has statement_timeout = 30000.", airflow__evidence__limits=TIMEOUT),
    case("OM179", "blocker", "Denied.", airflow__evidence__limits=TIMEOUT, params__unmet=[NO_TIMEOUT]),
    case("OM146", "note", "max_execution_time = 5000", info__parameters__max_execution_time=5000),
    case("OM146", "note", "statement_timeout = 1", "postgresql", info__parameters__statement_timeout=1),
    case(
        "OM146",
        "blocker",
        "Denied.",
        "postgresql",
        info__parameters__statement_timeout=1,
        params__unmet=[NO_TIMEOUT],
    ),
    case("OM178", "warning", "session 12 of bi (in transaction for 9 s).", airflow__evidence__holders=[SLEEPER]),
    case("OM178", "warning", "prepared transaction x.", airflow__evidence__prepared=["x"]),
    case("OM175", "note", "on airflow_b", airflow__evidence__lock_holder=HOLDER),
    case("OM181", "blocker", "container db has no mysqldump.", host__clients={"container db": ""}),
    case(
        "OM181",
        "blocker",
        "container db has no pg_dump.",
        "postgresql",
        host__clients={"container db": "sh: not found"},
    ),
    case("OM182", "blocker", "MariaDB", host__clients={"host": MARIADB_DUMP}),
    case(
        "OM182",
        "blocker",
        "ingestion has one that would do",
        host__clients={"host": MARIADB_DUMP, "ingestion": MYSQLDUMP_97},
    ),
    case("OM183", "blocker", "Ver 8.0.36", host__clients={"host": MYSQLDUMP_80}),
    case("OM184", "blocker", "The server is 15.18", "postgresql", host__clients={"host": "pg_dump (PostgreSQL) 14.9"}),
    case("OM185", "blocker", "/b has 1.0 MiB free", backup__too_small=["/b has 1.0 MiB free, and more is needed."]),
    case("OM189", "blocker", "no zstd", backup__refused=["There is no zstd."]),
    case("OM190", "warning", "about 2 GiB there", backup__server_unknown=[UNKNOWN_ROOM]),
    case(
        "OM186",
        "warning",
        "1 images",
        host__disks=f"{GIB} /var/lib/docker\n",
        host__images_local=[],
        host__images_remote=["openmetadata/server:2.0.10"],
    ),
    case("OM187", "warning", "query_entity has 512 MiB", host__disks=f"{500 * MIB} /var/lib/docker\n"),
    case("OM211", "blocker", "Set om_images.server", deployment__problems=["It is built.", "Set om_images.server."]),
    case("OM188", "blocker", "openmetadata/server:2.0.10", host__images_local=[]),
    case(
        "OM201",
        "blocker",
        "--force",
        environment__installation__migrate_command="./bootstrap/openmetadata-ops.sh migrate --force",
    ),
    case(
        "OM202", "blocker", "fab==2.4.4", environment__airflow__pip_requirements="apache-airflow-providers-fab==2.4.4"
    ),
    case("OM202", "blocker", "airflow==3.1.8", environment__airflow__pip_requirements="x apache-airflow==3.1.8"),
    case("OM202", "note", "pandas", environment__airflow__pip_requirements="pandas"),
    case("OM203", "blocker", "elasticsearch 7.17.0", host__images_in_use=["elasticsearch:7.17.0"]),
    case("OM203", "blocker", "opensearch 1.3.0", host__images_in_use=["opensearchproject/opensearch:1.3.0"]),
    case("OM204", "warning", "8.11.4", host__images_in_use=["docker.elastic.co/elasticsearch/elasticsearch:8.11.4"]),
    case("OM204", "warning", "8.17.2", host__images_in_use=["mirror.example:5000/es/my-elasticsearch:8.17.2"]),
    case("OM210", "warning", "elasticsearch 8.19.4; the lowest", host__images_in_use=["elasticsearch:8.19.4"]),
    case("OM210", "warning", "opensearch 2.19.0", host__images_in_use=["opensearchproject/opensearch:2.19.0"]),
    case(
        "OM210", "warning", "is tested with is 3.2", host__images_in_use=["reg.example:5000/mirror/opensearch-x:2.19"]
    ),
    case("OM210", "warning", "names no version", host__images_in_use=["mirror.example/search/opensearch@sha256:01ab"]),
    case(
        "OM210",
        "warning",
        "elasticsearch 9.0.1",
        host__images_in_use=["docker.elastic.co/elasticsearch/elasticsearch:v9.0.1-amd64@sha256:01ab"],
        **between("1.11.4", "1.12.6"),
    ),
    case("OM205", "warning", "exit code 1", host__migrate_exit_code="1"),
    case("OM206", "warning", "127.0.0.1:8585", options__api_answers=False),
    case("OM207", "warning", "om_api_token", options__api_login=False),
    case("OM208", "note", "Airflow's database", options__default_passwords=["Airflow's database"]),
    case("OM209", "warning", "OM999", options__unknown_ignores=["OM999"]),
    case("OM251", "note", "after 300 seconds, in migrations too (DB_QUERY_TIMEOUT_SECONDS, DB_MYSQL_SOCKET_TIMEOUT)."),
    case("OM251", "note", "DB_POSTGRESQL_SOCKET_TIMEOUT", "postgresql", **between("1.9.17", "2.0.0")),
    case("OM252", "note", "OPENAI_API_KEY in /srv/.env becomes", settings__renamed=[IN_ENV]),
    case("OM252", "warning", "OPENAI_API_KEY", settings__renamed=[IN_ENV], options__translate_settings=False),
    case("OM252", "warning", "naturalLanguageSearch", settings__renamed=[IN_ENV, IN_CONFIGURATION]),
    case("OM253", "note", "control characters; settings of auto-classification"),
    case("OM254", "note", "allow 5 sessions for each user"),
    case("OM255", "note", "2.0.10 has Python 3.12 and Airflow 3.3.2."),
    case("OM255", "warning", "That of 1.13.3 has Python 3.10", **between("1.13.3", "1.13.5")),
    case(
        "OM255",
        "warning",
        "has Python 3.10 and Airflow 3.1.5. That of 1.4.8 has an older",
        **between("1.4.8", "1.11.4"),
    ),
    case("OM256", "warning", "/v1/suggestions (use /v1/tasks)"),
    case("OM256", "warning", "sourceConfig.config.type", **between("2.0.10", "2.1.0")),
    case("OM257", "note", "2.1.0, does not have the endpoints below /v1/feed"),
    case("OM257", "note", "2.0.0, does not have the endpoints below /v1/suggestions", **between("1.12.6", "1.13.6")),
    case("OM241", "blocker", "db:3306", access__database_from_server="db:3306: refused"),
    case("OM242", "blocker", "no address", access__api_from_runner="no address is known"),
    case("OM243", "blocker", "10 sessions of a from h", info__sessions__other_servers=[POOL]),
    case("OM244", "blocker", "gid-1", info__sessions__prepared=["gid-1"]),
    case(
        "OM246", "blocker", "account bot may not trigger", info__server__account={"user": "bot", "trigger": "refused"}
    ),
    case(
        "OM246",
        "warning",
        "account bot is no administrator, and 1.12.6 asks",
        info__server__account={"user": "bot", "trigger": "unknown"},
        environment__server_version="1.11.9",
        environment__target_version="1.12.6",
    ),
    case(
        "OM247",
        "blocker",
        "3 in dbservice_entity, 4 in user_entity",
        info__database__secrets={"checked": 9, "unreadable": {"user_entity": 4, "dbservice_entity": 3}},
    ),
    case("OM245", "warning", "PROCESS", info__sessions__unseen=["root lacks the PROCESS privilege."]),
    case("OM221", "warning", "1 run: mysql.metadata.", pipelines__still_running=[RUN, APP]),
    case("OM221", "warning", "100 or more runs", pipelines__still_running=[RUN] * 100),
    case("OM222", "note", "2 runs: mysql.metadata.", pipelines__stuck=[RUN, RUN]),
    case("OM223", "warning", "1 run", pipelines__unknown=[RUN]),
    case("OM224", "warning", "SearchIndexingApplication", pipelines__stuck=[APP]),
    case(
        "OM225",
        "note",
        "12 in glossary_term_entity still have `status`.",
        info__database__rows_to_rename={"glossary_term_entity": 12},
        **between("1.9.17", "1.11.4"),
    ),
    case("OM226", "warning", "3 in data_contract_entity", info__database__rows_to_rename={"data_contract_entity": 3}),
    case(
        "OM229",
        "note",
        "1 in event_subscription_entity (the event subscription ActivityFeedAlert); "
        "3 in data_contract_entity (data contracts whose entity is gone, with their threads and relationships).",
        info__database__deleted_on_purpose=[ALERT, CONTRACTS, ICEBERG],
        info__database__schema_version="1.8.9",
        **between("1.8.10", "1.11.4"),
    ),
    case(
        "OM229",
        "note",
        "2 in ingestion_pipeline_entity",
        info__database__deleted_on_purpose=[ALERT, ICEBERG],
        info__database__schema_version=None,
        **between("1.12.6", "1.13.6"),
    ),
    case(
        "OM229",
        "note",
        "Delta Lake",
        info__database__deleted_on_purpose=[{"id": "delta-lake-pipelines", "rows": 1}],
        info__database__schema_version="2.0.4",
        **between("2.0.10", "2.1.0"),
    ),
    case("OM227", "note", "1 call in /dags/a.py", scan__findings=[PLACE]),
    case("OM228", "warning", "OMC132", scan__findings=[{**PLACE, "rule": "OMC132"}]),
)
