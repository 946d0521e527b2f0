# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Payloads and scripts that use the API."""

from __future__ import annotations

from .form import Form

REAL_FILES = (
    Form(
        "data:",
        "tmpl.yaml.j2",
        "data:\n  x.py: |\n    from metadata.x import w\n    c = {{ cfg | to_json }}\n    w.print_status()\n",
        "OMC101:5",
    ),
    Form(
        "locals {",
        "main.tf",
        "locals {\n  script = <<-EOT\n    from metadata.x import w\n    w.print_status()\n  EOT\n}\n",
        "OMC101:4",
    ),
    Form(
        "curl $H/api/v1/glossaryTerms -d @- <<EOF",
        "a.sh",
        'curl $H/api/v1/glossaryTerms -d @- <<EOF\n{\n  "name": "x",\n  "status": "Approved"\n}\nEOF\n',
        "OMC103:4",
    ),
    Form(
        "STATUS=Approved",
        "a.sh",
        "STATUS=Approved\ncurl $H/api/v1/glossaryTerms/name/x | jq -r .status\n",
        "OMC103:2",
    ),
    Form(
        "{'name':'x','glossary':'g','glossaryTerm': true,'status':'De",
        "a.json",
        '{"name":"x","glossary":"g","glossaryTerm": true,"status":"Deprecated"}',
        "OMC103:1",
    ),
    Form(
        "curl $H/api/v1/feed -d '{}'",
        "a.sh",
        "curl $H/api/v1/feed -d '{}'\n",
        "OMC161:1",
    ),
    Form(
        "appConfiguration:",
        "a.yaml",
        "appConfiguration:\n  recreateIndex: true\n  useDistributedIndexing: false\n",
        "OMC139:2 OMC139:3",
    ),
    Form(
        "app_configuration = {",
        "a.tf",
        "app_configuration = {\n  recreateIndex = true\n}\n",
        "OMC139:2",
    ),
    Form(
        "{'name':'x','pipelineType':'metadata',",
        "a.json",
        '{"name":"x","pipelineType":"metadata",\n"sourceConfig":{"config":{"schemaFilterPattern":{"includes":[]}}}}\n',
        "OMC163:2",
    ),
    Form(
        "{'name':'x','pipelineType':'metadata',",
        "a.json",
        '{"name":"x","pipelineType":"metadata",\n"sourceConfig":{\n  "config":{\n    "type":"DatabaseMetadata"}}}\n',
    ),
    Form(
        "if [ x ]; then :; fi # curl /v1/feed",
        "a.sh",
        "if [ x ]; then :; fi # curl /v1/feed\n",
    ),
    Form(
        "curl '$H/api/v1/feed#x'",
        "a.sh",
        'curl "$H/api/v1/feed#x"\n',
    ),
    Form(
        "- name: Approve",
        "a.yml",
        "- name: Approve\n"
        "  uri:\n"
        "    url: '{{ om }}/api/v1/glossaryTerms/{{ id }}'\n"
        "    method: PATCH\n"
        "    body:\n"
        "      - {op: replace, path: /status, value: Approved}\n",
        "OMC103:6",
    ),
    Form(
        "- uri:",
        "a.yml",
        "- uri:\n    url: '{{ om }}/api/v1/glossaryTerms'\n    body: {name: x, status: Draft}\n",
        "OMC103:3",
    ),
    Form(
        "resource 'openmetadata_glossary_term' 'x' {",
        "a.tf",
        'resource "openmetadata_glossary_term" "x" {\n  status = "Approved"\n}\n',
        "OMC103:2",
    ),
    Form(
        "apiVersion: v1",
        "terms.yaml",
        "apiVersion: v1\nkind: GlossaryTerm\nspec:\n  status: 'In Review'\n",
        "OMC103:4",
    ),
    Form(
        "glossary_terms:",
        "a.yaml",
        "glossary_terms:\n- name: x\n  entityStatus: Approved\nstatus: ok\n",
    ),
    Form(
        "{'name':'app','appType':'external','className':'x',",
        "a.json",
        '{"name":"app","appType":"external","className":"x",\n"eventSubscriptions":[{}]}\n',
        "OMC164:2",
    ),
    Form(
        "openmetadata-ingestion[deltalake]==1.11.4",
        "requirements.txt",
        "openmetadata-ingestion[deltalake]==1.11.4\n",
        "OMC162:1",
    ),
)
