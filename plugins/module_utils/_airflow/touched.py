# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What each revision after Airflow 2.10.5 retypes, renames or drops on PostgreSQL: see tests/airflow/touched.py.

``table.column``: the column is retyped or dropped, which PostgreSQL refuses where a view uses it. ``table:name``: the
constraint or index is dropped. ``:name``: an index whose table the statement does not name. ``table``: the table is
dropped. ``a>b``: the table or column gets another name, which hinders nobody.
"""

from __future__ import annotations

TOUCHED: dict[str, str] = {
    "044f740568ec": """
dag_run_note:dag_run_note_user_fkey task_instance_note:task_instance_note_user_fkey
""",
    "d0f1c55954fa": """
dag.is_subdag :idx_root_dag_id dag.root_dag_id
""",
    "0bfc26bc256e": """
dag.schedule_interval dag.schedule_interval>dag.timetable_summary
""",
    "1cdc775ca98f": """
dag_run.execution_date>dag_run.logical_date dag_run:dag_run_dag_id_execution_date_key
log.execution_date>log.logical_date
""",
    "16cbcb1c8c36": """
:idx_log_dag
""",
    "44eabb1904b4": """
dag_run_note.user_id task_instance_note.user_id
""",
    "0d9e73a75ee4": """
:idx_name_unique dataset.uri dataset.group :idx_uri_unique
""",
    "5a5d66100783": """
dataset.is_orphaned
""",
    "fb2d4922cd79": """
dataset_alias.name dataset_alias.group
""",
    "05234396c6fc": """
dataset_alias_dataset:dataset_alias_dataset_dataset_id_fkey dataset_alias_dataset:dataset_alias_dataset_alias_id_fkey
dataset_alias_dataset:ds_dsa_alias_id dataset_alias_dataset:ds_dsa_dataset_id
dataset_alias_dataset_event:dataset_alias_dataset_dataset_id_fkey
dataset_alias_dataset_event:dataset_alias_dataset_event_alias_id_fkey
dataset_alias_dataset_event:dataset_alias_dataset_event_event_id_fkey dataset_alias_dataset_event:dss_de_alias_id
dataset_alias_dataset_event:dss_de_event_id dag_schedule_dataset_alias_reference:dsdar_dag_id_fkey
dag_schedule_dataset_alias_reference:dsdar_dataset_alias_fkey dag_schedule_dataset_reference:dsdr_dag_id_fkey
dag_schedule_dataset_reference:dsdr_dataset_fkey task_outlet_dataset_reference:todr_dataset_fkey
dataset_dag_run_queue:ddrq_dag_fkey dataset_dag_run_queue:ddrq_dataset_fkey
dagrun_dataset_event:dagrun_dataset_events_event_id_fkey dagrun_dataset_event:dagrun_dataset_event_event_id_fkey
dagrun_dataset_event:dagrun_dataset_events_dag_run_id_fkey dagrun_dataset_event:dagrun_dataset_event_dag_run_id_fkey
dataset_alias_dataset>asset_alias_asset dataset_alias_dataset_event>asset_alias_asset_event dataset_alias>asset_alias
dataset>asset dag_schedule_dataset_alias_reference>dag_schedule_asset_alias_reference
dag_schedule_dataset_reference>dag_schedule_asset_reference task_outlet_dataset_reference>task_outlet_asset_reference
dataset_dag_run_queue>asset_dag_run_queue dagrun_dataset_event>dagrun_asset_event dataset_event>asset_event
asset_active:asset_active_asset_name_uri_fkey :idx_dataset_name_uri_unique asset_alias_asset:dataset_alias_dataset_pkey
asset_alias_asset:asset_alias_asset_pkey asset_alias_asset.dataset_id
asset_alias_asset.dataset_id>asset_alias_asset.asset_id :idx_dataset_alias_dataset_alias_id
:idx_dataset_alias_dataset_alias_dataset_id :idx_dataset_alias_dataset_event_alias_id
:idx_dataset_alias_dataset_event_event_id dag_schedule_asset_alias_reference:dsdar_pkey
:idx_dag_schedule_dataset_alias_reference_dag_id dag_schedule_asset_reference.dataset_id
dag_schedule_asset_reference.dataset_id>dag_schedule_asset_reference.asset_id
dag_schedule_asset_reference:dag_schedule_dataset_reference_pkey dag_schedule_asset_reference:dsdr_pkey
:idx_dag_schedule_dataset_reference_dag_id task_outlet_asset_reference.dataset_id
task_outlet_asset_reference.dataset_id>task_outlet_asset_reference.asset_id task_outlet_asset_reference:todr_dag_id_fkey
task_outlet_asset_reference:task_outlet_dataset_reference_pkey task_outlet_asset_reference:todr_pkey
:idx_task_outlet_dataset_reference_dag_id asset_dag_run_queue.dataset_id
asset_dag_run_queue.dataset_id>asset_dag_run_queue.asset_id asset_dag_run_queue:dataset_dag_run_queue_pkey
asset_dag_run_queue:datasetdagrunqueue_pkey :idx_dataset_dag_run_queue_target_dag_id
dagrun_asset_event:dagrun_dataset_events_pkey dagrun_asset_event:dagrun_dataset_event_pkey
:idx_dagrun_dataset_events_dag_run_id :idx_dagrun_dataset_events_event_id asset_event.dataset_id
asset_event.dataset_id>asset_event.asset_id :idx_dataset_id_timestamp :idx_dataset_alias_name_unique
dag.dataset_expression dag.dataset_expression>dag.asset_expression
""",
    "d59cbbef95eb": """
task_instance:task_instance_pkey task_instance.id
""",
    "486ac7936b78": """
dag.scheduler_lock
""",
    "5f57a45b8433": """
task_fail
""",
    "d8cd3297971e": """
:ti_job_id task_instance.job_id task_instance_history.job_id
""",
    "d03e4a635aa3": """
dag.pickle_id dag.last_pickled dag_pickle
""",
    "2b47dc6bc8df": """
dag_code:dag_code_pkey dag_code.fileloc_hash serialized_dag:serialized_dag_pkey :idx_fileloc_hash
serialized_dag.fileloc_hash serialized_dag.fileloc dag_run.dag_hash
""",
    "eed27faa34e3": """
xcom.value
""",
    "038dc8bc6284": """
task_instance.trigger_timeout
""",
    "5c9c0231baa2": """
callback_request.processor_subdir dag.processor_subdir import_error.processor_subdir serialized_dag.processor_subdir
""",
    "e39a26ac59f6": """
dag_run.conf dag_run.conf_json>dag_run.conf
""",
    "e00344393f31": """
dag_run.external_trigger
""",
    "7645189f3479": """
task_instance_history.id
""",
    "cf87489a35df": """
task_instance_note:task_instance_note_ti_fkey task_instance_note:task_instance_note_pkey task_instance_note.map_index
task_instance_note.dag_id task_instance_note.task_id task_instance_note.run_id
""",
    "16f7f5ee874e": """
dag.default_view
""",
    "d469d27e2a64": """
task_reschedule:task_reschedule_ti_fkey task_reschedule:task_reschedule_dr_fkey :idx_task_reschedule_dag_run
:idx_task_reschedule_dag_task_run task_reschedule.map_index task_reschedule.dag_id task_reschedule.task_id
task_reschedule.run_id
""",
    "be2cc2f742cf": """
dag_priority_parsing_request.fileloc
""",
    "959e216a3abb": """
dag.is_active dag.is_active>dag.is_stale
""",
    "29ce7909c52b": """
task_instance_history.task_instance_id task_instance_history.try_id>task_instance_history.task_instance_id
task_instance_note:task_instance_note_ti_fkey task_reschedule.try_number
""",
    "0242ac120002": """
:deadline_idx deadline.deadline deadline.deadline>deadline.deadline_time
""",
    "3ac9e5732b1f": """
task_instance:task_instance_dag_version_id_fkey
""",
    "f56f68b9e02f": """
:deadline_time_idx
""",
    "808787349f22": """
deadline.callback deadline.callback_kwargs deadline.callback_new>deadline.callback
""",
    "a169942745c2": """
deadline:deadline_dag_id_fkey deadline.dag_id
""",
    "7582ea3f3dd5": """
dag:dag_bundle_name_fkey
""",
    "509b94a1042d": """
dag_bundle.signed_url_template
""",
    "15d84ca19038": """
asset_trigger
""",
    "ab6dc0c82d0e": """
serialized_dag.data
""",
    "1b2c3d4e5f6g": """
dag_bundle_team.dag_bundle_name
""",
    "b87d2135fa50": """
callback_request>callback callback.id callback.callback_data callback.callback_type
""",
    "e812941398f4": """
:deadline_callback_state_time_idx deadline:deadline_trigger_id_fkey deadline.callback deadline.trigger_id
deadline.callback_state
""",
    "b12d4f98a91e": """
connection:connection_team_id_fkey variable:variable_team_id_fkey slot_pool:slot_pool_team_id_fkey
dag_bundle_team:dag_bundle_team_team_id_fkey :idx_dag_bundle_team_team_id connection.team_id
connection.team_id>connection.team_name variable.team_id variable.team_id>variable.team_name slot_pool.team_id
slot_pool.team_id>slot_pool.team_name dag_bundle_team.team_id dag_bundle_team.team_id>dag_bundle_team.team_name
team:team_pkey team:team_name_uq team.id
""",
    "55297ae24532": """
:tmp_deadline_dagrun_id_idx
""",
    "a5a3e5eb9b8d": """
task_instance.external_executor_id task_instance_history.external_executor_id
""",
    "8812eb67b63c": """
deadline_alert.interval
""",
}
