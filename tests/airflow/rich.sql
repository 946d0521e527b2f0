-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later


-- Rows for tables that the captured database clean_2.10.5_small leaves empty, and values in columns that later
-- revisions take away: so that a revision that is run twice over them shows it.
INSERT INTO dataset (id,uri,extra,created_at,updated_at,is_orphaned) VALUES (1,'s3://a','{}','2026-01-02 03:04:05','2026-01-02 03:04:05',0),(2,'s3://b','{}','2026-01-02 03:04:05','2026-01-02 03:04:05',1);
INSERT INTO dataset_alias (id,name) VALUES (1,'al1'),(2,'al2');
INSERT INTO dataset_event (id,dataset_id,extra,source_task_id,source_dag_id,source_run_id,source_map_index,timestamp) VALUES (1,1,'{}','t','d','r',-1,'2026-01-02 03:04:05');
INSERT INTO dataset_alias_dataset VALUES (1,1);
INSERT INTO dataset_alias_dataset_event VALUES (1,1);
INSERT INTO dag_schedule_dataset_reference (dataset_id,dag_id,created_at,updated_at) SELECT 1,dag_id,'2026-01-02 03:04:05','2026-01-02 03:04:05' FROM dag LIMIT 2;
INSERT INTO dag_schedule_dataset_alias_reference (alias_id,dag_id,created_at,updated_at) SELECT 1,dag_id,'2026-01-02 03:04:05','2026-01-02 03:04:05' FROM dag LIMIT 1;
INSERT INTO task_outlet_dataset_reference (dataset_id,dag_id,task_id,created_at,updated_at) SELECT 1,dag_id,'t','2026-01-02 03:04:05','2026-01-02 03:04:05' FROM dag LIMIT 2;
INSERT INTO dataset_dag_run_queue (dataset_id,target_dag_id,created_at) SELECT 1,dag_id,'2026-01-02 03:04:05' FROM dag LIMIT 1;
INSERT INTO dagrun_dataset_event (dag_run_id,event_id) SELECT id,1 FROM dag_run LIMIT 2;
UPDATE dag_run SET dag_hash=CONCAT('h',id) LIMIT 4;
UPDATE task_instance SET job_id=5, trigger_timeout='2026-01-02 03:04:05' LIMIT 5;
UPDATE dag SET processor_subdir='/x', default_view='grid', scheduler_lock=0, last_pickled='2026-01-02 03:04:05', is_active=IF(CRC32(dag_id)%2,0,1);
INSERT INTO dag_priority_parsing_request (id,fileloc) VALUES ('a','/x');
INSERT INTO callback_request (created_at,priority_weight,callback_data,callback_type,processor_subdir) VALUES ('2026-01-02 03:04:05',1,'{}','DagCallback','/x');
UPDATE dag_run SET run_type='dataset_triggered' LIMIT 1;
INSERT INTO connection (conn_id,conn_type,is_encrypted) VALUES ('c1','http',NULL);
INSERT INTO variable (`key`,val) VALUES ('v1','x');
