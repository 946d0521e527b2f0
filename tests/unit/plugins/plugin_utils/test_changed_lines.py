# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._changed_lines import changed_lines


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("A\nimage: x:1\n", "A\nimage: x:2\n", ["- image: x:1", "+ image: x:2"]),
        ("OM_TAG=1.13.6\n", "OM_TAG=2.0.10\n", ["- OM_TAG=1.13.6", "+ OM_TAG=2.0.10"]),
        (
            "      OPENAI_API_KEY: sk-1\n",
            '      LLM_OPENAI_API_KEY: sk-1\n      LLM_ENABLED: "true"\n',
            [
                "-       OPENAI_API_KEY: ********",
                "+       LLM_OPENAI_API_KEY: ********",
                '+       LLM_ENABLED: "true"',
            ],
        ),
        (
            "- AWS_BEDROCK_SECRET_KEY=${AWS_BEDROCK_SECRET_KEY}\n",
            "- AWS_SECRET_ACCESS_KEY=${AWS_BEDROCK_SECRET_KEY}\n",
            [
                "- - AWS_BEDROCK_SECRET_KEY=${AWS_BEDROCK_SECRET_KEY}",
                "+ - AWS_SECRET_ACCESS_KEY=${AWS_BEDROCK_SECRET_KEY}",
            ],
        ),
        (
            'export GOOGLE_API_KEY="g"\n',
            'export LLM_GOOGLE_API_KEY="g"\n',
            ["- export GOOGLE_API_KEY=********", "+ export LLM_GOOGLE_API_KEY=********"],
        ),
        (
            "A: ${OPENAI_API_KEY:-sk-1}\n",
            "A: ${LLM_OPENAI_API_KEY:-sk-1}\n",
            ["- A: ********", "+ A: ********"],
        ),
        ("same\n", "same\n", []),
    ],
)
def test_changed_lines(before: str, after: str, lines: list[str]) -> None:
    assert changed_lines(before, after) == lines
