# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench: om_airflow_migration_fix and the migration after it, against the upgrade page's options. faults: it is killed.

    run.py bench [repair] [migrate] | run.py faults

OM_BENCH_RUNS is the number of runs that each of five DAGs has, with ten task instances a run: 20000 makes a million,
and takes hours; 100 shows in minutes whether all of it works. OM_BENCH_DIR keeps the filled databases for another
run. Beside bench/results/airflow.* it writes
airflow-revisions.*: where the migration's time goes. MySQL has its default settings, with a binary log.
"""

from __future__ import annotations

import collections.abc
import contextlib
import os
import pathlib
import re
import sys
import tempfile
import time
import typing as t

from faults import faults
from figures import write
from harness import CASES, Airflow, Database
from results import Results
from test_official_scripts import OPTION_2
from world import World

RUNS = int(os.environ.get("OM_BENCH_RUNS", "20000"))
SIZE = f"{RUNS * 50:,} task instances"
RELEASE = "3.1.5"
# Made-up history has a run an hour, from 2022-06-01 on, so that its end depends on the size.
MONTH = 30
# Memory and log for the duration: nothing of it makes a crash of the server dangerous.
# https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html, optimizing-innodb-ddl.html
SETTINGS = {
    "innodb_buffer_pool_size": 2 << 30,
    "innodb_redo_log_capacity": 2 << 30,
    "innodb_ddl_buffer_size": 256 << 20,
}
_UPGRADE = re.compile(r"Running upgrade (\w*) -> (\w+)")


def seconds(action: collections.abc.Callable[[], t.Any]) -> float:
    """How long something takes."""
    started = time.monotonic()
    action()
    return time.monotonic() - started


class Bench:
    """One Airflow database that is broken, repaired and migrated over and over."""

    def __init__(self, world: World, directory: pathlib.Path) -> None:
        self.world = world
        self.airflow = Airflow(RELEASE, directory / "airflow")
        self.airflow.install()

    @property
    def database(self) -> Database:
        """The database; the server has another port after each start."""
        return Database(self.world.server, "om_airflow_slow")

    def fill(self) -> None:
        """An Airflow 2.10.5 with history."""
        self.database.load("clean_2.10.5_upgraded_from_2.7.2_empty")
        self.database.run(f"SET @runs = {RUNS:d}; " + (CASES / "populate_2.10.5.sql").read_text())

    def stick(self) -> float:
        """Let the migration fail as the page describes: the flag is off. Returns how long it took to fail."""
        taken = seconds(lambda: self.airflow.start_migration(self.database).communicate())
        assert self.diagnose() == "stuck"
        return taken

    def diagnose(self) -> str:
        """The state that the module sees."""
        return str(self.database.fix(strategy="report")["state"])

    def fix(self, **options: t.Any) -> None:
        """Run the module."""
        found = self.database.fix(**options)
        assert not found.get("failed"), found["msg"]

    def option_2(self) -> None:
        """What the page says to run."""
        self.database.run(*OPTION_2)

    def migrate(self) -> dict[str, float]:
        """With the flag on, as both need it. Returns the seconds of each revision."""
        self.world.server.set_flag(True)
        process = self.airflow.start_migration(self.database)
        taken: dict[str, float] = {}
        name, since, output = "", time.monotonic(), []
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            match = _UPGRADE.search(line)
            if match:
                now = time.monotonic()
                taken[name or "start"] = now - since
                name, since = match.group(2), now
        taken[name] = time.monotonic() - since
        assert process.wait() == 0, "".join(output[-30:])
        assert self.diagnose() == "migrated"
        return taken

    def month(self) -> int:
        """The days to keep so that the last month of the made-up history stays."""
        with self.world.server.connect(self.database.name) as connection:
            return MONTH + int(connection.value("SELECT DATEDIFF(NOW(), MAX(end_date)) FROM dag_run"))

    def deepen(self) -> None:
        """The deepest partial state: every statement of d59cbbef95eb but the foreign keys at its end."""
        with self.world.server.connect(self.database.name) as connection:
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


def look_and_repair(one: Bench, results: Results) -> None:
    """Diagnosis and repair of the plain and of the deepest state."""
    one.world.restore("stuck")
    one.diagnose()  # the first look after a start warms the caches
    taken = seconds(one.diagnose)
    results.add("diagnose-plain", f"{SIZE}, stuck as the page describes: what state is it", taken, limit=1)
    ours = seconds(one.fix)
    one.stick()
    reference = seconds(one.option_2)
    results.add("repair-plain", f"{SIZE}: repair of the page's failure, against its option 2", ours, reference)

    one.deepen()
    one.diagnose()
    taken = seconds(one.diagnose)
    results.add("diagnose-deep", f"{SIZE}, key swapped and foreign keys gone: what state is it", taken, limit=1)
    taken = seconds(one.fix)
    results.add("repair-deep", f"{SIZE}: repair of that, where option 2 fails with 1091", taken, limit=300)


def migrate_and_lighten(one: Bench, results: Results) -> None:
    """The whole way to Airflow 3 with no history, a month of it, all of it; and with more memory for the server.

    What is dearest comes last: the rows until then are on disk by then.
    """
    lightened = {}
    for name, days, limit in (("none", 0, 0.3), ("30-days", None, 0.6)):
        one.world.restore("filled")
        keep = one.month() if days is None else days

        def lighten(keep_days: int = keep) -> None:
            one.fix(strategy="purge", keep_days=keep_days, confirm_data_loss=True)

        purge = seconds(lighten)
        taken = purge + sum(one.migrate().values())
        what = f"{SIZE}: purge to {name.replace('-', ' ')} ({purge:.0f} s) and migrate, against option 2 with all"
        lightened[f"migrate-{name}"] = (what, taken, limit)
        results.add(f"migrate-{name}", what, taken)

    one.world.restore("filled")
    failing = one.stick()
    official = seconds(one.option_2)
    revisions = one.migrate()
    official += sum(revisions.values())
    write_revisions(revisions, SIZE)
    for name, (what, taken, limit) in lightened.items():
        # The reference began at 2.10.5 too: what it did before it got stuck belongs to it.
        results.add(name, what, taken, failing + official, limit)

    one.world.restore("stuck")
    taken = seconds(one.fix) + sum(one.migrate().values())
    results.add("migrate-all", f"{SIZE}: repair and migrate with all history, against option 2", taken, official, 1.1)

    one.world.restore("stuck")
    one.world.set_all(SETTINGS)
    taken = seconds(one.fix) + sum(one.migrate().values())
    named = ", ".join(f"{name}={value >> 20}M" for name, value in SETTINGS.items())
    what = f"{SIZE}: repair and migrate with all history and {named}, against option 2"
    results.add("migrate-all-memory", what, taken, official, 1.0)


PARTS = {"repair": look_and_repair, "migrate": migrate_and_lighten}


def bench(one: Bench, parts: t.Sequence[str]) -> bool:
    """Measure these parts, in one run; the rows of others stay as they are."""
    results = Results("airflow")
    if not one.world.has("filled"):
        one.fill()
        one.world.save("filled")
    if not one.world.has("stuck"):
        one.world.restore("filled")
        one.stick()
        one.world.save("stuck")
    for part in parts:
        PARTS[part](one, results)
    return results.met


def write_revisions(revisions: dict[str, float], size: str) -> None:
    """Where the time of a migration with all history went."""
    whole = sum(revisions.values())
    dearest = sorted(revisions.items(), key=lambda one: -one[1])[:12]
    write(
        "airflow-revisions",
        [
            {"revision": name, "what": size, "unit": "s", "seconds": round(taken, 1), "share": round(taken / whole, 3)}
            for name, taken in dearest
        ],
    )


def main() -> int:
    """Entry point."""
    what, parts = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if what not in ("bench", "faults") or not set(parts) <= (set(PARTS) if what == "bench" else set()):
        print(__doc__, file=sys.stderr)
        return 2
    if not CASES.exists():
        print(f"no captured databases in {CASES}: set OM_CASES_DIR", file=sys.stderr)
        return 2
    with contextlib.ExitStack() as stack:
        kept = os.environ.get("OM_BENCH_DIR")
        place = pathlib.Path(kept or stack.enter_context(tempfile.TemporaryDirectory())) / str(RUNS)
        world = stack.enter_context(World(place))
        met = bench(Bench(world, place), parts or list(PARTS)) if what == "bench" else faults(world)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
