# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other Python as it is found in repositories."""

from __future__ import annotations

from .form import Form

REAL_CODE = (
    Form(
        "from metadata.workflow.metadata import MetadataWorkflow",
        "a.py",
        "from metadata.workflow.metadata import MetadataWorkflow\n"
        "def run():\n"
        "    wf = MetadataWorkflow.create(c)\n"
        "    try:\n"
        "        wf.execute()\n"
        "    finally:\n"
        "        wf.print_status()\n",
        "OMC101:7",
    ),
    Form(
        "from metadata.workflow.workflow_output_handler import print_",
        "a.py",
        "from metadata.workflow.workflow_output_handler import print_status, WorkflowResultStatus\n"
        "print_status(workflow=w)\n",
        "OMC101:2",
    ),
    Form(
        "import metadata.workflow.workflow_output_handler as h",
        "a.py",
        "import metadata.workflow.workflow_output_handler as h\nh.print_status(w)\n",
        "OMC101:2",
    ),
    Form(
        "CODE = textwrap.dedent('''",
        "a.py",
        "CODE = textwrap.dedent('''\n    from metadata.x import w\n    w.print_status()\n''')\n",
        "OMC101:3",
    ),
    Form(
        "t = '''",
        "a.py",
        "t = '''\nimport metadata\nw = %s\nw.print_status()\n''' % x\n",
        "OMC101:4",
    ),
    Form(
        "t = 'import metadata.x as m\\n' 'm.w.print_status()\\n'",
        "a.py",
        "t = 'import metadata.x as m\\n' 'm.w.print_status()\\n'\n",
        "OMC101:1",
    ),
    Form(
        "exec('from metadata.x import w; w.print_status()')",
        "a.py",
        "exec('from metadata.x import w; w.print_status()')\n",
        "OMC101:1",
    ),
    Form(
        "from metadata.generated.schema.entity.data import glossaryTe",
        "a.py",
        "from metadata.generated.schema.entity.data import glossaryTerm as gt\n"
        "x = gt.GlossaryTerm(status=gt.Status.Draft)\n",
        "OMC102:2 OMC104:2",
    ),
    Form(
        "import metadata.generated.schema.entity.data.glossaryTerm as",
        "a.py",
        "import metadata.generated.schema.entity.data.glossaryTerm as gt\ny = gt.Status.Draft\n",
        "OMC104:2",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import *\nx=Status.Approved\n",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "terms = om.list_entities(entity=GlossaryTerm).entities\n"
        "ok = [t for t in terms if t.status == 'Approved']\n",
        "OMC103:3",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "x = om.get_by_id(GlossaryTerm, i)\n"
        "x.status.value\n",
        "OMC103:3",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "c = term.model_copy(update={'status': 'Approved'})\n",
        "OMC103:2",
    ),
    Form(
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}').json()",
        "a.py",
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}').json()\nif r['status'] == 'Approved': pass\n",
        "OMC103:2",
    ),
    Form(
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}')",
        "a.py",
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}')\nfor term in r.json()['data']:\n    print(term['status'])\n",
        "OMC103:3",
    ),
    Form(
        "g('/v1/glossaryTerms')",
        "a.py",
        "g('/v1/glossaryTerms')\nwith open('x') as response:\n    if response.status != 200: pass\n",
    ),
    Form(
        "g('/v1/glossaryTerms')",
        "a.py",
        "g('/v1/glossaryTerms')\nr.raise_for_status()\npipeline.status\njob['status'] = 'running'\n",
    ),
    Form(
        "ops = [JsonPatch(op='replace', path='/status', value='Approv",
        "a.py",
        "ops = [JsonPatch(op='replace', path='/status', value='Approved')]\ng('/v1/glossaryTerms')\n",
        "OMC103:1",
    ),
    Form(
        "@nox.session(python=['3.9'])",
        "noxfile.py",
        "@nox.session(python=['3.9'])\ndef t(s): ...\n",
        "OMC126:1",
    ),
    Form(
        "try:",
        "a.py",
        "try:\n"
        "    from metadata.generated.schema.type.status import EntityStatus as S\n"
        "except (ModuleNotFoundError, ImportError):\n"
        "    from metadata.generated.schema.entity.data.glossaryTerm import Status as S\n",
    ),
    Form(
        "def test_x():",
        "a.py",
        "def test_x():\n    expected = {'status': 'Active'}\n    assert f('/v1/glossaryTerms') == expected\n",
    ),
    Form(
        "self.assertIn('/v1/suggestions', url)",
        "a.py",
        "self.assertIn('/v1/suggestions', url)\nmock.assert_called_with('/v1/feed')\n",
    ),
    Form(
        "x = {'source': {'type': 'deltalake', 'serviceName': 'x'}}",
        "a.py",
        "x = {'source': {'type': 'deltalake', 'serviceName': 'x'}}\n",
        "OMC162:1",
    ),
    Form(
        "from metadata.generated.schema.entity.services.connections.d",
        "a.py",
        "from metadata.generated.schema.entity.services.connections.database.deltaLakeConnection "
        "import DeltaLakeConnection\n",
        "OMC162:1",
    ),
    Form(
        "requests.post(host + '/v1/feed', json={})",
        "a.py",
        "requests.post(host + '/v1/feed', json={})\n",
        "OMC161:1",
    ),
    Form(
        "requests.post(host + '/api/v1/apps/trigger/SearchIndexingApp",
        "a.py",
        "requests.post(host + '/api/v1/apps/trigger/SearchIndexingApplication', json={'recreateIndex': True})\n",
        "OMC139:1",
    ),
    Form(
        "# Databricks notebook source",
        "n.py",
        "# Databricks notebook source\n"
        "# MAGIC %pip install openmetadata-ingestion==1.9.3\n"
        "# COMMAND ----------\n"
        "x = 1\n",
        "OMC141:2",
    ),
    Form(
        "import unittest",
        "a.py",
        "import unittest\n"
        "class T(unittest.TestCase):\n"
        "    def test(self):\n"
        "        self.assertEqual(d.schedule_interval, '@daily')\n"
        "        assert dag.concurrency == 1\n",
    ),
    Form(
        "setup(classifiers=['Programming Language :: Python :: 3.8'],",
        "setup.py",
        "setup(classifiers=['Programming Language :: Python :: 3.8'], python_requires='>=3.7')\n",
    ),
    Form(
        "setup(python_requires='>=3.7,<3.10')",
        "setup.py",
        "setup(python_requires='>=3.7,<3.10')\n",
        "OMC126:1",
    ),
    Form(
        "from metadata.workflow.metadata import MetadataWorkflow",
        "a.py",
        "from metadata.workflow.metadata import MetadataWorkflow\n"
        "class W:\n"
        "    def go(self):\n"
        "        self.workflow.execute()\n"
        "        self.workflow.print_status()\n",
        "OMC101:5",
    ),
    Form(
        "from metadata.ingestion.ometa.ometa_api import OpenMetadata",
        "a.py",
        "from metadata.ingestion.ometa.ometa_api import OpenMetadata\n"
        "metadata = OpenMetadata(c)\n"
        "metadata.get_by_name(entity=Table, fqn=x, fields=['domain'])\n",
        "OMC112:3",
    ),
    Form(
        "from metadata.x import y",
        "a.py",
        "from metadata.x import y\ncfg = '''\nsource:\n  type: mysql\n  serviceName: x\n'''\n",
    ),
    Form(
        "x = '''",
        "a.py",
        "x = '''\n  status: Approved\n  glossaryTerms: a\n'''\n",
        "OMC103:2",
    ),
    Form(
        "c = {'type': 'Oracle', 'scheme': 'oracle+cx_oracle'}",
        "a.py",
        "c = {'type': 'Oracle', 'scheme': 'oracle+cx_oracle'}\n",
        "OMC165:1",
    ),
    Form(
        "from metadata.x import y",
        "a.py",
        "from metadata.x import y\nom.list_threads()\nom.resolve_feed_task(1)\n",
        "OMC161:2 OMC161:3",
    ),
    Form(
        "from metadata.ingestion.ometa.mixins.feed_mixin import OMeta",
        "a.py",
        "from metadata.ingestion.ometa.mixins.feed_mixin import OMetaFeedMixin\n",
        "OMC161:1",
    ),
    Form(
        "i = 'openmetadata-ingestion[great-expectations-1xx]'",
        "a.py",
        "i = 'openmetadata-ingestion[great-expectations-1xx]'\n",
        "OMC140:1",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "t = om.get_by_name(entity=GlossaryTerm, fqn='x')\n"
        "upd = deepcopy(t)\n"
        "upd.status = 1\n",
        "OMC103:4",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "class A:\n"
        "    def f(self):\n"
        "        self.term = om.get_by_name(GlossaryTerm, 'x')\n"
        "        return self.term.status\n",
        "OMC103:5",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "d = t.model_dump()\n"
        "d['status'] = 'Approved'\n",
        "OMC103:3",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "kw = {'name': 'x', 'status': 'Approved'}\n"
        "GlossaryTerm(**kw)\n",
        "OMC103:2",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "GlossaryTerm(**{'name': 'x', 'status': st})\n",
        "OMC102:2",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "patch = jsonpatch.JsonPatch([{'op': 'replace', 'path': '/status', 'value': v}])\n",
        "OMC103:2",
    ),
    Form(
        "url = base + '/glossaryTerms'",
        "a.py",
        "url = base + '/glossaryTerms'\nrequests.post(url, data=json.dumps({'name': n, 'status': 'Approved'}))\n",
        "OMC103:2",
    ),
    Form(
        "g('glossaryTerms')",
        "a.py",
        "g('glossaryTerms')\nbody = '{\"status\": \"Approved\"}'\n",
    ),
    Form(
        "# glossaryTerms",
        "a.py",
        "# glossaryTerms\nresponse = {'status': 'Active'}\n",
    ),
    Form(
        "users = requests.get(h + '/v1/users').json()",
        "a.py",
        "users = requests.get(h + '/v1/users').json()\nactive = [u for u in users if u['status'] == 'Active']\n",
    ),
    Form(
        "from metadata.generated.schema.entity.data.table import Tabl",
        "a.py",
        "from metadata.generated.schema.entity.data.table import Table\nx = Table(status='Active')\n",
    ),
    Form(
        "from metadata.generated.schema.entity.data.dataContract impo",
        "a.py",
        "from metadata.generated.schema.entity.data.dataContract import ContractStatus, DataContract\n"
        "DataContract(status=ContractStatus.Active)\n",
        "OMC102:2",
    ),
)
