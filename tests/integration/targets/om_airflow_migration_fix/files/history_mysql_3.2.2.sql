-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Made by tests/airflow/tables.py from the database of Airflow 3.2.2.
CREATE TABLE alembic_version (
  `version_num` varchar(32) NOT NULL,
  PRIMARY KEY (`version_num`)
);
CREATE TABLE log (
  `id` int NOT NULL AUTO_INCREMENT,
  `dag_id` varchar(250) NULL,
  `event` varchar(60) NOT NULL,
  `logical_date` timestamp(6) NULL,
  `run_id` varchar(250) NULL,
  PRIMARY KEY (`id`)
);
CREATE TABLE dag_run (
  `id` int NOT NULL AUTO_INCREMENT,
  `dag_id` varchar(250) NOT NULL,
  `logical_date` timestamp(6) NULL,
  `start_date` timestamp(6) NULL,
  `end_date` timestamp(6) NULL,
  `state` varchar(50) NULL,
  `run_id` varchar(250) NOT NULL,
  `run_type` varchar(50) NOT NULL,
  `log_template_id` int NULL,
  `clear_number` int NOT NULL,
  `backfill_id` int NULL,
  `created_dag_version_id` char(32) NULL,
  `run_after` timestamp(6) NOT NULL,
  `span_status` varchar(250) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT dag_run_dag_id_logical_date_key UNIQUE (`dag_id`, `logical_date`),
  CONSTRAINT dag_run_dag_id_run_id_key UNIQUE (`dag_id`, `run_id`)
);
CREATE TABLE task_instance (
  `task_id` varchar(250) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `start_date` timestamp(6) NULL,
  `end_date` timestamp(6) NULL,
  `state` varchar(20) NULL,
  `try_number` int NOT NULL,
  `max_tries` int NOT NULL,
  `pool` varchar(256) NOT NULL,
  `pool_slots` int NOT NULL,
  `trigger_id` int NULL,
  `id` char(32) NOT NULL,
  `dag_version_id` char(32) NULL,
  `span_status` varchar(250) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT task_instance_composite_key UNIQUE (`dag_id`, `task_id`, `run_id`, `map_index`),
  CONSTRAINT task_instance_dag_run_fkey FOREIGN KEY (dag_id,run_id) REFERENCES dag_run(dag_id,run_id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE task_instance_history (
  `task_id` varchar(250) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `try_number` int NOT NULL,
  `start_date` timestamp(6) NULL,
  `end_date` timestamp(6) NULL,
  `state` varchar(20) NULL,
  `pool` varchar(256) NOT NULL,
  `pool_slots` int NOT NULL,
  `task_instance_id` char(32) NOT NULL,
  `span_status` varchar(250) NOT NULL,
  PRIMARY KEY (`task_instance_id`),
  CONSTRAINT task_instance_history_dtrt_uq UNIQUE (`dag_id`, `task_id`, `run_id`, `map_index`, `try_number`),
  CONSTRAINT task_instance_history_ti_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE xcom (
  `dag_run_id` int NOT NULL,
  `task_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `key` varchar(512) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `timestamp` timestamp(6) NOT NULL,
  `value` json NULL,
  PRIMARY KEY (`dag_run_id`, `task_id`, `map_index`, `key`),
  CONSTRAINT xcom_task_instance_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE task_reschedule (
  `id` int NOT NULL AUTO_INCREMENT,
  `start_date` timestamp(6) NOT NULL,
  `end_date` timestamp(6) NOT NULL,
  `duration` int NOT NULL,
  `reschedule_date` timestamp(6) NOT NULL,
  `ti_id` char(32) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT task_reschedule_ti_fkey FOREIGN KEY (ti_id) REFERENCES task_instance(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE task_map (
  `dag_id` varchar(250) NOT NULL,
  `task_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `length` int NOT NULL,
  PRIMARY KEY (`dag_id`, `task_id`, `run_id`, `map_index`),
  CONSTRAINT task_map_task_instance_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE task_instance_note (
  `created_at` timestamp(6) NOT NULL,
  `updated_at` timestamp(6) NOT NULL,
  `ti_id` char(32) NOT NULL,
  PRIMARY KEY (`ti_id`),
  CONSTRAINT task_instance_note_ti_fkey FOREIGN KEY (ti_id) REFERENCES task_instance(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE rendered_task_instance_fields (
  `dag_id` varchar(250) NOT NULL,
  `task_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `rendered_fields` json NOT NULL,
  PRIMARY KEY (`dag_id`, `task_id`, `run_id`, `map_index`),
  CONSTRAINT rtif_ti_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE hitl_detail_history (
  `ti_history_id` char(32) NOT NULL,
  `options` json NOT NULL,
  `subject` text NOT NULL,
  `params` json NOT NULL,
  `created_at` timestamp(6) NOT NULL,
  `params_input` json NOT NULL,
  PRIMARY KEY (`ti_history_id`),
  CONSTRAINT hitl_detail_history_tih_fkey FOREIGN KEY (ti_history_id) REFERENCES task_instance_history(task_instance_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE hitl_detail (
  `ti_id` char(32) NOT NULL,
  `options` json NOT NULL,
  `subject` text NOT NULL,
  `params` json NOT NULL,
  `created_at` timestamp(6) NOT NULL,
  `params_input` json NOT NULL,
  PRIMARY KEY (`ti_id`),
  CONSTRAINT hitl_detail_ti_fkey FOREIGN KEY (ti_id) REFERENCES task_instance(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE deadline (
  `id` char(32) NOT NULL,
  `dagrun_id` int NULL,
  `deadline_time` timestamp(6) NOT NULL,
  `missed` tinyint(1) NOT NULL,
  `callback_id` char(32) NOT NULL,
  `deadline_alert_id` char(32) NULL,
  `created_at` timestamp(6) NOT NULL,
  `last_updated_at` timestamp(6) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT deadline_dagrun_id_fkey FOREIGN KEY (dagrun_id) REFERENCES dag_run(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE dagrun_asset_event (
  `dag_run_id` int NOT NULL,
  `event_id` int NOT NULL,
  PRIMARY KEY (`event_id`, `dag_run_id`),
  CONSTRAINT dagrun_asset_event_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_run(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE dag_run_note (
  `dag_run_id` int NOT NULL,
  `created_at` timestamp(6) NOT NULL,
  `updated_at` timestamp(6) NOT NULL,
  PRIMARY KEY (`dag_run_id`),
  CONSTRAINT dag_run_note_dr_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_run(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE asset_partition_dag_run (
  `id` int NOT NULL AUTO_INCREMENT,
  `target_dag_id` varchar(250) NOT NULL,
  `created_dag_run_id` int NULL,
  `partition_key` varchar(250) NOT NULL,
  `created_at` timestamp(6) NOT NULL,
  `updated_at` timestamp(6) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT apdr_created_dag_run_id_fkey FOREIGN KEY (created_dag_run_id) REFERENCES dag_run(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE backfill_dag_run (
  `id` int NOT NULL AUTO_INCREMENT,
  `backfill_id` int NOT NULL,
  `dag_run_id` int NULL,
  `sort_ordinal` int NOT NULL,
  `logical_date` timestamp NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT ix_bdr_backfill_id_dag_run_id UNIQUE (`backfill_id`, `dag_run_id`),
  CONSTRAINT bdr_dag_run_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_run(id) ON DELETE SET NULL ON UPDATE NO ACTION
);
INSERT INTO alembic_version VALUES ('1d6611b6ab7c');
