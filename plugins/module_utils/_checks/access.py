# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of access: every way to a database or the API that a later phase uses, and who else uses the database."""

from __future__ import annotations

from .._reindex.permission import ALLOWED, REFUSED
from .._upstream import changes
from .model import BLOCKER, WARNING, Check, Decision, Facts, Hit
from .versions import TARGET

FROM_SERVER = "access.database_from_server"  # why it cannot be reached, blank where it can
FROM_RUNNER = "access.api_from_runner"
SERVERS = "info.sessions.other_servers"
PREPARED = "info.sessions.prepared"
UNSEEN = "info.sessions.unseen"
ANSWERS, LOGIN, REINDEX = "options.api_answers", "options.api_login", "options.reindex"
ACCOUNT = "info.server.account"
SECRETS = "info.database.secrets"


def _database_from_server(facts: Facts) -> Decision:
    return facts.need(FROM_SERVER) or None


def _api_from_runner(facts: Facts) -> Decision:
    return facts.need(FROM_RUNNER) or None


def _other_servers(facts: Facts) -> Decision:
    found = [str(pool["text"]) for pool in facts.need(SERVERS)]
    return f"The database has {'; '.join(found)}." if found else None


def _prepared(facts: Facts) -> Decision:
    found = facts.need(PREPARED)
    return f"Prepared transactions: {', '.join(found)}." if found else None


def _unseen(facts: Facts) -> Decision:
    return " ".join(facts.need(UNSEEN)) or None


def _trigger(facts: Facts) -> Decision:
    if not facts.need(ANSWERS) or not facts.need(LOGIN) or not facts.need(REINDEX):
        return None
    account = facts.need(ACCOUNT)
    name = account.get("user") or "of the token"
    if account["trigger"] == REFUSED:
        return f"The account {name} may not trigger applications (operation Trigger)."
    if account["trigger"] == ALLOWED or not changes.TRIGGER.known_to(facts.version(TARGET)):
        return None
    return Hit(
        f"The account {name} is no administrator, and {facts.need(TARGET)} asks for the operation Trigger, which the "
        "installed version does not know.",
        severity=WARNING,
    )


def _secrets(facts: Facts) -> Decision:
    unreadable = facts.need(SECRETS)["unreadable"]
    if not unreadable:
        return None
    rows = ", ".join(f"{number} in {table}" for table, number in sorted(unreadable.items()))
    return f"FERNET_KEY does not decrypt secrets that are stored: {rows}."


CHECKS = (
    Check(
        id="OM241",
        title="The server's host does not reach the database",
        severity=BLOCKER,
        why="The migration runs on the server's host, and is judged by the database from there.",
        reads=(FROM_SERVER,),
        decide=_database_from_server,
        fix="Set om_database_host and om_database_port to an address that both the server's host and "
        "om_database_runner reach, or leave om_database_runner blank.",
        source="docs/checks.md",
    ),
    Check(
        id="OM242",
        title="The database runner does not reach the API",
        severity=BLOCKER,
        why="Stuck pipeline runs are judged by the databases and resolved through the API, from one host.",
        reads=(FROM_RUNNER,),
        decide=_api_from_runner,
        fix="Set om_api_url to an address that both the server's host and om_database_runner reach, or leave "
        "om_database_runner blank.",
        source="docs/checks.md",
    ),
    Check(
        id="OM243",
        title="Another server is connected to the database",
        severity=BLOCKER,
        why="It would write to the database while that is backed up and migrated, and would meet a schema that it does "
        "not know.",
        reads=(SERVERS,),
        decide=_other_servers,
        fix="Stop every OpenMetadata server of this database on other hosts. Name accounts that may stay connected in "
        "om_allow_sessions (user or user@host).",
        source="https://docs.open-metadata.org/latest/deployment/upgrade",
    ),
    Check(
        id="OM244",
        title="The database has prepared transactions",
        severity=BLOCKER,
        why="They keep their locks without a session: the migration would wait for them, and a backup lacks them.",
        reads=(PREPARED,),
        decide=_prepared,
        fix="Commit them or roll them back (XA COMMIT or XA ROLLBACK on MySQL, COMMIT PREPARED or ROLLBACK PREPARED on "
        "PostgreSQL).",
        source="https://www.postgresql.org/docs/current/view-pg-prepared-xacts.html "
        "https://dev.mysql.com/doc/refman/9.0/en/xa.html",
    ),
    Check(
        id="OM245",
        title="Not all sessions of the database can be seen",
        severity=WARNING,
        why="Whether another server uses the database cannot be known then.",
        reads=(UNSEEN,),
        decide=_unseen,
        fix="Give the account of om_database_admin_user the privilege that is named.",
        source="https://dev.mysql.com/doc/refman/9.0/en/privileges-provided.html#priv_process "
        "https://www.postgresql.org/docs/current/predefined-roles.html",
    ),
    Check(
        id="OM246",
        title="The account of the API may not rebuild the search index",
        severity=BLOCKER,
        why="The upgrade would fail in its phase 'reindex'. From 1.12 on, the trigger of an application needs the "
        "operation Trigger, which the role of the ingestion-bot does not have.",
        reads=(ANSWERS, LOGIN, REINDEX, ACCOUNT, TARGET),
        decide=_trigger,
        fix="Give the token of an administrator (om_api_token), or log in as one (om_api_user, om_api_password). Or "
        "give the account a role with a policy that allows Trigger on apps. Or set om_reindex: false, and rebuild the "
        "index in Settings > Applications afterwards.",
        source=changes.TRIGGER.source,
        severity_note="a warning where the installed version does not know the operation",
    ),
    Check(
        id="OM247",
        title="The server's key does not decrypt the stored secrets",
        severity=BLOCKER,
        why="Neither ingestion nor the server can read the passwords of these services and the tokens of these bots. A "
        "migration logs that and ends with 0.",
        reads=(SECRETS,),
        decide=_secrets,
        fix="Set FERNET_KEY of the server to the key that the secrets were encrypted with. Where that key is lost, "
        "enter the passwords of the services and make new tokens for the bots in the user interface.",
        source="https://github.com/open-metadata/OpenMetadata/blob/main/openmetadata-service/src/main/java/org/"
        "openmetadata/service/fernet/Fernet.java",
    ),
)
