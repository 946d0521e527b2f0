# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.command_line import get_flag, set_flag


@pytest.mark.parametrize(
    ("engine", "words", "name", "value"),
    [
        ("mysql", ["--sort_buffer_size=10M"], "sort_buffer_size", "10M"),
        ("mysql", ["mysqld", "--sort-buffer-size=10M"], "sort_buffer_size", "10M"),
        ("mysql", ["--sort_buffer_size", "10M"], "sort_buffer_size", "10M"),
        ("mysql", ["--sort_buffer_size=1M", "--sort_buffer_size=2M"], "sort_buffer_size", "2M"),
        ("mysql", ["--log-bin-trust-function-creators"], "log_bin_trust_function_creators", "ON"),
        ("mysql", ["--log-bin-trust-function-creators", "--x=1"], "log_bin_trust_function_creators", "ON"),
        ("mysql", ["--sort_buffer_size_extra=1"], "sort_buffer_size", None),
        ("mysql", [], "sort_buffer_size", None),
        ("mysql", ["-c", "sort_buffer_size=1"], "sort_buffer_size", None),
        ("postgresql", ["--work_mem=10MB"], "work_mem", "10MB"),
        ("postgresql", ["postgres", "-c", "work_mem=10MB"], "work_mem", "10MB"),
        ("postgresql", ["-cwork_mem=10MB"], "work_mem", "10MB"),
        ("postgresql", ["-c", "work_mem=1MB", "--work-mem=2MB"], "work_mem", "2MB"),
    ],
)
def test_get(engine: str, words: list[str], name: str, value: str | None) -> None:
    assert get_flag(words, engine, name) == value


@pytest.mark.parametrize(
    ("engine", "words", "name", "value", "result"),
    [
        # The page's own snippet would lose the first flag.
        (
            "mysql",
            ["--sort_buffer_size=10M"],
            "log_bin_trust_function_creators",
            "ON",
            ["--sort_buffer_size=10M", "--log_bin_trust_function_creators=ON"],
        ),
        (
            "mysql",
            ["--a=1", "--sort-buffer-size=10M", "--b"],
            "sort_buffer_size",
            "20M",
            ["--a=1", "--sort-buffer-size=20M", "--b"],
        ),
        ("mysql", ["--sort_buffer_size", "10M", "--b"], "sort_buffer_size", "20M", ["--sort_buffer_size=20M", "--b"]),
        ("mysql", ["--trust"], "trust", "OFF", ["--trust=OFF"]),
        ("mysql", ["--a=1", "--sort_buffer_size=10M"], "sort_buffer_size", None, ["--a=1"]),
        ("mysql", ["--sort_buffer_size", "10M"], "sort_buffer_size", None, []),
        ("mysql", [], "sort_buffer_size", "20M", ["--sort_buffer_size=20M"]),
        ("postgresql", ["postgres", "-c", "work_mem=10MB"], "work_mem", "20MB", ["postgres", "-c", "work_mem=20MB"]),
        ("postgresql", ["-cwork_mem=10MB", "-N", "200"], "work_mem", "20MB", ["-cwork_mem=20MB", "-N", "200"]),
        ("postgresql", ["-c", "work_mem=10MB", "-N", "200"], "work_mem", None, ["-N", "200"]),
    ],
)
def test_set(engine: str, words: list[str], name: str, value: str | None, result: list[str]) -> None:
    assert set_flag(words, engine, name, value) == result


def test_setting_does_not_touch_its_argument() -> None:
    words = ["--a=1"]
    set_flag(words, "mysql", "a", "2")
    assert words == ["--a=1"]
