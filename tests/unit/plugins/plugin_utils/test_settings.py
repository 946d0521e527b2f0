# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Renamed settings are found where they stand, and translated without touching anybody else's."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.openmetadata.ops.plugins.module_utils._upstream.settings import RENAMED, Renamed
from ansible_collections.openmetadata.ops.plugins.plugin_utils._settings import find, translate

SERVER = """\
services:
  openmetadata-server:
    image: registry.example/openmetadata/server:1.13.6
    environment:
"""
MIGRATE = """\
services:
  execute-migrate-all:
    image: ${IMAGE}
    environment:
      OPENAI_API_KEY: a
"""
OTHER = """\
  gateway:
    image: example/gateway:1
    environment:
      OPENAI_API_KEY: ${OPENAI_API_KEY}
"""
CONFIGURATION = """\
database:
  user: ${DB_USER:-openmetadata_user}
elasticsearch:
  host: ${ELASTICSEARCH_HOST:-localhost}
  principals: [${ADMINS:-[admin]}]
  naturalLanguageSearch:
    semanticSearchEnabled: ${SEMANTIC_SEARCH_ENABLED:-false}
    embeddingProvider: ${EMBEDDING_PROVIDER:-bedrock}
    openai:
      apiKey: ${OPENAI_API_KEY:-""}
"""
HELM = "extraEnvs:\n  - name: OPENAI_API_KEY\n    valueFrom:\n      secretKeyRef: {name: s, key: k}\n"
HELM_BLOCK = "om:\n  config:\n    elasticsearch:\n      naturalLanguageSearch: {google: {modelId: m}}\n"
TWO = f"{SERVER}      OPENAI_API_KEY: a\n      GOOGLE_API_KEY: b\n"
SWITCHES = '      LLM_ENABLED: "true"\n      LLM_PROVIDER: openai\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"/s/c.yml": f"{SERVER}      OPENAI_API_KEY: sk-1 # ours\n      LOG_LEVEL: INFO\n{OTHER}"},
            {
                "/s/c.yml": f"{SERVER}      LLM_OPENAI_API_KEY: sk-1 # ours\n{SWITCHES}      LOG_LEVEL: INFO\n{OTHER}",
            },
            id="a value in the compose file; another service keeps its name",
        ),
        pytest.param(
            {
                "/s/c.yml": f"{SERVER}      OPENAI_API_KEY: ${{OPENAI_API_KEY:-}}\n{OTHER}",
                "/s/.env": "OPENAI_API_KEY=sk\n",
            },
            {
                "/s/c.yml": f"{SERVER}      LLM_OPENAI_API_KEY: ${{LLM_OPENAI_API_KEY:-}}\n{SWITCHES}"
                + OTHER.replace("${OPENAI", "${LLM_OPENAI"),
                "/s/.env": "LLM_OPENAI_API_KEY=sk\n",
            },
            id="a variable of the environment file moves with every reference",
        ),
        pytest.param(
            {"/s/c.yml": f"{SERVER}      OPENAI_API_KEY: $OPENAI_API_KEY\n"},
            {"/s/c.yml": f"{SERVER}      LLM_OPENAI_API_KEY: $OPENAI_API_KEY\n{SWITCHES.rstrip()}\n"},
            id="a value of the shell keeps its name there",
        ),
        pytest.param(
            {
                "/s/c.yml": f"{SERVER}      OPENAI_API_KEY:\n      - x\n".replace(
                    "      - x\n", "      LOG_LEVEL: INFO\n"
                )
            },
            {
                "/s/c.yml": f"{SERVER}      LLM_OPENAI_API_KEY: ${{OPENAI_API_KEY}}\n{SWITCHES}      LOG_LEVEL: INFO\n",
            },
            id="a name without a value is passed on from the shell",
        ),
        pytest.param(
            {"/s/c.yml": f'{SERVER}      - "OPENAI_API_KEY=sk"\n      - OPENAI_API_VERSION\n'},
            {
                "/s/c.yml": f'{SERVER}      - "LLM_OPENAI_API_KEY=sk"\n      - LLM_ENABLED=true\n'
                "      - LLM_PROVIDER=openai\n      - LLM_OPENAI_API_VERSION=${OPENAI_API_VERSION}\n"
            },
            id="a list",
        ),
        pytest.param(
            {
                "/s/c.yml": "services:\n  openmetadata-server:\n    env_file: [server.env]\n    environment: {A: b}\n",
                "/s/server.env": "export GOOGLE_API_KEY='g'\nB=1\n",
            },
            {"/s/server.env": "export LLM_GOOGLE_API_KEY='g'\nLLM_ENABLED=true\nLLM_PROVIDER=google\nB=1\n"},
            id="an environment file of the service",
        ),
        pytest.param(
            {"/s/.env": "AWS_BEDROCK_REGION=eu-1\nAWS_BEDROCK_MODEL_ID=m\nLLM_ENABLED=true\nLLM_PROVIDER=bedrock\n"},
            {"/s/.env": "AWS_DEFAULT_REGION=eu-1\nLLM_BEDROCK_MODEL_ID=m\nLLM_ENABLED=true\nLLM_PROVIDER=bedrock\n"},
            id="switches that are set already are left alone",
        ),
        pytest.param(
            {"/s/c.yml": f"{SERVER}      AWS_BEDROCK_REGION: eu-1\n      AWS_DEFAULT_REGION: us-1\n"},
            {},
            id="the new name is set already",
        ),
        pytest.param(
            {"/s/c.yml": f"{TWO}      EMBEDDING_PROVIDER: google\n"},
            {
                "/s/c.yml": f"{SERVER}      LLM_OPENAI_API_KEY: a\n      LLM_GOOGLE_API_KEY: b\n"
                '      LLM_ENABLED: "true"\n      LLM_PROVIDER: google\n      EMBEDDING_PROVIDER: google\n'
            },
            id="two providers, one of them chosen",
        ),
        pytest.param(
            {"/s/c.yml": f"{SERVER}      OPENAI_API_KEY: ${{OPENAI_API_KEY:-}}\n      GOOGLE_API_KEY: ''\n"},
            {"/s/c.yml": f"{SERVER}      LLM_OPENAI_API_KEY: ${{OPENAI_API_KEY:-}}\n      LLM_GOOGLE_API_KEY: ''\n"},
            id="no provider has a value: nothing is switched on",
        ),
        pytest.param(
            {
                "/s/c.yml": "x-env: &env\n  OPENAI_API_KEY: a\n"
                "services:\n  server:\n    image: x/server:1\n    environment: {<<: *env}\n"
                "  ingestion:\n    environment: {<<: *env}\n"
            },
            {},
            id="lines that another service shares",
        ),
        pytest.param(
            {
                "/s/c.yml": "x-env: &env\n  OPENAI_API_KEY: a\n"
                "services:\n  om:\n    image: x/server:1\n    environment: *env\n"
                "  execute-migrate-all:\n    environment:\n      <<: *env\n"
            },
            {
                "/s/c.yml": 'x-env: &env\n  LLM_OPENAI_API_KEY: a\n  LLM_ENABLED: "true"\n  LLM_PROVIDER: openai\n'
                "services:\n  om:\n    image: x/server:1\n    environment: *env\n"
                "  execute-migrate-all:\n    environment:\n      <<: *env\n"
            },
            id="an anchor that only the server's services use",
        ),
        pytest.param(
            {"/s/c.yml": f"{MIGRATE}{SERVER.partition('services:')[2][1:]}      OPENAI_API_KEY: b\n"},
            {
                "/s/c.yml": MIGRATE.replace("OPENAI_API_KEY: a\n", f"LLM_OPENAI_API_KEY: a\n{SWITCHES}")
                + f"{SERVER.partition('services:')[2][1:]}      LLM_OPENAI_API_KEY: b\n{SWITCHES}"
            },
            id="each service that has them by itself",
        ),
        pytest.param(
            {"/s/values.yaml": HELM},
            {"/s/values.yaml": HELM.replace("OPENAI_API", "LLM_OPENAI_API")},
            id="Helm values",
        ),
        pytest.param(
            {"/s/c.yml": f"{SERVER}      LOG_LEVEL: INFO\n{OTHER}", "/s/.env": "OPENAI_API_KEY=theirs\n"},
            {},
            id="a variable that only another service uses",
        ),
        pytest.param({"/s/c.yml": "services: [", "/s/openmetadata.yaml": CONFIGURATION}, {}, id="no YAML, and no name"),
    ],
)
def test_translate(files: dict[str, str], expected: dict[str, str]) -> None:
    changed = translate(files, "2.0.10")
    assert changed == expected
    after = {**files, **changed}
    assert translate(after, "2.0.10") == {}, "a second run changes nothing"
    assert translate(files, "1.13.6") == {}, "the older version has the older names"
    for name, text in changed.items():
        if name.endswith(("yml", "yaml")):
            yaml.safe_load(text)


@pytest.mark.parametrize("entry", RENAMED, ids=[entry.old for entry in RENAMED])
def test_every_name(entry: Renamed) -> None:
    old, new = entry.old, entry.new
    changed = translate({"/s/.env": f"{old}=x\n"}, "2.0.0")
    assert changed["/s/.env"].splitlines()[0] == f"{new}=x"
    (use, switches) = find({"/s/.env": f"{old}=x\n"}, "2.0.0")
    assert use.text == f"{old} in /s/.env, line 1, becomes {new}"
    assert switches.text.startswith("LLM_ENABLED=true, LLM_PROVIDER=")


def test_services_are_named_by_the_installation() -> None:
    files = {"/s/c.yml": "services:\n  om:\n    image: ${IMAGE}\n    environment:\n      OPENAI_API_KEY: a\n"}
    assert translate(files, "2.0.0") == {}
    assert "LLM_OPENAI_API_KEY: a" in translate(files, "2.0.0", ["om"])["/s/c.yml"]


@pytest.mark.parametrize(
    ("files", "edited", "texts"),
    [
        pytest.param(
            {"/s/openmetadata.yaml": CONFIGURATION},
            None,
            [
                "elasticsearch.naturalLanguageSearch.embeddingProvider in /s/openmetadata.yaml, line 8, becomes "
                "llmConfiguration.embeddings.embeddingProvider (by hand: the block has another shape)",
                "elasticsearch.naturalLanguageSearch.openai in /s/openmetadata.yaml, line 10, becomes "
                "llmConfiguration.openai (by hand: the block has another shape)",
            ],
            id="a mounted configuration",
        ),
        pytest.param(
            {"/s/values.yaml": HELM_BLOCK},
            None,
            [
                "om.config.elasticsearch.naturalLanguageSearch.google in /s/values.yaml, line 4, becomes "
                "llmConfiguration.google (by hand: the block has another shape)"
            ],
            id="Helm values",
        ),
        pytest.param(
            {"/s/c.yml": f"{SERVER}      OPENAI_API_KEY: a\n      GOOGLE_API_KEY: b\n"},
            None,
            [
                "OPENAI_API_KEY in /s/c.yml, line 5, becomes LLM_OPENAI_API_KEY",
                "LLM_ENABLED, LLM_PROVIDER must be set as well in /s/c.yml, line 5 "
                "(by hand: which provider is in use cannot be told)",
                "GOOGLE_API_KEY in /s/c.yml, line 6, becomes LLM_GOOGLE_API_KEY",
            ],
            id="two providers",
        ),
        pytest.param(
            {"/s/values.yaml": HELM},
            None,
            [
                "OPENAI_API_KEY in /s/values.yaml, line 2, becomes LLM_OPENAI_API_KEY",
                "LLM_ENABLED=true, LLM_PROVIDER=openai must be set as well in /s/values.yaml, line 2 "
                "(by hand: the upgrade adds lines beside lines that it renames only)",
            ],
            id="Helm values are renamed, and nothing is added",
        ),
        pytest.param(
            {"/s/.env": "OPENAI_API_KEY=secret-1\nLLM_ENABLED=true\nLLM_PROVIDER=openai\n"},
            [],
            [
                "OPENAI_API_KEY in /s/.env, line 1, becomes LLM_OPENAI_API_KEY "
                "(by hand: the upgrade does not edit this file)"
            ],
            id="a file that the upgrade leaves alone",
        ),
        pytest.param({"/s/.env": "LLM_OPENAI_API_KEY=x\nOTHER_OPENAI_API_KEY=y\n"}, None, [], id="nothing to do"),
    ],
)
def test_find(files: dict[str, str], edited: list[str] | None, texts: list[str]) -> None:
    assert [use.text for use in find(files, "2.0.10", edited=edited)] == texts
    assert find(files, "1.13.6") == []


def test_find_in_the_environment_of_the_service() -> None:
    own = {"OPENAI_API_KEY": "a", "GOOGLE_API_KEY": "", "LOG_LEVEL": "INFO", "AWS_BEDROCK_REGION": "eu-1"}
    found = find({"/s/c.yml": f"{SERVER}      AWS_BEDROCK_REGION: eu-1\n"}, "2.0.0", environment=own)
    assert [use.text for use in found if use.old] == [
        "AWS_BEDROCK_REGION in /s/c.yml, line 5, becomes AWS_DEFAULT_REGION",
        "OPENAI_API_KEY of the server's environment becomes LLM_OPENAI_API_KEY "
        "(by hand: it is set in a file that the upgrade does not edit)",
    ]
