# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What each revision after Airflow 2.10.5 does to the schema on MySQL, as measured: see tests/airflow/deltas.py.

One line an object, named and written as in :mod:`.schema`: ``+name``, the revision brings it (also if only for a
moment); ``-name|before``, it takes it away; ``~name|before``, it changes it, or takes it away and brings it back. What
belongs to a table that the revision brings or takes away is left out. d59cbbef95eb has its own module, and of
05234396c6fc only tables and routines are listed: it drops foreign keys where they exist, then renames the tables. A
revision that is not listed only touches rows. Foreign keys are written shorter: ``KEY`` stands for the four old key
columns of a task instance, and ``C/N`` for CASCADE on delete and NO ACTION on update (S: SET NULL, R: RESTRICT).
"""

from __future__ import annotations

DELTAS: dict[str, str] = {
    "044f740568ec": """
-fk dag_run_note.dag_run_note_user_fkey|(user_id)->ab_user(id) N/N
-fk task_instance_note.task_instance_note_user_fkey|(user_id)->ab_user(id) N/N
-idx dag_run_note.dag_run_note_user_fkey|(user_id)
-idx task_instance_note.task_instance_note_user_fkey|(user_id)
""",
    "d0f1c55954fa": """
-col dag.is_subdag|tinyint(1) null=YES default=None
-col dag.root_dag_id|varchar(250) null=YES default=None  utf8mb3_bin
-idx dag.idx_root_dag_id|(root_dag_id)
""",
    "0bfc26bc256e": """
-col dag.schedule_interval|text null=YES default=None  utf8mb4_unicode_ci
+col dag.timetable_summary
""",
    "a2c32e6c7729": """
+col dag_run.triggered_by
""",
    "1cdc775ca98f": """
-col dag_run.execution_date|timestamp(6) null=NO default=None
+col dag_run.logical_date
-col log.execution_date|timestamp(6) null=YES default=None
+col log.logical_date
-idx dag_run.dag_run_dag_id_execution_date_key|unique (dag_id,execution_date)
+idx dag_run.dag_run_dag_id_logical_date_key
""",
    "522625f6d606": """
+table backfill
+table backfill_dag_run
""",
    "16cbcb1c8c36": """
-idx log.idx_log_dag|(dag_id)
""",
    "44eabb1904b4": """
~col dag_run_note.user_id|int null=YES default=None
~col task_instance_note.user_id|int null=YES default=None
""",
    "0d9e73a75ee4": """
+col dataset.group
+col dataset.name
~col dataset.uri|varchar(3000) null=NO default=None  latin1_general_cs
+idx dataset.idx_dataset_name_uri_unique
-idx dataset.idx_uri_unique|unique (uri)
+idx dataset_alias.idx_dataset_alias_name_unique
-idx dataset_alias.idx_name_unique|unique (name)
""",
    "c3389cd7793f": """
+col dag_run.backfill_id
+fk dag_run.dag_run_backfill_id_fkey
+idx dag_run.dag_run_backfill_id_fkey
""",
    "5a5d66100783": """
-col dataset.is_orphaned|tinyint(1) null=NO default=0
+table asset_active
""",
    "fb2d4922cd79": """
+col dataset_alias.group
~col dataset_alias.name|varchar(3000) null=NO default=None  latin1_general_cs
""",
    "3a8972ecb8f9": """
+col backfill.reprocess_behavior
+col backfill_dag_run.exception_reason
+col backfill_dag_run.logical_date
""",
    "05234396c6fc": """
+fn DropForeignKeyIfExists
+table asset
+table asset_alias
+table asset_alias_asset
+table asset_alias_asset_event
+table asset_dag_run_queue
+table asset_event
+table dag_schedule_asset_alias_reference
+table dag_schedule_asset_reference
-table dag_schedule_dataset_alias_reference
-table dag_schedule_dataset_reference
+table dagrun_asset_event
-table dagrun_dataset_event
-table dataset
-table dataset_alias
-table dataset_alias_dataset
-table dataset_alias_dataset_event
-table dataset_dag_run_queue
-table dataset_event
+table task_outlet_asset_reference
-table task_outlet_dataset_reference
""",
    "486ac7936b78": """
-col dag.scheduler_lock|tinyint(1) null=YES default=None
""",
    "5f57a45b8433": """
-table task_fail
""",
    "d8cd3297971e": """
-col task_instance.job_id|int null=YES default=None
+col task_instance.last_heartbeat_at
-col task_instance_history.job_id|int null=YES default=None
+idx task_instance.ti_heartbeat
-idx task_instance.ti_job_id|(job_id)
""",
    "d03e4a635aa3": """
-col dag.last_pickled|timestamp(6) null=YES default=None
-col dag.pickle_id|int null=YES default=None
-table dag_pickle
""",
    "2b47dc6bc8df": """
+col dag_code.created_at
+col dag_code.dag_id
+col dag_code.dag_version_id
-col dag_code.fileloc_hash|bigint null=NO default=None
+col dag_code.id
+col dag_code.source_code_hash
+col dag_run.created_dag_version_id
-col dag_run.dag_hash|varchar(32) null=YES default=None  utf8mb4_unicode_ci
+col serialized_dag.created_at
+col serialized_dag.dag_version_id
-col serialized_dag.fileloc|varchar(2000) null=NO default=None  utf8mb4_unicode_ci
-col serialized_dag.fileloc_hash|bigint null=NO default=None
+col serialized_dag.id
+col task_instance.dag_version_id
+col task_instance_history.dag_version_id
+fk dag_code.dag_code_dag_version_id_fkey
+fk dag_run.created_dag_version_id_fkey
+fk serialized_dag.serialized_dag_dag_version_id_fkey
+fk task_instance.task_instance_dag_version_id_fkey
~idx dag_code.PRIMARY|unique (fileloc_hash)
+idx dag_code.dag_code_dag_version_id_fkey
+idx dag_code.dag_code_dag_version_id_uq
+idx dag_run.created_dag_version_id_fkey
~idx serialized_dag.PRIMARY|unique (dag_id)
-idx serialized_dag.idx_fileloc_hash|(fileloc_hash)
+idx serialized_dag.serialized_dag_dag_version_id_fkey
+idx serialized_dag.serialized_dag_dag_version_id_uq
+idx task_instance.task_instance_dag_version_id_fkey
+table dag_version
""",
    "9fc3fc5de720": """
+table asset_trigger
""",
    "eed27faa34e3": """
~col xcom.value|longblob null=YES default=None
+col xcom.value_json
+table _xcom_archive
""",
    "e229247a6cb1": """
+col dag.bundle_name
+col dag.bundle_version
+col dag_run.bundle_version
+col dag_version.bundle_name
+col dag_version.bundle_version
+col import_error.bundle_name
+fk dag.dag_bundle_name_fkey
+idx dag.dag_bundle_name_fkey
+table dag_bundle
""",
    "038dc8bc6284": """
~col task_instance.trigger_timeout|datetime null=YES default=None
""",
    "237cef8dfea1": """
+table deadline
""",
    "5c9c0231baa2": """
-col callback_request.processor_subdir|varchar(2000) null=YES default=None  utf8mb4_unicode_ci
-col dag.processor_subdir|varchar(2000) null=YES default=None  utf8mb4_unicode_ci
-col import_error.processor_subdir|varchar(2000) null=YES default=None  utf8mb4_unicode_ci
-col serialized_dag.processor_subdir|varchar(2000) null=YES default=None  utf8mb4_unicode_ci
""",
    "38770795785f": """
+table dag_schedule_asset_name_reference
+table dag_schedule_asset_uri_reference
""",
    "e39a26ac59f6": """
~col dag_run.conf|blob null=YES default=None
+col dag_run.conf_json
""",
    "8ea135928435": """
+col dag.relative_fileloc
""",
    "33b04e4bfa19": """
+col task_instance.scheduled_dttm
+col task_instance_history.scheduled_dttm
""",
    "6a9e7a527a88": """
+col dag_run.run_after
+idx dag_run.idx_dag_run_run_after
""",
    "e00344393f31": """
-col dag_run.external_trigger|tinyint(1) null=YES default=None
""",
    "7645189f3479": """
-col task_instance_history.id|int null=NO default=None auto_increment
+col task_instance_history.task_instance_id
+col task_instance_history.try_id
~idx task_instance_history.PRIMARY|unique (id)
""",
    "cf87489a35df": """
-col task_instance_note.dag_id|varchar(250) null=NO default=None  utf8mb3_bin
-col task_instance_note.map_index|int null=NO default=None
-col task_instance_note.run_id|varchar(250) null=NO default=None  utf8mb3_bin
-col task_instance_note.task_id|varchar(250) null=NO default=None  utf8mb3_bin
+col task_instance_note.ti_id
~fk task_instance_note.task_instance_note_ti_fkey|(KEY)->task_instance(KEY) C/N
~idx task_instance_note.PRIMARY|unique (task_id,dag_id,run_id,map_index)
-idx task_instance_note.task_instance_note_ti_fkey|(dag_id,task_id,run_id,map_index)
""",
    "16f7f5ee874e": """
-col dag.default_view|varchar(25) null=YES default=None  utf8mb4_unicode_ci
""",
    "d469d27e2a64": """
-col task_reschedule.dag_id|varchar(250) null=NO default=None  utf8mb3_bin
-col task_reschedule.map_index|int null=NO default=-1
-col task_reschedule.run_id|varchar(250) null=NO default=None  utf8mb3_bin
-col task_reschedule.task_id|varchar(250) null=NO default=None  utf8mb3_bin
+col task_reschedule.ti_id
-fk task_reschedule.task_reschedule_dr_fkey|(dag_id,run_id)->dag_run(dag_id,run_id) C/N
~fk task_reschedule.task_reschedule_ti_fkey|(KEY)->task_instance(KEY) C/N
-idx task_reschedule.idx_task_reschedule_dag_run|(dag_id,run_id)
-idx task_reschedule.idx_task_reschedule_dag_task_run|(dag_id,task_id,run_id,map_index)
+idx task_reschedule.task_reschedule_ti_fkey
""",
    "be2cc2f742cf": """
+col dag_priority_parsing_request.bundle_name
-col dag_priority_parsing_request.fileloc|varchar(2000) null=NO default=None  utf8mb4_unicode_ci
+col dag_priority_parsing_request.relative_fileloc
""",
    "ec62e120484d": """
+col dag_run.context_carrier
+col dag_run.scheduled_by_job_id
+col dag_run.span_status
+col task_instance.context_carrier
+col task_instance.span_status
+col task_instance_history.context_carrier
+col task_instance_history.span_status
""",
    "959e216a3abb": """
-col dag.is_active|tinyint(1) null=YES default=None
+col dag.is_stale
""",
    "29ce7909c52b": """
~col task_instance_history.task_instance_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
-col task_instance_history.try_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
-col task_reschedule.try_number|int null=NO default=None
~fk task_instance_note.task_instance_note_ti_fkey|(ti_id)->task_instance(id) C/N
~idx task_instance_history.PRIMARY|unique (try_id)
+idx task_instance_history.idx_tih_dag_run
""",
    "dfee8bd5d574": """
+col dag.deadline
""",
    "0242ac120002": """
-col deadline.deadline|datetime null=NO default=None
+col deadline.deadline_time
-idx deadline.deadline_idx|(deadline)
+idx deadline.deadline_time_idx
""",
    "3ac9e5732b1f": """
~fk task_instance.task_instance_dag_version_id_fkey|(dag_version_id)->dag_version(id) C/N
""",
    "583e80dfcef4": """
+table task_inlet_asset_reference
""",
    "66a7743fe20e": """
+col backfill.triggering_user_name
+col dag_run.triggering_user_name
""",
    "ffdb0566c7c0": """
+table dag_favorite
""",
    "40f7c30a228b": """
+table hitl_detail
""",
    "09fa89ba1710": """
+col deadline.trigger_id
+fk deadline.deadline_trigger_id_fkey
+idx deadline.deadline_trigger_id_fkey
""",
    "f56f68b9e02f": """
+col deadline.callback_state
+idx deadline.deadline_callback_state_time_idx
-idx deadline.deadline_time_idx|(deadline_time)
""",
    "3bda03debd04": """
+col dag_bundle.signed_url_template
+col dag_bundle.template_params
""",
    "808787349f22": """
~col deadline.callback|varchar(500) null=NO default=None  utf8mb4_unicode_ci
-col deadline.callback_kwargs|json null=YES default=None
+col deadline.callback_new
""",
    "a169942745c2": """
-col deadline.dag_id|varchar(250) null=YES default=None  utf8mb3_bin
-fk deadline.deadline_dag_id_fkey|(dag_id)->dag(dag_id) C/N
-idx deadline.deadline_dag_id_fkey|(dag_id)
""",
    "7582ea3f3dd5": """
~col dag.bundle_name|varchar(250) null=YES default=None  utf8mb4_unicode_ci
~col dag_bundle.name|varchar(250) null=NO default=None  utf8mb4_unicode_ci
~fk dag.dag_bundle_name_fkey|(bundle_name)->dag_bundle(name) N/N
""",
    "a3c7f2b18d4e": """
+col connection.team_id
+col slot_pool.team_id
+col variable.team_id
+fk connection.connection_team_id_fkey
+fk slot_pool.slot_pool_team_id_fkey
+fk variable.variable_team_id_fkey
+idx connection.connection_team_id_fkey
+idx slot_pool.slot_pool_team_id_fkey
+idx variable.variable_team_id_fkey
+table dag_bundle_team
+table team
""",
    "eaf332f43c7c": """
+col dag.last_parse_duration
""",
    "82dbd68e6171": """
~fk task_reschedule.task_reschedule_ti_fkey|(ti_id)->task_instance(id) C/N
+idx task_reschedule.idx_task_reschedule_ti_id_id_desc
-idx task_reschedule.task_reschedule_ti_fkey|(ti_id)
""",
    "509b94a1042d": """
~col dag_bundle.signed_url_template|varchar(200) null=YES default=None  utf8mb4_unicode_ci
""",
    "15d84ca19038": """
-table asset_trigger
+table asset_watcher
""",
    "5cc8117e9285": """
+table hitl_detail_history
""",
    "69ddce9a7247": """
+col dag.fail_fast
""",
    "b87d2135fa50": """
+table callback
-table callback_request
""",
    "e812941398f4": """
-col deadline.callback|json null=NO default=None
+col deadline.callback_id
-col deadline.callback_state|varchar(20) null=YES default=None  utf8mb4_unicode_ci
+col deadline.missed
-col deadline.trigger_id|int null=YES default=None
+fk deadline.deadline_callback_id_fkey
-fk deadline.deadline_trigger_id_fkey|(trigger_id)->trigger(id) N/N
+idx deadline.deadline_callback_id_idx
-idx deadline.deadline_callback_state_time_idx|(callback_state,deadline_time)
+idx deadline.deadline_missed_deadline_time_idx
-idx deadline.deadline_trigger_id_fkey|(trigger_id)
""",
    "665854ef0536": """
+col asset_event.partition_key
+col dag_run.partition_key
+table asset_partition_dag_run
+table partitioned_asset_key_log
""",
    "b12d4f98a91e": """
-col connection.team_id|char(32) null=YES default=None  utf8mb4_unicode_ci
+col connection.team_name
-col dag_bundle_team.team_id|char(32) null=NO default=None  utf8mb4_unicode_ci
+col dag_bundle_team.team_name
-col slot_pool.team_id|char(32) null=YES default=None  utf8mb4_unicode_ci
+col slot_pool.team_name
-col team.id|char(32) null=NO default=None  utf8mb4_unicode_ci
-col variable.team_id|char(32) null=YES default=None  utf8mb4_unicode_ci
+col variable.team_name
-fk connection.connection_team_id_fkey|(team_id)->team(id) N/N
+fk connection.connection_team_name_fkey
-fk dag_bundle_team.dag_bundle_team_team_id_fkey|(team_id)->team(id) C/N
+fk dag_bundle_team.dag_bundle_team_team_name_fkey
-fk slot_pool.slot_pool_team_id_fkey|(team_id)->team(id) N/N
+fk slot_pool.slot_pool_team_name_fkey
-fk variable.variable_team_id_fkey|(team_id)->team(id) N/N
+fk variable.variable_team_name_fkey
-idx connection.connection_team_id_fkey|(team_id)
+idx connection.connection_team_name_fkey
~idx dag_bundle_team.PRIMARY|unique (dag_bundle_name,team_id)
-idx dag_bundle_team.idx_dag_bundle_team_team_id|(team_id)
+idx dag_bundle_team.idx_dag_bundle_team_team_name
-idx slot_pool.slot_pool_team_id_fkey|(team_id)
+idx slot_pool.slot_pool_team_name_fkey
~idx team.PRIMARY|unique (id)
-idx team.team_name_uq|unique (name)
-idx variable.variable_team_id_fkey|(team_id)
+idx variable.variable_team_name_fkey
""",
    "edc4f85a4619": """
~col dag.is_stale|tinyint(1) null=YES default=None
~col log.event|varchar(60) null=YES default=None  utf8mb4_unicode_ci
""",
    "c47f2e1ab9d4": """
+col trigger.queue
""",
    "0b112f49112d": """
+col dag.exceeds_max_non_backfill
""",
    "e79fc784f145": """
+col dag.timetable_type
""",
    "55297ae24532": """
+col deadline.created_at
+col deadline.deadline_alert_id
+col deadline.last_updated_at
+fk deadline.deadline_deadline_alert_id_fkey
+idx deadline.deadline_deadline_alert_id_fkey
+table deadline_alert
""",
    "a5a3e5eb9b8d": """
~col task_instance.external_executor_id|varchar(250) null=YES default=None  utf8mb3_bin
~col task_instance_history.external_executor_id|varchar(250) null=YES default=None  utf8mb3_bin
""",
    "53ff648b8a26": """
+table revoked_token
""",
    "f8c9d7e6b5a4": """
~col hitl_detail.ti_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
~col hitl_detail_history.ti_history_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
~col task_instance.id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
~col task_instance_history.task_instance_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
~col task_instance_note.ti_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
~col task_reschedule.ti_id|varchar(36) null=NO default=None  utf8mb4_unicode_ci
~fk hitl_detail.hitl_detail_ti_fkey|(ti_id)->task_instance(id) C/C
~fk hitl_detail_history.hitl_detail_history_tih_fkey|(ti_history_id)->task_instance_history(task_instance_id) C/C
~fk task_instance_note.task_instance_note_ti_fkey|(ti_id)->task_instance(id) C/C
~fk task_reschedule.task_reschedule_ti_fkey|(ti_id)->task_instance(id) C/N
""",
    "e42d9fcd10d9": """
+col dag.allowed_run_types
""",
    "134de42d3cb0": """
~col backfill_dag_run.logical_date|timestamp(6) null=NO default=None
+col backfill_dag_run.partition_key
+col dag_run.created_at
""",
    "6222ce48e289": """
+col dag.next_dagrun_partition_date
+col dag.next_dagrun_partition_key
+col dag.timetable_partitioned
+col dag_run.partition_date
""",
    "888b59e02a5b": """
~col connection.is_encrypted|tinyint(1) null=YES default=None
~col connection.is_extra_encrypted|tinyint(1) null=YES default=None
~col dag.is_paused|tinyint(1) null=YES default=None
~col slot_pool.slots|int null=YES default=None
~col task_instance.max_tries|int null=YES default=-1
~col task_instance.try_number|int null=YES default=None
~col variable.is_encrypted|tinyint(1) null=YES default=None
~col variable.key|varchar(250) null=YES default=None  utf8mb4_unicode_ci
~col variable.val|mediumtext null=YES default=None  utf8mb4_unicode_ci
""",
    "1d6611b6ab7c": """
+col callback.bundle_name
""",
    "a4c2d171ae18": """
+col xcom.dag_result
""",
    "9fabad868fdb": """
+col dag.timetable_periodic
""",
    "fde9ed84d07b": """
+table asset_state_store
+table task_state_store
""",
    "b8f3e4a1d2c9": """
+col task_instance.retry_delay_override
+col task_instance.retry_reason
+col task_instance_history.retry_delay_override
+col task_instance_history.retry_reason
""",
    "a7f3b2c1d4e5": """
+col dag_schedule_asset_reference.allow_global_producers
+col dag_schedule_asset_reference.allow_producer_teams
""",
    "a1b2c3d4e5f6": """
+col dag_version.version_data
""",
    "acc215baed80": """
+col trigger.team_name
+fk trigger.trigger_team_name_fkey
+idx trigger.idx_trigger_team_name
""",
    "8812eb67b63c": """
~col deadline_alert.interval|float null=NO default=None
""",
    "a7e6d4c3b2f1": """
+table connection_test_request
""",
    "c9d4e5f6a7b8": """
+col task_outlet_asset_reference.allow_consumer_teams
+col task_outlet_asset_reference.allow_global_consumers
""",
    "c20871fbf23a": """
+col dag.partition_mapper_info
""",
    "dd5f3a8e2b91": """
+col asset_partition_dag_run.rollup_fingerprint
+idx partitioned_asset_key_log.idx_pakl_apdr_id
""",
    "9ff64e1c35d3": """
-idx dag_run.created_dag_version_id_fkey|(created_dag_version_id)
+idx dag_run.idx_dag_run_created_dag_version_id
-idx task_instance.task_instance_dag_version_id_fkey|(dag_version_id)
+idx task_instance.ti_dag_version_id
""",
    "d2f4e1b3c5a7": """
+col asset_partition_dag_run.partition_date
""",
}
