# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What Airflow 3.1.5 does not have and 2.10.5 had, and what 3.3.1 does not have and 3.1.5 had.

Written by tools/airflow_removals.py from the wheels of these releases on PyPI. Change the tool, not this file.
Each text is a list of names with a blank between two.
"""

from __future__ import annotations

MODULES = (
    "airflow.api.auth airflow.api.client.api_client airflow.api.client.json_client "
    "airflow.api.common.experimental airflow.api_connexion airflow.api_internal airflow.auth "
    "airflow.callbacks.pipe_callback_sink airflow.compat airflow.config_templates.default_celery "
    "airflow.contrib airflow.datasets.manager airflow.decorators.bash "
    "airflow.decorators.branch_external_python airflow.decorators.branch_python "
    "airflow.decorators.branch_virtualenv airflow.decorators.condition airflow.decorators.external_python "
    "airflow.decorators.python airflow.decorators.python_virtualenv airflow.decorators.sensor "
    "airflow.decorators.setup_teardown airflow.decorators.short_circuit airflow.decorators.task_group "
    "airflow.executors.celery_executor airflow.executors.celery_kubernetes_executor "
    "airflow.executors.dask_executor airflow.executors.debug_executor "
    "airflow.executors.kubernetes_executor airflow.executors.kubernetes_executor_types "
    "airflow.executors.kubernetes_executor_utils airflow.executors.local_kubernetes_executor "
    "airflow.executors.sequential_executor airflow.hooks.S3_hook airflow.hooks.base_hook "
    "airflow.hooks.dbapi airflow.hooks.dbapi_hook airflow.hooks.docker_hook airflow.hooks.druid_hook "
    "airflow.hooks.hive_hooks airflow.hooks.http_hook airflow.hooks.jdbc_hook airflow.hooks.mssql_hook "
    "airflow.hooks.mysql_hook airflow.hooks.oracle_hook airflow.hooks.pig_hook "
    "airflow.hooks.postgres_hook airflow.hooks.presto_hook airflow.hooks.samba_hook "
    "airflow.hooks.slack_hook airflow.hooks.sqlite_hook airflow.hooks.webhdfs_hook "
    "airflow.hooks.zendesk_hook airflow.io.store airflow.io.utils airflow.jobs.backfill_job_runner "
    "airflow.jobs.local_task_job_runner airflow.kubernetes airflow.lineage.backend "
    "airflow.lineage.entities airflow.listeners.spec.dataset airflow.macros.hive airflow.models.dagparam "
    "airflow.models.dagpickle airflow.models.dataset airflow.models.slamiss airflow.models.taskfail "
    "airflow.operators.bash_operator airflow.operators.branch_operator airflow.operators.check_operator "
    "airflow.operators.dagrun_operator airflow.operators.docker_operator "
    "airflow.operators.druid_check_operator airflow.operators.dummy airflow.operators.dummy_operator "
    "airflow.operators.email_operator airflow.operators.gcs_to_s3 "
    "airflow.operators.google_api_to_s3_transfer airflow.operators.hive_operator "
    "airflow.operators.hive_stats_operator airflow.operators.hive_to_druid "
    "airflow.operators.hive_to_mysql airflow.operators.hive_to_samba_operator "
    "airflow.operators.http_operator airflow.operators.jdbc_operator "
    "airflow.operators.latest_only_operator airflow.operators.mssql_operator "
    "airflow.operators.mssql_to_hive airflow.operators.mysql_operator airflow.operators.mysql_to_hive "
    "airflow.operators.oracle_operator airflow.operators.papermill_operator "
    "airflow.operators.pig_operator airflow.operators.postgres_operator "
    "airflow.operators.presto_check_operator airflow.operators.presto_to_mysql "
    "airflow.operators.python_operator airflow.operators.redshift_to_s3_operator "
    "airflow.operators.s3_file_transform_operator airflow.operators.s3_to_hive_operator "
    "airflow.operators.s3_to_redshift_operator airflow.operators.slack_operator airflow.operators.sql "
    "airflow.operators.sql_branch_operator airflow.operators.sqlite_operator airflow.operators.subdag "
    "airflow.operators.subdag_operator airflow.sensors.base_sensor_operator "
    "airflow.sensors.date_time_sensor airflow.sensors.external_task_sensor "
    "airflow.sensors.hive_partition_sensor airflow.sensors.http_sensor "
    "airflow.sensors.metastore_partition_sensor airflow.sensors.named_hive_partition_sensor "
    "airflow.sensors.s3_key_sensor airflow.sensors.sql airflow.sensors.sql_sensor "
    "airflow.sensors.time_delta_sensor airflow.sensors.web_hdfs_sensor airflow.serialization.pydantic "
    "airflow.task.task_runner airflow.template airflow.templates airflow.ti_deps.deps.dagrun_backfill_dep "
    "airflow.utils.airflow_flask_app airflow.utils.compression airflow.utils.configuration "
    "airflow.utils.empty_set airflow.utils.jwt_signer airflow.utils.log.secrets_masker "
    "airflow.utils.log.task_context_logger airflow.utils.log.trigger_handler airflow.utils.mixins "
    "airflow.utils.pydantic airflow.utils.python_virtualenv airflow.utils.sensor_helper "
    "airflow.utils.template airflow.utils.warnings airflow.utils.weekday airflow.www"
)

NAMES: dict[str, str] = {
    "airflow": "10 11 12 6 7 8 9",
    "airflow.api": "AirflowConfigException AirflowException conf load_auth log",
    "airflow.api.client": "api conf",
    "airflow.api.client.local_client": "api_client get_lineage_api",
    "airflow.api.common.delete_dag": "SerializedDagModel TaskFail",
    "airflow.api.common.mark_tasks": (
        "DagRunType SubDagOperator all_subdag_tasks_query exactly_one get_execution_dates "
        "set_dag_run_state_to_running timezone verify_dagruns"
    ),
    "airflow.api.common.trigger_dag": "DagBag internal_api_call",
    "airflow.callbacks.callback_requests": "SlaCallbackRequest",
    "airflow.configuration": (
        "DEFAULT_CONFIG DEFAULT_CONFIG_FILE_PATH TEST_CONFIG TEST_CONFIG_FILE_PATH WEBSERVER_CONFIG as_dict "
        "create_pre_2_7_defaults get getboolean getfloat getint getsection has_option "
        "providers_configuration_loaded remove_option set write_webserver_configuration_if_needed"
    ),
    "airflow.datasets": (
        "BaseDataset DagDependency DatasetAliasEvent NEW_SESSION TypedDict conf extract_event_key "
        "internal_api_call normalize_noop provide_session"
    ),
    "airflow.datasets.metadata": "DatasetAlias extract_event_key",
    "airflow.exceptions": (
        "AirflowDagInconsistent AirflowWebServerTimeout BackfillUnfinished DagConcurrencyLimitReached "
        "DagFileExists FailStopDagInvalidTriggerRule NoAvailablePoolSlot RemovedInAirflow3Warning "
        "TaskConcurrencyLimitReached TriggerRule UnmappableOperator UnmappableXComLengthPushed "
        "UnmappableXComTypePushed XComForMappingNotPushed"
    ),
    "airflow.executors": "add_deprecated_classes",
    "airflow.executors.base_executor": "RemovedInAirflow3Warning gen_trace_id span",
    "airflow.executors.executor_constants": (
        "CELERY_KUBERNETES_EXECUTOR DEBUG_EXECUTOR LOCAL_KUBERNETES_EXECUTOR SEQUENTIAL_EXECUTOR"
    ),
    "airflow.executors.executor_loader": (
        "CELERY_KUBERNETES_EXECUTOR DEBUG_EXECUTOR InternalApiConfig LOCAL_KUBERNETES_EXECUTOR "
        "SEQUENTIAL_EXECUTOR UNPICKLEABLE_EXECUTORS"
    ),
    "airflow.executors.local_executor": (
        "AirflowException LocalWorker LocalWorkerBase LoggingMixin PARALLELISM QueuedLocalWorker Trace settings span"
    ),
    "airflow.io": "ProvidersManager Stats cache import_string log",
    "airflow.io.path": ("LoggingMixin PT TrackingFileWrapper attach default get_hook_lineage_collector stat_result"),
    "airflow.lineage": (
        "AUTO LineageBackend PIPELINE_INLETS PIPELINE_OUTLETS T apply_lineage conf create_session get_backend "
        "log prepare_lineage"
    ),
    "airflow.lineage.hook": "Dataset DatasetLineageInfo",
    "airflow.metrics.datadog_logger": "AllowListValidator BlockListValidator",
    "airflow.metrics.otel_logger": "AllowListValidator",
    "airflow.metrics.statsd_logger": "AllowListValidator BlockListValidator",
    "airflow.metrics.validators": "AllowListValidator BlockListValidator RemovedInAirflow3Warning",
    "airflow.notifications.basenotifier": "Templater context_merge",
    "airflow.plugins_manager": (
        "executors_modules initialize_ti_deps_plugins initialize_web_ui_plugins integrate_executor_plugins "
        "registered_hooks registered_ti_dep_classes"
    ),
    "airflow.providers_manager": "FSHook PackageIndexHook log_debug_import_from_sources yaml",
    "airflow.security.kerberos": "get_kerberos_principle",
    "airflow.security.permissions": "RESOURCE_DAG_RUN_PREFIX RESOURCE_DATASET",
    "airflow.settings": (
        "AIRFLOW_DB_UTILS_PATH AIRFLOW_MODELS_DAG_PATH ALLOW_FUTURE_EXEC_DATES CHECK_SLAS "
        "IS_K8S_OR_K8SCELERY_EXECUTOR RemovedInAirflow3Warning STATE_COLORS State TracebackSession "
        "TracebackSessionForTests WEBSERVER_CONFIG executor_constants "
        "force_traceback_session_for_untrusted_components get_cleaned_traceback get_session_lifetime_config "
        "prepare_syspath_for_dags_folder validate_session"
    ),
    "airflow.ti_deps.dependencies_deps": ("BACKFILL_QUEUEABLE_STATES BACKFILL_QUEUED_DEPS DagRunNotBackfillDep"),
    "airflow.ti_deps.dependencies_states": "BACKFILL_QUEUEABLE_STATES",
    "airflow.ti_deps.deps.mapped_task_upstream_dep": "TaskInstance",
    "airflow.ti_deps.deps.not_previously_skipped_dep": "LazySelectSequence",
    "airflow.ti_deps.deps.trigger_rule_dep": "MappedTaskGroup",
    "airflow.timetables.base": "BaseDataset",
    "airflow.timetables.datasets": (
        "AirflowTimetableInvalid BaseDataset DagRunType DatasetAll DatasetTriggeredSchedule"
    ),
    "airflow.timetables.interval": "AirflowTimetableInvalid convert_to_utc",
    "airflow.timetables.simple": "DatasetAlias DatasetTriggeredTimetable",
    "airflow.timetables.trigger": "timezone",
    "airflow.traces.otel_tracer": "TRACEPARENT TRACESTATE gen_dag_span_id gen_span_id gen_trace_id",
    "airflow.traces.tracer": "span",
    "airflow.triggers.base": (
        "DatabaseCallbackSink NEW_SESSION SimpleTaskInstance TaskCallbackRequest provide_session"
    ),
    "airflow.triggers.external_task": (
        "BaseTrigger DagRun NEW_SESSION RemovedInAirflow3Warning TaskInstance TaskInstanceState "
        "TaskStateTrigger TriggerEvent provide_session utcnow"
    ),
    "airflow.triggers.file": "BaseTrigger TriggerEvent",
    "airflow.triggers.temporal": "BaseTrigger TaskSuccessEvent TriggerEvent timezone",
}

OWN_PACKAGES = (
    "airflow.decorators airflow.hooks airflow.macros airflow.models airflow.operators airflow.secrets "
    "airflow.sensors airflow.task airflow.utils"
)

KEPT: dict[str, str] = {
    "airflow.decorators": "add_deprecated_classes annotations base dag setup task task_group teardown",
    "airflow.decorators.base": (
        "DecoratedMappedOperator DecoratedOperator TaskDecorator TaskDecoratorCollection get_unique_task_id "
        "task_decorator_factory"
    ),
    "airflow.hooks": "add_deprecated_classes annotations base filesystem package_index subprocess",
    "airflow.hooks.base": "Any BaseHook DiscoverableHook Protocol annotations",
    "airflow.hooks.filesystem": "FSHook",
    "airflow.hooks.package_index": "PackageIndexHook",
    "airflow.hooks.subprocess": "SubprocessHook",
    "airflow.macros": "*",
    "airflow.models": (
        "Base BaseOperator BaseOperatorLink BaseXCom Callback Connection DAG DagBag DagModel DagRun DagTag "
        "DagWarning DbCallbackRequest Deadline DeadlineAlert HITLDetail ID_LEN Job Log MappedOperator Param "
        "Pool RenderedTaskInstanceFields SkipMixin TYPE_CHECKING TaskInstance TaskReschedule Team Trigger "
        "Variable XCom abstractoperator add_deprecated_classes annotations asset asset_state_store backfill "
        "base baseoperator baseoperatorlink callback clear_task_instances connection connection_test crypto "
        "dag dag_favorite dag_version dagbag dagbundle dagcode dagrun dagwarning db_callback_request deadline "
        "deadline_alert errors expandinput hitl hitl_history import_all_models log mappedoperator operator "
        "param pool referencemixin renderedtifields revoked_token serialized_dag skipmixin task_state_store "
        "taskinstance taskinstancehistory taskinstancekey tasklog taskmap taskmixin taskreschedule team "
        "trigger variable xcom xcom_arg"
    ),
    "airflow.models.abstractoperator": (
        "AbstractOperator DEFAULT_OWNER DEFAULT_QUEUE DEFAULT_TASK_EXECUTION_TIMEOUT NotMapped TaskStateChangeCallback"
    ),
    "airflow.models.asset": (
        "AssetActive AssetAliasModel AssetDagRunQueue AssetEvent AssetModel AssetPartitionDagRun "
        "AssetWatcherModel Base Column DagScheduleAssetAliasReference DagScheduleAssetNameReference "
        "DagScheduleAssetReference DagScheduleAssetUriReference ForeignKey ForeignKeyConstraint Index Integer "
        "JSON Mapped PartitionedAssetKeyLog PrimaryKeyConstraint String StringID TYPE_CHECKING Table "
        "TaskInletAssetReference TaskOutletAssetReference UtcDateTime alias_association_table annotations "
        "asset_alias_asset_event_association_table asset_trigger_association_table association_proxy "
        "association_table datetime delete expand_alias_to_assets fetch_active_assets_by_name "
        "fetch_active_assets_by_uri json mapped_column relationship remove_references_to_deleted_dags "
        "resolve_ref_to_asset sa select sqlalchemy_jsonfield text timezone urlsplit"
    ),
    "airflow.models.asset_state_store": (
        "AssetStateStoreModel Base COLLATION_ARGS ForeignKeyConstraint Integer MEDIUMTEXT Mapped "
        "PrimaryKeyConstraint String Text UtcDateTime annotations datetime mapped_column timezone"
    ),
    "airflow.models.backfill": (
        "AirflowException AlreadyRunningBackfill Backfill BackfillDagRun BackfillDagRunExceptionReason Base "
        "Boolean Column DagNoScheduleException DagNonPeriodicScheduleException DagNotFound DagRunState "
        "DagRunTriggeredByType DagRunType DagRunTypeNotAllowed Enum ForeignKeyConstraint Integer "
        "IntegrityError InvalidBackfillConf InvalidBackfillDate InvalidBackfillDateRange "
        "InvalidBackfillDirection InvalidReprocessBehavior Iterable JSONField Mapped NoBackfillRunsToCreate "
        "OperationalError ReprocessBehavior String StringID TYPE_CHECKING UniqueConstraint "
        "UnknownActiveBackfills UtcDateTime annotations create_session datetime delete desc func "
        "is_lock_not_available_error json log logging mapped_column nulls_first relationship sa select "
        "structlog timezone validates with_row_locks"
    ),
    "airflow.models.base": (
        "Any Base COLLATION_ARGS Column ID_LEN Integer Mapped MetaData SQL_ALCHEMY_SCHEMA String StringID "
        "TYPE_CHECKING TaskInstanceDependencies annotations conf get_id_collation_args is_sqlalchemy_v1 "
        "mapped_column mapper_registry metadata naming_convention registry text"
    ),
    "airflow.models.baseoperator": "BaseOperator chain chain_linear cross_downstream",
    "airflow.models.baseoperatorlink": "BaseOperatorLink",
    "airflow.models.callback": (
        "ACTIVE_STATES Any Base BaseWorkload Callback CallbackDefinitionProtocol CallbackFetchMethod "
        "CallbackKey CallbackState CallbackType DagBundleModel DagProcessorCallback Enum ExecutorCallback "
        "ExtendedJSON ForeignKey ImportPathCallbackDefProtocol ImportPathExecutorCallbackDefProtocol Integer "
        "Mapped Protocol String StringID TERMINAL_STATES TYPE_CHECKING Text TriggererCallback UUID "
        "UtcDateTime Uuid annotations conf dataclass datetime import_module json log mapped_column prune_dict "
        "relationship runtime_checkable stats structlog timezone uuid6"
    ),
    "airflow.models.connection": (
        "AirflowException AirflowNotFoundException AirflowSecretsBackendAccessDenied Any Base Boolean "
        "CONN_ID_MAX_LEN Column Connection FernetFieldsMixin ForeignKey ID_LEN Integer JSONDecodeError "
        "LoggingMixin Mapped NEW_SESSION RE_SANITIZE_CONN_ID SecretCache String Team Text UUIDType "
        "annotations call_secrets_backend_method declared_attr ensure_secrets_loaded get_fernet import_string "
        "json log logging mapped_column mask_secret parse_qsl provide_session prune_dict quote re "
        "reconstructor sanitize_conn_id select suppress synonym sys unquote urlencode urlsplit warnings"
    ),
    "airflow.models.connection_test": (
        "ACTIVE_STATES Base Boolean Connection ConnectionTestKey ConnectionTestRequest ConnectionTestState "
        "DISPATCHED_STATES Enum FernetFieldsMixin Index Integer Mapped String TERMINAL_STATES TYPE_CHECKING "
        "Text UUID UniqueConstraint UtcDateTime Uuid annotations dataclass datetime get_fernet log "
        "mapped_column secrets select structlog timezone uuid6 validates"
    ),
    "airflow.models.crypto": (
        "AirflowException Boolean FernetFieldsMixin FernetProtocol Mapped NullFernet Protocol Text "
        "annotations cache conf declared_attr get_fernet log logging mapped_column synonym"
    ),
    "airflow.models.dag": (
        "AirflowException Any Asset AssetAlias AssetDagRunQueue AssetEvaluator AssetModel AssetT "
        "AssetTriggeredTimetable AssetUniqueKey Base BaseAsset Boolean Callable Collection Column Context "
        "CronDataIntervalTimetable DAG DAT DagBundleModel DagModel DagOwnerAttributes DagRun DagRunState "
        "DagRunType DagStateChangeCallback DagTag DataInterval DeadlineAlert DeltaDataIntervalTimetable "
        "Encoding Float ForeignKey InconsistentDataInterval Index Integer Lock Mapped NEW_SESSION "
        "NullTimetable OnceTimetable PartitionMapperInfo STATICA_HACK ScheduleArg ScheduleInterval "
        "SerializedAssetUniqueKey SerializedDagModel Session String StringID TAG_MAX_LEN TTLCache "
        "TYPE_CHECKING Team Text Timetable TypeVar Union UtcDateTime airflow_conf and_ annotations "
        "association_proxy backref cached case cast clear_team_name_cache dag datetime defaultdict "
        "encode_deadline_alert expression func get_asset_triggered_next_run_info get_last_dagrun "
        "get_next_data_interval get_run_data_interval globals hybrid_property infer_automated_data_interval "
        "joinedload json load_only log logging mapped_column or_ pendulum provide_session relationship "
        "relativedelta sa select settings sqlalchemy_jsonfield structlog timedelta timezone with_row_locks"
    ),
    "airflow.models.dag_favorite": ("Base Column DagFavorite ForeignKey Mapped StringID annotations mapped_column"),
    "airflow.models.dag_version": (
        "Base Column DagBundlesManager DagVersion ForeignKey Integer Mapped NEW_SESSION StringID "
        "TYPE_CHECKING UUID UUIDType UniqueConstraint UtcDateTime annotations datetime joinedload log logging "
        "mapped_column provide_session relationship sa select timezone uuid6 with_row_locks"
    ),
    "airflow.models.dagbag": (
        "AirflowClusterPolicyError AirflowClusterPolicySkipDag AirflowClusterPolicyViolation "
        "AirflowDagCycleException AirflowDagDuplicatedIdException AirflowException AirflowTaskTimeout Any "
        "Base Column DBDagBag DagBag DagPriorityParsingRequest DagVersion ExecutorLoader FileLoadStat "
        "LRUCache LazyDeserializedDAG LoggingMixin Mapped MutableMapping NEW_SESSION NOTSET NO_VALUE "
        "NamedTuple Path RLock SerializedDAG String StringID TTLCache TYPE_CHECKING UUID "
        "UnknownExecutorException annotations conf contextlib correct_maybe_zipped datetime generate_md5_hash "
        "get_docs_url get_listener_manager get_unique_dag_module_name hashlib importlib inspect joinedload "
        "list_py_file_paths mapped_column might_contain_dag nullcontext os provide_session select settings "
        "signal stats sync_bag_to_db sys tabulate textwrap time timedelta timeout timezone traceback warnings "
        "zipfile"
    ),
    "airflow.models.dagbundle": (
        "Base Boolean Column DagBundleModel JSONType LoggingMixin Mapped NEW_SESSION String StringID "
        "TYPE_CHECKING Team Text UtcDateTime annotations dag_bundle_team_association_table datetime "
        "mapped_column provide_session relationship sa select"
    ),
    "airflow.models.dagcode": (
        "Base Column DagCode DagCodeNotFound ForeignKey ID_LEN MEDIUMTEXT Mapped NEW_SESSION String "
        "TYPE_CHECKING Text UUID UUIDType UtcDateTime annotations conf datetime literal log logging "
        "mapped_column md5 open_maybe_zipped provide_session relationship sa select timezone uuid6"
    ),
    "airflow.models.dagrun": (
        "AirflowException Any ArgNotSet Backfill Base Callable Column DagCallbackRequest DagRun DagRunContext "
        "DagRunNote DagRunState DagRunTriggeredByType DagRunType Deadline DeadlineAlertModel "
        "DeadlineReference DepContext EmptySpan Enum ExtendedJSON ForeignKey ForeignKeyConstraint Index "
        "Integer IntegrityError Iterable Iterator JSON Log LogTemplate LoggingMixin Mapped MutableDict "
        "NEW_SESSION NOTSET NamedTuple NotMapped PrimaryKeyConstraint RUN_ID_REGEX SCHEDULEABLE_STATES "
        "Sequence SerializedReferenceModels SpanStatus StaleDataError State Stats StatusCode String StringID "
        "TASK_SPAN_DETAIL_LEVEL_KEY TI TIH TISchedulingDecision TYPE_CHECKING TaskInstanceState TaskMap "
        "TaskNotFound Text ThreadSafeDict Trace TraceContextTextMapPropagator TypeVar UUID UUIDType "
        "UniqueConstraint UtcDateTime Uuid airflow_conf and_ annotations association_proxy case cast chunks "
        "clear_partition_runs clear_task_instances coalesce context dagrun_trace_attributes datetime "
        "datetime_to_nano declared_attr defaultdict false func get_dialect_name get_listener_manager "
        "get_or_create_dagrun get_random_string hybrid_property is_arg_set is_container itertools joinedload "
        "log logging mapped_column natsorted new_dagrun_trace_carrier not_ nulls_first or_ os overload "
        "override_ids postgresql provide_session prune_dict re relationship retry_db_transaction select stats "
        "structlog synonym text timezone trace tracer update validates with_row_locks"
    ),
    "airflow.models.dagwarning": (
        "Base Column DagModel DagWarning DagWarningType Enum ForeignKeyConstraint Index Mapped NEW_SESSION "
        "String StringID TYPE_CHECKING Text UtcDateTime annotations datetime delete get_dialect_name "
        "mapped_column provide_session relationship retry_db_transaction select timezone true"
    ),
    "airflow.models.db_callback_request": (
        "Base Column DagProcessorCallback DbCallbackRequest ExtendedJSON Integer String TYPE_CHECKING "
        "UtcDateTime annotations import_module timezone"
    ),
    "airflow.models.deadline": (
        "ABC Any Base Boolean CALLBACK_METRICS_PREFIX Callback CallbackState Column Deadline "
        "DeadlineCallbackState DeadlineCallbackTrigger DeadlineReferenceType Enum ExecutorCallback ForeignKey "
        "Index Integer LoggingMixin Mapped PAYLOAD_STATUS_KEY ReferenceModels SQLAlchemyError Sequence String "
        "TYPE_CHECKING Trigger TriggererCallback UUID UUIDType UtcDateTime Uuid abstractmethod and_ "
        "annotations cached_property cast classproperty conf dataclass datetime deserialize func "
        "get_dialect_name inspect json logger logging mapped_column provide_session prune_dict relationship "
        "select serialize sqlalchemy_jsonfield stats text timedelta timezone uuid6"
    ),
    "airflow.models.deadline_alert": (
        "Base DeadlineAlert ForeignKey JSON Mapped NEW_SESSION NoResultFound SerializedReferenceModels String "
        "TYPE_CHECKING Text UUID UtcDateTime Uuid annotations datetime mapped_column provide_session select "
        "timezone uuid6"
    ),
    "airflow.models.errors": (
        "Base Column DagBundlesManager Integer Mapped ParseImportError String StringID Text UtcDateTime "
        "annotations datetime mapped_column"
    ),
    "airflow.models.expandinput": (
        "Any ClassVar DictOfListsExpandInput Iterable ListOfDictsExpandInput MappedArgument Mapping "
        "NotFullyPopulated OperatorExpandArgument OperatorExpandKwargsArgument "
        "SchedulerDictOfListsExpandInput SchedulerExpandInput SchedulerListOfDictsExpandInput "
        "SchedulerMappedArgument Sequence Sized TYPE_CHECKING annotations attrs create_expand_input functools "
        "is_mappable operator"
    ),
    "airflow.models.hitl": (
        "Any Base Boolean Column ForeignKeyConstraint FunctionElement HITLDetail HITLDetailPropertyMixin "
        "HITLUser JSONExtract Mapped String TYPE_CHECKING Text TypedDict UUID UtcDateTime Uuid annotations "
        "compile_postgres compile_sqlite_mysql compiles datetime func hybrid_property json literal "
        "mapped_column postgresql relationship sa sqlalchemy_jsonfield timezone"
    ),
    "airflow.models.hitl_history": (
        "Base Boolean ForeignKeyConstraint HITLDetailHistory HITLDetailPropertyMixin Mapped TYPE_CHECKING "
        "Text UUID UtcDateTime Uuid annotations datetime mapped_column relationship sa timezone"
    ),
    "airflow.models.log": (
        "Base Column Index Integer Log Mapped String StringID TYPE_CHECKING Text UtcDateTime annotations "
        "datetime mapped_column relationship timezone"
    ),
    "airflow.models.mappedoperator": (
        "AirflowException Any ClassVar DAGNode DEFAULT_OPERATOR_DEPS DagAttributeTypes Iterable "
        "MappedOperator NotMapped PriorityWeightStrategy SerializedBaseOperator SerializedMappedTaskGroup "
        "SerializedTaskGroup Session TYPE_CHECKING TaskSDKBaseOperator TaskSDKMappedOperator TypeAlias "
        "TypeGuard annotations attrs functools get_mapped_ti_count is_mapped log methodtools operator "
        "overload structlog validate_and_load_priority_weight_strategy"
    ),
    "airflow.models.operator": "BaseOperator Operator",
    "airflow.models.param": "Param ParamsDict",
    "airflow.models.pool": (
        "AirflowException Any Base Boolean Column EXECUTION_STATES ForeignKey Integer Mapped NEW_SESSION Pool "
        "PoolNotFound PoolStats Sequence String TYPE_CHECKING TaskInstanceState Team Text TypedDict UUIDType "
        "annotations exists_query func logger logging mapped_column normalize_name_for_stats "
        "normalize_pool_name_for_stats provide_session select with_row_locks"
    ),
    "airflow.models.referencemixin": "Protocol ReferenceMixin TYPE_CHECKING annotations runtime_checkable",
    "airflow.models.renderedtifields": (
        "Any Column ForeignKeyConstraint Integer Mapped NEW_SESSION PrimaryKeyConstraint "
        "RenderedTaskInstanceFields StringID TYPE_CHECKING TaskInstanceDependencies annotations "
        "association_proxy build_upsert_stmt conf delete exists get_dialect_name "
        "get_serialized_template_fields json mapped_column os provide_session relationship "
        "retry_db_transaction sa select serialize_template_field sqlalchemy_jsonfield text"
    ),
    "airflow.models.revoked_token": (
        "Base ClassVar Mapped NEW_SESSION RevokedToken String TYPE_CHECKING UtcDateTime annotations conf "
        "datetime delete exists log mapped_column provide_session select structlog time timezone"
    ),
    "airflow.models.serialized_dag": (
        "Any AssetAliasModel AssetModel AssetUniqueKey Base COMPRESS_SERIALIZED_DAGS Callable Column DagCode "
        "DagDependency DagModel DagRun DagSerialization DagVersion DagWriteMetadata DeadlineAlertFields "
        "DeadlineAlertModel Encoding ForeignKey ID_LEN Iterable Iterator JSON JSONB LargeBinary "
        "LazyDeserializedDAG Literal Mapped NEW_SESSION NamedTuple Sequence SerializedDAG SerializedDagModel "
        "String TYPE_CHECKING TaskInstance TaskNotFound UKey UUID UUIDType UtcDateTime Uuid annotations "
        "backref conf datetime exc exists foreign func get_dialect_name json literal log logging "
        "mapped_column md5 provide_session relationship select sqlalchemy_jsonfield timedelta timezone tuple_ "
        "update uuid6 zlib"
    ),
    "airflow.models.skipmixin": "SkipMixin annotations",
    "airflow.models.task_state_store": (
        "Base COLLATION_ARGS ForeignKeyConstraint Index Integer MEDIUMTEXT Mapped String StringID "
        "TaskStateStoreModel Text UniqueConstraint UtcDateTime annotations datetime mapped_column timezone"
    ),
    "airflow.models.taskinstance": (
        "Any AssetEvent AssetModel Base BaseWorkload Callable Collection Column DagRunState DagVersion "
        "Deadline DeadlineAlertModel DepContext DetachedInstanceError ExecutorConfigType ExtendedJSON Float "
        "ForeignKey ForeignKeyConstraint HITLDetail Index Integer Iterable JSON Job LazyXComSelectSequence "
        "Log LoggingMixin Mapped MutableDict NEW_SESSION NO_VALUE NamedTuple ObjectDeletedError "
        "OutletEventPayload PAST_DEPENDS_MET PrimaryKeyConstraint REQUEUEABLE_DEPS RUNNING_DEPS "
        "ReadyToRescheduleDep ReferenceModels RemovedInAirflow4Warning STATICA_HACK Sequence SpanStatus State "
        "Stats String StringID TASK_SPAN_DETAIL_LEVEL_KEY TR TYPE_CHECKING TaskInstance "
        "TaskInstanceDependencies TaskInstanceKey TaskInstanceNote TaskInstanceState TaskMap TaskReschedule "
        "Text UUID UUIDType UniqueConstraint UtcDateTime Uuid XCOM_RETURN_KEY XComModel and_ annotations "
        "asset_manager association_proxy attrs cache case cast clear_task_instances conf contextlib "
        "create_session datetime defaultdict delete dill extract false find_relevant_relatives func "
        "get_hostname get_listener_manager getuser globals hashlib hybrid_property inspect itertools json "
        "lazy_object_proxy lazyload log logging mapped_column math new_dagrun_trace_carrier "
        "new_task_run_carrier or_ postgresql provide_session prune_dict quote reconstructor relationship "
        "run_with_db_retries select set_committed_value settings stats stringify_encoding_keys "
        "task_instance_mutation_hook text timedelta timezone trace tracer tuple_ update uuid uuid6 uuid7 "
        "validate_and_load_priority_weight_strategy warnings"
    ),
    "airflow.models.taskinstancehistory": (
        "Base Column DateTime ExecutorConfigType ExtendedJSON Float ForeignKeyConstraint HITLDetail "
        "HITLDetailHistory Index Integer JSON Mapped MutableDict NEW_SESSION SpanStatus State String StringID "
        "TYPE_CHECKING TaskInstanceHistory TaskInstanceState Text UUID UUIDType UniqueConstraint UtcDateTime "
        "Uuid annotations datetime dill func mapped_column postgresql provide_session relationship select "
        "text timezone"
    ),
    "airflow.models.taskinstancekey": "NamedTuple TaskInstanceKey annotations",
    "airflow.models.tasklog": (
        "Base Column Integer LogTemplate Mapped Text UtcDateTime annotations datetime mapped_column timezone"
    ),
    "airflow.models.taskmap": (
        "Any COLLATION_ARGS CheckConstraint Collection Column DagVersion ExtendedJSON ForeignKeyConstraint "
        "ID_LEN Integer Iterable Mapped Sequence State String TYPE_CHECKING TaskInstanceDependencies "
        "TaskInstanceState TaskMap TaskMapVariant annotations collections enum exists_query func "
        "mapped_column new_task_run_carrier or_ select trace tracer with_row_locks"
    ),
    "airflow.models.taskmixin": "DAGNode DependencyMixin TYPE_CHECKING airflow annotations",
    "airflow.models.taskreschedule": (
        "Base Column ForeignKey Index Integer Mapped String TYPE_CHECKING TaskReschedule UUID UtcDateTime "
        "Uuid annotations asc datetime desc mapped_column postgresql relationship select uuid"
    ),
    "airflow.models.team": (
        "Base Column ForeignKey Index Mapped NEW_SESSION String StringID TYPE_CHECKING Table Team UUIDType "
        "annotations dag_bundle_team_association_table mapped_column provide_session relationship select"
    ),
    "airflow.models.trigger": (
        "Any AssetManager AssetWatcherModel Base BaseTaskEndEvent Column Enum ForeignKey Integer Iterable "
        "Mapped NEW_SESSION Session String TRIGGER_FAIL_REPR TYPE_CHECKING TaskInstance TaskInstanceState "
        "Text Trigger TriggerFailureReason UtcDateTime annotations asset_trigger_association_table "
        "association_proxy coalesce conf datetime delete format_exception func get_dialect_name "
        "handle_event_submit log logging mapped_column or_ provide_session relationship run_with_db_retries "
        "select selectinload singledispatch stringify_encoding_keys timezone update with_row_locks"
    ),
    "airflow.models.variable": (
        "AirflowSecretsBackendAccessDenied Any Base Boolean Column ForeignKey ID_LEN Integer LoggingMixin "
        "MEDIUMTEXT Mapped MetastoreBackend NEW_SESSION SecretCache String TYPE_CHECKING Team Text UUIDType "
        "Variable annotations build_upsert_stmt call_secrets_backend_method conf contextlib create_session "
        "declared_attr delete ensure_secrets_loaded get_dialect_name get_fernet json log logging "
        "mapped_column mask_secret or_ provide_session reconstructor select synonym sys warnings"
    ),
    "airflow.models.xcom": (
        "Any BaseXCom Boolean COLLATION_ARGS Column ForeignKeyConstraint ID_LEN Index Integer Iterable JSON "
        "LazySelectSequence LazyXComSelectSequence Mapped NEW_SESSION PrimaryKeyConstraint String "
        "TYPE_CHECKING TaskInstanceDependencies UtcDateTime XCOM_RETURN_KEY XCom XComArg XComDecoder "
        "XComEncoder XComModel annotations association_proxy cast datetime delete func is_container json log "
        "logging mapped_column postgresql provide_session relationship select text timezone"
    ),
    "airflow.models.xcom_arg": (
        "Any ArgNotSet DeprecatedImportWarning Iterator NOTSET ReferenceMixin SchedulerConcatXComArg "
        "SchedulerMapXComArg SchedulerPlainXComArg SchedulerXComArg SchedulerZipXComArg Sequence Session "
        "State TYPE_CHECKING TypeAlias XCOM_RETURN_KEY XComArg annotations attrs deserialize_xcom_arg "
        "exists_query func get_task_map_length or_ select singledispatch warnings"
    ),
    "airflow.operators": (
        "add_deprecated_classes annotations bash branch datetime email empty generic_transfer latest_only "
        "python smooth trigger_dagrun weekday"
    ),
    "airflow.operators.bash": "BashOperator",
    "airflow.operators.branch": "BaseBranchOperator BranchMixIn",
    "airflow.operators.datetime": "BranchDateTimeOperator",
    "airflow.operators.email": "EmailOperator",
    "airflow.operators.empty": "EmptyOperator",
    "airflow.operators.generic_transfer": "GenericTransfer",
    "airflow.operators.latest_only": "LatestOnlyOperator",
    "airflow.operators.python": (
        "BranchExternalPythonOperator BranchPythonOperator BranchPythonVirtualenvOperator "
        "ExternalPythonOperator PythonOperator PythonVirtualenvOperator ShortCircuitOperator "
        "get_current_context"
    ),
    "airflow.operators.smooth": "SmoothOperator",
    "airflow.operators.trigger_dagrun": "TriggerDagRunOperator",
    "airflow.operators.weekday": "BranchDayOfWeekOperator",
    "airflow.secrets": (
        "BaseSecretsBackend DEFAULT_SECRETS_SEARCH_PATH DEFAULT_SECRETS_SEARCH_PATH_WORKERS "
        "add_deprecated_classes annotations base_secrets cache environment_variables local_filesystem "
        "metastore"
    ),
    "airflow.secrets.base_secrets": ("ABC BaseSecretsBackend DEFAULT_SECRETS_SEARCH_PATH TYPE_CHECKING annotations"),
    "airflow.secrets.cache": "SecretCache",
    "airflow.secrets.environment_variables": (
        "BaseSecretsBackend CONN_ENV_PREFIX EnvironmentVariablesBackend TEAM_SEP VAR_ENV_PREFIX annotations conf os"
    ),
    "airflow.secrets.local_filesystem": (
        "AirflowException AirflowFileParseException AirflowUnsupportedFileTypeException Any "
        "BaseSecretsBackend COMMENT_PATTERN ConnectionNotUnique FILE_PARSERS FileSyntaxError JSONDecodeError "
        "LocalFilesystemBackend LoggingMixin Path TYPE_CHECKING VariableNotUnique annotations defaultdict "
        "get_connection_parameter_names json load_configs_dict load_connections_dict load_variables log "
        "logging signature yaml"
    ),
    "airflow.secrets.metastore": (
        "BaseSecretsBackend MetastoreBackend NEW_SESSION TYPE_CHECKING annotations or_ provide_session select"
    ),
    "airflow.sensors": (
        "add_deprecated_classes annotations base bash date_time external_task filesystem python time_delta "
        "time_sensor weekday"
    ),
    "airflow.sensors.base": "BaseSensorOperator PokeReturnValue poke_mode_only",
    "airflow.sensors.bash": "BashSensor",
    "airflow.sensors.date_time": "DateTimeSensor DateTimeSensorAsync",
    "airflow.sensors.external_task": "ExternalDagLink ExternalTaskMarker ExternalTaskSensor",
    "airflow.sensors.filesystem": "FileSensor",
    "airflow.sensors.python": "PythonSensor",
    "airflow.sensors.time_delta": "TimeDeltaSensor TimeDeltaSensorAsync",
    "airflow.sensors.time_sensor": "TimeSensor TimeSensorAsync",
    "airflow.sensors.weekday": "DayOfWeekSensor",
    "airflow.task": "priority_strategy trigger_rule weight_rule",
    "airflow.task.priority_strategy": (
        "ABC Any PriorityWeightStrategy TYPE_CHECKING WeightRule abstractmethod "
        "airflow_priority_weight_strategies airflow_priority_weight_strategies_classes annotations cache "
        "get_airflow_priority_weight_strategies get_weight_rule_from_priority_weight_strategy suppress "
        "validate_and_load_priority_weight_strategy"
    ),
    "airflow.task.trigger_rule": "Enum TriggerRule annotations",
    "airflow.task.weight_rule": "Enum WeightRule annotations methodtools",
    "airflow.utils": (
        "add_deprecated_classes annotations cli cli_action_loggers code_utils context dag_cycle_tester "
        "dag_edges dag_parsing_context dag_version_inflation_checker dates db db_cleanup db_manager "
        "decorators deprecation_tools docs dot_renderer edgemodifier email entry_points event_scheduler file "
        "hashlib_wrapper helpers json log memray_utils module_loading net operator_helpers operator_resources "
        "orm_event_handlers platform process_utils providers_configuration_loader retries scheduler_health "
        "serve_logs session setup_teardown singleton span_status sqlalchemy state strings task_group "
        "task_instance_session thread_safe_dict timeout timezone trigger_rule types weight_rule xcom yaml"
    ),
    "airflow.utils.cli": (
        "AirflowException Callable ColorMode DagBundlesManager Namespace NonCachingFileHandler Path T "
        "TYPE_CHECKING TypeVar action_cli annotations cast cli_action_loggers functools get_bagged_dag "
        "get_dag_by_file_location get_dags get_db_dag getuser is_terminal_support_colors logger logging os "
        "print_banner process_subdir re settings setup_locations setup_logging should_enable_hot_reload "
        "should_use_colors sigint_handler sigquit_handler socket suppress_logs_and_warning sys threading "
        "timezone traceback validate_dag_bundle_arg warnings"
    ),
    "airflow.utils.cli_action_loggers": (
        "Callable NEW_SESSION TYPE_CHECKING annotations default_action_log json logger logging "
        "on_post_execution on_pre_execution provide_session register_post_exec_callback "
        "register_pre_exec_callback"
    ),
    "airflow.utils.code_utils": (
        "Any Path annotations contextlib functools get_python_source get_terminal_formatter inspect os "
        "prepare_code_snippet"
    ),
    "airflow.utils.context": (
        "Any Asset AssetModel ConnectionAccessor ConnectionAccessorSDK Container Context "
        "DeprecatedImportWarning KNOWN_CONTEXT_KEYS NOTSET OutletEventAccessors OutletEventAccessorsSDK "
        "TYPE_CHECKING VariableAccessor VariableAccessorSDK add_deprecated_classes annotations cast "
        "context_copy_partial context_merge create_session is_arg_set select warnings"
    ),
    "airflow.utils.dag_cycle_tester": "TYPE_CHECKING annotations check_cycle warnings",
    "airflow.utils.dag_edges": (
        "AbstractOperator Any MappedOperator SerializedBaseOperator SerializedDAG SerializedTaskGroup "
        "TYPE_CHECKING TaskGroup TypeAlias annotations cast dag_edges"
    ),
    "airflow.utils.dag_parsing_context": "annotations get_parsing_context warnings",
    "airflow.utils.dag_version_inflation_checker": (
        "AirflowRuntimeVaryingValueChecker DagTaskDetector DagVersionInflationCheckLevel "
        "DagVersionInflationCheckResult Enum Path RUNTIME_VARYING_CALLS RuntimeVaryingValueAnalyzer "
        "RuntimeVaryingValueWarning WarningContext annotations ast check_dag_file_stability dataclass"
    ),
    "airflow.utils.dates": "annotations calendar cron_presets datetime_to_nano",
    "airflow.utils.db": (
        "AIRFLOW_MOVED_TABLE_PREFIX AirflowException Any AutocommitEngineForMySQL Callable ContextVar DBLocks "
        "Generator Iterable Iterator LazySelectSequence NEW_SESSION Protocol RunDBManager Sequence T "
        "TYPE_CHECKING Table TypeVar USE_PSYCOPG3 Version add_default_pool_if_not_exists airflow annotations "
        "attrs check check_and_run_migrations check_migrations check_query_exists collections "
        "compare_server_default compare_type conf contextlib create_default_connections create_global_lock "
        "downgrade drop_airflow_models drop_airflow_moved_tables enum exc exists_query find_spec func "
        "get_current_task_instance_session get_default_connections get_dialect_name get_query_count "
        "get_query_count_async get_sqla_model_classes gettempdir helpers import_all_models initdb inspect "
        "is_psycopg3 is_sqla2 itertools json literal log logging merge_conn or_ os overload print_happy_cat "
        "provide_session re reflect_tables resetdb select settings signal sqlalchemy sqlalchemy_version "
        "synchronize_log_template sys text time timeout_with_traceback traceback upgradedb warnings"
    ),
    "airflow.utils.db_cleanup": (
        "ARCHIVED_TABLES_FROM_DB_MIGRATIONS ARCHIVE_TABLE_PREFIX AirflowConsole AirflowException Any "
        "ClauseElement CreateTableAs DagRunType Executable Generator NEW_SESSION OperationalError "
        "ProgrammingError SimpleNamespace TYPE_CHECKING aliased and_ annotations ask_yesno column compiles "
        "conf config_dict config_list contextmanager csv dataclass drop_archived_tables "
        "export_archived_records func inspect literal logger logging os provide_session reflect_tables "
        "run_cleanup select table text timezone tuple_"
    ),
    "airflow.utils.db_manager": (
        "AirflowException BaseDBManager LoggingMixin RunDBManager TYPE_CHECKING annotations command conf "
        "get_dialect_name import_string inspect os settings"
    ),
    "airflow.utils.decorators": "fixup_decorator_warning_stack remove_task_decorator",
    "airflow.utils.deprecation_tools": (
        "DeprecatedImportWarning ModuleType add_deprecated_classes annotations functools "
        "getattr_with_deprecation importlib sys warnings"
    ),
    "airflow.utils.docs": "annotations get_docs_url",
    "airflow.utils.dot_renderer": (
        "AirflowException Any BaseOperator DAG MappedOperator SerializedBaseOperator SerializedDAG "
        "SerializedMappedOperator SerializedTaskGroup State TYPE_CHECKING TaskGroup annotations dag_edges "
        "graphviz render_dag render_dag_dependencies warnings"
    ),
    "airflow.utils.edgemodifier": "Label annotations",
    "airflow.utils.email": (
        "AirflowException Any Iterable MIMEApplication MIMEMultipart MIMEText annotations build_mime_message "
        "collections conf formatdate get_email_address_list log logging os re send_email send_email_smtp "
        "send_mime_email smtplib ssl"
    ),
    "airflow.utils.entry_points": "*",
    "airflow.utils.event_scheduler": "Callable EventScheduler LoggingMixin annotations scheduler",
    "airflow.utils.file": (
        "COMMENT_PATTERN Generator GitWildMatchPattern MODIFIED_DAG_MODULE_NAME NamedTuple Path Pattern "
        "Protocol TextIOWrapper ZIP_REGEX annotations ast conf correct_maybe_zipped find_dag_file_paths "
        "find_path_from_directory get_unique_dag_module_name hashlib iter_airflow_imports list_py_file_paths "
        "log logging might_contain_dag might_contain_dag_via_default_heuristic open_maybe_zipped os overload "
        "re zipfile"
    ),
    "airflow.utils.hashlib_wrapper": "TYPE_CHECKING annotations hashlib md5",
    "airflow.utils.helpers": (
        "AirflowException Any CAMELCASE_TO_SNAKE_CASE_REGEX Callable GROUP_KEY_REGEX Generator Iterable "
        "KEY_REGEX MutableMapping NOTSET Proxy S T TYPE_CHECKING TypeVar annotations as_flattened_list "
        "ask_yesno at_most_one build_airflow_dagrun_url cache cast chunks conf convert_camel_to_snake copy "
        "exactly_one is_arg_set is_container itertools log_filename_template_renderer merge_dicts overload "
        "parse_template_string partition prevent_duplicates prompt_with_timeout prune_dict re "
        "render_log_filename render_template render_template_as_native render_template_to_string signal "
        "urljoin validate_key"
    ),
    "airflow.utils.json": ("Any CLASSNAME SCHEMA_ID XComDecoder XComEncoder annotations deserialize json serialize"),
    "airflow.utils.log": (
        "action_logger add_deprecated_classes annotations cloudwatch_task_handler colored_log es_task_handler "
        "file_processor_handler file_task_handler gcs_task_handler json_formatter log_reader "
        "log_stream_accumulator logging_mixin non_caching_file_handler s3_task_handler "
        "stackdriver_task_handler task_handler_with_custom_formatter timezone_aware wasb_task_handler"
    ),
    "airflow.utils.log.action_logger": "action_event_from_permission annotations",
    "airflow.utils.log.cloudwatch_task_handler": "CloudwatchTaskHandler",
    "airflow.utils.log.colored_log": (
        "Any BOLD_OFF BOLD_ON ColoredFormatter CustomTTYColoredFormatter DEFAULT_COLORS TYPE_CHECKING "
        "TimezoneAware annotations esc escape_codes re sys"
    ),
    "airflow.utils.log.es_task_handler": "ElasticsearchTaskHandler",
    "airflow.utils.log.file_processor_handler": (
        "FileProcessorHandler NonCachingFileHandler Path SetContextPropagate annotations datetime logger "
        "logging os parse_template_string settings timezone"
    ),
    "airflow.utils.log.file_task_handler": (
        "BaseModel CHUNK_SIZE Callable ConfigDict DEFAULT_SORT_DATETIME DEFAULT_SORT_TIMESTAMP Enum "
        "ExecutorLoader FileTaskHandler Generator GeneratorType HALF_HEAP_DUMP_SIZE HEAP_DUMP_SIZE IO "
        "Iterator LegacyLogResponse LegacyProvidersLogType LogHandlerOutputStream LogMessages LogMetadata "
        "LogResponse LogResponseWithSize LogSourceInfo LogStreamAccumulator LogType NEW_SESSION "
        "NonCachingRotatingFileHandler NotRequired ParsedLog ParsedLogStream Path RawLogStream "
        "SORT_KEY_OFFSET SetContextPropagate State StructuredLogMessage StructuredLogStream TYPE_CHECKING "
        "TaskInstanceState TypedDict ValidationError annotations cast chain conf datetime heapq io islice "
        "logger logging os parse_template_string pendulum provide_session render_template suppress urljoin"
    ),
    "airflow.utils.log.gcs_task_handler": "GCSTaskHandler",
    "airflow.utils.log.json_formatter": "JSONFormatter annotations json logging merge_dicts",
    "airflow.utils.log.log_reader": (
        "ExternalLoggingMixin FileTaskHandler Generator Iterator LogReaderOutputStream NEW_SESSION "
        "READ_BATCH_SIZE StructuredLogMessage TYPE_CHECKING TaskInstanceState TaskLogReader annotations "
        "cached_property conf datetime logging os provide_session render_log_filename time timezone"
    ),
    "airflow.utils.log.log_stream_accumulator": (
        "IO LogStreamAccumulator TYPE_CHECKING annotations islice logger logging os tempfile weakref"
    ),
    "airflow.utils.log.logging_mixin": (
        "ANSI_ESCAPE Any DISABLE_PROPAGATE DISABLE_PROPOGATE ExternalLoggingMixin Handler IO LoggingMixin "
        "RedirectStdHandler SetContextPropagate StreamHandler StreamLogWriter TYPE_CHECKING TextIOBase "
        "TypeVar UnsupportedOperation abc annotations cast enum logging os re remove_escape_codes set_context "
        "structlog sys"
    ),
    "airflow.utils.log.non_caching_file_handler": (
        "FileHandler IO NonCachingFileHandler NonCachingRotatingFileHandler RotatingFileHandler annotations "
        "make_file_io_non_caching os"
    ),
    "airflow.utils.log.s3_task_handler": "S3TaskHandler",
    "airflow.utils.log.stackdriver_task_handler": "StackdriverTaskHandler",
    "airflow.utils.log.task_handler_with_custom_formatter": (
        "TYPE_CHECKING TaskHandlerWithCustomFormatter annotations conf logger logging parse_template_string"
    ),
    "airflow.utils.log.timezone_aware": "TimezoneAware annotations logging",
    "airflow.utils.log.wasb_task_handler": "WasbTaskHandler",
    "airflow.utils.memray_utils": (
        "AIRFLOW_HOME Callable Enum MemrayTraceComponents PS ParamSpec RT TypeVar annotations conf "
        "enable_memray_trace log structlog wraps"
    ),
    "airflow.utils.module_loading": (
        "Callable TYPE_CHECKING annotations import_module import_string iter_namespace pkgutil qualname"
    ),
    "airflow.utils.net": "annotations cache get_host_ip_address get_hostname getfqdn socket",
    "airflow.utils.operator_helpers": (
        "Any Callable Collection KeywordParameters Mapping R TYPE_CHECKING TypeVar add_deprecated_classes "
        "annotations determine_kwargs inspect make_kwargs_callable"
    ),
    "airflow.utils.operator_resources": "*",
    "airflow.utils.orm_event_handlers": (
        "Mapper annotations conf event exc get_orm_mapper log logging os setup_event_handlers time traceback uuid4"
    ),
    "airflow.utils.platform": (
        "IS_WINDOWS annotations cache get_airflow_git_version getpass getuser is_terminal_support_colors "
        "is_tty log logging os pkgutil platform sys"
    ),
    "airflow.utils.process_utils": (
        "AirflowException DEFAULT_TIME_TO_WAIT_AFTER_SIGTERM DeprecatedImportWarning Generator IS_WINDOWS "
        "PIDLockFile annotations array check_if_pidfile_process_is_running conf contextmanager errno "
        "execute_in_subprocess execute_in_subprocess_with_kwargs execute_interactive fcntl "
        "kill_child_processes_by_pids log logging multiprocessing os patch_environ psutil pty "
        "reap_process_group resolve_mp_start_method select set_component_mp_start_method "
        "set_new_process_group shlex signal subprocess sys termios tty"
    ),
    "airflow.utils.providers_configuration_loader": (
        "Callable PS ParamSpec RT TypeVar annotations providers_configuration_loaded wraps"
    ),
    "airflow.utils.retries": (
        "Callable DBAPIError F MAX_DB_RETRIES StaleDataError TYPE_CHECKING TypeVar annotations conf functools "
        "logging overload retry_db_transaction run_with_db_retries signature"
    ),
    "airflow.utils.scheduler_health": (
        "BaseHTTPRequestHandler HTTPServer HealthServer Job SchedulerJobRunner annotations conf "
        "create_session get_hostname log logging select serve_health_check"
    ),
    "airflow.utils.serve_logs": "annotations core create_app log_server serve_logs",
    "airflow.utils.serve_logs.core": ("annotations conf logger logging serve_logs socket structlog sys uvicorn"),
    "airflow.utils.serve_logs.log_server": (
        "ExpiredSignatureError FastAPI HTTPException ImmatureSignatureError InvalidAudienceError "
        "InvalidIssuedAtError InvalidSignatureError JWTAuthStaticFiles JWTValidator Request StaticFiles "
        "annotations app cache cast conf create_app get_app get_docs_url get_signing_key import_string logger "
        "logging os status"
    ),
    "airflow.utils.session": (
        "Callable Generator NEW_SESSION PS ParamSpec RT TYPE_CHECKING TypeVar annotations cast contextlib "
        "create_session create_session_async find_session_idx provide_session settings signature wraps"
    ),
    "airflow.utils.setup_teardown": "BaseSetupTeardownContext SetupTeardownContext",
    "airflow.utils.singleton": "Generic Singleton T TypeVar annotations",
    "airflow.utils.span_status": "Enum SpanStatus annotations",
    "airflow.utils.sqlalchemy": (
        "Any CommitProhibitorGuard Encoding ExecutorConfigType ExtendedJSON FunctionElement Generator JSON "
        "JSONB PickleType String TIMESTAMP TYPE_CHECKING Text TypeDecorator USE_ROW_LEVEL_LOCKING UtcDateTime "
        "annotations build_upsert_stmt compiles conf contextlib copy datetime deserialize_pod_dict "
        "ensure_pod_is_valid_after_unpickling event get_dialect_name get_orm_mapper "
        "is_lock_not_available_error is_sqlalchemy_v1 lock_rows log logging make_dialect_kwarg make_naive "
        "metadata mysql nulls_first nullsfirst prohibit_commit random_db_uuid sanitize_for_serialization text "
        "utc version with_db_lock_timeout with_row_locks"
    ),
    "airflow.utils.state": (
        "CallbackState DagRunState Enum IntermediateTIState JobState State TaskInstanceState TerminalTIState "
        "annotations"
    ),
    "airflow.utils.strings": "TRUE_LIKE_VALUES annotations get_random_string random string to_boolean",
    "airflow.utils.task_group": "TaskGroup",
    "airflow.utils.task_instance_session": (
        "TYPE_CHECKING annotations contextlib get_current_task_instance_session log logging "
        "set_current_task_instance_session settings traceback"
    ),
    "airflow.utils.thread_safe_dict": "ThreadSafeDict annotations threading",
    "airflow.utils.timeout": "timeout",
    "airflow.utils.timezone": "*",
    "airflow.utils.trigger_rule": "*",
    "airflow.utils.types": (
        "ArgNotSet DagRunTriggeredByType DagRunType NOTSET TYPE_CHECKING add_deprecated_classes airflow "
        "annotations enum"
    ),
    "airflow.utils.weight_rule": "DB_SAFE_MAXIMUM DB_SAFE_MINIMUM WeightRule db_safe_priority",
    "airflow.utils.xcom": "XCOM_RETURN_KEY",
    "airflow.utils.yaml": "Any BinaryIO FullLoader TYPE_CHECKING TextIO annotations cast dump safe_load",
}

LATER_MODULES = (
    "airflow.datasets airflow.listeners.spec.lifecycle airflow.listeners.spec.taskinstance "
    "airflow.metrics airflow.models.mappedoperator airflow.sentry "
    "airflow.serialization.serializers.bignum airflow.serialization.serializers.builtin "
    "airflow.serialization.serializers.datetime airflow.serialization.serializers.deltalake "
    "airflow.serialization.serializers.iceberg airflow.serialization.serializers.kubernetes "
    "airflow.serialization.serializers.numpy airflow.serialization.serializers.pandas "
    "airflow.serialization.serializers.pydantic airflow.serialization.serializers.timezone "
    "airflow.timetables.datasets airflow.traces airflow.triggers.deadline "
    "airflow.utils.dag_parsing_context airflow.utils.module_loading airflow.utils.singleton "
    "airflow.utils.task_instance_session"
)

LATER_NAMES: dict[str, str] = {
    "airflow.configuration": "FERNET_KEY JWT_SECRET_KEY create_provider_config_fallback_defaults",
    "airflow.executors.workloads": "log",
    "airflow.listeners.listener": "log",
    "airflow.logging_config": "DEFAULT_REMOTE_CONN_ID REMOTE_TASK_LOG",
    "airflow.models.asset": "asset_trigger_association_table",
    "airflow.models.backfill": "DagNoScheduleException",
    "airflow.models.crypto": "NullFernet",
    "airflow.models.dag": "AssetT DagStateChangeCallback ScheduleArg ScheduleInterval",
    "airflow.models.dagbag": "sync_bag_to_db",
    "airflow.models.deadline": "DeadlineCallbackState",
    "airflow.models.xcom_arg": (
        "SchedulerConcatXComArg SchedulerMapXComArg SchedulerPlainXComArg SchedulerXComArg "
        "SchedulerZipXComArg deserialize_xcom_arg get_task_map_length"
    ),
    "airflow.plugins_manager": (
        "AirflowPluginException EntryPointSource PLUGINS_ATTRIBUTES_TO_DUMP admin_views external_views "
        "fastapi_apps fastapi_root_middlewares flask_appbuilder_menu_links flask_appbuilder_views "
        "flask_blueprints global_operator_extra_links hook_lineage_reader_classes import_errors "
        "initialize_extra_operators_links_plugins initialize_fastapi_plugins initialize_flask_plugins "
        "initialize_hook_lineage_readers_plugins initialize_priority_weight_strategy_plugins "
        "initialize_timetables_plugins initialize_ui_plugins load_entrypoint_plugins "
        "load_plugins_from_plugin_directory load_providers_plugins loaded_plugins macros_modules make_module "
        "menu_links operator_extra_links plugins priority_weight_strategy_classes react_apps register_plugin "
        "registered_operator_link_classes timetable_classes"
    ),
    "airflow.sdk.bases.operator": "AirflowException",
    "airflow.sdk.definitions.deadline": "DeadlineAlertFields",
    "airflow.security.kerberos": "NEED_KRB181_WORKAROUND",
    "airflow.settings": (
        "AIO_LIBS_MAPPING AIRFLOW_MODELS_BASEOPERATOR_PATH AIRFLOW_MOVED_TABLE_PREFIX AIRFLOW_PATH "
        "AIRFLOW_SETTINGS_PATH AIRFLOW_TESTS_PATH AIRFLOW_UTILS_SESSION_PATH CAN_FORK "
        "COMPRESS_SERIALIZED_DAGS DEFAULT_ENGINE_ARGS DONOT_MODIFY_HANDLERS HIDE_SENSITIVE_VAR_CONN_FIELDS "
        "IS_EXECUTOR_CONTAINER IS_K8S_EXECUTOR_POD KILOBYTE LIGHTBLUE LIGHTORANGE LOGGING_CLASS_PATH "
        "LOGGING_LEVEL LOG_FORMAT MEGABYTE MIN_SERIALIZED_DAG_FETCH_INTERVAL "
        "MIN_SERIALIZED_DAG_UPDATE_INTERVAL POLICY_PLUGIN_MANAGER USE_JOB_SCHEDULE USE_PSYCOPG3 "
        "configure_policy_plugin_manager is_psycopg3 mysql postgresql sqlite"
    ),
    "airflow.stats": "log",
    "airflow.task.priority_strategy": ("airflow_priority_weight_strategies airflow_priority_weight_strategies_classes"),
    "airflow.utils.db": "USE_PSYCOPG3",
    "airflow.utils.helpers": "render_log_filename",
    "airflow.utils.log.file_task_handler": (
        "LegacyLogResponse LogMessages LogResponse LogResponseWithSize LogSourceInfo RawLogStream"
    ),
    "airflow.utils.serve_logs.log_server": "app",
    "airflow.utils.sqlalchemy": "get_orm_mapper is_sqlalchemy_v1",
}

DAG_PARAMETERS = "concurrency default_view fail_stop full_filepath orientation schedule_interval timetable"

OPERATOR_PARAMETERS = "provide_context task_concurrency"

OPERATORS: dict[str, str] = {
    "BashOperator": "skip_exit_code",
    "BranchDateTimeOperator": "use_task_execution_date",
    "BranchDayOfWeekOperator": "use_task_execution_day",
    "DayOfWeekSensor": "use_task_execution_day",
    "ExternalPythonOperator": "use_dill",
    "ExternalTaskMarker": "execution_date",
    "PythonOperator": "provide_context",
    "PythonVirtualenvOperator": "use_dill",
    "TriggerDagRunOperator": "execution_date",
    "_BasePythonVirtualenvOperator": "use_dill",
}

TRIGGER_RULES = "dummy none_failed_or_skipped"

TRIGGER_RULE_NAMES = "DUMMY NONE_FAILED_OR_SKIPPED"

CONTEXT_KEYS = (
    "conf execution_date next_ds next_ds_nodash next_execution_date prev_ds prev_ds_nodash "
    "prev_execution_date prev_execution_date_success tomorrow_ds tomorrow_ds_nodash "
    "triggering_dataset_events yesterday_ds yesterday_ds_nodash"
)
