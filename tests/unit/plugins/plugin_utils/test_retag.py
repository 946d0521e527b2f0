# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._retag import RetagError, retag

SERVER = "registry.example/openmetadata/server:1.9.17"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"c.yml": "a:\n  image: registry.example/openmetadata/server:1.9.17 # pinned\n"},
            {"c.yml": "a:\n  image: registry.example/openmetadata/server:1.11.4 # pinned\n"},
            id="literal, comment kept",
        ),
        pytest.param(
            {"c.yml": "  image: registry.example/openmetadata/server:${OM_TAG}\n", ".env": "A=1\nOM_TAG=1.9.17\n"},
            {".env": "A=1\nOM_TAG=1.11.4\n"},
            id="variable in the environment file",
        ),
        pytest.param(
            {"c.yml": "  image: registry.example/openmetadata/server:${OM_TAG:-1.9.17}\n", ".env": "A=1\n"},
            {"c.yml": "  image: registry.example/openmetadata/server:${OM_TAG:-1.11.4}\n"},
            id="default of a variable",
        ),
        pytest.param(
            {
                "c.yml": "  image: registry.example/openmetadata/server:${OM_TAG:-1.9.0}\n",
                ".env": 'OM_TAG="1.9.17"\n',
            },
            {".env": 'OM_TAG="1.11.4"\n'},
            id="the environment file wins over the default",
        ),
        pytest.param(
            {"c.yml": "  image: ${SERVER_IMAGE}\n", ".env": f"SERVER_IMAGE={SERVER}\n"},
            {".env": "SERVER_IMAGE=registry.example/openmetadata/server:1.11.4\n"},
            id="a variable for the whole image",
        ),
        pytest.param(
            {"c.yml": "  image: registry.example/openmetadata/server:1.9.170\n  image: " + SERVER + "\n"},
            {
                "c.yml": "  image: registry.example/openmetadata/server:1.9.170\n"
                "  image: registry.example/openmetadata/server:1.11.4\n"
            },
            id="a longer tag with the same beginning stays",
        ),
    ],
)
def test_the_tag_is_changed_where_it_stands(files: dict[str, str], expected: dict[str, str]) -> None:
    assert retag(files, [SERVER], "1.11.4") == expected


def test_two_images_share_one_variable() -> None:
    files = {
        "c.yml": "  image: r/openmetadata/server:${TAG}\n  image: r/openmetadata/ingestion:${TAG}\n",
        ".env": "TAG=1.9.17\n",
    }
    images = ["r/openmetadata/server:1.9.17", "r/openmetadata/ingestion:1.9.17"]
    assert retag(files, images, "1.11.4") == {".env": "TAG=1.11.4\n"}


def test_nothing_changes_when_the_tag_is_there_already() -> None:
    assert retag({"c.yml": f"  image: {SERVER}\n"}, [SERVER], "1.9.17") == {}


@pytest.mark.parametrize("image", [SERVER, "registry.example/openmetadata/server"])
def test_a_tag_that_stands_nowhere_is_an_error(image: str) -> None:
    with pytest.raises(RetagError):
        retag({"c.yml": "services: {}\n"}, [image], "1.11.4")
