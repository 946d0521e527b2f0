-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Made by tests/airflow/tables.py from the database of Airflow 2.10.5.
CREATE TABLE alembic_version (
  `version_num` varchar(32) NOT NULL,
  PRIMARY KEY (`version_num`)
);
CREATE TABLE log (
  `id` int NOT NULL AUTO_INCREMENT,
  `dag_id` varchar(250) NULL,
  `execution_date` timestamp(6) NULL,
  `run_id` varchar(250) NULL,
  PRIMARY KEY (`id`)
);
CREATE TABLE dag_run (
  `id` int NOT NULL AUTO_INCREMENT,
  `dag_id` varchar(250) NOT NULL,
  `execution_date` timestamp(6) NOT NULL,
  `start_date` timestamp(6) NULL,
  `end_date` timestamp(6) NULL,
  `state` varchar(50) NULL,
  `run_id` varchar(250) NOT NULL,
  `run_type` varchar(50) NOT NULL,
  `log_template_id` int NULL,
  `clear_number` int NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT dag_run_dag_id_execution_date_key UNIQUE (`dag_id`, `execution_date`),
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
  `pool` varchar(256) NOT NULL,
  `pool_slots` int NOT NULL,
  `trigger_id` int NULL,
  PRIMARY KEY (`dag_id`, `task_id`, `run_id`, `map_index`),
  CONSTRAINT task_instance_dag_run_fkey FOREIGN KEY (dag_id,run_id) REFERENCES dag_run(dag_id,run_id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE xcom (
  `dag_run_id` int NOT NULL,
  `task_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `key` varchar(512) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `value` longblob NULL,
  `timestamp` timestamp(6) NOT NULL,
  PRIMARY KEY (`dag_run_id`, `task_id`, `map_index`, `key`),
  CONSTRAINT xcom_task_instance_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE task_reschedule (
  `id` int NOT NULL AUTO_INCREMENT,
  `task_id` varchar(250) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `try_number` int NOT NULL,
  `start_date` timestamp(6) NOT NULL,
  `end_date` timestamp(6) NOT NULL,
  `duration` int NOT NULL,
  `reschedule_date` timestamp(6) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT task_reschedule_dr_fkey FOREIGN KEY (dag_id,run_id) REFERENCES dag_run(dag_id,run_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT task_reschedule_ti_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE NO ACTION
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
  `user_id` int NULL,
  `task_id` varchar(250) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `created_at` timestamp(6) NOT NULL,
  `updated_at` timestamp(6) NOT NULL,
  PRIMARY KEY (`task_id`, `dag_id`, `run_id`, `map_index`),
  CONSTRAINT task_instance_note_ti_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE task_instance_history (
  `id` int NOT NULL AUTO_INCREMENT,
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
  PRIMARY KEY (`id`),
  CONSTRAINT task_instance_history_dtrt_uq UNIQUE (`dag_id`, `task_id`, `run_id`, `map_index`, `try_number`),
  CONSTRAINT task_instance_history_ti_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE task_fail (
  `id` int NOT NULL AUTO_INCREMENT,
  `task_id` varchar(250) NOT NULL,
  `dag_id` varchar(250) NOT NULL,
  `run_id` varchar(250) NOT NULL,
  `map_index` int NOT NULL,
  `start_date` timestamp(6) NULL,
  `end_date` timestamp(6) NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT task_fail_ti_fkey FOREIGN KEY (dag_id,task_id,run_id,map_index) REFERENCES task_instance(dag_id,task_id,run_id,map_index) ON DELETE CASCADE ON UPDATE NO ACTION
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
CREATE TABLE dagrun_dataset_event (
  `dag_run_id` int NOT NULL,
  `event_id` int NOT NULL,
  PRIMARY KEY (`dag_run_id`, `event_id`),
  CONSTRAINT dagrun_dataset_event_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_run(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE TABLE dag_run_note (
  `user_id` int NULL,
  `dag_run_id` int NOT NULL,
  `created_at` timestamp(6) NOT NULL,
  `updated_at` timestamp(6) NOT NULL,
  PRIMARY KEY (`dag_run_id`),
  CONSTRAINT dag_run_note_dr_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_run(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
INSERT INTO alembic_version VALUES ('5f2621c13b39');
