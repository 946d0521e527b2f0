# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status of glossary terms and data contracts."""

from __future__ import annotations

from .form import TERM, Form

STATUS = (
    Form(
        "the class",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm, Status\n",
        "OMC104:1",
    ),
    Form(
        "the class, over lines",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import (\n    GlossaryTerm,\n    Status as S,\n)\n",
        "OMC104:1",
    ),
    Form(
        "the class by its module",
        "a.py",
        "from metadata.generated.schema.entity.data import glossaryTerm\nx = glossaryTerm.Status.Approved\n",
        "OMC104:2",
    ),
    Form("another class", "a.py", TERM),
    Form("Status of another module", "a.py", "from metadata.ingestion.api.status import Status\n"),
    Form(
        "guarded class",
        "a.py",
        "try:\n    from metadata.generated.schema.type.status import EntityStatus\nexcept ImportError:\n"
        "    from metadata.generated.schema.entity.data.glossaryTerm import Status as EntityStatus\n",
    ),
    Form("argument", "a.py", TERM + "t = GlossaryTerm(name='a', status='Approved')\n", "OMC102:2"),
    Form("new argument", "a.py", TERM + "t = GlossaryTerm(name='a', entityStatus='Approved')\n"),
    Form(
        "attribute of a result",
        "a.py",
        TERM + "t = om.get_by_name(entity=GlossaryTerm, fqn='a')\nprint(t.status)\n",
        "OMC103:3",
    ),
    Form("attribute by name", "a.py", TERM + "def f(term):\n    return term.status\n", "OMC103:3"),
    Form(
        "attribute in a loop",
        "a.py",
        TERM + "for x in om.list_all_entities(entity=GlossaryTerm):\n    x.status\n",
        "OMC103:3",
    ),
    Form("attribute of something else", "a.py", TERM + "def f(response):\n    return response.status\n"),
    Form("status code", "a.py", TERM + "r = requests.get('/v1/glossaryTerms')\nprint(r.status_code)\n"),
    Form(
        "JSON patch",
        "a.py",
        "p = [{'op': 'add', 'path': '/status', 'value': 'Approved'}]\nf('/v1/glossaryTerms/1', p)\n",
        "OMC103:1",
    ),
    Form("JSON patch of a user", "a.py", "requests.patch('/v1/users/1', json=[{'op': 'add', 'path': '/status'}])\n"),
    Form("item", "a.py", "u = '/api/v1/glossaryTerms'\npayload['status'] = 'Approved'\n", "OMC103:2"),
    Form("dict()", "a.py", "u = '/api/v1/glossaryTerms'\nbody = dict(name='a', status='Approved')\n", "OMC103:2"),
    Form(
        "read item",
        "a.py",
        "u = '/api/v1/glossaryTerms'\nx = term['status']\ny = term.get('status')\n",
        "OMC103:2 OMC103:3",
    ),
    Form("another value", "a.py", "u = '/api/v1/glossaryTerms'\nbody = dict(name='a', status='done')\n"),
    Form(
        "another entity in the file",
        "a.py",
        "f('/v1/glossaryTerms')\nrequests.put('/v1/users', json={'status': 'Active'})\n",
    ),
    Form("asserted", "a.py", "f('/v1/glossaryTerms')\nassert r.json() == {'status': 'Approved'}\n"),
    Form(
        "shell", "a.sh", 'curl -X PUT $H/api/v1/glossaryTerms -d \'{"name": "a", "status": "Approved"}\'\n', "OMC103:1"
    ),
    Form("shell over lines", "a.sh", 'curl $H/api/v1/glossaryTerms \\\n  -d \'{"status": "Draft"}\'\n', "OMC103:2"),
    Form("shell, escaped", "a.sh", 'curl $H/v1/glossaryTerms -d "{\\"status\\": \\"Approved\\"}"\n', "OMC103:1"),
    Form(
        "shell, patch",
        "a.sh",
        'curl -X PATCH $H/v1/glossaryTerms/1 -d \'[{"op":"replace","path":"/status"}]\'\n',
        "OMC103:1",
    ),
    Form("shell, other entity", "a.sh", 'curl $H/v1/glossaryTerms\ncurl $H/v1/users -d \'{"status": "Active"}\'\n'),
    Form("JSON", "terms.json", '{"glossaryTerms": [\n {"name": "a",\n  "status": "Approved"}]}\n', "OMC103:3"),
    Form("YAML", "terms.yaml", "glossaryTerms:\n- name: a\n  status: Approved\n", "OMC103:3"),
    Form("YAML with the new field", "terms.yaml", "glossaryTerms:\n- name: a\n  entityStatus: Approved\n"),
    Form("YAML of something else", "users.yaml", "users:\n- name: a\n  status: Active\n"),
)
