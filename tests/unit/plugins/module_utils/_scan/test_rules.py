# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ast

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.python import scan_python
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.rules import ALL, RULES, selected
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.text import scan_text

SDK = "from metadata.generated.schema.api.data.createGlossaryTerm import CreateGlossaryTermRequest\n"
TARGET = (2, 0)

# rule -> Python that has it, Python that does not
PYTHON = {
    "OMC102": (
        SDK + "x = CreateGlossaryTermRequest(name='a', status=Status.Active)\n",
        SDK + "x = CreateGlossaryTermRequest(name='a', entityStatus=EntityStatus.Approved)\ny = Other(status=1)\n",
    ),
    "OMC103": (
        "requests.put(url + '/v1/dataContracts', json={'name': 'a', 'status': 'Active'})\n",
        "requests.put(url + '/v1/users', json={'name': 'a', 'status': 'Active'})\n",
    ),
    "OMC111": (
        SDK + "om.get_by_name(Domain, 'x', fields=['assets'])\n",
        SDK + "om.get_by_name(Domain, 'x', fields=['owners'])\n",
    ),
    "OMC112": (
        SDK + "om.get_by_name(Table, 'x', fields=['owners', 'domain'])\n",
        SDK + "om.get_by_name(Table, 'x', fields=['domains'])\n",
    ),
    "OMC113": ("om.patch_domain(entity=e, domain=d)\n", "om.patch_domains(e)\n"),
    "OMC121": (
        "dag = DAG('x', schedule_interval='@daily')\n",
        "dag = DAG('x', schedule='@daily')\nf(schedule_interval=1)\n",
    ),
    "OMC122": (
        "from airflow.operators.bash_operator import BashOperator\n",
        "from airflow.operators.bash import BashOperator\nfrom airflow.utils.dates import cron_presets\n",
    ),
    "OMC123": (
        "def f(**context):\n    return context['execution_date']\n",
        "def f(**context):\n    return context['logical_date']\n",
    ),
    "OMC104": (
        "from metadata.generated.schema.entity.data.glossaryTerm import Status\n",
        "from metadata.generated.schema.type.status import EntityStatus\n",
    ),
    "OMC127": ("PythonOperator(task_id='a', provide_context=True)\n", "PythonOperator(task_id='a', retries=1)\n"),
    "OMC128": ("BashOperator(trigger_rule='dummy')\n", "BashOperator(trigger_rule='always')\n"),
    "OMC129": ("from airflow.datasets import Dataset\n", "from airflow.sdk import Asset\n"),
    "OMC124": ("policy = 'operations: [EditTests]'\n", "policy = 'operations: [EditTests, CreateTests]'\n"),
    "OMC125": ("c = {'type': 'OpenLineage', 'brokersUrl': 'x'}\n", "c = {'type': 'Kafka', 'brokersUrl': 'x'}\n"),
    "OMC131": (
        "state = pipeline['pipelineStatuses']['pipelineState']\n",
        "state = pipeline['pipelineStatuses'][0]['pipelineState']\n",
    ),
    "OMC132": ("u = f'{host}/api/v1/suggestions/{x}'\n", "u = f'{host}/api/v1/tasks/{x}'\n"),
    "OMC133": ("u = host + '/v1/search/query?q=*&search_after=a,b'\n", "u = host + '/v1/search/query?q=*'\n"),
    "OMC134": ("u = '/v1/search/query?q=*&deleted=false'\n", "u = '/v1/tables?deleted=false'\n"),
    "OMC135": (
        "c = {'type': 'DatabricksPipeline', 'token': 't'}\n",
        "c = {'type': 'DatabricksPipeline', 'authType': {'token': 't'}}\n",
    ),
    "OMC136": ("u = base + '/logs/abc/stream'\n", "u = base + '/logs/abc/last'\n"),
    "OMC137": ("install('great_expectations==0.18.8')\n", "install('great_expectations==1.3.0')\n"),
    "OMC139": ("p = {'recreateIndex': True}\n", "p = {'batchSize': 1}\n"),
    "OMC138": ("deps = ['sqlalchemy<2']\n", "deps = ['sqlalchemy>=2']\n"),
    "OMC141": ("deps = ['openmetadata-ingestion[mysql]==1.9.17']\n", "deps = ['openmetadata-ingestion==2.0.7']\n"),
}
TEXT = {
    "OMC101": ("python - <<EOF\nworkflow.print_status()\nEOF\n", "workflow.execute()\n"),
    "OMC103": (
        "kind: dataContract\nspec:\n  status: Active\n",
        "kind: dataContract\nspec:\n  entityStatus: Approved\n",
    ),
    "OMC111": ("curl $H/api/v1/domains?fields=owners,assets\n", "curl $H/api/v1/domains?fields=owners\n"),
    "OMC112": ("curl $H/api/v1/tables?fields=owners,domain\n", "curl $H/api/v1/tables?fields=domains\n"),
    "OMC123": ("cmd: 'x {{ execution_date }}'\n", "cmd: 'x {{ logical_date }} execution_date'\n"),
    "OMC124": ("operations: [EditTests]\n", "operations:\n- EditTests\n- CreateTests\n"),
    "OMC125": (
        "config:\n  type: OpenLineage\n  brokersUrl: k:9092\n",
        "config:\n  type: Kafka\n  brokersUrl: k:9092\n",
    ),
    "OMC126": ("FROM python:3.9-slim\n", "FROM python:3.10-slim\n"),
    "OMC131": (
        "curl x | jq .data[].pipelineStatuses.pipelineState\n",
        "curl x | jq .data[].pipelineStatuses[0].pipelineState\n",
    ),
    "OMC132": ("curl $H/api/v1/suggestions/x\n", "curl $H/api/v1/suggestionsx\n"),
    "OMC133": ('curl "$H/v1/search/query?q=*&search_after=1,2"\n', 'curl "$H/v1/search/query?q=*"\n'),
    "OMC134": ('curl "$H/v1/search/query?deleted=true"\n', 'curl "$H/v1/tables?deleted=true"\n'),
    "OMC135": ("type: DatabricksPipeline\ntoken: x\n", "type: DatabricksPipeline\nauthType:\n  token: x\n"),
    "OMC136": ("curl $H/api/v1/services/ingestionPipelines/logs/x/stream/y\n", "curl $H/logs/x/last\n"),
    "OMC137": ("great-expectations~=0.18\n", "great-expectations>=1\n"),
    "OMC140": ("openmetadata-ingestion[great-expectations-1xx]\n", "openmetadata-ingestion[great-expectations]\n"),
    "OMC151": (
        "FROM openmetadata/ingestion:1.13.3\nENV P=/usr/local/lib/python3.10/site-packages\n",
        "FROM openmetadata/ingestion:1.13.4\nENV P=/usr/local/lib/python3.12/site-packages\n",
    ),
    "OMC161": ("curl $H/api/v1/feed\n", "curl $H/api/v1/conversations\n"),
    "OMC162": ("source:\n  type: deltalake\n  sourceConfig: {}\n", "source:\n  type: mysql\n  sourceConfig: {}\n"),
    "OMC163": (
        "pipelineType: metadata\nsourceConfig:\n  config: {}\n",
        "pipelineType: metadata\nsourceConfig:\n  config: {type: DatabaseMetadata}\n",
    ),
    "OMC164": ("appType: internal\neventSubscriptions: []\n", "appType: internal\n"),
    "OMC165": ("scheme: oracle+cx_oracle\n", "scheme: oracle+oracledb\n"),
    "OMC138": ("SQLAlchemy==1.4.54\n", "SQLAlchemy==2.0.48\n"),
    "OMC141": ("image: docker.getcollate.io/openmetadata/ingestion:1.9.17\n", "image: openmetadata/ingestion:2.0.7\n"),
}


@pytest.mark.parametrize("rule", sorted(PYTHON))
def test_python(rule: str) -> None:
    with_it, without = PYTHON[rule]
    assert {hit.rule for hit in scan_python(ast.parse(with_it), {rule}, TARGET)} == {rule}
    assert scan_python(ast.parse(without), {rule}, TARGET) == []


@pytest.mark.parametrize("rule", sorted(TEXT))
def test_text(rule: str) -> None:
    with_it, without = TEXT[rule]
    assert {hit.rule for hit in scan_text(with_it, {rule}, TARGET)} == {rule}
    assert scan_text(without, {rule}, TARGET) == []


def test_every_rule_has_a_case() -> None:
    assert set(ALL) == set(PYTHON) | set(TEXT)


def test_places() -> None:
    source = 'CONFIG = """\nsource:\n  type: OpenLineage\n  brokersUrl: x\n"""\nu = "/v1/suggestions"\n'
    hits = scan_python(ast.parse(source), {"OMC125", "OMC132"}, None)
    assert [(hit.rule, hit.line) for hit in hits] == [("OMC125", 4), ("OMC132", 6)]
    assert hits[1].column == 5


def test_a_line_of_text_has_a_rule_once() -> None:
    line = "-e git+https://github.com/open-metadata/OpenMetadata.git@1.9.3-release#egg=openmetadata-ingestion\n"
    assert [(hit.rule, hit.line) for hit in scan_text(line, {"OMC141"}, TARGET)] == [("OMC141", 1)]


def test_a_docstring_only_mentions() -> None:
    assert scan_python(ast.parse('def f():\n    """Replaces /v1/suggestions."""\n'), {"OMC132"}, None) == []


@pytest.mark.parametrize(
    ("start", "end", "has", "lacks"),
    [
        pytest.param("1.9.17", "1.10.0", "OMC101", "OMC121", id="up to and with the target"),
        pytest.param("1.10.0", "1.11.4", "OMC121", "OMC101", id="after the start"),
        pytest.param("1.11.4", "1.11.12", "OMC125", "OMC141", id="no pin to move within a minor"),
        pytest.param("1.9.17", "1.11.4", "OMC141", "OMC131", id="a pin to move"),
        pytest.param(None, None, "OMC138", "OMC141", id="no versions"),
        pytest.param(None, "1.10.0", "OMC113", "OMC121", id="no start"),
        pytest.param("1.12.14", "1.13.0", "OMC129", "OMC151", id="Airflow of 1.13"),
        pytest.param("1.13.3", "1.13.4", "OMC151", "OMC126", id="images of 1.13.4"),
        pytest.param("1.13.6", "2.0.0", "OMC139", "OMC161", id="2.0"),
        pytest.param("2.0.7", "2.1.0", "OMC161", "OMC139", id="2.1"),
    ],
)
def test_selected(start: str | None, end: str | None, has: str, lacks: str) -> None:
    rules = selected(start, end)
    assert has in rules
    assert lacks not in rules


def test_selected_refuses_what_is_no_version() -> None:
    with pytest.raises(ValueError, match="latest"):
        selected("latest", None)


def test_rules_have_sources() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in ALL.values():
        assert rule.source.startswith("https://")
        assert rule.message.endswith(".")
