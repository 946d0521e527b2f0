# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A large database in the shape of OpenMetadata's: entities as JSON with generated columns and their indexes, a wide
and keyless time series, narrow relationships, and the odd things that a dump has to survive."""

from __future__ import annotations

import json
import random
import time
import typing as t
import uuid

SEED_ROWS = 500
# Share of the bytes, bytes of JSON in a row.
SHAPES = {
    "table_entity": (0.30, 4000),
    "dashboard_entity": (0.08, 2500),
    "query_entity": (0.15, 2000),
    "change_event": (0.20, 2000),
    "pipeline_entity": (0.07, 3000),
    "entity_extension": (0.12, 2000),
    "entity_extension_time_series": (0.08, 700),
}
_WORDS = [
    "customer",
    "order",
    "invoice",
    "payment",
    "shipment",
    "region",
    "product",
    "price",
    "quantity",
    "warehouse",
    "account",
    "ledger",
    "session",
    "event",
    "click",
    "campaign",
    "segment",
    "churn",
    "revenue",
    "margin",
    "forecast",
    "inventory",
    "supplier",
    "contract",
    "employee",
    "department",
    "location",
    "currency",
]
_TYPES = ("BIGINT", "VARCHAR", "TIMESTAMP", "DECIMAL", "BOOLEAN", "JSON", "DATE")


def document(random_: random.Random, size: int) -> dict[str, t.Any]:
    """One entity of about so many bytes as JSON: names, types and descriptions that repeat, identifiers that do not."""
    name = f"{random_.choice(_WORDS)}_{random_.choice(_WORDS)}_{random_.randrange(10**6)}"
    body: dict[str, t.Any] = {
        "id": str(uuid.UUID(int=random_.getrandbits(128))),
        "name": name,
        "fullyQualifiedName": f"warehouse.prod.public.{name}",
        "updatedAt": 1700000000000 + random_.randrange(10**10),
        "updatedBy": random_.choice(("admin", "ingestion-bot", "größe", "数据")),
        "deleted": random_.random() < 0.02,
        "version": round(random_.random() * 3, 1),
        "columns": [],
    }
    while len(json.dumps(body, ensure_ascii=False)) < size:
        words = " ".join(random_.choice(_WORDS) for _unused in range(random_.randrange(5, 25)))
        body["columns"].append(
            {
                "name": f"{random_.choice(_WORDS)}_{random_.randrange(1000)}",
                "dataType": random_.choice(_TYPES),
                "description": f"The {words}.",
                "tags": [{"tagFQN": f"PII.{random_.choice(_WORDS)}", "labelType": "Manual", "state": "Confirmed"}],
                "hash": f"{random_.getrandbits(64):016x}",
            }
        )
    return body


def _double(execute: t.Callable[[str], int], table: str, columns: str, values: str, rows: int) -> None:
    """Fill a table from its own rows until it has so many."""
    have = SEED_ROWS
    while have < rows:
        more = min(have, rows - have)
        execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT {more}")
        have += more


def mysql(connection: t.Any, megabytes: int) -> None:
    """Fill the connection's database, which is empty."""
    random_ = random.Random(megabytes)
    cursor = connection.cursor()
    # Rows come in the order of random identifiers, which needs memory. For the generation only: what is measured runs
    # with the server's defaults.
    cursor.execute("SELECT @@innodb_buffer_pool_size, @@innodb_redo_log_capacity")
    usual = cursor.fetchone()
    _memory(cursor, 2 << 30, 4 << 30)
    cursor.execute("SET SESSION sql_log_bin = 0")
    for table, (share, size) in SHAPES.items():
        if table == "entity_extension_time_series":
            cursor.execute(
                f"CREATE TABLE {table} (entityFQNHash varchar(768) NOT NULL, extension varchar(256) NOT NULL,"
                " json json NOT"
                " NULL, timestamp bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt')))"
                " NOT NULL, KEY i (entityFQNHash(32), timestamp))"
            )
            columns, values = "entityFQNHash, extension, json", "%s, %s, %s"
            again = "SHA2(UUID(), 256), extension, JSON_SET(json, '$.id', UUID())"
        else:
            cursor.execute(
                f"CREATE TABLE {table} (id varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id')))"
                " STORED NOT NULL, fqnHash varchar(256) NOT NULL, json json NOT NULL, name varchar(256)"
                " GENERATED ALWAYS"
                " AS (json_unquote(json_extract(json, '$.name'))) NOT NULL, updatedAt bigint unsigned GENERATED"
                " ALWAYS AS"
                " (json_unquote(json_extract(json, '$.updatedAt'))) NOT NULL, deleted tinyint(1) GENERATED ALWAYS AS"
                " (json_extract(json, '$.deleted')), PRIMARY KEY (id), UNIQUE KEY u (fqnHash), KEY n (name))"
            )
            columns, values = "fqnHash, json", "%s, %s"
            again = "SHA2(UUID(), 256), JSON_SET(json, '$.id', UUID())"
        rows = []
        for _unused in range(SEED_ROWS):
            body = json.dumps(document(random_, size), ensure_ascii=False)
            head = (
                (f"{random_.getrandbits(256):064x}", "pipeline.status")
                if "time" in table
                else (f"{random_.getrandbits(256):064x}",)
            )
            rows.append((*head, body))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)
        connection.commit()

        def execute(sql: str) -> int:
            count = cursor.execute(sql)
            connection.commit()
            return count

        _double(execute, table, columns, again, max(SEED_ROWS, int(megabytes * 1e6 * share / size)))
    cursor.execute(
        "CREATE TABLE entity_relationship (fromId varchar(36) NOT NULL, toId varchar(36) NOT NULL, relation tinyint NOT"
        " NULL, json json, PRIMARY KEY (fromId, toId, relation), KEY t (toId))"
    )
    cursor.execute("INSERT INTO entity_relationship SELECT id, id, 10, NULL FROM change_event")
    cursor.execute("CREATE VIEW latest AS SELECT id, name FROM table_entity WHERE deleted = 0")
    cursor.execute("CREATE TABLE `größe 数据` (id int PRIMARY KEY AUTO_INCREMENT, `wërt` varchar(50), b varbinary(16))")
    cursor.execute("INSERT INTO `größe 数据` (`wërt`, b) VALUES ('é''\"\\\\\\n', x'00ff0a0d5c27')")
    cursor.execute("CREATE TRIGGER t BEFORE INSERT ON `größe 数据` FOR EACH ROW SET NEW.b = COALESCE(NEW.b, x'00')")
    cursor.execute("CREATE PROCEDURE p(IN n int) BEGIN SELECT n; END")
    connection.commit()
    cursor.execute("ANALYZE TABLE " + ", ".join(SHAPES))
    cursor.fetchall()
    _memory(cursor, *usual)


def _memory(cursor: t.Any, pool: int, log: int) -> None:
    """Set them, and wait until the server has done it."""
    cursor.execute("SET GLOBAL innodb_buffer_pool_size = %s", (pool,))
    cursor.execute("SET GLOBAL innodb_redo_log_capacity = %s", (log,))
    for _unused in range(240):
        cursor.execute(
            "SELECT variable_value FROM performance_schema.global_status WHERE variable_name IN"
            " ('Innodb_buffer_pool_resize_status_code', 'Innodb_redo_log_resize_status')"
        )
        if {str(row[0]) for row in cursor.fetchall()} <= {"0", "OK", ""}:
            return
        time.sleep(0.5)
    raise TimeoutError("the buffer pool or the redo log is not resized")


def postgresql(connection: t.Any, megabytes: int) -> None:
    """Fill the connection's database, which is empty."""
    random_ = random.Random(megabytes)
    cursor = connection.cursor()

    def execute(sql: str) -> int:
        cursor.execute(sql)
        connection.commit()
        return int(cursor.rowcount)

    for table, (share, size) in SHAPES.items():
        if table == "entity_extension_time_series":
            execute(
                f"CREATE TABLE {table} (entityFQNHash varchar(768) NOT NULL, extension varchar(256) NOT NULL,"
                " json jsonb NOT"
                " NULL, timestamp bigint GENERATED ALWAYS AS ((json ->> 'updatedAt')::bigint) STORED NOT NULL)"
            )
            execute(f"CREATE INDEX ON {table} (entityFQNHash, timestamp)")
            columns = "entityFQNHash, extension, json"
            again = "md5(random()::text), extension, jsonb_set(json, '{id}', to_jsonb(gen_random_uuid()::text))"
        else:
            execute(
                f"CREATE TABLE {table} (id varchar(36) GENERATED ALWAYS AS (json ->> 'id') STORED NOT NULL PRIMARY KEY,"
                " fqnHash varchar(256) NOT NULL UNIQUE, json jsonb NOT NULL, name varchar(256) GENERATED ALWAYS AS"
                " (json ->> 'name') STORED NOT NULL, updatedAt bigint GENERATED ALWAYS AS ((json ->>"
                " 'updatedAt')::bigint)"
                " STORED NOT NULL, deleted boolean GENERATED ALWAYS AS ((json ->> 'deleted')::boolean) STORED)"
            )
            execute(f"CREATE INDEX ON {table} (name)")
            columns = "fqnHash, json"
            again = "md5(random()::text || random()::text), jsonb_set(json, '{id}', to_jsonb(gen_random_uuid()::text))"
        for _unused in range(SEED_ROWS):
            head = [f"{random_.getrandbits(256):064x}"] + (["pipeline.status"] if "time" in table else [])
            marks = ", ".join(["%s"] * (len(head) + 1))
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",
                [*head, json.dumps(document(random_, size), ensure_ascii=False)],
            )
        connection.commit()
        _double(execute, table, columns, again, max(SEED_ROWS, int(megabytes * 1e6 * share / size)))
    execute(
        "CREATE TABLE entity_relationship AS SELECT id AS fromid, id AS toid, 10::smallint AS relation,"
        " NULL::jsonb AS json"
        " FROM change_event"
    )
    execute("ALTER TABLE entity_relationship ADD PRIMARY KEY (fromid, toid, relation)")
    execute("CREATE INDEX ON entity_relationship (toid)")
    execute("CREATE VIEW latest AS SELECT id, name FROM table_entity WHERE NOT deleted")
    execute('CREATE TABLE "größe 数据" (id serial PRIMARY KEY, "wërt" varchar(50), b bytea)')
    execute("""INSERT INTO "größe 数据" ("wërt", b) VALUES (E'é''"\\\\\\n\\t', '\\x00ff0a0d5c27')""")
    execute("CREATE FUNCTION p(n int) RETURNS int LANGUAGE sql AS $$ SELECT n $$")
    connection.autocommit = True
    cursor.execute("VACUUM ANALYZE")
