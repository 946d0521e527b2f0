-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- A few runs with their task instances and values, for an empty database of Airflow 2.10.5 on PostgreSQL.
INSERT INTO dag (dag_id, max_active_tasks, max_consecutive_failed_dag_runs, has_task_concurrency_limits)
SELECT 'd' || n, 16, 0, false FROM generate_series(1, 3) n;
INSERT INTO dag_run (dag_id, execution_date, run_id, run_type, state)
SELECT 'd' || d, TIMESTAMPTZ '2026-01-01 00:00:00Z' + r * INTERVAL '1 day', 'r' || r, 'scheduled', 'success'
FROM generate_series(1, 3) d, generate_series(1, 4) r;
INSERT INTO task_instance (task_id, dag_id, run_id, map_index, state, pool, pool_slots)
SELECT 't' || t, dag_id, run_id, -1, 'success', 'default_pool', 1 FROM dag_run, generate_series(1, 2) t;
INSERT INTO xcom (dag_run_id, task_id, map_index, key, dag_id, run_id, value, timestamp)
SELECT r.id, i.task_id, -1, 'return_value', i.dag_id, i.run_id, convert_to('{"n": 1}', 'UTF8'), now()
FROM task_instance i JOIN dag_run r USING (dag_id, run_id);
