# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of each role says what its argument specs say."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.tools import generate_role_readmes as generator


@pytest.mark.parametrize("role", generator.roles(), ids=lambda role: role.name)
def test_the_page_is_current(role: generator.Path) -> None:
    page = role / "README.md"
    assert page.is_file(), "run make docs"
    assert page.read_text(encoding="utf-8") == generator.readme(role), "run make docs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sets O(om_version) to V(1.11.4).", "Sets `om_version` to `1.11.4`."),
        ("See L(the page, https://example.org/a) and U(https://example.org).",
         "See [the page](https://example.org/a) and <https://example.org>."),
        ("Runs M(openmetadata.ops.om_info), P(openmetadata.ops.server#role).",
         "Runs `openmetadata.ops.om_info`, `openmetadata.ops.server`."),
        ("C(SET PERSIST sort_buffer_size) or C(f(x)).", "`SET PERSIST sort_buffer_size` or `f(x)`."),
        ("B(never) twice, in a COMMAND(1).", "*never* twice, in a COMMAND(1)."),
    ],
)  # fmt: skip
def test_markup(text: str, expected: str) -> None:
    assert generator.markdown(text) == expected
