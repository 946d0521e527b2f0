# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench: om_airflow_migration_fix and the migration after it, against the upgrade page's options. faults: it is killed.

    run.py bench|faults

OM_BENCH_RUNS is the number of runs that each of five DAGs has, with ten task instances a run: 20000 makes a million,
and takes more than an hour. The server is the one of tests/airflow/run.
"""

from __future__ import annotations

import collections.abc
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "airflow"))

from harness import CASES, Airflow, Database, Server  # noqa: E402
from proxy import Cutter  # noqa: E402
from test_killed_module import CASES as KILLED  # noqa: E402
from test_official_scripts import OPTION_2  # noqa: E402

RUNS = int(os.environ.get("OM_BENCH_RUNS", "20000"))
RELEASE = "3.1.5"
RESULTS = ROOT / "bench" / "results"
Row = dict[str, t.Any]


def write(name: str, rows: list[Row]) -> bool:
    """bench/results/NAME.json and a Markdown table beside it; whether every row is met."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    columns = list(rows[0])
    lines = [" | ".join(columns), " | ".join("---" for _column in columns)]
    lines += [" | ".join(text(row[column]) for column in columns) for row in rows]
    table = "".join(f"| {line} |\n" for line in lines)
    (RESULTS / f"{name}.md").write_text(table)
    print(table)
    return all(row["met"] for row in rows)


def text(value: t.Any) -> str:
    """A cell of the table."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def seconds(action: collections.abc.Callable[[], t.Any]) -> float:
    """How long something takes."""
    started = time.monotonic()
    action()
    return time.monotonic() - started


class Bench:
    """One MySQL database that is filled, broken, repaired and migrated over and over."""

    def __init__(self, directory: str) -> None:
        self.server = Server.find()
        self.database = Database(self.server, "om_airflow_slow")
        self.airflow = Airflow(RELEASE, pathlib.Path(directory) / "airflow")
        self.airflow.install()
        self.rows: list[Row] = []

    def fill(self) -> None:
        """An Airflow 2.10.5 with history."""
        self.server.set_flag(False)
        self.database.load("clean_2.10.5_upgraded_from_2.7.2_empty")
        self.database.run(f"SET @runs = {RUNS:d}; " + (CASES / "populate_2.10.5.sql").read_text())

    def stick(self) -> float:
        """Let the migration fail as the page describes: the flag is off. Returns how long it took to fail."""
        taken = seconds(lambda: self.airflow.start_migration(self.database).communicate())
        assert self.database.fix(strategy="report")["state"] == "stuck"
        return taken

    def fix(self, **options: t.Any) -> None:
        """Run the module."""
        found = self.database.fix(**options)
        assert not found.get("failed"), found["msg"]

    def option_2(self) -> None:
        """What the page says to run."""
        self.database.run(*OPTION_2)

    def migrate(self) -> None:
        """With the flag on, as both need it."""
        self.server.set_flag(True)
        self.airflow.migrate(self.database)

    def keep_a_month(self) -> int:
        """The days to keep so that the last month of the made-up history stays."""
        with self.server.connect(self.database.name) as connection:
            return 30 + int(connection.value("SELECT DATEDIFF(NOW(), MAX(end_date)) FROM dag_run"))

    def add(self, name: str, what: str, ours: float, reference: float | None, bar: float | None, limit: str) -> None:
        """Note a row: met where the ratio, or without a reference the seconds, are below the bar."""
        ratio = ours / reference if reference else None
        measured = ours if ratio is None else ratio
        met = bar is None or measured <= bar
        row = {
            "id": name,
            "what": what,
            "unit": "s",
            "ours": round(ours, 3),
            "reference": reference and round(reference, 3),
        }
        self.rows.append({**row, "ratio": ratio and round(ratio, 3), "bar": limit, "met": met})
        print(self.rows[-1], flush=True)


def bench(one: Bench) -> bool:
    """Measure all."""
    size = f"{RUNS * 50:,} task instances"
    one.fill()
    one.stick()
    one.fix(strategy="report")  # the first look after a failed migration warms the caches
    one.add(
        "diagnose", f"{size}, stuck: what state is it", seconds(lambda: one.fix(strategy="report")), None, 1, "<= 1 s"
    )
    ours = seconds(one.fix)
    migration = seconds(one.migrate)
    one.fill()
    failing = one.stick()
    reference = seconds(one.option_2)
    one.add("repair-plain", f"{size}: repair of the page's failure, against option 2", ours, reference, None, "-")
    whole = reference + seconds(one.migrate)
    one.add("migrate-all", f"{size}: repair and migrate with all history", ours + migration, whole, 1.1, "<= 1.1 x")

    one.fill()
    one.stick()
    one.fix()
    deepen(one)
    one.add(
        "repair-deep",
        f"{size}: repair with the key swapped, foreign keys gone",
        seconds(one.fix),
        None,
        300,
        "<= 300 s",
    )

    for name, days in (("30 days", None), ("no history", 0)):
        one.fill()
        keep = one.keep_a_month() if days is None else days

        def lighten(keep_days: int = keep) -> None:
            one.fix(strategy="purge", keep_days=keep_days, confirm_data_loss=True)

        purge = seconds(lighten)
        taken = purge + seconds(one.migrate)
        bar = 0.6 if days is None else 0.3
        what = f"{size}: purge to {name} ({purge:.0f} s) and migrate"
        # The reference began at 2.10.5 too: what it did before it got stuck belongs to it.
        one.add(f"migrate-{name.replace(' ', '-')}", what, taken, failing + whole, bar, f"<= {bar} x all")
    one.database.drop()
    return write("airflow", one.rows)


def deepen(one: Bench) -> None:
    """The deepest partial state: every statement of d59cbbef95eb but the foreign keys at its end."""
    with one.server.connect(one.database.name) as connection:
        connection.execute("ALTER TABLE task_instance ADD COLUMN id VARCHAR(36) NULL")
        connection.execute("UPDATE task_instance SET id = UUID()")
        keys = connection.query(
            "SELECT table_name AS tab, constraint_name AS name FROM information_schema.referential_constraints "
            "WHERE constraint_schema = DATABASE() AND referenced_table_name = 'task_instance'"
        )
        for key in keys:
            connection.execute(f"ALTER TABLE `{key['tab']}` DROP FOREIGN KEY `{key['name']}`")
        connection.execute(
            "ALTER TABLE task_instance DROP PRIMARY KEY, MODIFY id VARCHAR(36) NOT NULL, ADD PRIMARY KEY (id), "
            "ADD UNIQUE task_instance_composite_key (dag_id, task_id, run_id, map_index)"
        )


def faults(one: Bench) -> bool:
    """Kill the module after each of its statements, in each state, and run it again."""
    for case in KILLED:
        with tempfile.TemporaryDirectory() as exports:
            options = {"confirm_data_loss": True, "export_dir": exports}
            one.database.load(case)
            one.fix(**options)
            wanted = (one.database.schema(), one.database.counts())
            injected = survived = lost = pretended = 0
            while True:
                one.database.load(case)
                with Cutter(one.server.host, one.server.port, after=injected + 1) as proxy:
                    killed = one.database.fix(port=proxy.port, **options)
                if not proxy.cut:
                    break
                injected += 1
                pretended += not killed.get("failed")
                again = one.database.fix(**options)
                found = (one.database.schema(), one.database.counts())
                survived += not again.get("failed") and found == wanted
                lost += found[1] != wanted[1]
        row: Row = {"id": case, "what": "killed after each of its statements, then run again", "injected": injected}
        row |= {"survived": survived, "lost": lost, "false_success": pretended}
        one.rows.append({**row, "met": injected == survived and not lost and not pretended})
        print(one.rows[-1], flush=True)
    one.database.drop()
    return write("airflow-faults", one.rows)


def main() -> int:
    """Entry point."""
    if len(sys.argv) != 2 or sys.argv[1] not in ("bench", "faults"):
        print(__doc__, file=sys.stderr)
        return 2
    if not CASES.exists():
        print(f"no captured databases in {CASES}: set OM_CASES_DIR", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory, servers():
        one = Bench(directory)
        try:
            return 0 if (bench if sys.argv[1] == "bench" else faults)(one) else 1
        finally:
            one.server.set_flag(False)


@contextlib.contextmanager
def servers() -> t.Iterator[None]:
    """The server that the environment names, else the lab's for integration tests."""
    if os.environ.get("OM_AIRFLOW_MYSQL") or os.environ.get("OM_INTEGRATION_CONFIG"):
        yield
        return
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run([str(ROOT / "lab" / "bin" / "servers"), "up", file.name], check=True, stdout=sys.stderr)
        os.environ["OM_INTEGRATION_CONFIG"] = file.name
        yield


if __name__ == "__main__":
    sys.exit(main())
